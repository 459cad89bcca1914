//! The task that connects agent, trace and pages for a session's terminals.

mod failures;
mod output;
mod requests;
mod screens;
mod wire;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use assay_protocol::TerminalNumber;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use self::wire::Link;
use super::history::History;
use super::keeping::Keeping;
use super::painter::Screens;
use super::terminal::Terminal;
use super::{Request, Terminals};
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::terminal_offset::AgentOffset;
use crate::pause::PauseSign;
use crate::sandbox::agent::{self, Greeting, RECONNECT};
use crate::store::Store;
use crate::trace::{Entry, TraceClosed, TraceLog};

/// The limit of page requests that wait.
const REQUESTS: usize = 64;

enum Ended {
    Stopped,
    /// The session was paused or resumed.
    PauseChanged,
    Lost(String),
}

/// The terminals of one session, running until stopped.
pub struct Hub {
    trace: TraceLog,
    socket: PathBuf,
    boot: Option<Digest>,
    terminals: BTreeMap<TerminalNumber, Terminal>,
    screens: Screens,
    keeping: Keeping,
    requests: mpsc::Receiver<Request>,
    reachable: Arc<AtomicBool>,
    paused: PauseSign,
    stop: CancellationToken,
}

impl Hub {
    /// Starts from what the trace knows. The handle serves pages until `stop`, as long as the
    /// returned future is polled. The receiver resolves when the first connection to the agent is
    /// established.
    pub fn start(
        store: &Store,
        session: SessionId,
        history: History,
        trace: TraceLog,
        socket: PathBuf,
        paused: PauseSign,
        stop: CancellationToken,
    ) -> (Terminals, oneshot::Receiver<()>, BoxFuture<'static, ()>) {
        let History {
            terminals,
            boot,
            seq,
        } = history;
        let (sender, requests) = mpsc::channel(REQUESTS);
        let (connected, first_connection) = oneshot::channel();
        let reachable = Arc::new(AtomicBool::new(false));
        let hub = Self {
            trace,
            socket,
            boot,
            terminals,
            screens: Screens::default(),
            keeping: Keeping::new(store.clone(), session, seq),
            requests,
            reachable: Arc::clone(&reachable),
            paused,
            stop,
        };
        let task = Box::pin(hub.run(session, connected));
        let terminals = Terminals {
            requests: sender,
            reachable,
        };
        (terminals, first_connection, task)
    }

    async fn run(mut self, session: SessionId, connected: oneshot::Sender<()>) {
        let mut connected = Some(connected);
        let mut quiet = false;
        while !self.stop.is_cancelled() {
            let outcome = if self.paused.is_on() {
                self.serve_alone().await
            } else {
                self.serve(&mut connected).await
            };
            self.reachable.store(false, Ordering::Relaxed);
            match outcome {
                Ok(Ended::Stopped) | Err(_) => return,
                Ok(Ended::PauseChanged) => continue,
                Ok(Ended::Lost(reason)) if !quiet => {
                    tracing::warn!(%session, reason, "no connection to the agent");
                    quiet = true;
                }
                Ok(Ended::Lost(_)) => {}
            }
            let stop = self.stop.clone();
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RECONNECT) => {}
            }
        }
    }

    /// Serves one connection, from the greeting to its end.
    async fn serve(
        &mut self,
        connected: &mut Option<oneshot::Sender<()>>,
    ) -> Result<Ended, TraceClosed> {
        let durable = self
            .terminals
            .values()
            .map(|it| (it.number, it.durable_at_agent()));
        let mut paused = self.paused.clone();
        let greeted = tokio::select! {
            greeted = agent::connect(&self.socket, durable.collect()) => greeted,
            () = paused.until(true) => return Ok(Ended::PauseChanged),
        };
        let (sender, mut receiver, greeting) = match greeted {
            Ok(connection) => connection,
            Err(error) => return Ok(Ended::Lost(error.to_string())),
        };
        let mut link = Link::to(sender);
        self.agree(&mut link, greeting).await?;
        if let Some(error) = link.lost() {
            return Ok(Ended::Lost(error.to_string()));
        }
        self.reachable.store(true, Ordering::Relaxed);
        if let Some(connected) = connected.take() {
            let _ = connected.send(());
        }
        loop {
            let stop = self.stop.clone();
            tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(Ended::Stopped),
                () = paused.until(true) => return Ok(Ended::PauseChanged),
                Some(request) = self.requests.recv() => {
                    self.request(request, &mut link).await?;
                }
                Some((terminal, frame)) = self.screens.painted() => {
                    self.keep_frame(terminal, frame);
                    continue;
                }
                message = receiver.next() => match message {
                    Ok(Some(message)) => {
                        self.messages(message, &mut link, &mut receiver).await?;
                    }
                    Ok(None) => return Ok(Ended::Lost("the agent closed the connection".into())),
                    Err(error) => link.lose(error),
                },
            }
            if let Some(error) = link.lost() {
                return Ok(Ended::Lost(error.to_string()));
            }
            self.keeping.now_and_then(&mut self.terminals, self.boot);
        }
    }

    /// During a pause the agent is frozen and cannot answer. It keeps what it has not delivered, as
    /// if the service were gone. Pages see what the hub knows.
    async fn serve_alone(&mut self) -> Result<Ended, TraceClosed> {
        let (stop, mut paused) = (self.stop.clone(), self.paused.clone());
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(Ended::Stopped),
                () = paused.until(false) => return Ok(Ended::PauseChanged),
                Some(request) = self.requests.recv() => {
                    self.request(request, &mut Link::away()).await?;
                }
                Some((terminal, frame)) = self.screens.painted() => {
                    self.keep_frame(terminal, frame);
                }
            }
        }
    }

    /// Compares what the agent and the trace know, and sends what the agent missed.
    async fn agree(&mut self, link: &mut Link, greeting: Greeting) -> Result<(), TraceClosed> {
        let boot = Digest::of(&greeting.boot);
        if self.boot != Some(boot) {
            self.record(Actor::System, EventBody::SandboxBooted { boot })
                .await?;
            if self.boot.replace(boot).is_some() {
                self.terminals.values_mut().for_each(Terminal::rebase);
            }
        }
        for state in &greeting.terminals {
            if let Some(terminal) = self.terminals.get_mut(&state.terminal) {
                terminal.applied(AgentOffset(state.input_applied));
                terminal.started = true;
            }
        }
        // A shell that ended meanwhile cannot be opened. The agent reports its status next.
        let ended = greeting.terminals.iter().filter(|it| it.exited.is_some());
        let ended: HashSet<_> = ended.map(|it| it.terminal).collect();
        let running = self.terminals.values().filter(|it| it.exited.is_none());
        for terminal in running.filter(|it| !ended.contains(&it.number)) {
            link.catch_up(terminal).await;
        }
        Ok(())
    }

    async fn record(&mut self, actor: Actor, body: EventBody) -> Result<(), TraceClosed> {
        let appended = self.trace.append(Entry::new(actor, body)).await?;
        self.keeping.recorded(appended.seq, 0);
        Ok(())
    }
}
