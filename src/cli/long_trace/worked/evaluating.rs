//! An evaluation: every question of a set twice, once for its ranks and once for its answer, then a
//! line in the history.

use std::collections::BTreeMap;

use serde_json::json;

use super::asking::{Asked, Pipeline};
use super::files::Workspace;
use super::shell::Shell;
use crate::cli::long_trace::dice::Dice;
use crate::cli::long_trace::writer::Writer;
use crate::domain::event::{Actor, EvalCompleted, EventBody};
use crate::domain::ids::Digest;

const HISTORY: &str = "evals/history.jsonl";

/// One run.
pub struct Evaluation<'a> {
    /// The file of questions, as the command names it.
    pub set: &'a str,
    pub questions: &'a [(String, String)],
    /// Of 100 questions, how many find their passage among the first five.
    pub found: u64,
    pub recall: f64,
    pub mrr: f64,
}

impl Evaluation<'_> {
    pub async fn run(
        &self,
        writer: &mut Writer<'_>,
        dice: &mut Dice,
        (shell, pipeline, workspace): (&mut Shell, &Pipeline, &mut Workspace),
    ) -> anyhow::Result<()> {
        let line = match self.set {
            "evals/questions.jsonl" => "halden eval".to_owned(),
            set => format!("halden eval --questions {set}"),
        };
        shell.enter(writer, dice, &line).await?;
        for (text, gold) in self.questions {
            let rank = if dice.below(100) < self.found { 1 } else { 23 };
            let rank = rank + usize::try_from(dice.below(4))?;
            for answered in [false, true] {
                let asked = Asked {
                    text,
                    gold,
                    rank,
                    answered,
                };
                pipeline.ask(writer, dice, &asked).await?;
            }
        }
        self.report(writer, shell, workspace).await
    }

    async fn report(
        &self,
        writer: &mut Writer<'_>,
        shell: &Shell,
        workspace: &mut Workspace,
    ) -> anyhow::Result<()> {
        let measured = json!({
            "questions": self.questions.len(), "leg": "reranked", "recall_at_5": self.recall,
            "mrr": self.mrr, "ndcg_at_10": self.mrr + 0.03, "answer_accuracy": self.recall - 0.05,
            "questions_sha256": Digest::of(self.set.as_bytes()).to_string(),
        });
        let shown = serde_json::to_string_pretty(&measured)?;
        shell.print(writer, &shown).await?;
        let history = format!("{}{measured}\n", workspace.text(HISTORY));
        workspace.write(writer, HISTORY, &history).await?;
        let metrics = ["recall_at_5", "mrr", "ndcg_at_10", "answer_accuracy"];
        let metrics: BTreeMap<_, _> = metrics
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), measured[*name].as_f64()?)))
            .collect();
        let told = ["leg", "questions_sha256"];
        let circumstances = told
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), measured[*name].as_str()?.to_owned())));
        let completed = EvalCompleted {
            source: HISTORY.into(),
            line: history.lines().count() as u64,
            metrics,
            circumstances: circumstances.collect(),
        };
        writer
            .add(Actor::Candidate, EventBody::EvalCompleted(completed))
            .await?;
        shell.finish(writer, 0).await
    }
}
