//! What an evaluation was measured on and with what, so that only like is compared with like.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::answers::SeriesView;
use super::line::shortened;
use crate::domain::event::{EvalCompleted, Word};

/// The digest of the questions.
const QUESTIONS: &str = "questions_sha256";
/// Of a prompt whose digest is known, the label only says how it was chosen.
const LABEL: (&str, &str) = ("prompt.label", "prompt.sha256");
/// Numbers that say how it was measured, or when, and not how it went.
const WHEN: &str = "at";
const VERSION: &str = "version";
/// The most characters of one setting, and the most settings.
const SETTING: usize = 80;
const SETTINGS: usize = 24;
/// The letters of a digest that a name has.
const DIGEST: usize = 8;
/// The settings that tell two series of the same name apart, in the order in which they are tried.
const APART: [&str; 5] = [
    "judge.model",
    "judge.prompt_version",
    "chat_model",
    "embedding_model",
    "prompt.sha256",
];

/// Runs of one series are comparable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// The digest of the set of questions; `None` if the run does not say it.
    pub questions: Option<String>,
    /// Leg, prompt, judge and models, by their names. Not the index: repairing that is what is
    /// measured.
    pub configuration: BTreeMap<String, String>,
}

impl Circumstances {
    pub fn of(eval: &EvalCompleted) -> Self {
        let said = &eval.circumstances;
        let texts = said.iter().filter(|(name, _)| {
            let superfluous = *name == LABEL.0 && said.contains_key(LABEL.1);
            sets(name) && !superfluous
        });
        let texts = texts.map(|(name, text)| (name.clone(), shortened(text, SETTING)));
        let numbers = eval.metrics.iter().filter(|(name, _)| is_version(name));
        let numbers = numbers.map(|(name, value)| (name.clone(), value.to_string()));
        Self {
            questions: said.get(QUESTIONS).map(|it| shortened(it, SETTING)),
            configuration: texts.chain(numbers).take(SETTINGS).collect(),
        }
    }
}

fn sets(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    name == "leg"
        || last.ends_with("model")
        || name.starts_with("prompt.")
        || name.starts_with("judge.")
}

fn is_version(name: &str) -> bool {
    name.ends_with(VERSION)
}

/// Whether a number of an evaluation says how it went.
pub fn is_metric(name: &str) -> bool {
    name != WHEN && !is_version(name)
}

/// Evaluations of one question set in one configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub circumstances: Circumstances,
    /// The file of questions that a command named.
    pub set: Option<String>,
    /// The best value of each metric, and the evaluation that reached it.
    pub best: BTreeMap<String, (f64, u64)>,
    /// The index of its last evaluation.
    pub last: Option<usize>,
    pub runs: u64,
    /// The event of its first evaluation.
    pub first: u64,
}

impl Series {
    /// Whether its runs can be compared with each other.
    pub fn is_known(&self) -> bool {
        self.circumstances.questions.is_some()
    }

    fn name(&self) -> String {
        let Some(digest) = &self.circumstances.questions else {
            return "circumstances not known".to_owned();
        };
        let set = match &self.set {
            Some(set) => set.clone(),
            None => format!("questions {}", beginning(digest)),
        };
        let setting = |name| self.circumstances.configuration.get(name).cloned();
        let prompt = setting("prompt.version").or_else(|| setting(LABEL.0));
        let parts = [
            Some(set),
            setting("leg"),
            prompt.map(|it| format!("prompt {it}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" · ")
    }

    /// The name, with what tells it from others of the same name.
    fn full_name(&self) -> String {
        let mut name = self.name();
        for setting in APART {
            if let Some(it) = self.circumstances.configuration.get(setting) {
                name = format!("{name} · {}", shortened(it, 2 * DIGEST));
            }
        }
        if let Some(digest) = &self.circumstances.questions
            && self.set.is_some()
        {
            name = format!("{name} · questions {}", beginning(digest));
        }
        name
    }
}

fn beginning(digest: &str) -> String {
    digest.chars().take(DIGEST).collect()
}

/// As pages show them. No two of them have the same name, unless only long settings differ.
pub fn views(all: &[Series]) -> Vec<SeriesView> {
    let mut counts = HashMap::<String, usize>::new();
    for series in all {
        *counts.entry(series.name()).or_default() += 1;
    }
    let view = |series: &Series| {
        let name = series.name();
        let alone = counts.get(&name) == Some(&1);
        SeriesView {
            name: if alone { name } else { series.full_name() },
            set: series.set.clone(),
            questions: series.circumstances.questions.clone(),
            configuration: series.circumstances.configuration.clone(),
            known: series.is_known(),
            runs: series.runs,
            first: series.first,
            word: Word::Candidate,
        }
    };
    all.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(questions: Option<&str>, leg: &str, version: f64) -> EvalCompleted {
        let mut circumstances = BTreeMap::from([
            ("leg".to_owned(), leg.to_owned()),
            ("index_epoch".to_owned(), format!("{version}{leg}")),
        ]);
        circumstances.extend(questions.map(|it| (QUESTIONS.to_owned(), it.to_owned())));
        EvalCompleted {
            source: "evals/history.jsonl".into(),
            line: 1,
            metrics: BTreeMap::from([
                ("at".to_owned(), 7.0),
                ("prompt.version".to_owned(), version),
                ("mrr".to_owned(), 0.5),
            ]),
            circumstances,
        }
    }

    #[test]
    fn questions_leg_and_prompt_make_a_series_and_the_index_does_not() {
        let of = |questions, leg, version| Circumstances::of(&run(questions, leg, version));
        let one = of(Some("aa"), "fused", 3.0);
        for other in [
            of(Some("bb"), "fused", 3.0),
            of(Some("aa"), "bm25", 3.0),
            of(Some("aa"), "fused", 4.0),
        ] {
            assert_ne!(one, other);
        }
        let mut later = run(Some("aa"), "fused", 3.0);
        later
            .circumstances
            .insert("index_epoch".into(), "new".into());
        assert_eq!(one, Circumstances::of(&later));
        assert!(is_metric("mrr") && !is_metric("at") && !is_metric("prompt.version"));
    }

    #[test]
    fn series_of_one_name_are_told_apart() {
        let series = |questions, set: Option<&str>| Series {
            circumstances: Circumstances::of(&run(questions, "fused", 3.0)),
            set: set.map(str::to_owned),
            ..Series::default()
        };
        let all = [
            series(Some("aaaaaaaaaa"), Some("dev.jsonl")),
            series(Some("bbbbbbbbbb"), Some("dev.jsonl")),
            series(Some("cccccccccc"), None),
            series(None, None),
        ];
        let names: Vec<_> = views(&all).into_iter().map(|it| it.name).collect();
        assert_eq!(
            names,
            [
                "dev.jsonl · fused · prompt 3 · questions aaaaaaaa",
                "dev.jsonl · fused · prompt 3 · questions bbbbbbbb",
                "questions cccccccc · fused · prompt 3",
                "circumstances not known",
            ]
        );
    }
}
