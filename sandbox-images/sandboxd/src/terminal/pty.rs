//! The pseudo-terminal between the agent and a shell.

use std::os::fd::{AsFd, OwnedFd};

use assay_protocol::Size;
use pty_process::blocking::Pts;
use rustix::fs::{Gid, OFlags, Uid};
use rustix::termios::{InputModes, OptionalActions, Winsize};
use tokio::io::unix::AsyncFd;

use crate::children::{Children, Running};
use crate::environment::{CANDIDATE_UID, Environment};
use crate::oom;

/// The agent's end of a pseudo-terminal. It never blocks.
pub struct Pty {
    master: AsyncFd<OwnedFd>,
    /// The shell's end is held open too. Otherwise a shell whose programs all closed their terminal
    /// would look as if it had ended.
    shell_end: Pts,
}

impl Pty {
    /// Opens a pseudo-terminal that belongs to the candidate.
    pub fn open(size: Size) -> anyhow::Result<Self> {
        let (master, shell_end) = pty_process::blocking::open()?;
        let master = OwnedFd::from(master);
        let flags = rustix::fs::fcntl_getfl(&master)?;
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
        let owner = Uid::from_raw(CANDIDATE_UID);
        rustix::fs::fchown(shell_end.as_fd(), Some(owner), None::<Gid>)?;
        let mut modes = rustix::termios::tcgetattr(&shell_end)?;
        modes.input_modes |= InputModes::IUTF8;
        rustix::termios::tcsetattr(&shell_end, OptionalActions::Now, &modes)?;
        #[expect(
            deprecated,
            reason = "the replacement is unsafe; an OwnedFd keeps its file open"
        )]
        let master = AsyncFd::new(master)?;
        let pty = Self { master, shell_end };
        pty.resize(size)?;
        Ok(pty)
    }

    /// Starts a shell that leads its own session, with this as its controlling terminal.
    pub fn start(&self, environment: &Environment, children: &Children) -> anyhow::Result<Running> {
        let mut shell = pty_process::blocking::Command::from(environment.shell());
        let child = oom::expose(|| shell.spawn_borrowed(&self.shell_end))?;
        Ok(children.adopt(&child))
    }

    /// Sets the size. The kernel notifies the program in the foreground (SIGWINCH).
    pub fn resize(&self, size: Size) -> rustix::io::Result<()> {
        let size = Winsize {
            ws_row: size.rows,
            ws_col: size.cols,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&self.master, size)
    }

    /// Waits for output and reads some.
    pub async fn read(&self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let mut ready = self.master.readable().await?;
            if let Ok(result) = ready.try_io(|fd| Ok(rustix::io::read(fd, &mut *buffer)?)) {
                return result;
            }
        }
    }

    /// Reads what is available now; 0 if nothing is. The kernel first makes everything available
    /// that was written before this call.
    pub fn read_now(&self, buffer: &mut [u8]) -> usize {
        rustix::io::read(&self.master, buffer).unwrap_or(0)
    }

    /// Waits until the terminal takes input and writes some.
    pub async fn write(&self, bytes: &[u8]) -> std::io::Result<usize> {
        loop {
            let mut ready = self.master.writable().await?;
            if let Ok(result) = ready.try_io(|fd| Ok(rustix::io::write(fd, bytes)?)) {
                return result;
            }
        }
    }
}
