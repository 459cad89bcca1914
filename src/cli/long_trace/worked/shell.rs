//! A terminal in which somebody types commands.

use crate::cli::long_trace::dice::Dice;
use crate::cli::long_trace::writer::Writer;
use crate::domain::event::{Actor, EventBody, InputSource};

const PROMPT: &[u8] = b"candidate@sandbox:/workspace$ ";

/// One terminal.
pub struct Shell {
    terminal: u32,
    command: u32,
    /// Where the output of the command that runs began, and when.
    began: (u64, i64),
}

impl Shell {
    /// Opens a terminal.
    pub async fn open(writer: &mut Writer<'_>, terminal: u32) -> anyhow::Result<Self> {
        let opened = EventBody::TerminalOpened {
            terminal,
            cols: 120,
            rows: 40,
        };
        writer.add(Actor::Candidate, opened).await?;
        writer.print(terminal, PROMPT).await?;
        Ok(Self {
            terminal,
            command: 0,
            began: (0, 0),
        })
    }

    /// Types a line, key by key, and enters it.
    pub async fn enter(
        &mut self,
        writer: &mut Writer<'_>,
        dice: &mut Dice,
        line: &str,
    ) -> anyhow::Result<()> {
        for letter in line.chars() {
            let pause = dice.between(60_000, 240_000);
            writer.time += i64::try_from(pause)?;
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).as_bytes();
            writer.type_in(self.terminal, bytes).await?;
            writer.print(self.terminal, bytes).await?;
        }
        writer.type_in(self.terminal, b"\r").await?;
        writer.print(self.terminal, b"\r\n").await?;
        self.command += 1;
        let offset = writer.printed(self.terminal);
        self.began = (offset, writer.time);
        let started = EventBody::CommandStarted {
            terminal: self.terminal,
            command: self.command,
            text: line.to_owned(),
            directory: Some("/workspace".into()),
            offset,
        };
        writer.add(Actor::Candidate, started).await?;
        Ok(())
    }

    /// What the command prints, a line each.
    pub async fn print(&self, writer: &mut Writer<'_>, lines: &str) -> anyhow::Result<()> {
        writer.time += 40_000;
        let shown = lines.trim_end().replace('\n', "\r\n");
        writer
            .print(self.terminal, format!("{shown}\r\n").as_bytes())
            .await
    }

    /// The command ends.
    pub async fn finish(&self, writer: &mut Writer<'_>, exit: i32) -> anyhow::Result<()> {
        writer.time += 60_000;
        let finished = EventBody::CommandFinished {
            terminal: self.terminal,
            command: self.command,
            exit: Some(exit),
            duration: writer.time - self.began.1,
            from: self.began.0,
            to: writer.printed(self.terminal),
        };
        writer.add(Actor::Candidate, finished).await?;
        writer.print(self.terminal, PROMPT).await
    }

    /// A command with its whole output.
    pub async fn run(
        &mut self,
        writer: &mut Writer<'_>,
        dice: &mut Dice,
        line: &str,
        output: &str,
        exit: i32,
    ) -> anyhow::Result<()> {
        self.enter(writer, dice, line).await?;
        self.print(writer, output).await?;
        self.finish(writer, exit).await
    }

    /// A text that is pasted into whatever runs.
    pub async fn paste(&self, writer: &mut Writer<'_>, text: &str) -> anyhow::Result<()> {
        writer.time += 900_000;
        let terminal = self.terminal;
        let from = InputSource::Paste;
        writer.input(terminal, text.as_bytes(), from).await?;
        writer
            .print(terminal, text.replace('\n', "\r\n").as_bytes())
            .await
    }
}
