use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{Folded, Projection, Projections, Spending, Workspace};
use crate::chain::Head;
use crate::domain::event::{
    Actor, Event, EventBody, FileVersion, InjectDelivered, MessageSent, ModelCall, Note,
    QuestionAnswered, QuestionAsked, SessionExtended,
};
use crate::domain::ids::SessionId;
use crate::domain::payload::Payload;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::domain::token::Token;
use crate::store::Store;
use crate::{Entry, TraceClock, TraceLog};

fn note(note: u32, revision: u32, text: String) -> EventBody {
    EventBody::NoteFree(Note {
        note,
        revision,
        text,
        status: None,
    })
}

fn call(tokens: u64, complete: bool) -> EventBody {
    let payload = Payload::of(Vec::new()).0;
    EventBody::ModelChat(ModelCall {
        call: String::new(),
        complete,
        requested_model: String::new(),
        served_model: None,
        status: 200,
        request: payload.clone(),
        response: payload,
        answer: None,
        tokens_in: tokens,
        tokens_out: 1,
        tokens_estimated: false,
        cost: tokens,
        latency: 0,
        first_byte: None,
        finish_reason: None,
        error: None,
    })
}

fn file(path: String, size: Option<u64>) -> EventBody {
    let version = |size| FileVersion {
        content: None,
        size,
        executable: false,
    };
    match size {
        Some(size) => EventBody::FileChanged {
            path,
            before: None,
            after: version(size),
        },
        None => EventBody::FileDeleted {
            path,
            before: version(0),
        },
    }
}

fn extended(deadline: i64) -> EventBody {
    EventBody::SessionExtended(SessionExtended {
        by: "ada".into(),
        minutes: 1,
        reason: String::new(),
        deadline: Timestamp(deadline),
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
        (name.clone(), prop::option::of(0..9u64)).prop_map(|(path, size)| file(path, size)),
        (0..9u64, any::<bool>()).prop_map(|(tokens, complete)| call(tokens, complete)),
        (0..9i64).prop_map(extended),
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

/// All projections.
#[derive(Clone, Debug, Default, PartialEq)]
struct All(Projections, Spending, Workspace);

impl Projection for All {
    const FAMILIES: &'static [&'static str] = &[""];

    fn apply(&mut self, event: &Event) -> bool {
        self.0.apply(event) | self.1.apply(event) | self.2.apply(event)
    }
}

fn folded<'a>(events: impl IntoIterator<Item = &'a Event>) -> Folded<All> {
    let mut folded = Folded::default();
    for event in events {
        folded.apply(event);
    }
    folded
}

proptest! {
    #[test]
    fn an_event_that_comes_twice_changes_nothing(
        bodies in prop::collection::vec(body(), 0..40),
        again in 0..40usize,
    ) {
        let events = events(bodies);
        let once = folded(&events);
        let again = again.min(events.len());
        let twice = folded(events[..again].iter().chain(&events));
        prop_assert_eq!(&once, &twice);
        let journal = &once.state.0.journal;
        let characters: usize = journal.notes().map(|it| it.note.text.chars().count()).sum();
        prop_assert_eq!(journal.characters, characters);
    }
}

/// Read from the store with a stop after any event, a projection is the same as when it is fed
/// event by event. So the families that it names include all of its events.
#[test]
fn reading_on_after_any_stop_is_as_folding_event_by_event() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let file = folder.path().join("test.sqlite3");
    let store = runtime.block_on(Store::open(&file)).unwrap();
    let cases = (prop::collection::vec(body(), 1..40), 0..40u64);
    let config = ProptestConfig::with_cases(48);
    let tried = TestRunner::new(config).run(&cases, |(bodies, stop)| {
        let events = events(bodies);
        runtime.block_on(async {
            let session = stored(&store, &events).await;
            let all = folded(&events).state;
            prop_assert_eq!(
                &read_twice::<Projections>(&store, session, stop).await,
                &all.0
            );
            prop_assert_eq!(&read_twice::<Spending>(&store, session, stop).await, &all.1);
            prop_assert_eq!(
                &read_twice::<Workspace>(&store, session, stop).await,
                &all.2
            );
            Ok(())
        })
    });
    tried.unwrap();
}

async fn read_twice<P: Projection>(store: &Store, session: SessionId, stop: u64) -> P {
    let last = store.last_seq(session).await.unwrap();
    let mut folded = Folded::<P>::default();
    for until in [stop.min(last), last] {
        folded.read_on(store, session, until).await.unwrap();
    }
    folded.state
}

async fn stored(store: &Store, events: &[Event]) -> SessionId {
    let record = SessionRecord::invited_in_test();
    let token = Token::generate().digest();
    store.create_session(&record, token).await.unwrap();
    let mut head = Head::EMPTY;
    let stored: Vec<_> = events
        .iter()
        .map(|event| head.extend(record.id, event).unwrap())
        .collect();
    store.append_events(record.id, &stored, &[]).await.unwrap();
    record.id
}

#[tokio::test]
async fn only_the_newest_revisions_of_an_answer_are_kept() {
    let answered = |revision: u32| {
        EventBody::QuestionAnswered(QuestionAnswered {
            question: "a".into(),
            revision,
            text: revision.to_string(),
            unfinished: false,
        })
    };
    let asked = EventBody::QuestionAsked(QuestionAsked {
        question: "a".into(),
        asks: "Why?".into(),
    });
    let bodies = std::iter::once(asked).chain((0..25).map(answered));
    let correspondence = folded(&events(bodies.collect())).state.0.correspondence;
    let kept = &correspondence.question("a").unwrap().answers;
    let revisions: Vec<_> = kept.iter().map(|it| it.said.revision).collect();
    assert_eq!(revisions, (5..25).collect::<Vec<_>>());
    assert_eq!(correspondence.answers, 25);
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
