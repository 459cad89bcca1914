//! `scenario.toml`, as types. An unknown key is an error that names it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::attempts::{Attempt, AttemptKind, Cheat, Shallow, Sound, Tweakable};
use super::check_spec::CheckSpec;
pub use super::live::{Constraint, Enforcement, Inject, Moment, NoteWord, Question};

/// The version of the format that this program reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A scenario's manifest.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this format: 1.
    pub schema_version: u32,
    /// The folder's name: lower-case letters, digits and hyphens.
    pub id: String,
    /// Increases with every change that a candidate or a practitioner could notice.
    pub version: u32,
    /// The title on pages. It must not name the cause.
    pub title: String,
    /// The kind of pipeline that is broken.
    pub family: Family,
    /// The base pipeline's name, if the scenario has one track.
    pub pipeline: Option<String>,
    /// The base pipelines' names, if it has several. The first is used if nobody chooses.
    #[serde(default)]
    pub tracks: Vec<String>,
    /// From 1 (obvious) to 5.
    pub difficulty: u32,
    /// How many minutes a candidate gets.
    pub minutes: u32,
    /// The skills that it exercises.
    pub skills: Vec<String>,
    /// The public reports that it is modelled on.
    pub sources: Vec<String>,
    /// What is wrong. At least one.
    pub fault: Vec<Fault>,
    /// Changes that are not faults by themselves. Every variant except the healthy one has them.
    #[serde(default)]
    pub change: Vec<Change>,
    /// Harmless oddities that look guilty.
    #[serde(default)]
    pub herring: Vec<Herring>,
    /// What production imposes.
    #[serde(default)]
    pub constraint: Vec<Constraint>,
    /// Fixes that must not pass.
    #[serde(default)]
    pub shallow: Vec<Shallow>,
    /// Repairs that must pass, although they are not the reference.
    #[serde(default)]
    pub sound: Vec<Sound>,
    /// What a candidate could do to look right. It must not pass.
    #[serde(default)]
    pub cheat: Vec<Cheat>,
    /// Keys of the configuration that may satisfy a check by themselves.
    #[serde(default)]
    pub tweak: Vec<Tweakable>,
    /// What judges the result. At least one.
    pub check: Vec<CheckSpec>,
    /// Questions to the candidate's judgement.
    #[serde(default)]
    pub question: Vec<Question>,
    /// What happens during a session.
    #[serde(default)]
    pub inject: Vec<Inject>,
    /// How the situations that checks examine are produced.
    #[serde(default)]
    pub verification: Verification,
    /// What the sandbox may use.
    #[serde(default)]
    pub limits: Limits,
    /// The suggested pay.
    pub pay: Option<Pay>,
}

impl Manifest {
    /// The shallow fixes, the sound repairs, then the cheats, on whatever track.
    pub fn attempts(&self) -> impl Iterator<Item = Attempt<'_>> {
        let shallow = self.shallow.iter().map(|it| Attempt {
            kind: AttemptKind::Shallow,
            id: &it.id,
            patch: &it.patch,
            fails: &it.fails,
            tracks: &it.tracks,
        });
        let sound = self.sound.iter().map(|it| Attempt {
            kind: AttemptKind::Sound,
            id: &it.id,
            patch: &it.patch,
            fails: &[],
            tracks: &it.tracks,
        });
        let cheats = self.cheat.iter().map(|it| Attempt {
            kind: AttemptKind::Cheat,
            id: &it.id,
            patch: &it.patch,
            fails: &it.fails,
            tracks: &it.tracks,
        });
        shallow.chain(sound).chain(cheats)
    }

    pub fn attempt(&self, kind: AttemptKind, id: &str) -> Option<Attempt<'_>> {
        self.attempts().find(|it| it.kind == kind && it.id == id)
    }
}

/// The kind of pipeline that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Retrieval and answers.
    Rag,
    /// The evaluation of retrieval and answers.
    Eval,
    /// Prompts and their versions.
    Prompt,
    /// Cost, latency, operation.
    Ops,
}

impl Family {
    /// As the manifest writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rag => "rag",
            Self::Eval => "eval",
            Self::Prompt => "prompt",
            Self::Ops => "ops",
        }
    }
}

/// A documented fault.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The fault's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What the fault does, in one sentence.
    pub does: String,
    /// The failure point that it belongs to.
    pub point: String,
    /// A unified diff against the base, by its path below the scenario's folder.
    pub patch: String,
}

/// A change that is not a fault, and without which a fault would be obvious.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The change's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What the change does, in one sentence.
    pub does: String,
    /// Why it breaks nothing by itself.
    pub harmless: String,
    /// A unified diff against the base, by its path below the scenario's folder.
    pub patch: String,
}

/// Something that looks guilty and is not.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Herring {
    /// The herring's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What a candidate notices.
    pub looks: String,
    /// Why it is harmless.
    pub harmless: String,
}

/// How a verification sandbox gets into the situations that checks examine. `before` is laid over
/// the corpus, which is then ingested. Then `after` is laid over it, `removed` is removed, and it
/// is ingested once more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// A folder below the scenario's, laid over the workspace before the first ingest.
    pub before: Option<String>,
    /// A folder below the scenario's, laid over the workspace before the second ingest.
    pub after: Option<String>,
    /// Paths of the workspace that are removed before the second ingest.
    #[serde(default)]
    pub removed: Vec<String>,
    /// A script of the workspace that fills the stores as a candidate would leave them. Live checks
    /// need it for a workspace that no candidate worked in.
    pub live: Option<String>,
}

/// In MiB. With less, processes have no room beside the sandbox's folders, which are memory too.
pub const LEAST_MEMORY_MIB: u64 = 768;

/// What the sandbox may use.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Memory in MiB.
    pub memory_mib: u64,
    /// How many processors.
    pub cpus: f64,
    /// How many processes.
    pub processes: u32,
    /// For model calls, in millionths of a euro. Without it, there is no limit.
    pub budget: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mib: 2048,
            cpus: 2.0,
            processes: 512,
            budget: None,
        }
    }
}

impl Limits {
    /// The first value with which no sandbox works: its key, and what it must be.
    pub(super) fn flaw(&self) -> Option<(&'static str, &'static str)> {
        if !(LEAST_MEMORY_MIB..=1 << 20).contains(&self.memory_mib) {
            return Some((
                "limits.memory_mib",
                "must be from 768 to 1048576: /build, /tmp and the home folder are memory, too",
            ));
        }
        if !(0.1..=1024.0).contains(&self.cpus) {
            return Some(("limits.cpus", "must be from 0.1 to 1024"));
        }
        if !(64..=65_536).contains(&self.processes) {
            return Some(("limits.processes", "must be from 64 to 65536"));
        }
        None
    }
}

/// Suggested pay for a session.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    /// In whole units of the currency.
    pub amount: u32,
    /// An ISO 4217 code, such as EUR.
    pub currency: String,
    /// Why this amount.
    pub reason: String,
}

impl std::fmt::Display for Pay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.currency, self.amount)
    }
}

#[cfg(test)]
#[path = "attempts_tests.rs"]
mod attempts_tests;
