use std::sync::Arc;

use assay_protocol::{ToAgent, ToService, VERSION};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;
use tokio_util::bytes::Bytes;
use tokio_util::codec::{Framed, LengthDelimitedCodec};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::domain::event::Event;
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::domain::terminal_size::TerminalSize;
use crate::domain::token::Token;
use crate::pause::PauseSwitch;
use crate::store::Store;
use crate::terminals::{Arrival, Attachment, History, Live, Terminals};
use crate::trace::{TraceClock, TraceLog};

/// An agent that the test controls message by message.
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

/// A session whose hub runs, with an agent that has greeted.
struct Running {
    store: Store,
    session: SessionId,
    terminals: Terminals,
    agent: Agent,
    hub: JoinHandle<()>,
    stop: CancellationToken,
    _switch: PauseSwitch,
    _folder: tempfile::TempDir,
}

impl Running {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3")).await;
        let (store, record) = (store.unwrap(), SessionRecord::invited_in_test());
        let digest = Token::generate().digest();
        store.create_session(&record, digest).await.unwrap();
        let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
        let trace = TraceLog::open(store.clone(), record.id, clock).await;
        let socket = folder.path().join("agent.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let (switch, paused) = PauseSwitch::new(false);
        let stop = CancellationToken::new();
        let (terminals, _connected, hub) = Hub::start(
            &store,
            record.id,
            History::default(),
            trace.unwrap(),
            socket,
            paused,
            stop.clone(),
        );
        let hub = tokio::spawn(hub);
        let agent = Agent::greet(&listener).await;
        Self {
            store,
            session: record.id,
            terminals,
            agent,
            hub,
            stop,
            _switch: switch,
            _folder: folder,
        }
    }

    async fn attach(&self, number: TerminalNumber) -> Attachment {
        let arrival = Arrival::Page(None, TerminalSize::USUAL);
        self.terminals.attach(number, None, arrival).await.unwrap()
    }

    /// Attaches a page to a new terminal, up to the agent's answer.
    async fn open(&mut self, number: TerminalNumber) -> Attachment {
        let attachment = self.attach(number).await;
        let asked = self.agent.asked().await;
        assert!(matches!(asked, ToAgent::Open { terminal, .. } if terminal == number));
        attachment
    }

    /// Stops the hub. Returns what the trace says of refusals and of closed terminals.
    async fn stop(self) -> Vec<EventBody> {
        self.stop.cancel();
        self.hub.await.unwrap();
        let mut said = Vec::new();
        for kind in ["terminal.refused", "terminal.closed"] {
            for stored in self.store.events_of_kind(self.session, kind).await.unwrap() {
                let event: Event = serde_json::from_slice(&stored.body).unwrap();
                assert_eq!(event.actor, Actor::System);
                if let EventBody::TerminalRefused { reason, .. } = &event.body {
                    let agents = ["the size", "no process"];
                    assert!(!agents.iter().any(|it| reason.contains(it)), "{reason}");
                }
                said.push(event.body);
            }
        }
        said
    }
}

#[tokio::test]
async fn what_the_agent_could_not_do_reaches_pages_and_trace() {
    let mut session = Running::start().await;

    // A terminal whose shell runs stays open.
    let mut first = session.open(1).await;
    session.agent.say(&ToService::Opened { terminal: 1 }).await;
    session.agent.fail(1, "the size is refused").await;
    let Live::Failed(told) = first.live.recv().await.unwrap() else {
        panic!("the page is not told");
    };
    assert!(
        told.ends_with("of this terminal: the size is refused."),
        "{told}"
    );
    assert_eq!(session.attach(1).await.exited, None);

    // A terminal without a shell is closed. The second failure for it is not reported.
    let mut second = session.open(2).await;
    session.agent.fail(2, "no process is left").await;
    session.agent.fail(2, "no such terminal").await;
    let Live::NotStarted(told) = second.live.recv().await.unwrap() else {
        panic!("the page is not told");
    };
    assert!(
        told.ends_with("could not be started: no process is left."),
        "{told}"
    );
    assert_eq!(session.attach(2).await.exited, Some(NOT_STARTED));

    let said = session.stop().await;
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
