//! The journal at a moment.

use super::trace::{Made, started};
use crate::domain::event::{Actor, EventBody, Note};
use crate::replay::When;

fn note(note: u32, revision: u32, text: String) -> EventBody {
    EventBody::NoteDecision(Note {
        note,
        revision,
        text,
        status: None,
    })
}

#[tokio::test]
async fn a_note_stays_as_it_was_written_and_its_last_revisions_have_their_times() {
    let made = Made::new().await;
    let mut bodies = vec![
        started(),
        note(1, 0, "first".into()),
        note(2, 0, "other".into()),
    ];
    bodies.extend((1..=30).map(|it| note(1, it, format!("edit {it}"))));
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let early = replay.moment(made.session, When::Seq(3)).await.unwrap();
    assert_eq!(early.journal[0].text, "first");
    assert!(early.journal[0].revisions.is_empty(), "not edited yet");
    let late = replay.moment(made.session, When::Seq(33)).await.unwrap();
    let entry = &late.journal[0];
    assert_eq!(
        (&entry.text[..], entry.seq, entry.time),
        ("first", 2, 2_000)
    );
    assert_eq!((entry.revisions.len(), entry.omitted), (20, 10));
    let told: Vec<_> = entry
        .revisions
        .iter()
        .map(|it| (it.time, &it.text[..]))
        .collect();
    assert_eq!(told[0], (14_000, "edit 11"));
    assert_eq!(told[19], (33_000, "edit 30"));
    assert_eq!(late.journal[1].text, "other");
}
