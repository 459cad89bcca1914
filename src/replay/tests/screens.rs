//! A screen that is painted from a keyframe equals the screen that is painted from the beginning.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::trace::{Made, PIECES, varied};
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::ids::Digest;
use crate::domain::payload::Payload;
use crate::domain::terminal_size::TerminalSize;
use crate::replay::When;
use crate::replay::keyframes::{Contents, Looking, Screens};
use crate::replay::purse::Income;
use crate::replay::read::Read;
use crate::replay::transcript::Transcripts;
use crate::store::replay::KeyframeRow;

fn read(seq: u64, body: EventBody) -> Read {
    Read::Known(Box::new(Event {
        seq,
        at: 0,
        active: 0,
        actor: Actor::Candidate,
        body,
        links: Vec::new(),
    }))
}

/// Everything that can be seen of a terminal: number, whether it is open, size, bytes printed,
/// lines, what paints it, and the first bytes of an incomplete character.
type Shown = (u32, bool, (u16, u16), u64, Vec<String>, String, Vec<u8>);

fn shown(screens: &Screens) -> Vec<Shown> {
    let of = screens.all().map(|(terminal, it)| {
        let partial = it.partial().to_vec();
        (
            terminal,
            it.open,
            it.size(),
            it.printed,
            it.lines(),
            it.dump(),
            partial,
        )
    });
    of.collect()
}

fn bodies() -> impl Strategy<Value = Vec<EventBody>> {
    let terminal = 1u32..4;
    let size = (1u16..50, 1u16..14);
    let piece = prop_oneof![
        4 => (0..PIECES.len()).prop_map(|place| PIECES[place].to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ];
    let bytes = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    let printed = (terminal.clone(), bytes, 0usize..4).prop_map(|(terminal, mut bytes, cut)| {
        bytes.truncate(bytes.len().saturating_sub(cut));
        EventBody::TerminalOutput {
            terminal,
            offset: 0,
            bytes: Payload::of(bytes).0,
        }
    });
    let body = prop_oneof![
        20 => printed,
        2 => (terminal.clone(), size.clone()).prop_map(|(terminal, (cols, rows))| {
            EventBody::TerminalResized { terminal, cols, rows }
        }),
        1 => (terminal.clone(), size).prop_map(|(terminal, (cols, rows))| {
            EventBody::TerminalOpened { terminal, cols, rows }
        }),
        1 => terminal.prop_map(|terminal| EventBody::TerminalClosed { terminal, status: 0 }),
    ];
    proptest::collection::vec(body, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Screens that were kept after any event and fed further equal screens that were fed from the
    /// beginning: with several terminals, changes of size, invalid and cut characters, cut
    /// sequences, and with purses that are soon empty.
    #[test]
    fn keyframes_lose_nothing(
        bodies in bodies(),
        cuts in proptest::collection::btree_set(0usize..60, 0..6),
        wanted in 0usize..60,
        most in prop_oneof![Just(1_000_000), 200u64..9_000],
    ) {
        let income = Income { an_output: 60, a_byte: 4, most };
        let wanted = wanted.min(bodies.len() - 1);
        let none = Contents::new();
        let reads: Vec<Read> =
            bodies.into_iter().enumerate().map(|(at, body)| read(at as u64 + 1, body)).collect();
        // The index goes through everything and keeps screens at the cuts.
        let mut frames = Vec::<KeyframeRow>::new();
        let mut through = Screens::earning(&[], income);
        for (at, read) in reads.iter().enumerate() {
            let looking = Looking { seen: &mut Vec::new(), texts: &mut Transcripts::default() };
            through.take(read, &none, Some(looking));
            if cuts.contains(&at) {
                frames.extend(through.cut(at as u64 + 1));
            }
        }
        // A moment continues from the last cut before it.
        let cut = cuts.iter().copied().filter(|cut| *cut <= wanted).max();
        let until = cut.map_or(0, |cut| cut + 1);
        let mut newest = BTreeMap::new();
        for frame in frames.into_iter().filter(|it| it.seq.unsigned_abs() <= until as u64) {
            newest.insert(frame.terminal, frame);
        }
        let newest: Vec<_> = newest.into_values().collect();
        let mut sought = Screens::earning(&newest, income);
        for read in &reads[until..=wanted] {
            sought.take(read, &none, None);
        }
        let mut fed = Screens::earning(&[], income);
        for read in &reads[..=wanted] {
            fed.take(read, &none, None);
        }
        prop_assert_eq!(shown(&sought), shown(&fed));
    }
}

/// The same over the database and the real intervals between keyframes.
#[tokio::test]
async fn moments_are_as_if_fed_from_the_beginning() {
    let made = Made::new().await;
    let bodies = varied(11, 2_600);
    made.append(&bodies).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let none = Contents::new();
    let mut contents = none.clone();
    for body in &bodies {
        for reference in body.0.blobs() {
            let content = made.store.blob(made.session, reference.blob).await.unwrap();
            contents.insert(reference.blob, content.unwrap());
        }
    }
    let wanted = [4, 50, 999, 1_000, 1_001, 1_777, 2_000, 2_001, 2_599, 2_600];
    let mut fed = Screens::default();
    for (at, body) in bodies.into_iter().enumerate() {
        let seq = at as u64 + 1;
        fed.take(&read(seq, body.0), &contents, None);
        if !wanted.contains(&seq) {
            continue;
        }
        let moment = replay.moment(made.session, When::Seq(seq)).await.unwrap();
        assert_eq!(moment.terminals.len(), 3, "after event {seq}");
        for (sought, (terminal, screen)) in moment.terminals.iter().zip(fed.all()) {
            assert_eq!(sought.terminal, terminal);
            assert_eq!(
                sought.screen,
                screen.dump(),
                "terminal {terminal} after event {seq}"
            );
            assert_eq!((sought.cols, sought.rows), screen.size());
            assert_eq!(sought.offset, screen.printed);
            assert_eq!(sought.open, screen.open);
            assert_eq!(STANDARD.decode(&sought.partial).unwrap(), screen.partial());
        }
    }
}

fn opened(cols: u16, rows: u16) -> EventBody {
    EventBody::TerminalOpened {
        terminal: 1,
        cols,
        rows,
    }
}

fn printed(bytes: &[u8]) -> EventBody {
    EventBody::TerminalOutput {
        terminal: 1,
        offset: 0,
        bytes: Payload::of(bytes.to_vec()).0,
    }
}

/// 64 bytes that touch five million cells, again and again. Each event is far below its limit, but
/// all of them together would take minutes.
#[test]
fn a_flood_of_clears_is_not_painted_and_the_screen_says_so() {
    let none = Contents::new();
    let mut screens = Screens::default();
    screens.take(&read(1, opened(u16::MAX, u16::MAX)), &none, None);
    for seq in 2..602 {
        screens.take(&read(seq, printed(&b"\x1b[2J".repeat(16))), &none, None);
    }
    let skipped = screens.take_skipped().unwrap();
    let whole = 100_000_000 / (16 * 2 * TerminalSize::of(640, 256).cells());
    assert!(skipped.first >= 2 + whole, "{skipped:?}");
    assert!(skipped.outputs > 570, "{skipped:?}");
    screens.take(&read(602, printed(b"\r\nprompt $ ")), &none, None);
    let lines = screens.all().next().unwrap().1.lines().join("\n");
    assert!(lines.contains("bytes are not shown]"), "{lines}");
    assert!(lines.contains("prompt $"), "{lines}");
}

/// A large screen that is redrawn with every output, by letters and by sequences.
#[test]
fn a_monitor_on_a_large_screen_is_painted_whole() {
    let mut screens = Screens::default();
    let line = format!("\x1b[K{}\r\n", "x".repeat(100));
    let frame = format!("\x1b[H\x1b[2J{}", line.repeat(60)).into_bytes();
    let contents = Contents::from([(Digest::of(&frame), frame.clone())]);
    screens.take(&read(1, opened(240, 70)), &contents, None);
    for seq in 2..1_000 {
        screens.take(&read(seq, printed(&frame)), &contents, None);
    }
    let shown = screens.all().next().unwrap().1.lines();
    assert_eq!(shown.iter().filter(|it| it.len() == 100).count(), 60);
    assert_eq!(screens.take_skipped(), None);
}

#[tokio::test]
async fn what_is_not_shown_is_told_in_the_overview() {
    let made = Made::new().await;
    let mut bodies = vec![super::trace::started(), opened(640, 256)];
    bodies.extend((0..500).map(|_| printed(&b"\x1b[2J".repeat(16))));
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    let said = view.left_out.iter().find(|it| it.what == "screens");
    assert!(said.is_some_and(|it| it.count > 450), "{:?}", view.left_out);
    let moment = replay.moment(made.session, When::Seq(502)).await.unwrap();
    assert!(moment.terminals[0].screen.contains("bytes are not shown"));
}
