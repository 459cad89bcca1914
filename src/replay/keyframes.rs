//! The screens of all terminals of a session as its events are read, and when they are kept.

use std::collections::{BTreeMap, HashMap};

use super::purse::Income;
use super::read::Read;
use super::screen::{Screen, Scrolled};
use super::seen::SeenLine;
use super::transcript::{Transcripts, Watching};
use super::watched::Watched;
use crate::domain::event::EventBody;
use crate::domain::ids::Digest;
use crate::domain::payload::Payload;
use crate::domain::terminal_size::TerminalSize;
use crate::store::replay::KeyframeRow;

/// Bytes of output between two keyframes, roughly.
const EVERY_BYTES: usize = 256 * 1024;
/// Events between two keyframes.
const EVERY_EVENTS: u64 = 1_000;

/// Contents by their digests.
pub type Contents = HashMap<Digest, Vec<u8>>;

/// Empty if the payload's content is not among `contents`.
pub fn bytes_of(payload: &Payload, contents: &Contents) -> Vec<u8> {
    match payload.blob() {
        Some(reference) => contents.get(&reference.blob).cloned().unwrap_or_default(),
        None => payload.inline().unwrap_or_default(),
    }
}

/// Outputs that were not shown whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The event of the first one.
    pub first: u64,
    pub outputs: u64,
}

/// What is looked for on screens while events are read.
pub struct Looking<'a> {
    /// Gets the lines that were seen.
    pub seen: &'a mut Vec<(u32, SeenLine)>,
    pub texts: &'a mut Transcripts,
}

#[derive(Default)]
pub struct Screens {
    by_terminal: BTreeMap<u32, Watched>,
    income: Income,
    skipped: Option<Skipped>,
    bytes: usize,
    events: u64,
}

impl Screens {
    /// As they were when these keyframes were made.
    pub fn of_keyframes(frames: &[KeyframeRow]) -> Self {
        Self::earning(frames, Income::default())
    }

    /// The same with another income.
    pub(super) fn earning(frames: &[KeyframeRow], income: Income) -> Self {
        let screens = frames.iter().map(|frame| {
            let screen = Screen::of_keyframe(frame, income);
            let watched = Watched::told(screen, frame.seq.unsigned_abs());
            (frame.terminal, watched)
        });
        Self {
            by_terminal: screens.collect(),
            income,
            ..Self::default()
        }
    }

    /// Takes an event.
    pub fn take(&mut self, read: &Read, contents: &Contents, mut looking: Option<Looking<'_>>) {
        self.events += 1;
        let Read::Known(event) = read else { return };
        let seq = event.seq;
        if let Some(looking) = &mut looking {
            looking.texts.take(seq, &event.body);
        }
        let mut scrolled = Scrolled::default();
        let terminal = match &event.body {
            EventBody::TerminalOpened {
                terminal,
                cols,
                rows,
            } => {
                if let Some(looking) = &mut looking {
                    let before = self.by_terminal.get(terminal);
                    let before = before.map(|it| it.screen.terminal());
                    looking.texts.reopen(*terminal, seq, before);
                }
                self.open(*terminal, TerminalSize::of(*cols, *rows));
                *terminal
            }
            EventBody::TerminalOutput {
                terminal, bytes, ..
            } => {
                let bytes = bytes_of(bytes, contents);
                self.bytes += bytes.len();
                let texts = looking.as_mut().map(|it| &mut *it.texts);
                let mut watching = Watching {
                    scrolled: &mut scrolled,
                    text: texts.map(|it| it.reading(*terminal, seq)),
                };
                let screen = self.screen(*terminal);
                let skipped = screen.feed(&bytes, &mut watching);
                if let Some(looking) = &mut looking {
                    let (terminal, printed) = (*terminal, screen.printed);
                    looking.texts.printed(terminal, screen.terminal(), printed);
                }
                if skipped {
                    self.skip(seq);
                }
                *terminal
            }
            EventBody::TerminalResized {
                terminal,
                cols,
                rows,
            } => {
                let size = TerminalSize::of(*cols, *rows);
                let texts = looking.as_mut().map(|it| &mut *it.texts);
                let mut watching = Watching {
                    scrolled: &mut scrolled,
                    text: texts.map(|it| it.resizing(*terminal, seq)),
                };
                let screen = self.screen(*terminal);
                screen.resize(size, &mut watching);
                if let Some(looking) = &mut looking {
                    looking.texts.resized(*terminal, screen.terminal());
                }
                *terminal
            }
            EventBody::TerminalClosed { terminal, .. } => {
                let screen = self.screen(*terminal);
                screen.open = false;
                screen.changed = true;
                return;
            }
            _ => return,
        };
        let Some(Looking { seen, .. }) = looking else {
            return;
        };
        if let Some(watched) = self.by_terminal.get_mut(&terminal) {
            let mut lines = Vec::new();
            watched.look(seq, scrolled, &mut lines);
            seen.extend(lines.into_iter().map(|line| (terminal, line)));
        }
    }

    fn skip(&mut self, seq: u64) {
        let skipped = self.skipped.get_or_insert(Skipped {
            first: seq,
            outputs: 0,
        });
        skipped.outputs += 1;
    }

    /// What was not shown whole since the last call.
    pub fn take_skipped(&mut self) -> Option<Skipped> {
        self.skipped.take()
    }

    fn open(&mut self, terminal: u32, size: TerminalSize) {
        if let Some(watched) = self.by_terminal.get_mut(&terminal) {
            watched.screen.reopen(size);
        } else {
            let screen = Screen::new(size, self.income);
            self.by_terminal.insert(terminal, Watched::new(screen));
        }
    }

    /// A terminal that printed before it was opened gets a screen too.
    fn screen(&mut self, terminal: u32) -> &mut Screen {
        let income = self.income;
        let usual = || Watched::new(Screen::new(TerminalSize::USUAL, income));
        &mut self
            .by_terminal
            .entry(terminal)
            .or_insert_with(usual)
            .screen
    }

    /// Whether it is time to keep the screens.
    pub fn due(&self) -> bool {
        self.bytes >= EVERY_BYTES || self.events >= EVERY_EVENTS
    }

    /// The screens that changed since their last keyframe.
    pub fn cut(&mut self, seq: u64) -> Vec<KeyframeRow> {
        (self.bytes, self.events) = (0, 0);
        let mut frames = Vec::new();
        for (terminal, Watched { screen, .. }) in &mut self.by_terminal {
            if std::mem::take(&mut screen.changed) {
                frames.push(screen.keyframe(*terminal, seq));
            }
        }
        frames
    }

    /// Adds the lines that are on the screens now to `found`.
    pub fn flush(&mut self, found: &mut Vec<(u32, SeenLine)>) {
        for (terminal, watched) in &mut self.by_terminal {
            let mut lines = Vec::new();
            watched.flush(&mut lines);
            found.extend(lines.into_iter().map(|line| (*terminal, line)));
        }
    }

    pub fn all(&self) -> impl Iterator<Item = (u32, &Screen)> {
        self.by_terminal
            .iter()
            .map(|(terminal, watched)| (*terminal, &watched.screen))
    }
}
