//! All terminals of a session while its events go by, and when their screens are kept.

use std::collections::{BTreeMap, HashMap};

use super::read::Read;
use super::screen::{Screen, Scrolled};
use super::seen::{Seen, SeenLine};
use crate::domain::event::EventBody;
use crate::domain::ids::Digest;
use crate::domain::payload::Payload;
use crate::store::replay::KeyframeRow;

/// Output between two keyframes, about.
const EVERY_BYTES: usize = 256 * 1024;
/// Events between two keyframes.
const EVERY_EVENTS: u64 = 1_000;

/// Contents by their digests.
pub type Contents = HashMap<Digest, Vec<u8>>;

/// The bytes of a payload; none if its content is not at hand.
pub fn bytes_of(payload: &Payload, contents: &Contents) -> Vec<u8> {
    match payload.blob() {
        Some(reference) => contents.get(&reference.blob).cloned().unwrap_or_default(),
        None => payload.inline().unwrap_or_default(),
    }
}

/// The terminals' screens.
#[derive(Default)]
pub struct Screens {
    by_terminal: BTreeMap<u32, (Screen, Seen)>,
    bytes: usize,
    events: u64,
}

impl Screens {
    /// As they were when these keyframes were made.
    pub fn of_keyframes(frames: &[KeyframeRow]) -> Self {
        let screens = frames.iter().map(|frame| {
            let screen = Screen::of_keyframe(frame);
            let seen = Seen::of_screen(screen.lines(), frame.seq.unsigned_abs());
            (frame.terminal, (screen, seen))
        });
        Self {
            by_terminal: screens.collect(),
            ..Self::default()
        }
    }

    /// Takes an event; with `found`, tells lines that were seen.
    pub fn take(
        &mut self,
        read: &Read,
        contents: &Contents,
        found: Option<&mut Vec<(u32, SeenLine)>>,
    ) {
        self.events += 1;
        let Read::Known(event) = read else { return };
        let mut scrolled = Scrolled::default();
        let terminal = match &event.body {
            EventBody::TerminalOpened {
                terminal,
                cols,
                rows,
            } => {
                self.open(*terminal, *cols, *rows);
                *terminal
            }
            EventBody::TerminalOutput {
                terminal, bytes, ..
            } => {
                let bytes = bytes_of(bytes, contents);
                self.bytes += bytes.len();
                self.screen(*terminal).feed(&bytes, &mut scrolled);
                *terminal
            }
            EventBody::TerminalResized {
                terminal,
                cols,
                rows,
            } => {
                self.screen(*terminal).resize(*cols, *rows, &mut scrolled);
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
        let Some(found) = found else { return };
        if let Some((screen, seen)) = self.by_terminal.get_mut(&terminal) {
            let mut lines = Vec::new();
            seen.take(event.seq, scrolled.lines, screen.lines(), &mut lines);
            found.extend(lines.into_iter().map(|line| (terminal, line)));
        }
    }

    fn open(&mut self, terminal: u32, cols: u16, rows: u16) {
        if let Some((screen, _)) = self.by_terminal.get_mut(&terminal) {
            screen.reopen(cols, rows);
        } else {
            let screen = (Screen::new(cols, rows), Seen::default());
            self.by_terminal.insert(terminal, screen);
        }
    }

    /// A terminal that printed before it was opened is there all the same.
    fn screen(&mut self, terminal: u32) -> &mut Screen {
        let screen = self.by_terminal.entry(terminal);
        &mut screen
            .or_insert_with(|| (Screen::new(80, 24), Seen::default()))
            .0
    }

    /// Whether it is time to keep the screens.
    pub fn due(&self) -> bool {
        self.bytes >= EVERY_BYTES || self.events >= EVERY_EVENTS
    }

    /// Keeps those that changed since they were kept.
    pub fn cut(&mut self, seq: u64) -> Vec<KeyframeRow> {
        (self.bytes, self.events) = (0, 0);
        let mut frames = Vec::new();
        for (terminal, (screen, _)) in &mut self.by_terminal {
            if std::mem::take(&mut screen.changed) {
                frames.push(screen.keyframe(*terminal, seq));
            }
        }
        frames
    }

    /// Tells what is on the screens now.
    pub fn flush(&mut self, found: &mut Vec<(u32, SeenLine)>) {
        for (terminal, (_, seen)) in &mut self.by_terminal {
            let mut lines = Vec::new();
            seen.flush(&mut lines);
            found.extend(lines.into_iter().map(|line| (*terminal, line)));
        }
    }

    /// Each terminal and its screen.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Screen)> {
        self.by_terminal
            .iter()
            .map(|(terminal, (screen, _))| (*terminal, screen))
    }
}
