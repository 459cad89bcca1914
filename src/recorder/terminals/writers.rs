//! Who types into a terminal, and how much of it was taken.
//!
//! Each page counts the bytes that it typed, from 0, whatever other pages type at the same time. An
//! input begins where the page's last one ended, and is taken as a whole. An input that was taken
//! before, and is sent again because the answer was lost, is recognised by its offset. Anything
//! else is refused. So two pages work like two keyboards, and nothing is cut, lost or typed twice.
//!
//! A page that connects again replaces its older connection. Otherwise input that is still on its
//! way there could arrive later without the page's knowledge.
//!
//! Every page that shows a program's query answers it, but the program asked once. So one page's
//! answers are taken: the page that connected, was typed into or was given the focus last. If it is
//! gone, the next page that answers takes its place. The same page decides the size, as in tmux.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::domain::terminal_size::TerminalSize;

/// The number of pages that are remembered for a terminal: three times as many as can be connected.
const MOST: usize = 72;
/// What a terminal sends when it is given the focus, to programs that asked for that.
const FOCUSED: &[u8] = b"\x1b[I";

/// A page's connection to a terminal.
#[derive(Clone, Debug)]
pub struct Writer {
    id: u64,
    /// Only copies of this writer hold it, so that `Writers` can tell when the connection is gone.
    replaced: Arc<CancellationToken>,
}

impl Writer {
    /// Waits until the same page has connected again.
    pub async fn replaced(&self) {
        self.replaced.cancelled().await;
    }

    /// The number by which the page identifies itself. None if it did not give one.
    pub fn page(&self) -> Option<u32> {
        u32::try_from(self.id).ok()
    }
}

/// What to do with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the page's next input.
    Next,
    /// It was taken before. The page's next input begins at this offset.
    Known(u64),
    /// It has to begin at this offset, and does not.
    Misfit(u64),
    /// The page has a newer connection.
    Replaced,
}

#[derive(Debug, Serialize, Deserialize)]
struct Known {
    id: u64,
    taken: u64,
    /// The size that this page shows.
    #[serde(skip)]
    size: Option<TerminalSize>,
    #[serde(skip)]
    replaced: Weak<CancellationToken>,
}

impl Known {
    fn disconnect(&self) {
        if let Some(replaced) = self.replaced.upgrade() {
            replaced.cancel();
        }
    }
}

/// The pages of one terminal, the latest last.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Writers {
    known: VecDeque<Known>,
    nameless: u64,
    /// The page whose replies are taken.
    #[serde(skip)]
    answering: Option<u64>,
}

impl Writers {
    /// A page connects. Without a number, its offsets count from the terminal's own `input`, and it
    /// is known only as long as it is connected.
    pub fn connect(&mut self, page: Option<u32>, input: u64) -> Writer {
        let (id, begins) = if let Some(page) = page {
            (u64::from(page), 0)
        } else {
            self.nameless += 1;
            (u64::from(u32::MAX) + self.nameless, input)
        };
        let replaced = Arc::default();
        let known = self.latest(id, begins);
        known.disconnect();
        known.replaced = Arc::downgrade(&replaced);
        self.answering = Some(id);
        Writer { id, replaced }
    }

    /// Whether to take this reply of the page's terminal.
    pub fn answers(&mut self, writer: &Writer, reply: &[u8]) -> bool {
        if writer.replaced.is_cancelled() {
            return false;
        }
        let mut pages = self.known.iter();
        let is_there =
            pages.any(|it| Some(it.id) == self.answering && it.replaced.strong_count() > 0);
        let has_focus = reply.windows(FOCUSED.len()).any(|it| it == FOCUSED);
        if !is_there || has_focus {
            self.answering = Some(writer.id);
        }
        self.answering == Some(writer.id)
    }

    pub fn shows(&mut self, writer: &Writer, size: TerminalSize) {
        if let Some(known) = self.known.iter_mut().find(|it| it.id == writer.id) {
            known.size = Some(size);
        }
    }

    /// None if the page did not say.
    pub fn size(&self, writer: &Writer) -> Option<TerminalSize> {
        let known = self.known.iter().find(|it| it.id == writer.id);
        known.and_then(|it| it.size)
    }

    /// How much this connection's page has typed so far.
    pub fn taken(&self, writer: &Writer) -> u64 {
        let known = self.known.iter().find(|it| it.id == writer.id);
        known.map_or(0, |it| it.taken)
    }

    pub fn place(&self, writer: &Writer, offset: u64, length: usize) -> Place {
        if writer.replaced.is_cancelled() {
            return Place::Replaced;
        }
        let taken = self.taken(writer);
        match offset.checked_add(length as u64) {
            _ if offset == taken && length > 0 => Place::Next,
            Some(end) if end <= taken => Place::Known(taken),
            _ => Place::Misfit(taken),
        }
    }

    /// Input of this page became durable.
    pub fn took(&mut self, id: impl Into<u64>, length: u64) {
        let id = id.into();
        self.answering = Some(id);
        self.latest(id, 0).taken += length;
    }

    /// The page's entry, moved to the end. If there is no room, the page that was quiet for the
    /// longest time is forgotten.
    fn latest(&mut self, id: u64, begins: u64) -> &mut Known {
        let place = self.known.iter().position(|it| it.id == id);
        let known = place.and_then(|place| self.known.remove(place));
        if self.known.len() == MOST
            && let Some(forgotten) = self.known.pop_front()
        {
            forgotten.disconnect();
        }
        self.known.push_back(known.unwrap_or_else(|| Known {
            id,
            taken: begins,
            size: None,
            replaced: Weak::new(),
        }));
        let last = self.known.len() - 1;
        &mut self.known[last]
    }
}

impl From<&Writer> for u64 {
    fn from(writer: &Writer) -> Self {
        writer.id
    }
}

#[cfg(test)]
mod tests;
