//! What is shown to a reader from whom a family of events is withheld.

use super::trace::Made;
use crate::domain::event::{Actor, EventBody, Note};
use crate::domain::sight::Sight;
use crate::replay::{EventsAsked, ReplayError, When};

/// Decided before any such event was recorded.
const EARLY: Sight = Sight {
    end: None,
    without: &["note"],
};

async fn with_notes_at_the_end() -> Made {
    let made = Made::new().await;
    let note = |note| {
        EventBody::NoteFree(Note {
            note,
            revision: 0,
            text: "seen".into(),
            status: None,
        })
    };
    let opened = EventBody::BriefOpened {};
    let bodies = [opened.clone(), opened, note(1), note(2)];
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    made
}

#[tokio::test]
async fn an_event_that_was_recorded_since_the_sight_was_decided_is_not_shown() {
    let made = with_notes_at_the_end().await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview_in(made.session, EARLY).await.unwrap();
    assert_eq!(view.last_seq, 2);
    let late = replay.moment_in(made.session, When::Seq(3), EARLY).await;
    assert!(matches!(late, Err(ReplayError::NoEvent(3))));
    let end = When::Time(i64::MAX);
    let view = replay.moment_in(made.session, end, EARLY).await.unwrap();
    assert_eq!(view.seq, 2);
    let view = replay.moment_in(made.session, end, Sight::WHOLE).await;
    assert_eq!(view.unwrap().seq, 4);
}

#[tokio::test]
async fn a_page_of_events_leaves_them_out() {
    let made = with_notes_at_the_end().await;
    let asked = EventsAsked {
        after: 0,
        before: None,
        kinds: Vec::new(),
        newest_first: false,
        limit: 3,
    };
    let replay = made.replay();
    let page = replay.events(made.session, asked.clone(), EARLY).await;
    let page = page.unwrap();
    let seqs: Vec<_> = page.events.iter().map(|event| event.seq).collect();
    assert_eq!((seqs, page.more), (vec![1, 2], true));
    let all = replay.events(made.session, asked, Sight::WHOLE).await;
    assert_eq!(all.unwrap().events.len(), 3);
}
