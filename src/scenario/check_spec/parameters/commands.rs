//! Parameters of checks that run the pipeline's commands, or an author's program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::check_spec::stub::Stub;

/// Parameters of `metric_correctness`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricCorrectness {
    /// How many lists are generated.
    #[serde(default = "two_hundred")]
    pub lists: usize,
    /// The seed that the lists are generated from.
    #[serde(default)]
    pub seed: u64,
    /// How far a value may be off.
    #[serde(default = "a_millionth")]
    pub tolerance: f64,
}

fn two_hundred() -> usize {
    200
}

fn a_millionth() -> f64 {
    1e-6
}

/// Parameters of `contract`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// How the provider misbehaves.
    pub stub: Stub,
    /// The arguments of the pipeline's program.
    pub command: Vec<String>,
    /// How the command must end.
    pub expect: Expectation,
}

/// How a command must end when the provider misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// With a status other than 0, by itself.
    Fails,
    /// With the same output as when the provider behaves.
    Same,
}

/// Parameters of `program`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The program: a Python file below the scenario's `hidden/`.
    pub path: String,
    /// When the program runs.
    pub after: ProgramMoment,
    /// How many seconds the program may take.
    #[serde(default = "two_minutes")]
    pub seconds: u64,
    /// A table that the program gets as `parameters`.
    #[serde(default = "nothing")]
    pub parameters: Value,
}

fn two_minutes() -> u64 {
    120
}

fn nothing() -> Value {
    Value::Object(serde_json::Map::new())
}

/// When a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramMoment {
    /// When the pipeline is compiled.
    Build,
    /// When the documents are in the stores.
    FirstIngest,
    /// When documents changed and were ingested once more.
    SecondIngest,
}
