//! Whether a manifest's checks fit together with the files that they name.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::ScenarioError;
use super::check_spec::{
    CheckKind, CheckSpec, HELD_BACK, Invariant, Place, Program, Store, StoreInvariant,
};
use super::manifest::Manifest;
use super::probe::{IsolationProbe, Probe};
use crate::pipeline::ReadError;
use crate::pipeline::folder::Files;
use crate::pipeline::question::Question;

/// The most seconds that an author's program may take.
const MOST_SECONDS: u64 = 1_800;
/// Limits of `lists` in `metric_correctness`, and of `k`, `within` and `depth`.
const MOST_LISTS: usize = 5_000;
const MOST_DEPTH: usize = 200;

/// The files that a manifest's checks may name.
pub(super) struct CheckFiles<'a> {
    pub folder: &'a Path,
    pub files: &'a Files,
}

/// The key of the check, and what is wrong with its value.
type Problem = (&'static str, String);

impl CheckFiles<'_> {
    /// Refuses the first check that does not fit.
    pub fn fit(&self, manifest_file: &Path, manifest: &Manifest) -> Result<(), ScenarioError> {
        for check in &manifest.check {
            if let Some((key, problem)) = problem(check, manifest) {
                let key = format!("check.{}.{key}", check.id);
                return Err(ScenarioError::invalid(manifest_file, &key, &problem));
            }
            self.named_files(manifest_file, check)?;
        }
        let live = manifest
            .check
            .iter()
            .any(|check| check.r#where == Place::Live);
        if live && manifest.verification.live.is_none() {
            let problem = "must name the workspace's script that produces the live state, \
                           because a check has `where = \"live\"`";
            return Err(ScenarioError::invalid(
                manifest_file,
                "verification.live",
                problem,
            ));
        }
        Ok(())
    }

    fn named_files(&self, manifest_file: &Path, check: &CheckSpec) -> Result<(), ScenarioError> {
        let kind = check.run.name();
        let there = |key: &str, path: &str| {
            if self.files.contains_key(path) {
                return Ok(());
            }
            let key = format!("check.{}.run.{kind}.{key}", check.id);
            let problem = format!("names {path:?}, which is not there");
            Err(ScenarioError::invalid(manifest_file, &key, &problem))
        };
        if let Some(questions) = check.run.questions().filter(|it| *it != HELD_BACK) {
            there("questions", questions)?;
            self.lines::<Question>(questions, "question")?;
        }
        match &check.run {
            CheckKind::ForbiddenContent(it) => {
                there("probes", &it.probes)?;
                self.lines::<Probe>(&it.probes, "probe")?;
            }
            CheckKind::Isolation(it) => {
                there("probes", &it.probes)?;
                self.lines::<IsolationProbe>(&it.probes, "probe")?;
            }
            CheckKind::Program(it) => there("path", &it.path)?,
            _ => {}
        }
        Ok(())
    }

    /// The JSON values of a file, one a line; at least one.
    pub fn lines<T: DeserializeOwned>(
        &self,
        path: &str,
        what: &str,
    ) -> Result<Vec<T>, ScenarioError> {
        let file: PathBuf = self.folder.join(path);
        let missing = || ScenarioError::missing(file.clone());
        let bytes = &self.files.get(path).ok_or_else(missing)?.bytes;
        let text =
            std::str::from_utf8(bytes).map_err(|_| ScenarioError::refused(&file, "not UTF-8"))?;
        let mut values = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            values.push(
                serde_json::from_str(text).map_err(|error| ReadError::Malformed {
                    file: file.clone(),
                    line,
                    problem: error.to_string(),
                })?,
            );
        }
        if values.is_empty() {
            let problem = format!("holds no {what}");
            return Err(ScenarioError::invalid(&file, "*", problem));
        }
        Ok(values)
    }
}

fn problem(check: &CheckSpec, manifest: &Manifest) -> Option<Problem> {
    if check.reason.trim().is_empty() {
        let problem = "must say why the threshold is what it is";
        return Some(("reason", problem.into()));
    }
    let known = |id: &String| manifest.fault.iter().any(|fault| fault.id == *id);
    if !check.detects.iter().all(known) {
        return Some(("detects", "must name faults of this manifest".into()));
    }
    if check.r#where == Place::Live && !check.run.may_be_live() {
        let problem = "cannot be \"live\" for this kind, which examines a situation that a \
                       candidate's stores cannot be in";
        return Some(("where", problem.into()));
    }
    if check
        .run
        .share()
        .is_some_and(|share| !(0.0..=1.0).contains(&share))
    {
        return Some(("run", "needs `at_least` from 0 to 1".into()));
    }
    numbers(&check.run).map(|problem| ("run", problem))
}

fn numbers(kind: &CheckKind) -> Option<String> {
    let bounded = |name: &str, value: usize, most: usize| {
        (value == 0 || value > most).then(|| format!("needs `{name}` from 1 to {most}"))
    };
    match kind {
        CheckKind::Builds(it) => (it.within_seconds == 0).then(|| "needs a second or more".into()),
        CheckKind::Retrieval(it) => bounded("k", it.k, MOST_DEPTH),
        CheckKind::ForbiddenContent(it) => bounded("depth", it.depth, MOST_DEPTH),
        CheckKind::Isolation(it) => bounded("depth", it.depth, MOST_DEPTH),
        CheckKind::GoldInPrompt(it) => bounded("within", it.within, MOST_DEPTH).or_else(|| {
            it.most_tokens
                .and_then(|it| bounded("most_tokens", it, 1 << 20))
        }),
        CheckKind::EmbeddingWindow(it) => bounded("most_word_pieces", it.most_word_pieces, 1 << 16),
        CheckKind::Latency(it) => ratio(it.most_ratio),
        CheckKind::Cost(it) => ratio(it.most_ratio),
        CheckKind::MetricCorrectness(it) => bounded("lists", it.lists, MOST_LISTS).or_else(|| {
            let sound = it.tolerance >= 0.0 && it.tolerance < 0.1;
            (!sound).then(|| "needs `tolerance` from 0 to 0.1".into())
        }),
        CheckKind::StoreInvariant(it) => invariant(it),
        CheckKind::Contract(it) => match it.stub.problem() {
            Some(problem) => Some(format!("has a stub that {problem}")),
            None => it
                .command
                .is_empty()
                .then(|| "needs arguments for the program in `command`".into()),
        },
        CheckKind::Program(it) => program(it),
        CheckKind::Unchanged(it) => it
            .paths
            .is_empty()
            .then(|| "needs at least one path".into()),
        CheckKind::Answers(_) | CheckKind::Calls(_) => None,
    }
}

fn ratio(most: f64) -> Option<String> {
    (!(most > 0.0 && most.is_finite())).then(|| "needs `most_ratio` above 0".into())
}

fn invariant(parameters: &StoreInvariant) -> Option<String> {
    match (parameters.invariant, parameters.store) {
        (Invariant::SelfCosine, Store::Lexical) => Some(
            "has vectors in the dense store only: `self-cosine` needs `store = \"dense\"`".into(),
        ),
        (Invariant::Count, _) if parameters.at_least.is_some() => {
            Some("counts exactly: `at_least` belongs to `self-cosine`".into())
        }
        _ => None,
    }
}

fn program(parameters: &Program) -> Option<String> {
    if !(1..=MOST_SECONDS).contains(&parameters.seconds) {
        return Some(format!("needs `seconds` from 1 to {MOST_SECONDS}"));
    }
    let python = Path::new(&parameters.path).extension() == Some("py".as_ref());
    if !parameters.path.starts_with("hidden/") || !python {
        return Some("needs a `path` of a Python file below \"hidden/\"".into());
    }
    (!parameters.parameters.is_object()).then(|| "needs a table as `parameters`".into())
}
