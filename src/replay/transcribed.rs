//! Reading transcripts.

mod lines;

use self::lines::Lines;
use super::answers::{
    CommandLinesView, CopiedView, FoundLinesView, LineView, LinesView, ProgramView, TranscriptView,
};
use super::error::ReplayError;
use super::index::Index;
use super::service::{Current, Replay};
use super::transcript::{CHUNK, CommandSpan, Program, TextLine, Transcript, texts_of};
use crate::background;
use crate::domain::event::Word;
use crate::domain::ids::SessionId;

/// Chunks that are read at once.
const AT_ONCE: u64 = 64;
/// The most lines that a search lists.
const MOST_FOUND: usize = 2_000;
/// The most bytes that are copied.
const MOST_COPIED: usize = 4 * 1024 * 1024;

/// Which lines to read.
#[derive(Clone, Debug)]
pub enum LinesAsked {
    /// From this one.
    From(u64),
    /// Around the one that an event completed and that has this text, if any has it.
    Around { seq: u64, text: String },
}

impl Replay {
    /// A terminal that is not known has no lines.
    pub async fn transcript(
        &self,
        session: SessionId,
        terminal: u32,
    ) -> Result<TranscriptView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        Ok(opened.read(|index| {
            let none = Transcript::default();
            let transcript = index.transcripts.get(&terminal).unwrap_or(&none);
            let lines = transcript.kept.count();
            let commands = transcript.commands().iter();
            let programs = transcript.programs.iter();
            TranscriptView {
                building,
                lines,
                left_out: transcript.kept.left_out(),
                commands: commands
                    .filter_map(|it| command(index, it, lines))
                    .collect(),
                commands_left_out: transcript.commands_left_out(),
                programs: programs.map(|it| program(index, it, lines)).collect(),
                programs_left_out: transcript.programs_left_out,
            }
        }))
    }

    /// At most `limit` lines. Of those around an event, it is in the middle.
    pub async fn transcript_lines(
        &self,
        session: SessionId,
        terminal: u32,
        asked: LinesAsked,
        limit: u64,
    ) -> Result<LinesView, ReplayError> {
        let Current { opened, .. } = self.current(session).await?;
        let lines = self.lines(session, terminal).await?;
        let total = lines.kept.count();
        let (first, at, found, until) = match asked {
            LinesAsked::From(line) => (line.min(total), None, false, None),
            LinesAsked::Around { seq, text } => {
                let until = lines.until(seq).await?;
                let with = lines.with(seq, &text).await?;
                let at = with.unwrap_or(until.saturating_sub(1));
                let first = at.saturating_sub(limit / 2);
                (first, Some(at), with.is_some(), Some(until))
            }
        };
        let some = lines.read(first, first.saturating_add(limit)).await?;
        Ok(opened.read(|index| LinesView {
            first,
            lines: some.into_iter().map(|it| line(index, it)).collect(),
            total,
            at,
            found,
            until,
        }))
    }

    /// Lines that have this text, whatever its case. An empty text is in no line.
    pub async fn transcript_find(
        &self,
        session: SessionId,
        terminal: u32,
        asked: &str,
    ) -> Result<FoundLinesView, ReplayError> {
        let lines = self.lines(session, terminal).await?;
        let wanted = asked.to_lowercase();
        let mut found = FoundLinesView {
            lines: Vec::new(),
            total: 0,
        };
        if wanted.is_empty() || wanted.contains('\n') {
            return Ok(found);
        }
        let mut chunk = 0;
        while chunk < lines.chunks() {
            let rows = lines.rows(chunk, chunk + AT_ONCE).await?;
            let wanted = wanted.clone();
            let looking = move || {
                for (place, row) in (chunk..).zip(&rows) {
                    let texts = texts_of(row)?.to_lowercase();
                    // Most chunks do not have it.
                    if texts.contains(&wanted) {
                        look(texts.split('\n'), place * CHUNK as u64, &wanted, &mut found);
                    }
                }
                Ok::<_, ReplayError>(found)
            };
            found = background::spawn(looking).await??;
            chunk += AT_ONCE;
        }
        let tail: Vec<String> = lines.kept.tail().map(|it| it.text.to_lowercase()).collect();
        let tail = tail.iter().map(String::as_str);
        look(tail, lines.kept.tail_from(), &wanted, &mut found);
        Ok(found)
    }

    /// The texts of the lines from `first` to `end`, which is not included.
    pub async fn transcript_text(
        &self,
        session: SessionId,
        terminal: u32,
        first: u64,
        end: u64,
    ) -> Result<CopiedView, ReplayError> {
        let lines = self.lines(session, terminal).await?;
        let end = end.min(lines.kept.count());
        let (mut text, mut next) = (String::new(), first);
        while next < end {
            let some = lines.read(next, end.min(next + CHUNK as u64)).await?;
            if some.is_empty() {
                break;
            }
            for line in some {
                if text.len() + line.text.len() >= MOST_COPIED {
                    let left_out = end - next;
                    return Ok(CopiedView { text, left_out });
                }
                text.push_str(&line.text);
                text.push('\n');
                next += 1;
            }
        }
        Ok(CopiedView { text, left_out: 0 })
    }

    async fn lines(&self, session: SessionId, terminal: u32) -> Result<Lines<'_>, ReplayError> {
        let Current { opened, .. } = self.current(session).await?;
        let kept = opened.read(|index| index.transcripts.get(&terminal).map(|it| it.kept.clone()));
        Ok(Lines {
            store: self.store(),
            session,
            terminal,
            kept: kept.unwrap_or_default(),
        })
    }
}

/// Adds the lines that have a text, in lower case; the first one has this number.
fn look<'a>(
    lines: impl Iterator<Item = &'a str>,
    first: u64,
    wanted: &str,
    found: &mut FoundLinesView,
) {
    for (number, _) in (first..).zip(lines).filter(|(_, it)| it.contains(wanted)) {
        found.total += 1;
        if found.lines.len() < MOST_FOUND {
            found.lines.push(number);
        }
    }
}

fn time(index: &Index, seq: u64) -> i64 {
    index.times.of(seq).unwrap_or(0)
}

fn line(index: &Index, line: TextLine) -> LineView {
    LineView {
        seq: line.seq,
        time: time(index, line.seq),
        text: line.text,
        styles: line.styles,
    }
}

fn command(index: &Index, span: &CommandSpan, lines: u64) -> Option<CommandLinesView> {
    let commands = &index.commands.0;
    let place = commands.binary_search_by_key(&span.seq, |it| it.seq).ok()?;
    let command = &commands[place];
    let first = span.first.min(lines);
    Some(CommandLinesView {
        seq: command.seq,
        time: command.time,
        text: command.text.clone(),
        directory: command.directory.clone(),
        end_seq: command.end,
        end_time: command.end.map(|seq| time(index, seq)),
        exit: command.exit,
        first,
        end: span.end.unwrap_or(lines).min(lines).max(first),
        word: Word::Candidate,
    })
}

fn program(index: &Index, program: &Program, lines: u64) -> ProgramView {
    ProgramView {
        line: program.line.min(lines),
        seq: program.from,
        time: time(index, program.from),
        end_seq: program.to,
        end_time: program.to.map(|seq| time(index, seq)),
    }
}
