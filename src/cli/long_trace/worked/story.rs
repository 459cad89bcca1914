//! What somebody did in a worked session, in the order in which they did it. It follows the scenario
//! `junk-on-top` on its Python track.

use serde_json::json;

use super::asking::{Asked, Pipeline};
use super::evaluating::Evaluation;
use super::files::Workspace;
use super::journal::Journal;
use super::shell::Shell;
use crate::cli::long_trace::dice::Dice;
use crate::cli::long_trace::writer::Writer;
use crate::domain::event::{Actor, EventBody, HypothesisStatus, ModelCall};

/// The repository's evaluation.
const DEV: &str = "evals/questions.jsonl";
const DESK: &str = "ops/desk-2026-11-17.jsonl";
/// Written by the candidate: callers' own words.
const OWN: &str = "evals/own-words.jsonl";
const MINUTE: i64 = 60_000_000;

pub const FINAL_NOTE: &str = "## What it was\n\nThe release adds the scores of both legs. BM25 reaches 14, a cosine \
    stays below 1, so the lexical order decides.\n\n## How I know\n\nI ruled out missing vectors by counting both \
    stores. Side by side, the fused column is the lexical one plus a number below one.\n\n## Effect\n\nRecall on \
    callers' words rose from 0.24 to 0.91, and dev rose to 1.00. Part numbers were tried before and after and are \
    the same.\n\n## What remains\n\nThe setting has an effect again; nobody should use it without a test.\n";

/// Everything that acts in the story.
pub struct Story<'a> {
    pub writer: Writer<'a>,
    pub dice: Dice,
    pub workspace: Workspace,
    pub pipeline: Pipeline,
    /// Texts, each with the chunk that answers it.
    pub questions: Vec<(String, String)>,
    /// The files of the reference, as far as they differ.
    pub repair: Vec<(String, String)>,
    /// How many questions the long loop asks.
    pub loops: usize,
    pub journal: Journal,
}

impl Story<'_> {
    pub async fn tell(&mut self) -> anyhow::Result<()> {
        let mut main = Shell::open(&mut self.writer, 1).await?;
        let mut second = Shell::open(&mut self.writer, 2).await?;
        self.look_around(&mut main).await?;
        self.suspect(&mut main).await?;
        self.turn_the_knob(&mut main).await?;
        self.go_astray(&mut second).await?;
        self.see_it(&mut main).await?;
        self.repair(&mut second).await?;
        self.prove(&mut main).await
    }

    async fn run(&mut self, shell: &mut Shell, line: &str, output: &str) -> anyhow::Result<()> {
        shell
            .run(&mut self.writer, &mut self.dice, line, output, 0)
            .await
    }

    async fn look_around(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        let readme = self.workspace.text("README.md");
        self.run(shell, "cat README.md", &readme).await?;
        let log = "c11d9e2 Fuse: use what the legs know\n9b0f2aa Index: heading weights";
        self.run(shell, "git log --oneline | head -2", log).await?;
        self.run(shell, "halden ingest", "{\"documents\":268,\"chunks\":706}")
            .await?;
        let desk = self.workspace.text(DESK);
        let line = format!("halden search --batch {DESK} -k 5");
        self.run(shell, &line, &desk).await?;
        self.evaluate(shell, DEV, 40, (95, 0.952, 0.801)).await
    }

    async fn suspect(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        let first = "The new heading weights flood the list with lexical hits.";
        let open = Some(HypothesisStatus::Open);
        self.journal.write(&mut self.writer, 1, first, open).await?;
        self.writer.time += 2 * MINUTE;
        let weights = self.workspace.text("halden.toml");
        self.run(shell, "cat halden.toml", &weights).await?;
        let second = "The vectors of the night are missing.";
        self.journal
            .write(&mut self.writer, 2, second, open)
            .await?;
        self.writer.time += MINUTE;
        let out = Some(HypothesisStatus::RuledOut);
        self.journal.write(&mut self.writer, 2, second, out).await
    }

    async fn turn_the_knob(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        let writer = &mut self.writer;
        let (from, to) = ("dense_weight = 1.0", "dense_weight = 8.0");
        self.workspace.edit(writer, "halden.toml", from, to).await?;
        self.evaluate(shell, DESK, 6, (99, 1.0, 0.91)).await?;
        self.evaluate(shell, DEV, 40, (95, 0.952, 0.79)).await?;
        let loops = self.loops / 20;
        self.ask_all(shell, loops, 19).await
    }

    /// The heading weights are taken back and put in again; a prompt of Legal is changed and restored.
    async fn go_astray(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        let path = "src/halden/index/lexical.py";
        let before = self.workspace.text(path);
        let without = format!("{before}\n# Heading weights taken back for a try.\n");
        self.workspace
            .write(&mut self.writer, path, &without)
            .await?;
        self.run(
            shell,
            "halden ingest --full",
            "{\"documents\":268,\"chunks\":706}",
        )
        .await?;
        let prompts = "prompts/answer/v3.md";
        let prompt = self.workspace.text(prompts);
        let stricter = format!("{prompt}\nIf the context is about something else, say so.\n");
        self.workspace
            .write(&mut self.writer, prompts, &stricter)
            .await?;
        self.run(
            shell,
            "halden ask \"How late can a customer call off a booking?\"",
            "{\"answer\":\"The documents do not say.\"}",
        )
        .await?;
        self.writer.time += 3 * MINUTE;
        let own = self.workspace.text("halden.toml");
        self.run(shell, "cat halden.toml", &own).await?;
        self.workspace
            .write(&mut self.writer, path, &before)
            .await?;
        self.workspace
            .write(&mut self.writer, prompts, &prompt)
            .await
    }

    async fn see_it(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        let (text, gold) = self.questions[0].clone();
        for (leg, rank) in [("bm25", 24), ("dense", 3), ("fused", 24)] {
            let line = format!("halden search \"{text}\" --leg {leg} -k 20");
            shell.enter(&mut self.writer, &mut self.dice, &line).await?;
            let asked = Asked {
                text: &text,
                gold: &gold,
                rank,
                answered: false,
            };
            self.pipeline
                .ask(&mut self.writer, &mut self.dice, &asked)
                .await?;
            let shown = format!("{{\"leg\":\"{leg}\",\"gold\":{rank},\"score\":14.2}}");
            shell.print(&mut self.writer, &shown).await?;
            shell.finish(&mut self.writer, 0).await?;
        }
        let own = self.questions[..17].iter().enumerate();
        let own: Vec<String> = own
            .map(|(at, (text, _))| {
                json!({ "id": format!("own-{at}"), "question": text }).to_string()
            })
            .collect();
        let own = format!("{}\n", own.join("\n"));
        self.workspace.write(&mut self.writer, OWN, &own).await?;
        self.evaluate(shell, OWN, 17, (24, 0.24, 0.11)).await?;
        let cause = "Sums of raw scores: the lexical leg's are ten times larger.";
        let supported = Some(HypothesisStatus::Supported);
        self.journal
            .write(&mut self.writer, 1, cause, supported)
            .await
    }

    async fn repair(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        let pasted = "# reciprocal ranks: 1 / (60 + rank), a leg each\n".repeat(40);
        shell
            .enter(&mut self.writer, &mut self.dice, "nano src/halden/fuse.py")
            .await?;
        shell.paste(&mut self.writer, &pasted).await?;
        for (path, text) in self.repair.clone() {
            self.workspace.write(&mut self.writer, &path, &text).await?;
        }
        shell.finish(&mut self.writer, 0).await?;
        let failed =
            "FAILED tests/test_fuse.py::test_ties_keep_the_order_of_the_legs\n1 failed, 292 passed";
        let line = "pytest -q";
        shell
            .run(&mut self.writer, &mut self.dice, line, failed, 1)
            .await?;
        let tests = self.workspace.text("tests/test_fuse.py");
        let fewer = tests
            .rsplit_once("\ndef test_")
            .map_or("", |it| it.0)
            .to_owned();
        self.workspace
            .write(
                &mut self.writer,
                "tests/test_fuse.py",
                &format!("{fewer}\n"),
            )
            .await?;
        self.run(shell, line, "292 passed").await
    }

    async fn prove(&mut self, shell: &mut Shell) -> anyhow::Result<()> {
        self.evaluate(shell, OWN, 17, (88, 0.88, 0.64)).await?;
        self.evaluate(shell, DEV, 40, (96, 0.952, 0.82)).await?;
        let loops = self.loops - self.loops / 20;
        self.ask_all(shell, loops, 2).await?;
        for _ in 0..12 {
            self.refuse().await?;
        }
        let decided = "Ranks, k = 60, as until October. The weight multiplies a leg's share.";
        self.journal.write(&mut self.writer, 3, decided, None).await
    }

    /// A loop over questions, one process each.
    async fn ask_all(
        &mut self,
        shell: &mut Shell,
        count: usize,
        rank: usize,
    ) -> anyhow::Result<()> {
        let line = "while read -r q; do halden ask \"$q\" | jq -c .answer; done < /tmp/questions";
        shell.enter(&mut self.writer, &mut self.dice, line).await?;
        for at in 0..count {
            let (text, gold) = &self.questions[at % self.questions.len()];
            let asked = Asked {
                text,
                gold,
                rank: rank + at % 3,
                answered: true,
            };
            self.pipeline
                .ask(&mut self.writer, &mut self.dice, &asked)
                .await?;
            let said = format!("\"{} [1].\"", self.dice.words(12));
            shell.print(&mut self.writer, &said).await?;
            self.writer.time += 1_500_000;
        }
        shell.finish(&mut self.writer, 0).await
    }

    async fn evaluate(
        &mut self,
        shell: &mut Shell,
        set: &str,
        questions: usize,
        (found, recall, mrr): (u64, f64, f64),
    ) -> anyhow::Result<()> {
        let evaluation = Evaluation {
            set,
            questions: &self.questions[..questions],
            found,
            recall,
            mrr,
        };
        let parts = (shell, &self.pipeline, &mut self.workspace);
        evaluation
            .run(&mut self.writer, &mut self.dice, parts)
            .await
    }

    async fn refuse(&mut self) -> anyhow::Result<()> {
        self.writer.time += 400_000;
        let body = br#"{"error":{"code":"over_budget"}}"#.to_vec();
        let call = ModelCall {
            call: format!("refused-{}", self.dice.roll()),
            complete: true,
            requested_model: "simulated-large".into(),
            served_model: None,
            status: 429,
            request: self.writer.payload(b"{}".to_vec()),
            response: self.writer.payload(body),
            answer: None,
            tokens_in: 0,
            tokens_out: 0,
            tokens_estimated: false,
            cost: 0,
            latency: 900,
            first_byte: None,
            finish_reason: None,
            error: Some("over_budget".into()),
        };
        let refused = EventBody::ModelRefused(call);
        self.writer.add(Actor::Candidate, refused).await?;
        Ok(())
    }
}
