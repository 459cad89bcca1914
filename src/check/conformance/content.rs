//! What both stores hold, to be compared.

use super::failure::{Held, broken};

/// The content of both stores, in an order of its own. Points of the dense store are compared
/// without their ids, chunks of the lexical store without scores, which also depend on what was
/// deleted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    pub(super) dense: Vec<String>,
    pub(super) lexical: Vec<String>,
}

impl Content {
    /// Requires that both hold the same.
    pub fn equals(&self, expected: &Self, what: &str) -> Held {
        for (store, seen, expected) in [
            ("dense", &self.dense, &expected.dense),
            ("lexical", &self.lexical, &expected.lexical),
        ] {
            if seen == expected {
                continue;
            }
            let more = seen.iter().find(|it| !expected.contains(it));
            let less = expected.iter().find(|it| !seen.contains(it));
            return broken(
                format!(
                    "the {store} store to hold {what}: {} entries",
                    expected.len()
                ),
                format!(
                    "{} entries; too much: {more:?}; missing: {less:?}",
                    seen.len()
                ),
            );
        }
        Ok(())
    }

    /// Whether a document has a chunk in each of them.
    pub fn has(&self, document: &str) -> (bool, bool) {
        let in_dense = self
            .dense
            .iter()
            .any(|it| it.contains(&format!("\"{document}\"")));
        let in_lexical = self
            .lexical
            .iter()
            .any(|it| it.contains(&format!("\"{document}\"")));
        (in_dense, in_lexical)
    }
}
