//! The one task that ties agent, trace and pages together for a session's terminals.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use assay_protocol::{CHUNK_LIMIT, Size, TERMINAL_LIMIT, TerminalNumber, ToAgent, ToService};
use futures_util::FutureExt as _;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::history::History;
use super::terminal::{Terminal, UNAPPLIED_LIMIT};
use super::{Attachment, InputOutcome, Request, Terminals};
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::Payload;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::{self, AgentReceiver, AgentSender, Greeting};
use crate::store::{Store, StoreError};
use crate::trace::{Entry, TraceClosed, TraceLog};

/// Output that arrived together goes into one event, up to this many bytes.
const EVENT_LIMIT: usize = 256 * 1024;
/// Between two tries to reach the agent.
const RECONNECT: Duration = Duration::from_millis(20);
/// Pages' requests that wait.
const REQUESTS: usize = 64;

/// Why an agent's connection ended.
enum Ended {
    Stopped,
    Lost(String),
}

/// The terminals of one session, running until stopped.
pub struct Hub {
    trace: TraceLog,
    socket: PathBuf,
    boot: Option<Digest>,
    terminals: BTreeMap<TerminalNumber, Terminal>,
    requests: mpsc::Receiver<Request>,
    stop: CancellationToken,
}

impl Hub {
    /// Reads what the trace knows and starts; the handle serves pages until `stop`. The receiver
    /// resolves when the first connection to the agent stands.
    pub async fn start(
        store: &Store,
        session: SessionId,
        trace: TraceLog,
        socket: PathBuf,
        stop: CancellationToken,
    ) -> Result<
        (
            Terminals,
            oneshot::Receiver<()>,
            tokio::task::JoinHandle<()>,
        ),
        StoreError,
    > {
        let History { terminals, boot } = History::read(store, session).await?;
        let (sender, requests) = mpsc::channel(REQUESTS);
        let (connected, first_connection) = oneshot::channel();
        let hub = Self {
            trace,
            socket,
            boot,
            terminals,
            requests,
            stop,
        };
        let task = tokio::spawn(hub.run(session, connected));
        Ok((Terminals { requests: sender }, first_connection, task))
    }

    async fn run(mut self, session: SessionId, connected: oneshot::Sender<()>) {
        let mut connected = Some(connected);
        let mut quiet = false;
        while !self.stop.is_cancelled() {
            let outcome = self.serve(&mut connected).await;
            match outcome {
                Ok(Ended::Stopped) | Err(TraceClosed) => return,
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

    /// One connection, from greeting to its end.
    async fn serve(
        &mut self,
        connected: &mut Option<oneshot::Sender<()>>,
    ) -> Result<Ended, TraceClosed> {
        let durable = self
            .terminals
            .values()
            .map(|it| (it.number, it.output - it.base_output));
        let greeted = agent::connect(&self.socket, durable.collect()).await;
        let (mut sender, mut receiver, greeting) = match greeted {
            Ok(connection) => connection,
            Err(error) => return Ok(Ended::Lost(error.to_string())),
        };
        if let Err(error) = self.agree(&mut sender, greeting).await? {
            return Ok(Ended::Lost(error.to_string()));
        }
        if let Some(connected) = connected.take() {
            let _ = connected.send(());
        }
        loop {
            let stop = self.stop.clone();
            let done = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(Ended::Stopped),
                Some(request) = self.requests.recv() => self.request(request, &mut sender).await?,
                message = receiver.next() => match message {
                    Ok(Some(message)) => {
                        self.messages(message, &mut sender, &mut receiver).await?
                    }
                    Ok(None) => return Ok(Ended::Lost("the agent closed the connection".into())),
                    Err(error) => Err(error),
                },
            };
            if let Err(error) = done {
                return Ok(Ended::Lost(error.to_string()));
            }
        }
    }

    /// Finds out what the agent and the trace know differently, and sends what the agent missed.
    async fn agree(
        &mut self,
        sender: &mut AgentSender,
        greeting: Greeting,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
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
                terminal.applied(state.input_applied);
            }
        }
        for terminal in self.terminals.values().filter(|it| it.exited.is_none()) {
            if let Err(error) = catch_up(terminal, sender).await {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    async fn request(
        &mut self,
        request: Request,
        sender: &mut AgentSender,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        match request {
            Request::Attach {
                terminal,
                from,
                size,
                reply,
            } => {
                let done = self.open(terminal, size, sender).await?;
                if let Some(it) = self.terminals.get(&terminal) {
                    let _: Result<(), Attachment> = reply.send(it.attach(from));
                }
                Ok(done)
            }
            Request::Input {
                terminal,
                offset,
                bytes,
                reply,
            } => {
                let (outcome, done) = self.input(terminal, offset, &bytes, sender).await?;
                let _ = reply.send(outcome);
                Ok(done)
            }
            Request::Resize { terminal, size } => self.resize(terminal, size, sender).await,
            Request::Refused {
                terminal,
                reason,
                length,
            } => {
                let body = EventBody::TerminalRefused {
                    terminal,
                    reason,
                    length,
                };
                self.record(Actor::Candidate, body).await?;
                Ok(Ok(()))
            }
        }
    }

    /// Opens a terminal, if it is new and there is room; sets the size of a known one.
    async fn open(
        &mut self,
        number: TerminalNumber,
        size: Size,
        sender: &mut AgentSender,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        if let Some(known) = self.terminals.get(&number) {
            return if known.size == size {
                Ok(Ok(()))
            } else {
                self.resize(number, size, sender).await
            };
        }
        let open = self
            .terminals
            .values()
            .filter(|it| it.exited.is_none())
            .count();
        if open >= TERMINAL_LIMIT {
            return Ok(Ok(()));
        }
        let (cols, rows) = (size.cols, size.rows);
        self.record(
            Actor::Candidate,
            EventBody::TerminalOpened {
                terminal: number,
                cols,
                rows,
            },
        )
        .await?;
        self.terminals.insert(number, Terminal::new(number, size));
        Ok(sender
            .send(&ToAgent::Open {
                terminal: number,
                size,
            })
            .await)
    }

    async fn resize(
        &mut self,
        number: TerminalNumber,
        size: Size,
        sender: &mut AgentSender,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let known = self
            .terminals
            .get(&number)
            .is_some_and(|it| it.size != size);
        if !known {
            return Ok(Ok(()));
        }
        let (cols, rows) = (size.cols, size.rows);
        self.record(
            Actor::Candidate,
            EventBody::TerminalResized {
                terminal: number,
                cols,
                rows,
            },
        )
        .await?;
        if let Some(terminal) = self.terminals.get_mut(&number) {
            terminal.resize(size);
        }
        Ok(sender
            .send(&ToAgent::Resize {
                terminal: number,
                size,
            })
            .await)
    }

    async fn input(
        &mut self,
        number: TerminalNumber,
        offset: u64,
        bytes: &[u8],
        sender: &mut AgentSender,
    ) -> Result<(InputOutcome, Result<(), SandboxError>), TraceClosed> {
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok((
                InputOutcome::Refused("This terminal is not open.".into(), 0),
                Ok(()),
            ));
        };
        let next = terminal.input;
        let refusal = match () {
            () if terminal.exited.is_some() => Some("The shell of this terminal has ended."),
            () if offset > next => Some("Input was lost on the way; type it again."),
            () if terminal.unapplied.len() + bytes.len() > UNAPPLIED_LIMIT => {
                Some("The program in this terminal does not read its input.")
            }
            () => None,
        };
        if let Some(reason) = refusal {
            let length = bytes.len() as u64;
            let body = EventBody::TerminalRefused {
                terminal: number,
                reason: reason.into(),
                length,
            };
            self.record(Actor::Candidate, body).await?;
            return Ok((InputOutcome::Refused(reason.into(), next), Ok(())));
        }
        // What was sent again after a reconnection is known already.
        let known = usize::try_from(next - offset)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let bytes = &bytes[known..];
        if bytes.is_empty() {
            return Ok((InputOutcome::Saved(next), Ok(())));
        }
        let (payload, content) = Payload::of(bytes.to_vec());
        let body = EventBody::TerminalInput {
            terminal: number,
            offset: next,
            bytes: payload,
        };
        let entry = Entry::new(Actor::Candidate, body).with_contents(content.into_iter().collect());
        self.trace.append(entry).await?;
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok((InputOutcome::Saved(next), Ok(())));
        };
        terminal.typed(bytes);
        let offset = next - terminal.base_input;
        let saved = InputOutcome::Saved(terminal.input);
        Ok((saved, send_input(number, offset, bytes, sender).await))
    }

    /// A message of the agent, with the output that arrived right behind it.
    async fn messages(
        &mut self,
        message: ToService,
        sender: &mut AgentSender,
        receiver: &mut AgentReceiver,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let mut next = Some(message);
        while let Some(message) = next.take() {
            if let ToService::Output {
                terminal,
                offset,
                mut bytes,
            } = message
            {
                while bytes.len() < EVENT_LIMIT && next.is_none() {
                    match receiver.next().now_or_never() {
                        Some(Ok(Some(ToService::Output {
                            terminal: same,
                            bytes: more,
                            offset: at,
                        }))) if same == terminal && at == offset + bytes.len() as u64 => {
                            bytes.extend(more);
                        }
                        Some(Ok(Some(other))) => next = Some(other),
                        Some(Ok(None)) | None => break,
                        Some(Err(error)) => return Ok(Err(error)),
                    }
                }
                if let Err(error) = self.output(terminal, offset, bytes, sender).await? {
                    return Ok(Err(error));
                }
            } else {
                self.other_message(message).await?;
            }
        }
        Ok(Ok(()))
    }

    async fn output(
        &mut self,
        number: TerminalNumber,
        offset: u64,
        mut bytes: Vec<u8>,
        sender: &mut AgentSender,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(Ok(()));
        };
        let expected = terminal.output - terminal.base_output;
        if offset > expected {
            let reason = format!("terminal {number}: bytes {expected} to {offset} never came");
            return Ok(Err(SandboxError::Agent(reason)));
        }
        bytes.drain(
            ..usize::try_from(expected - offset)
                .unwrap_or(usize::MAX)
                .min(bytes.len()),
        );
        if bytes.is_empty() {
            return Ok(Ok(()));
        }
        let offset = terminal.output;
        let (payload, content) = Payload::of(bytes.clone());
        let body = EventBody::TerminalOutput {
            terminal: number,
            offset,
            bytes: payload,
        };
        let entry = Entry::new(Actor::Candidate, body).with_contents(content.into_iter().collect());
        self.trace.append(entry).await?;
        let at = self.trace.clock().read().0;
        let mut durable = 0;
        let mut commands = Vec::new();
        if let Some(terminal) = self.terminals.get_mut(&number) {
            commands = terminal.show(&bytes, at);
            durable = terminal.output - terminal.base_output;
        }
        for command in commands {
            // Derived from output that is durable: nobody has to wait for it.
            self.trace
                .append_later(Entry::new(Actor::Candidate, command))
                .await?;
        }
        Ok(sender
            .send(&ToAgent::Acknowledge {
                terminal: number,
                offset: durable,
            })
            .await)
    }

    async fn other_message(&mut self, message: ToService) -> Result<(), TraceClosed> {
        match message {
            ToService::InputApplied { terminal, offset } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.applied(offset);
                }
            }
            ToService::Exited {
                terminal, status, ..
            } => {
                let news = self
                    .terminals
                    .get(&terminal)
                    .is_some_and(|it| it.exited.is_none());
                if news {
                    self.record(
                        Actor::System,
                        EventBody::TerminalClosed { terminal, status },
                    )
                    .await?;
                    if let Some(it) = self.terminals.get_mut(&terminal) {
                        it.exit(status);
                    }
                }
            }
            ToService::Failed { terminal, reason } => {
                tracing::warn!(terminal, reason, "the agent refused");
            }
            ToService::ServiceEnded {
                name,
                status,
                restarted,
            } => {
                tracing::warn!(name, status, restarted, "a service in the sandbox ended");
            }
            ToService::Welcome { .. }
            | ToService::Opened { .. }
            | ToService::Output { .. }
            | ToService::Pong(_) => {}
        }
        Ok(())
    }

    async fn record(&self, actor: Actor, body: EventBody) -> Result<u64, TraceClosed> {
        self.trace.append(Entry::new(actor, body)).await
    }
}

/// Opens a terminal that the agent may not know, and types what it has not applied.
async fn catch_up(terminal: &Terminal, sender: &mut AgentSender) -> Result<(), SandboxError> {
    let Terminal { number, size, .. } = *terminal;
    sender
        .send(&ToAgent::Open {
            terminal: number,
            size,
        })
        .await?;
    sender
        .send(&ToAgent::Resize {
            terminal: number,
            size,
        })
        .await?;
    let bytes: Vec<u8> = terminal.unapplied.iter().copied().collect();
    let offset = terminal.input - terminal.base_input - bytes.len() as u64;
    send_input(number, offset, &bytes, sender).await
}

async fn send_input(
    terminal: TerminalNumber,
    mut offset: u64,
    bytes: &[u8],
    sender: &mut AgentSender,
) -> Result<(), SandboxError> {
    for chunk in bytes.chunks(CHUNK_LIMIT) {
        sender
            .send(&ToAgent::Input {
                terminal,
                offset,
                bytes: chunk.to_vec(),
            })
            .await?;
        offset += chunk.len() as u64;
    }
    Ok(())
}
