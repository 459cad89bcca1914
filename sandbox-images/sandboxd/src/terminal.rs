//! One terminal: its shell, the output that waits for acknowledgement, the input that waits for the
//! program.
//!
//! A terminal's task reads and writes the pty; connections only read and change the state. So a
//! terminal does not notice whether a service is connected until its output reaches the limit.

mod input;
mod output;
mod pty;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use assay_protocol::{CHUNK_LIMIT, Size, TerminalNumber, TerminalState};
use rustix::process::Pid;
use tokio::sync::{Notify, oneshot, watch};

use crate::children::{Children, Running};
use crate::environment::Environment;
use crate::processes;
use input::Pending;
pub use input::Refused;
use output::Retained;
use pty::Pty;

/// One terminal. It stays, with its exit status, after its shell has ended.
pub struct Terminal {
    number: TerminalNumber,
    shell: Pid,
    state: Mutex<State>,
    room: Notify,
    input: Notify,
    activity: watch::Sender<()>,
}

struct State {
    size: Size,
    output: Retained,
    input: Pending,
    /// None once the shell has ended.
    pty: Option<Arc<Pty>>,
    /// Set once, after the last byte of output was read.
    ended: Option<i32>,
}

impl Terminal {
    /// Starts a shell on a new terminal. `activity` is marked whenever there is something that a
    /// connection should send.
    pub fn open(
        number: TerminalNumber,
        size: Size,
        environment: &Environment,
        children: &Children,
        activity: watch::Sender<()>,
    ) -> anyhow::Result<Arc<Self>> {
        let pty = Pty::open(size).context("there is no pseudo-terminal for it")?;
        let pty = Arc::new(pty);
        let started = pty.start(environment, children);
        let Running { pid, ended } = started.context("its shell did not start")?;
        let state = State {
            size,
            output: Retained::default(),
            input: Pending::default(),
            pty: Some(Arc::clone(&pty)),
            ended: None,
        };
        let terminal = Arc::new(Self {
            number,
            shell: pid,
            state: Mutex::new(state),
            room: Notify::new(),
            input: Notify::new(),
            activity,
        });
        tokio::spawn(Arc::clone(&terminal).run(pty, ended));
        Ok(terminal)
    }

    pub fn state(&self) -> TerminalState {
        let state = self.lock();
        TerminalState {
            terminal: self.number,
            retained_from: state.output.from(),
            produced: state.output.produced(),
            input_applied: state.input.applied(),
            size: state.size,
            exited: state.ended,
        }
    }

    /// A chunk of the output from `offset` on, as much as fits into a frame.
    pub fn output_from(&self, offset: u64) -> Vec<u8> {
        self.lock().output.chunk(offset, CHUNK_LIMIT)
    }

    /// Drops output that is durable.
    pub fn acknowledge(&self, durable: u64) {
        self.lock().output.acknowledge(durable);
        self.room.notify_one();
        self.activity.send_replace(());
    }

    pub fn type_in(&self, offset: u64, bytes: &[u8]) -> Result<(), Refused> {
        self.lock().input.accept(offset, bytes)?;
        self.input.notify_one();
        Ok(())
    }

    pub fn resize(&self, size: Size) -> rustix::io::Result<()> {
        let mut state = self.lock();
        if let Some(pty) = &state.pty {
            pty.resize(size)?;
            state.size = size;
        }
        Ok(())
    }

    /// Hangs up the shell and everything that it started, unless it has already ended.
    pub async fn hang_up(&self) {
        if !self.has_ended() {
            processes::hang_up(self.shell).await;
        }
    }

    /// Whether the shell has ended and its last output was read.
    pub fn has_ended(&self) -> bool {
        self.lock().ended.is_some()
    }

    /// Whether all output so far was acknowledged.
    pub fn is_acknowledged(&self) -> bool {
        let state = self.lock();
        state.output.from() == state.output.produced()
    }

    async fn run(self: Arc<Self>, pty: Arc<Pty>, ended: oneshot::Receiver<i32>) {
        let status = tokio::select! {
            status = self.take_output(&pty, ended) => status,
            never = self.put_input(&pty) => match never {},
        };
        let mut state = self.lock();
        state.pty = None;
        state.ended = Some(status);
        drop(state);
        self.activity.send_replace(());
    }

    /// Reads until the shell has ended and nothing is left. When a shell that leads a session is
    /// reaped, the kernel has already hung up its terminal, so nothing more is written.
    async fn take_output(&self, pty: &Pty, mut ended: oneshot::Receiver<i32>) -> i32 {
        let mut buffer = vec![0; CHUNK_LIMIT];
        let status = loop {
            let room = self.wait_for_room().await.min(CHUNK_LIMIT);
            tokio::select! {
                read = pty.read(&mut buffer[..room]) => match read {
                    Ok(count) => self.printed(&buffer[..count]),
                    Err(error) => {
                        tracing::warn!(terminal = self.number, %error, "reading the terminal");
                        break (&mut ended).await.unwrap_or(-1);
                    }
                },
                status = &mut ended => break status.unwrap_or(-1),
            }
        };
        loop {
            let room = self.wait_for_room().await.min(CHUNK_LIMIT);
            match pty.read_now(&mut buffer[..room]) {
                0 => return status,
                count => self.printed(&buffer[..count]),
            }
        }
    }

    fn printed(&self, bytes: &[u8]) {
        self.lock().output.push(bytes);
        self.activity.send_replace(());
    }

    async fn wait_for_room(&self) -> usize {
        loop {
            let room = self.lock().output.room();
            if room > 0 {
                return room;
            }
            self.room.notified().await;
        }
    }

    async fn put_input(&self, pty: &Pty) -> std::convert::Infallible {
        loop {
            // Copied, so that the lock is not held while the program does not read.
            let next = self.next_input();
            if next.is_empty() {
                self.input.notified().await;
                continue;
            }
            match pty.write(&next).await {
                Ok(count) => self.lock().input.written(count),
                // The terminal was hung up, so nobody will read any more.
                Err(_) => std::future::pending().await,
            }
            self.activity.send_replace(());
        }
    }

    fn next_input(&self) -> Vec<u8> {
        let state = self.lock();
        let next = state.input.next();
        next[..next.len().min(4096)].to_vec()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
