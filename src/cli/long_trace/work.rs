//! What is done in a session: commands that print, editing, model calls, notes, pauses.

use std::collections::BTreeMap;

use serde_json::json;

use super::amounts::Amounts;
use super::dice::Dice;
use super::writer::Writer;
use super::{output, screens};
use crate::domain::event::{Actor, EventBody, FileVersion, HypothesisStatus, ModelCall, Note};
use crate::domain::payload::BlobRef;

const FILES: [&str; 12] = [
    "src/retrieve.rs",
    "src/fuse.rs",
    "src/chunk.rs",
    "src/pack.rs",
    "src/rerank.rs",
    "src/ingest.rs",
    "src/generate.rs",
    "src/validate.rs",
    "src/config.rs",
    "notes.md",
    "config.toml",
    "evals/extra.jsonl",
];
/// The most bytes of one output event.
const PIECE: u64 = 9_000;

pub struct Work<'a> {
    pub writer: Writer<'a>,
    dice: Dice,
    files: BTreeMap<String, (FileVersion, Vec<String>)>,
    commands: [u32; 4],
    notes: u32,
    acts: u64,
}

impl<'a> Work<'a> {
    pub fn new(writer: Writer<'a>, seed: u64) -> Self {
        Self {
            writer,
            dice: Dice::new(seed),
            files: BTreeMap::new(),
            commands: [0; 4],
            notes: 0,
            acts: 0,
        }
    }

    /// Creates the workspace as it is at the start. Returns the snapshot's content.
    pub fn lay_out(&mut self) -> anyhow::Result<BlobRef> {
        for path in FILES {
            let lines: Vec<String> = (0..120).map(|_| self.line()).collect();
            let version = self.version(&lines);
            self.files.insert(path.to_owned(), (version, lines));
        }
        self.workspace()
    }

    /// The snapshot of the current workspace.
    pub fn workspace(&mut self) -> anyhow::Result<BlobRef> {
        let files: BTreeMap<_, _> = self.files.iter().map(|(path, it)| (path, it.0)).collect();
        let snapshot = serde_json::to_vec(&files)?;
        Ok(self.writer.content(snapshot))
    }

    fn line(&mut self) -> String {
        let count = self.dice.between(2, 7);
        format!(
            "let {} = {}; // {}",
            self.dice.name(),
            self.dice.below(999),
            self.dice.words(count)
        )
    }

    fn version(&mut self, lines: &[String]) -> FileVersion {
        let bytes = lines.join("\n").into_bytes();
        FileVersion {
            size: bytes.len() as u64,
            content: Some(self.writer.content(bytes)),
            executable: false,
        }
    }

    /// Runs a command, and whatever else is due in proportion to its output.
    pub async fn act(&mut self, wanted: Amounts) -> anyhow::Result<()> {
        self.acts += 1;
        let terminal = *self.dice.pick(&[&1, &1, &2, &3]);
        let left = wanted.output.saturating_sub(self.writer.made.output);
        let most = (wanted.output / 40).clamp(2_000, 900_000);
        let length = self.dice.between(200, most).min(left.max(1));
        self.command(terminal, usize::try_from(length)?).await?;
        let part = |of: u64, made: u64, all: u64| {
            u64::try_from(u128::from(of) * u128::from(made) / u128::from(all.max(1))).unwrap_or(of)
        };
        let printed = self.writer.made.output;
        while self.writer.made.changes < part(wanted.changes, printed, wanted.output) {
            self.change().await?;
        }
        while self.writer.made.calls < part(wanted.calls, printed, wanted.output) {
            self.call().await?;
        }
        if self.acts % 23 == 1 {
            self.note().await?;
        }
        let due = part(wanted.events, printed, wanted.output);
        if self.writer.made.events + 60 < due {
            self.edit(terminal, due).await?;
        }
        // Every sixth time there is a pause.
        if self.acts.is_multiple_of(6) {
            let whole = u64::try_from(wanted.time).unwrap_or(0);
            let due = i64::try_from(part(whole, printed, wanted.output)).unwrap_or(0);
            self.writer.time = self.writer.time.max(due);
        }
        Ok(())
    }

    fn tick(&mut self, most_millis: u64) {
        let micros = self.dice.between(200, most_millis * 1_000);
        self.writer.time += i64::try_from(micros).unwrap_or(0);
    }

    async fn command(&mut self, terminal: u32, length: usize) -> anyhow::Result<()> {
        let printed = output::some(&mut self.dice, length);
        for letter in printed.command.chars() {
            self.tick(90);
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).as_bytes();
            self.writer.type_in(terminal, bytes).await?;
            self.writer.print(terminal, bytes).await?;
        }
        self.writer.type_in(terminal, b"\r").await?;
        self.writer.print(terminal, b"\r\n").await?;
        let command = &mut self.commands[terminal as usize % 4];
        *command += 1;
        let (command, from) = (*command, self.writer.printed(terminal));
        let started = EventBody::CommandStarted {
            terminal,
            command,
            text: printed.command,
            directory: Some("/workspace".into()),
            offset: from,
        };
        self.writer.add(Actor::Candidate, started).await?;
        let began = self.writer.time;
        // Pieces may end in the middle of a character or an escape sequence.
        let mut rest = printed.text.as_bytes();
        while !rest.is_empty() {
            let length = usize::try_from(self.dice.between(400, PIECE))?.min(rest.len());
            self.tick(12);
            self.writer.print(terminal, &rest[..length]).await?;
            rest = &rest[length..];
        }
        let finished = EventBody::CommandFinished {
            terminal,
            command,
            exit: Some(printed.exit),
            duration: self.writer.time - began,
            from,
            to: self.writer.printed(terminal),
        };
        self.writer.add(Actor::Candidate, finished).await?;
        self.writer
            .print(terminal, b"candidate@sandbox:/workspace$ ")
            .await
    }

    /// Types in an editor until the session has `due` events.
    async fn edit(&mut self, terminal: u32, due: u64) -> anyhow::Result<()> {
        let path = self.dice.pick(&FILES);
        let opened = screens::open(&mut self.dice, path);
        self.writer.print(terminal, opened.as_bytes()).await?;
        while self.writer.made.events + 4 < due {
            let letter = char::from(b'a' + u8::try_from(self.dice.below(26))?);
            self.tick(120);
            self.writer
                .type_in(terminal, letter.to_string().as_bytes())
                .await?;
            let shown = screens::key(&mut self.dice, path, letter);
            self.writer.print(terminal, shown.as_bytes()).await?;
        }
        self.writer.print(terminal, screens::CLOSE.as_bytes()).await
    }

    async fn change(&mut self) -> anyhow::Result<()> {
        self.tick(400);
        let path = self.dice.pick(&FILES).to_owned();
        let place = usize::try_from(self.dice.below(120))?;
        let line = self.line();
        let Some((before, mut lines)) = self.files.remove(&path) else {
            return Ok(());
        };
        lines[place] = line;
        let after = self.version(&lines);
        self.files.insert(path.clone(), (after, lines));
        let changed = EventBody::FileChanged {
            path,
            before: Some(before),
            after,
        };
        self.writer.add(Actor::Candidate, changed).await?;
        self.writer.made.changes += 1;
        Ok(())
    }

    async fn call(&mut self) -> anyhow::Result<()> {
        self.tick(700);
        let passages: Vec<_> = (0..6).map(|_| self.dice.words(60)).collect();
        let question = self.dice.words(9);
        let request = json!({ "model": "simulated-large", "messages": [
            { "role": "system", "content": format!("Answer from:\n{}", passages.join("\n\n")) },
            { "role": "user", "content": question } ] });
        let answer = self.dice.words(30);
        let response = json!({ "choices": [{ "message": { "content": answer } }] });
        let request = self.writer.payload(request.to_string().into_bytes());
        let response = self.writer.payload(response.to_string().into_bytes());
        self.writer.made.calls += 1;
        let call = ModelCall {
            call: format!("synthetic-{}", self.writer.made.calls),
            complete: true,
            requested_model: "simulated-large".into(),
            served_model: Some("simulated-large".into()),
            status: 200,
            request,
            response,
            answer: Some(answer),
            tokens_in: 520,
            tokens_out: 40,
            tokens_estimated: false,
            cost: 900,
            latency: 310_000,
            first_byte: None,
            finish_reason: Some("stop".into()),
            error: None,
        };
        self.writer
            .add(Actor::Candidate, EventBody::ModelChat(call))
            .await?;
        Ok(())
    }

    async fn note(&mut self) -> anyhow::Result<()> {
        self.tick(3_000);
        self.notes += 1;
        let note = Note {
            note: self.notes,
            revision: 0,
            text: format!("The {} loses the {}.", self.dice.word(), self.dice.words(4)),
            status: (self.notes % 3 == 1).then_some(HypothesisStatus::Open),
        };
        let body = match self.notes % 3 {
            1 => EventBody::NoteHypothesis(note),
            2 => EventBody::NoteEvidence(note),
            _ => EventBody::NoteDecision(note),
        };
        self.writer.add(Actor::Candidate, body).await?;
        Ok(())
    }
}
