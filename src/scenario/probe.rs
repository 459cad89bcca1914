//! A probe: a question whose right answer changed, with what must be gone and what must be there.

use serde::{Deserialize, Serialize};

/// One line of a probes file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// Its name.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// Who asks; none is nobody in particular.
    #[serde(default)]
    pub customer: Option<String>,
    /// Texts that only the old state held.
    pub stale: Vec<String>,
    /// Documents that are gone.
    #[serde(default)]
    pub gone: Vec<String>,
    /// A text that the new state holds and that this question finds; none if the subject is gone.
    #[serde(default)]
    pub fresh: Option<String>,
}

/// One line of a file of probes for isolation: who asks what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsolationProbe {
    /// Its name.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// Who asks; null is the public desk.
    pub customer: Option<String>,
}
