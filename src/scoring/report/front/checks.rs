//! What the hidden checks found, in a sentence.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::event::{CheckOutcome, CheckResult};

/// On the first page. The table of checks has the others.
const MOST: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChecksInWords {
    pub sentence: String,
    /// What should hold and does not, as the checks assert it; at most four.
    pub failing: Vec<String>,
    /// How many more there are.
    #[ts(type = "number")]
    pub more: usize,
}

pub fn checks(results: &[CheckResult]) -> ChecksInWords {
    let of = |outcome| results.iter().filter(move |it| it.outcome == outcome);
    let (passed, failed) = (
        of(CheckOutcome::Pass).count(),
        of(CheckOutcome::Fail).count(),
    );
    let undetermined = of(CheckOutcome::Error).count();
    let pass = match (passed, results.len()) {
        (_, 0) => "No hidden check has run.".to_owned(),
        (1, 1) => "The only hidden check passes.".to_owned(),
        (passed, all) if passed == all => format!("All {all} hidden checks pass."),
        (passed, all) => format!("{passed} of {all} hidden checks pass."),
    };
    let open = match undetermined {
        0 => String::new(),
        1 => " 1 could not be determined.".to_owned(),
        many => format!(" {many} could not be determined."),
    };
    let failing = of(CheckOutcome::Fail).map(|it| it.asserts.clone());
    ChecksInWords {
        sentence: pass + &open,
        failing: failing.take(MOST).collect(),
        more: failed.saturating_sub(MOST),
    }
}
