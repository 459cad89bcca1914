//! A probe: a question whose correct answer changed, with the old content that must be gone and the
//! new content that must be there.

use serde::{Deserialize, Serialize};

/// One line of a probes file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    pub id: String,
    pub question: String,
    /// Who asks. `None`: somebody who belongs to no customer.
    #[serde(default)]
    pub customer: Option<String>,
    /// Texts that only the old state contained.
    pub stale: Vec<String>,
    /// Ids of documents that were removed.
    #[serde(default)]
    pub gone: Vec<String>,
    /// A text of the new state that this question finds. `None` if the subject was removed.
    #[serde(default)]
    pub fresh: Option<String>,
}

/// One line of a file of probes for isolation: who asks what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsolationProbe {
    pub id: String,
    pub question: String,
    /// Who asks. Null is the public desk.
    pub customer: Option<String>,
}
