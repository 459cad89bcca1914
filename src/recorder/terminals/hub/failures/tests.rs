use std::sync::Arc;

use assay_protocol::{ToAgent, ToService, VERSION};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::bytes::Bytes;
use tokio_util::codec::{Framed, LengthDelimitedCodec};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::domain::event::Event;
use crate::domain::session_record::SessionRecord;
use crate::domain::terminal_size::TerminalSize;
use crate::domain::token::Token;
use crate::pause::PauseSwitch;
use crate::store::Store;
use crate::terminals::{Arrival, History, Live};
use crate::trace::{TraceClock, TraceLog};

/// An agent that answers by hand.
struct Agent(Framed<UnixStream, LengthDelimitedCodec>);

impl Agent {
    async fn greet(listener: &UnixListener) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        let mut agent = Self(Framed::new(stream, assay_protocol::codec()));
        assert!(matches!(agent.asked().await, ToAgent::Hello { .. }));
        agent
            .say(&ToService::Welcome {
                version: VERSION,
                boot: [7; 16],
                terminals: Vec::new(),
            })
            .await;
        agent
    }

    async fn asked(&mut self) -> ToAgent {
        let frame = self.0.next().await.unwrap().unwrap();
        assay_protocol::decode(&frame).unwrap()
    }

    async fn say(&mut self, message: &ToService) {
        let frame: Bytes = assay_protocol::encode(message).unwrap().into();
        self.0.send(frame).await.unwrap();
    }

    async fn fail(&mut self, terminal: TerminalNumber, reason: &str) {
        let reason = reason.to_owned();
        self.say(&ToService::Failed { terminal, reason }).await;
    }
}

#[tokio::test]
async fn what_the_agent_could_not_do_reaches_pages_and_trace() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.sqlite3")).await;
    let (store, record) = (store.unwrap(), SessionRecord::invited_in_test());
    let digest = Token::generate().digest();
    store.create_session(&record, digest).await.unwrap();
    let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
    let trace = TraceLog::open(store.clone(), record.id, clock).await;
    let socket = folder.path().join("agent.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let (_switch, paused) = PauseSwitch::new(false);
    let stop = CancellationToken::new();
    let history = History::default();
    let trace = trace.unwrap();
    let (terminals, _connected, hub) = Hub::start(
        &store,
        record.id,
        history,
        trace,
        socket,
        paused,
        stop.clone(),
    );
    let hub = tokio::spawn(hub);
    let mut agent = Agent::greet(&listener).await;
    let attach = async |number| {
        let arrival = Arrival::Page(None, TerminalSize::USUAL);
        terminals.attach(number, None, arrival).await.unwrap()
    };

    // One whose shell runs goes on.
    let mut first = attach(1).await;
    assert!(matches!(
        agent.asked().await,
        ToAgent::Open { terminal: 1, .. }
    ));
    agent.say(&ToService::Opened { terminal: 1 }).await;
    agent.fail(1, "the size is refused").await;
    let Live::Failed(told) = first.live.recv().await.unwrap() else {
        panic!("the page is not told");
    };
    assert!(
        told.ends_with("of this terminal: the size is refused."),
        "{told}"
    );
    assert_eq!(attach(1).await.exited, None);

    // One without a shell is closed, and the rest of what was asked of it is no news.
    let mut second = attach(2).await;
    assert!(matches!(
        agent.asked().await,
        ToAgent::Open { terminal: 2, .. }
    ));
    agent.fail(2, "no process is left").await;
    agent.fail(2, "no such terminal").await;
    let Live::NotStarted(told) = second.live.recv().await.unwrap() else {
        panic!("the page is not told");
    };
    assert!(
        told.ends_with("could not be started: no process is left."),
        "{told}"
    );
    assert_eq!(attach(2).await.exited, Some(NOT_STARTED));
    stop.cancel();
    hub.await.unwrap();

    let mut said = Vec::new();
    for kind in ["terminal.refused", "terminal.closed"] {
        for stored in store.events_of_kind(record.id, kind).await.unwrap() {
            let event: Event = serde_json::from_slice(&stored.body).unwrap();
            assert_eq!(event.actor, Actor::System);
            if let EventBody::TerminalRefused { reason, .. } = &event.body {
                assert!(
                    !reason.contains("the size") && !reason.contains("no process"),
                    "{reason}"
                );
            }
            said.push(event.body);
        }
    }
    assert!(
        matches!(
            said.as_slice(),
            [
                EventBody::TerminalRefused {
                    terminal: 1,
                    length: 0,
                    ..
                },
                EventBody::TerminalRefused {
                    terminal: 2,
                    length: 0,
                    ..
                },
                EventBody::TerminalClosed {
                    terminal: 2,
                    status: NOT_STARTED
                },
            ]
        ),
        "{said:?}"
    );
}
