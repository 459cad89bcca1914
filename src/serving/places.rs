//! All connections, by client address. A new connection takes the place of the connection of its
//! address that has waited longest or, when all places are taken, of one of the address with the
//! most. So a client that opens many and sends nothing hinders nobody, not even itself.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::place::Place;
use crate::domain::client_address::ClientAddress;

/// Between two equal lines in the log.
const COMPLAINT: Duration = Duration::from_secs(10);

/// How many connections at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// From all clients together.
    pub total: usize,
    /// From one client address. A trusted proxy's own connections are not counted; what it requests
    /// for a client is.
    pub per_address: usize,
}

pub(super) struct Places {
    limits: ConnectionLimits,
    taken: Mutex<Taken>,
    complained: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Taken {
    by_address: HashMap<ClientAddress, Vec<Arc<Place>>>,
    count: usize,
}

impl Places {
    pub fn new(limits: ConnectionLimits) -> Self {
        Self {
            limits,
            taken: Mutex::default(),
            complained: Mutex::default(),
        }
    }

    /// A place for a new connection; `None` if everything that could give way is busy. `capped` is
    /// false for a trusted proxy, whose connections belong to many clients.
    pub fn take(self: &Arc<Self>, peer: IpAddr, capped: bool, now: Instant) -> Option<Seat> {
        let address = ClientAddress::of(peer);
        let mut taken = self.lock();
        let own = taken.by_address.get(&address).map_or(0, Vec::len);
        let room = (!capped || own < self.limits.per_address || taken.cut_one_of(address))
            && (taken.count < self.limits.total || taken.cut_one());
        if !room {
            drop(taken);
            if self.complains(now) {
                tracing::warn!(
                    %address, connections = own,
                    "a connection was refused: too many are in use. If this is the address of a reverse proxy, name it with --trusted-proxies"
                );
            }
            return None;
        }
        let place = Arc::new(Place::new(address, now));
        taken
            .by_address
            .entry(address)
            .or_default()
            .push(place.clone());
        taken.count += 1;
        drop(taken);
        Some(Seat {
            place,
            places: self.clone(),
        })
    }

    /// Ends the connection that is the first to give way.
    pub fn make_room(&self) -> bool {
        self.lock().cut_one()
    }

    /// Ends all connections that make no progress.
    pub fn close_overdue(&self, now: Instant) {
        let mut taken = self.lock();
        let places = taken.by_address.values().flatten();
        let overdue = places.filter(|place| place.progress().overdue(now));
        for place in overdue.cloned().collect::<Vec<_>>() {
            taken.cut(&place);
        }
    }

    /// Whether it is time for another line in the log.
    pub fn complains(&self, now: Instant) -> bool {
        let mut last = self
            .complained
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| now.saturating_duration_since(last) >= COMPLAINT);
        if due {
            *last = Some(now);
        }
        due
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // Nothing that may panic happens between two changes that belong together.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn cut_one_of(&mut self, address: ClientAddress) -> bool {
        let places = self.by_address.get(&address).into_iter().flatten();
        let first = places
            .filter_map(|place| Some((place.progress().dispensable()?, place)))
            .min_by_key(|(order, _)| *order);
        let Some(place) = first.map(|(_, place)| place.clone()) else {
            return false;
        };
        self.cut(&place);
        true
    }

    /// Cuts one of the address with the most connections, if one of those can give way.
    fn cut_one(&mut self) -> bool {
        let mut addresses: Vec<_> = self
            .by_address
            .iter()
            .map(|(it, of)| (of.len(), *it))
            .collect();
        addresses.sort_unstable_by_key(|(count, _)| Reverse(*count));
        addresses
            .into_iter()
            .any(|(_, address)| self.cut_one_of(address))
    }

    fn cut(&mut self, place: &Arc<Place>) {
        place.cut.cancel();
        self.remove(place);
    }

    fn remove(&mut self, place: &Arc<Place>) {
        let Some(places) = self.by_address.get_mut(&place.address) else {
            return;
        };
        let Some(at) = places.iter().position(|other| Arc::ptr_eq(other, place)) else {
            return;
        };
        places.swap_remove(at);
        if places.is_empty() {
            self.by_address.remove(&place.address);
        }
        self.count -= 1;
    }
}

/// A connection's place among all. It is given back when the last part of the connection is
/// dropped.
pub(super) struct Seat {
    pub place: Arc<Place>,
    places: Arc<Places>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        // A connection that was cut has already lost its place.
        self.places.lock().remove(&self.place);
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
