//! An event whose bytes are damaged: every reader gives the same error, and the replay shows the
//! rest.

use super::trace::Made;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::Digest;
use crate::recorder::files::snapshot::Snapshot;
use crate::replay::When;
use crate::scoring::report::{is_note_unfinished, questions_of};
use crate::store::events::StoredEvent;
use crate::trace::projections::{Clock, Correspondence, Journal, Projections, Spending, read};
use crate::trace::verify::Verifier;

/// A trace of two events, of which the second is damaged.
async fn damaged(kind: &str) -> (Made, StoredEvent) {
    let made = Made::new().await;
    made.append_with(&[EventBody::BriefOpened {}], Actor::Candidate, 1)
        .await;
    let event = StoredEvent {
        session: made.session,
        seq: 2,
        kind: kind.to_owned(),
        at: 2,
        body: b"{".to_vec(),
        prev: Digest::ZERO,
        hash: Digest::ZERO,
    };
    let appended = [event.clone()];
    made.store
        .append_events(made.session, &appended, &[])
        .await
        .unwrap();
    (made, event)
}

fn said<T>(read: Result<T, impl std::fmt::Display>) -> String {
    read.err()
        .map(|error| error.to_string())
        .unwrap_or_default()
}

#[tokio::test]
async fn damage_in_one_event_gives_the_same_error_from_every_reader() {
    for kind in [
        "question.answered",
        "session.expired",
        "file.changed",
        "model.chat",
    ] {
        let (made, event) = damaged(kind).await;
        let (store, session) = (&made.store, made.session);
        let replay = made.replay();
        replay.settle(session).await.unwrap();
        let expected = said(event.decode());
        assert!(expected.contains(&session.to_string()) && expected.contains("event 2"));
        let mut errors = vec![said(replay.moment(session, When::Seq(2)).await)];
        match kind {
            "question.answered" => errors.extend([
                said(Projections::read(store, session).await),
                said(read::<Correspondence>(store, session).await),
                said(questions_of(store, session).await),
            ]),
            "session.expired" => errors.extend([
                said(Projections::read(store, session).await),
                said(read::<Clock>(store, session).await),
                said(is_note_unfinished(store, session).await),
            ]),
            "file.changed" => errors.push(said(Snapshot::from_trace(store, session).await)),
            _ => errors.push(said(read::<Spending>(store, session).await)),
        }
        for error in errors {
            assert_eq!(error, expected, "{kind}");
        }
        // Whatever does not need the event, and the moments before it.
        read::<Journal>(store, session).await.unwrap();
        replay.moment(session, When::Seq(1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_verifier_names_the_same_cause() {
    let (made, mut event) = damaged("note.free").await;
    let first = made.store.events(made.session, 0, 1).await.unwrap();
    event.prev = first[0].hash;
    event.hash = crate::trace::chain::link(event.prev, &event.body);
    let mut verifier = Verifier::default();
    verifier.next(&first[0]).unwrap();
    let misfit = said(verifier.next(&event));
    let cause = event.parse().unwrap_err().cause;
    assert_eq!(misfit, format!("event 2 cannot be read: {cause}"));
}
