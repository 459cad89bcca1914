//! Indexes that are made at once, without a database.

use super::trace::typed;
use crate::domain::event::{Actor, Event, EventBody};
use crate::replay::answers::{MarkerKind, MarkerView};
use crate::replay::commands::Programs;
use crate::replay::index::Index;
use crate::replay::keyframes::Contents;
use crate::replay::laid::Laid;
use crate::replay::read::Read;

pub const GUILTY: &str = "src/fuse.rs";
/// Files that the scenario laid in.
pub const LAID: [&str; 3] = ["ops/desk.log", "ops/bill.md", "docs/SUP-1.md"];
pub const BRIEF: &str = "They asked \"how late can a customer cancel?\" twice.";

/// The index of events a second apart.
pub fn index(bodies: Vec<EventBody>) -> Index {
    let mut index = Index::default();
    index.markers.guilty = vec![GUILTY.to_owned()];
    index.programs = Programs::named("halden").with(&[], &["pytest -q"]);
    index.laid = Laid::at_start(LAID.map(str::to_owned));
    index.asked.briefed(BRIEF);
    for (seq, body) in (1..).zip(bodies) {
        let time = i64::try_from(seq).unwrap() * 1_000_000;
        let event = Event {
            seq,
            at: time,
            active: time,
            actor: Actor::Candidate,
            links: Vec::new(),
            body,
        };
        index.take(&Read::Known(Box::new(event)), &Contents::new());
    }
    index
}

pub fn of(index: &Index, kind: MarkerKind) -> Vec<&MarkerView> {
    let all = index.markers.all.iter();
    all.filter(|it| it.kind == kind).collect()
}

pub fn command(command: u32, text: &str) -> EventBody {
    EventBody::CommandStarted {
        terminal: 1,
        command,
        text: text.into(),
        directory: None,
        offset: 0,
    }
}

pub fn finished(command: u32) -> EventBody {
    EventBody::CommandFinished {
        terminal: 1,
        command,
        exit: Some(0),
        duration: 1,
        from: 0,
        to: 0,
    }
}

pub fn ran(number: u32, text: &str) -> [EventBody; 3] {
    let keys = typed(&format!("{text}\r"));
    [keys, command(number, text), finished(number)]
}
