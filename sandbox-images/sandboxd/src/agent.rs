//! What all parts of the agent share, and what the service can request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assay_protocol::{CHUNK_LIMIT, Size, TerminalNumber, ToAgent, ToService};
use tokio::sync::watch;

use crate::children::Children;
use crate::environment::Environment;
use crate::terminal::Terminal;
use crate::terminals::Terminals;

/// The most notices that wait for a service to connect. Older ones are dropped; the log has them.
const NOTICE_LIMIT: usize = 64;
/// How long the agent waits, when it ends, for the service to take the last output.
const LAST_OUTPUT_GRACE: Duration = Duration::from_secs(2);

/// What all parts of the agent share.
pub struct Agent {
    /// Drawn at random at the start, so that a service can tell that terminals were lost.
    pub boot: [u8; 16],
    /// Every process that was started.
    pub children: Children,
    /// How the candidate's processes are started.
    pub environment: Environment,
    pub terminals: Terminals,
    /// Marked whenever there may be something to send.
    pub activity: watch::Sender<()>,
    /// The number of the connection whose requests are accepted.
    pub holder: watch::Sender<u64>,
    notices: Mutex<VecDeque<ToService>>,
}

impl Agent {
    pub fn new(environment: Environment) -> anyhow::Result<Self> {
        let mut boot = [0; 16];
        rustix::rand::getrandom(&mut boot, rustix::rand::GetRandomFlags::empty())?;
        Ok(Self {
            boot,
            children: Children::default(),
            environment,
            terminals: Terminals::default(),
            activity: watch::Sender::new(()),
            holder: watch::Sender::new(0),
            notices: Mutex::default(),
        })
    }

    /// Does what the service requests. Returns the answers that are due at once.
    pub fn handle(self: &Arc<Self>, request: ToAgent) -> Option<ToService> {
        match request {
            // A second greeting does nothing.
            ToAgent::Hello { .. } => None,
            ToAgent::Ping(number) => Some(ToService::Pong(number)),
            ToAgent::Open { terminal, size } => Some(self.open(terminal, size)),
            ToAgent::Close { terminal } => self.close(terminal),
            ToAgent::Input {
                terminal,
                offset,
                bytes,
            } => self.with(terminal, |it| {
                if bytes.len() > CHUNK_LIMIT {
                    return Err(format!("more than {CHUNK_LIMIT} bytes of input at once"));
                }
                it.type_in(offset, &bytes)
                    .map_err(|refused| refused.to_string())
            }),
            ToAgent::Resize { terminal, size } => self.with(terminal, |it| {
                it.resize(size).map_err(|error| error.to_string())
            }),
            ToAgent::Acknowledge { terminal, offset } => self.with(terminal, |it| {
                it.acknowledge(offset);
                Ok(())
            }),
        }
    }

    fn open(&self, number: TerminalNumber, size: Size) -> ToService {
        match self.terminals.get(number) {
            Some(known) if known.has_ended() => failed(number, "this terminal has ended"),
            Some(_) => ToService::Opened { terminal: number },
            None if !self.terminals.has_room() => failed(number, "too many terminals are open"),
            None => self.open_new(number, size),
        }
    }

    fn open_new(&self, number: TerminalNumber, size: Size) -> ToService {
        let activity = self.activity.clone();
        match Terminal::open(number, size, &self.environment, &self.children, activity) {
            Ok(terminal) => {
                self.terminals.insert(number, terminal);
                ToService::Opened { terminal: number }
            }
            Err(error) => {
                tracing::error!(terminal = number, "opening a terminal: {error:#}");
                failed(number, format!("{error:#}"))
            }
        }
    }

    fn close(&self, number: TerminalNumber) -> Option<ToService> {
        let Some(terminal) = self.terminals.get(number) else {
            return Some(failed(number, "no such terminal"));
        };
        if terminal.has_ended() {
            self.terminals.remove(number);
        } else {
            tokio::spawn(async move { terminal.hang_up().await });
        }
        None
    }

    fn with(
        &self,
        number: TerminalNumber,
        act: impl FnOnce(&Terminal) -> Result<(), String>,
    ) -> Option<ToService> {
        match self.terminals.get(number) {
            None => Some(failed(number, "no such terminal")),
            Some(terminal) => act(&terminal).err().map(|reason| failed(number, reason)),
        }
    }

    /// Queues a notice for the service. It is sent when the service is connected.
    pub fn notify(&self, notice: ToService) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if notices.len() == NOTICE_LIMIT {
            notices.pop_front();
        }
        notices.push_back(notice);
        drop(notices);
        self.activity.send_replace(());
    }

    /// Takes the oldest notice that waits.
    pub fn next_notice(&self) -> Option<ToService> {
        self.notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    }

    pub async fn hang_up_all(&self) {
        let terminals = self.terminals.all();
        futures_util::future::join_all(terminals.iter().map(|it| it.hang_up())).await;
    }

    /// Waits for a short time until the last output is durable, as long as a service is connected.
    pub async fn all_acknowledged(&self) {
        let mut activity = self.activity.subscribe();
        let settled = async {
            while self.is_connected() && !self.is_settled() {
                if activity.changed().await.is_err() {
                    return;
                }
            }
        };
        if tokio::time::timeout(LAST_OUTPUT_GRACE, settled)
            .await
            .is_err()
            || !self.is_settled()
        {
            tracing::warn!("ending with output that was not acknowledged");
        }
    }

    fn is_settled(&self) -> bool {
        self.terminals
            .all()
            .iter()
            .all(|it| it.has_ended() && it.is_acknowledged())
    }

    /// Each connection watches whether it is replaced, for as long as it serves.
    fn is_connected(&self) -> bool {
        self.holder.receiver_count() > 0
    }
}

/// The answer to a request that could not be fulfilled.
fn failed(terminal: TerminalNumber, reason: impl Into<String>) -> ToService {
    ToService::Failed {
        terminal,
        reason: reason.into(),
    }
}
