//! Each kind of moment, and that what was done is not done again.

use super::*;
use crate::domain::event::{FileVersion, InjectDelivered, Note, QuestionAsked};
use assay_scenario_toy::Toy;

const TABLES: &str = r#"
[[inject]]
id = "presses"
when = { minutes = 5 }
from = "head of support"
message = "Well?"
[[inject]]
id = "refresh"
when = { command = "toy eval" }
from = "documentation"
message = "New texts."
[[question]]
id = "change"
when = { change = "src" }
asks = "What?"
strong = "That."
[[question]]
id = "fix"
when = { note = "fix" }
asks = "Why?"
strong = "Because."
[[question]]
id = "last"
when = "final-note"
asks = "What now?"
strong = "Rest."
[verification]"#;

fn schedule() -> Schedule {
    let toy = Toy::with_manifest("[verification]", TABLES);
    Schedule::new(&toy.load().unwrap())
}

fn event(seq: u64, actor: Actor, body: EventBody) -> Event {
    Event {
        seq,
        at: 0,
        active: 0,
        actor,
        body,
        links: Vec::new(),
    }
}

fn started(command: u32, text: &str) -> EventBody {
    EventBody::CommandStarted {
        terminal: 1,
        command,
        text: text.into(),
        directory: None,
        offset: 0,
    }
}

fn finished(command: u32) -> EventBody {
    EventBody::CommandFinished {
        terminal: 1,
        command,
        exit: Some(1),
        duration: 1,
        from: 0,
        to: 0,
    }
}

fn changed(path: &str) -> EventBody {
    let after = FileVersion {
        content: None,
        size: 0,
        executable: false,
    };
    EventBody::FileChanged {
        path: path.into(),
        before: None,
        after,
    }
}

fn due(schedule: &Schedule, minutes: i64) -> Vec<(String, Option<u64>)> {
    let due = schedule.due(minutes * MINUTE).into_iter();
    due.map(|(deed, by)| match deed {
        Deed::Inject(inject) => (inject.id, by),
        Deed::Question(question) => (question.id, by),
    })
    .collect()
}

#[test]
fn nothing_is_due_at_the_start_and_what_waits_for_time_comes_with_it() {
    let schedule = schedule();
    assert_eq!(schedule.due(5 * MINUTE - 1).len(), 0);
    assert_eq!(due(&schedule, 5), [("presses".into(), None)]);
}

#[test]
fn a_command_counts_when_it_has_ended_and_is_named_as_the_cause() {
    let mut schedule = schedule();
    schedule.observe(&event(
        7,
        Actor::Candidate,
        started(1, "cd x && toy eval -v"),
    ));
    schedule.observe(&event(8, Actor::Candidate, finished(2)));
    assert_eq!(due(&schedule, 0), []);
    schedule.observe(&event(9, Actor::Candidate, finished(1)));
    schedule.observe(&event(10, Actor::Candidate, started(3, "toy eval")));
    schedule.observe(&event(11, Actor::Candidate, finished(3)));
    assert_eq!(due(&schedule, 0), [("refresh".into(), Some(9))]);
}

#[test]
fn a_change_counts_if_the_candidate_made_it_there() {
    let mut schedule = schedule();
    schedule.observe(&event(3, Actor::System, changed("src/laid.rs")));
    schedule.observe(&event(4, Actor::Candidate, changed("srcs/a.rs")));
    assert_eq!(due(&schedule, 0), []);
    schedule.observe(&event(5, Actor::Candidate, changed("src/index/a.rs")));
    assert_eq!(due(&schedule, 0), [("change".into(), Some(5))]);
}

#[test]
fn a_note_counts_by_its_kind() {
    let mut schedule = schedule();
    let note = || Note {
        note: 1,
        revision: 0,
        text: "So.".into(),
        status: None,
    };
    schedule.observe(&event(1, Actor::Candidate, EventBody::NoteDecision(note())));
    assert_eq!(due(&schedule, 0), []);
    schedule.observe(&event(2, Actor::Candidate, EventBody::NoteFix(note())));
    assert_eq!(due(&schedule, 0), [("fix".into(), Some(2))]);
}

#[test]
fn what_the_trace_says_was_done_is_not_done_again() {
    let mut schedule = schedule();
    let delivered = |inject: &str| {
        EventBody::InjectDelivered(InjectDelivered {
            inject: inject.into(),
            from: String::new(),
            message: String::new(),
            laid: Vec::new(),
            removed: Vec::new(),
            failed: Vec::new(),
        })
    };
    let asked = |question: &str| {
        EventBody::QuestionAsked(QuestionAsked {
            question: question.into(),
            asks: String::new(),
        })
    };
    schedule.observe(&event(1, Actor::Candidate, changed("src/a.rs")));
    schedule.observe(&event(2, Actor::System, delivered("presses")));
    assert_eq!(due(&schedule, 99), [("change".into(), Some(1))]);
    assert!(!schedule.is_over());
    for body in [delivered("refresh"), asked("change"), asked("fix")] {
        schedule.observe(&event(3, Actor::System, body));
    }
    assert_eq!(due(&schedule, 99), []);
    assert!(
        schedule.is_over(),
        "what is asked when handing in has no moment"
    );
}
