//! The transcripts of all terminals.

use std::collections::BTreeMap;

use avt::Terminal;

use super::{NOWHERE, Transcript};
use crate::domain::event::EventBody;
use crate::store::transcripts::ChunkRow;

/// The transcripts of a session's terminals while its events are read.
#[derive(Debug, Default)]
pub struct Transcripts(BTreeMap<u32, Transcript>);

impl Transcripts {
    /// As they were published.
    pub fn of(kept: &BTreeMap<u32, Transcript>) -> Self {
        Self(kept.clone())
    }

    fn at(&mut self, terminal: u32) -> &mut Transcript {
        self.0.entry(terminal).or_default()
    }

    /// What observes a terminal while it takes this event.
    pub fn reading(&mut self, terminal: u32, seq: u64) -> &mut Transcript {
        let transcript = self.at(terminal);
        transcript.number = terminal;
        transcript.begin(seq);
        transcript
    }

    /// What observes a terminal while it changes its size: nothing is printed.
    pub fn resizing(&mut self, terminal: u32, seq: u64) -> &mut Transcript {
        let transcript = self.reading(terminal, seq);
        transcript.visited = NOWHERE;
        transcript
    }

    /// Call this before a terminal's screen is thrown away, because a new shell starts.
    pub fn reopen(&mut self, number: u32, seq: u64, terminal: Option<&Terminal>) {
        let transcript = self.reading(number, seq);
        if let Some(terminal) = terminal {
            transcript.visited = NOWHERE;
            transcript.flush(terminal);
        }
        if transcript.full_screen {
            transcript.program(false);
        }
        transcript.visited = (0, 0);
        transcript.cursor = (transcript.kept.scrolled(), false);
        transcript.marked.end(transcript.cursor.0);
    }

    /// Call this after a terminal changed its size. What was reflowed was not printed again.
    pub fn resized(&mut self, number: u32, terminal: &Terminal) {
        self.at(number).rest(terminal);
    }

    /// Call this after output.
    pub fn printed(&mut self, number: u32, terminal: &Terminal, printed: u64) {
        self.at(number).settle(terminal, printed);
    }

    /// Takes what a terminal's marks say.
    pub fn take(&mut self, seq: u64, body: &EventBody) {
        match body {
            EventBody::CommandStarted {
                terminal, offset, ..
            } => {
                let transcript = self.reading(*terminal, seq);
                let here = transcript.cursor.0;
                transcript.marked.began(seq, *offset, here);
            }
            EventBody::CommandFinished { terminal, .. } => {
                let transcript = self.reading(*terminal, seq);
                transcript.marked.ended(transcript.below());
            }
            EventBody::TerminalClosed { terminal, .. } => {
                let transcript = self.reading(*terminal, seq);
                transcript.marked.end(transcript.below());
            }
            _ => {}
        }
    }

    /// Chunks that became full, and those transcripts that changed, as readers see them.
    pub fn publish<'a>(
        &mut self,
        screens: impl Iterator<Item = (u32, &'a Terminal)>,
    ) -> (Vec<ChunkRow>, Vec<(u32, Transcript)>) {
        let (mut rows, mut changed) = (Vec::new(), Vec::new());
        for (number, terminal) in screens {
            let Some(transcript) = self.0.get_mut(&number) else {
                continue;
            };
            rows.extend(transcript.kept.take_full());
            if std::mem::take(&mut transcript.changed) {
                transcript.visited = NOWHERE;
                let shown = transcript.shown(terminal);
                transcript.kept.show(shown);
                transcript.rest(terminal);
                changed.push((number, transcript.clone()));
            }
        }
        (rows, changed)
    }
}
