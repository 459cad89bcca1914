use std::sync::Arc;

use proptest::prelude::*;

use super::Projections;
use crate::domain::event::{
    Actor, Event, EventBody, InjectDelivered, MessageSent, Note, QuestionAnswered, QuestionAsked,
};
use crate::domain::token::Token;
use crate::store::Store;
use crate::store::sessions::SessionRecord;
use crate::trace::{Entry, TraceClock, TraceLog};

fn note(note: u32, revision: u32, text: String) -> EventBody {
    EventBody::NoteFree(Note {
        note,
        revision,
        text,
        status: None,
    })
}

fn body() -> impl Strategy<Value = EventBody> {
    let name = prop_oneof![Just("a".to_owned()), Just("b".to_owned())];
    prop_oneof![
        (1..4u32, 0..9u32, ".{0,12}")
            .prop_map(|(number, revision, text)| note(number, revision, text)),
        name.clone()
            .prop_map(|inject| EventBody::InjectDelivered(InjectDelivered {
                inject,
                from: "somebody".into(),
                message: "Well?".into(),
                laid: Vec::new(),
                removed: Vec::new(),
                failed: Vec::new(),
            })),
        (name.clone(), ".{0,12}")
            .prop_map(|(inject, text)| EventBody::MessageSent(MessageSent { inject, text })),
        name.clone()
            .prop_map(|question| EventBody::QuestionAsked(QuestionAsked {
                question,
                asks: "Why?".into()
            })),
        (name, ".{0,12}").prop_map(|(question, text)| EventBody::QuestionAnswered(
            QuestionAnswered {
                question,
                revision: 0,
                text,
                unfinished: false
            }
        )),
        Just(EventBody::BriefOpened {}),
        Just(EventBody::SessionHandingIn {}),
    ]
}

fn events(bodies: Vec<EventBody>) -> Vec<Event> {
    let event = |(seq, body)| Event {
        seq,
        at: i64::try_from(seq).unwrap() * 10,
        active: 0,
        actor: Actor::Candidate,
        body,
        links: Vec::new(),
    };
    (1..).zip(bodies).map(event).collect()
}

proptest! {
    #[test]
    fn an_event_that_comes_twice_changes_nothing(
        bodies in prop::collection::vec(body(), 0..40),
        again in 0..40usize,
    ) {
        let events = events(bodies);
        let mut once = Projections::default();
        for event in &events {
            once.apply(event);
        }
        let mut twice = Projections::default();
        let again = again.min(events.len());
        for event in events[..again].iter().chain(&events) {
            twice.apply(event);
        }
        prop_assert_eq!(&once, &twice);
        let characters: usize = once.journal.notes().map(|it| it.note.text.chars().count()).sum();
        prop_assert_eq!(once.journal.characters, characters);
    }
}

#[tokio::test]
async fn what_the_writer_feeds_is_what_the_trace_says() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.sqlite3"))
        .await
        .unwrap();
    let record = SessionRecord::invited_in_test();
    store
        .create_session(&record, Token::generate().digest())
        .await
        .unwrap();
    let session = record.id;
    let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
    let trace = TraceLog::open(store.clone(), session, clock).await.unwrap();
    let write = async |body| {
        trace
            .append(Entry::new(Actor::Candidate, body))
            .await
            .unwrap()
    };
    write(note(1, 0, "before anybody asks".into())).await;
    assert_eq!(trace.projections().await.unwrap().revision, 1);
    write(EventBody::BriefOpened {}).await;
    write(note(2, 0, "fed".into())).await;
    write(note(1, 1, "changed".into())).await;
    let kept = trace.projections().await.unwrap().clone();
    assert_eq!(kept, Projections::read(&store, session).await.unwrap());
    assert_eq!((kept.revision, kept.journal.next()), (4, 3));
}
