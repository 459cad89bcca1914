//! Why a promise was not kept, and how values are compared with what was promised.

use serde::Serialize;
use serde_json::Value;

use crate::outcome::Trouble;
use crate::verification::SandboxFault;

/// Whether a promise was kept.
pub type Held = Result<(), Failure>;

/// Why a promise was not kept, or not seen to be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Failure {
    #[error("expected {expected}; saw {seen}")]
    Broken { expected: String, seen: String },
    /// What comes before the promise did not work, so nobody saw whether it is kept.
    #[error("could not be determined: {0}")]
    Undetermined(String),
}

/// The longest value that a message quotes, in characters.
const QUOTED: usize = 600;

/// For `return`: what was expected, and what was seen.
pub(super) fn broken<T>(
    expected: impl Into<String>,
    seen: impl std::fmt::Display,
) -> Result<T, Failure> {
    Err(Failure::Broken {
        expected: expected.into(),
        seen: shortened(&seen.to_string()),
    })
}

/// Requires that two values are equal.
pub(super) fn same(what: &str, expected: impl Serialize, seen: impl Serialize) -> Held {
    let (expected, seen) = (value(expected), value(seen));
    if expected == seen {
        return Ok(());
    }
    broken(
        format!("{what} to be {}", shortened(&expected.to_string())),
        seen,
    )
}

/// Requires a condition; `seen` is quoted if it does not hold.
pub(super) fn holds(holds: bool, expected: &str, seen: impl Serialize) -> Held {
    if holds {
        return Ok(());
    }
    broken(expected, value(seen))
}

/// Requires that two numbers are equal but for rounding.
pub(super) fn close(what: &str, expected: f64, seen: &Value) -> Held {
    let off = seen.as_f64().map(|seen| (seen - expected).abs());
    if off.is_some_and(|off| off < 1e-6) {
        return Ok(());
    }
    broken(format!("{what} to be {expected}"), seen)
}

fn value(of: impl Serialize) -> Value {
    serde_json::to_value(of).expect("points compare plain values")
}

pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

impl From<SandboxFault> for Failure {
    fn from(fault: SandboxFault) -> Self {
        Self::Undetermined(fault.to_string())
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let stderr = match &trouble {
            Trouble::Command { stderr, .. } => format!(": {}", shortened(stderr.trim())),
            _ => String::new(),
        };
        Self::Undetermined(format!("{trouble}{stderr}"))
    }
}
