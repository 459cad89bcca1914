//! Which connection gives way to which.

use super::super::patience::Phase;
use super::*;

fn places(total: usize, per_address: usize) -> Arc<Places> {
    Arc::new(Places::new(ConnectionLimits { total, per_address }))
}

fn take(places: &Arc<Places>, address: &str) -> Option<Seat> {
    places.take(address.parse().unwrap(), true, Instant::now())
}

fn is_cut(seat: &Seat) -> bool {
    seat.place.cut.is_cancelled()
}

#[test]
fn the_longest_waiting_of_an_address_gives_way_to_its_next() {
    let places = places(100, 2);
    let first = take(&places, "192.0.2.1").unwrap();
    let second = take(&places, "192.0.2.1").unwrap();
    let other = take(&places, "192.0.2.2").unwrap();
    let third = take(&places, "192.0.2.1").unwrap();
    assert!(is_cut(&first));
    assert!(![&second, &other, &third].into_iter().any(is_cut));
}

#[test]
fn a_busy_connection_is_not_cut_and_a_newcomer_is_refused() {
    let places = places(100, 1);
    let working = take(&places, "192.0.2.1").unwrap();
    working.place.enter(Phase::Busy);
    assert!(take(&places, "192.0.2.1").is_none());
    assert!(!is_cut(&working));
    drop(working);
    assert!(take(&places, "192.0.2.1").is_some());
}

#[test]
fn when_all_places_are_taken_the_address_with_the_most_gives_way() {
    let places = places(4, 4);
    let quiet = take(&places, "192.0.2.2").unwrap();
    let many: Vec<_> = (0..3)
        .map(|_| take(&places, "192.0.2.1").unwrap())
        .collect();
    let newcomer = take(&places, "192.0.2.3").unwrap();
    assert!(is_cut(&many[0]) && !is_cut(&many[1]) && !is_cut(&quiet) && !is_cut(&newcomer));
    // Its seat is dropped late and is not counted a second time.
    drop(many);
    assert_eq!(places.lock().count, 2);
}

#[test]
fn a_trusted_proxy_has_as_many_as_there_are() {
    let places = places(3, 1);
    let proxy = "10.0.0.1".parse().unwrap();
    let seats: Vec<_> = (0..3)
        .filter_map(|_| places.take(proxy, false, Instant::now()))
        .collect();
    assert_eq!(seats.len(), 3);
    assert!(!seats.iter().any(is_cut));
}

#[test]
fn a_silent_connection_is_closed_and_its_place_is_free() {
    let places = places(1, 1);
    let silent = take(&places, "192.0.2.1").unwrap();
    places.close_overdue(Instant::now() + Duration::from_secs(14));
    assert!(!is_cut(&silent));
    places.close_overdue(Instant::now() + Duration::from_secs(16));
    assert!(is_cut(&silent));
    assert_eq!(places.lock().count, 0);
}

#[test]
fn the_log_is_not_flooded() {
    let places = places(1, 1);
    let start = Instant::now();
    assert!(places.complains(start));
    assert!(!places.complains(start + COMPLAINT / 2));
    assert!(places.complains(start + COMPLAINT));
}
