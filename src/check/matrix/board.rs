//! The matrix as a table of characters that fills in: rows are checks, columns are variants.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::expected::expected;
use super::run::Progress;
use crate::domain::event::CheckOutcome;
use crate::scenario::{Scenario, Variant};

/// Printed below every table.
pub const LEGEND: &str = "· waits   … runs   ✓ passed   ✗ failed   ! could not be determined   \
                          ~ repeats disagree   [ ] not as expected";

const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const DIM: &str = "\x1b[2m";
const END: &str = "\x1b[0m";

pub struct Board<'a> {
    scenario: &'a Scenario,
    variants: &'a [Variant],
    /// Outcomes by variant and check, in the order of the repeats.
    cells: BTreeMap<(String, String), Vec<CheckOutcome>>,
    /// How many runs of each variant are under way.
    running: BTreeMap<String, u32>,
    colours: bool,
}

impl<'a> Board<'a> {
    /// With every cell waiting.
    pub fn new(scenario: &'a Scenario, variants: &'a [Variant], colours: bool) -> Self {
        Self {
            scenario,
            variants,
            cells: BTreeMap::new(),
            running: BTreeMap::new(),
            colours,
        }
    }

    pub fn apply(&mut self, progress: &Progress) {
        match progress {
            Progress::Began { variant, .. } => {
                *self.running.entry(variant.clone()).or_default() += 1;
            }
            Progress::Result {
                variant, result, ..
            } => self.cell(variant, &result.check).push(result.outcome),
            // A remembered run delivers all its results at once.
            Progress::Ended(run) if run.remembered => {
                for result in &run.results {
                    self.cell(&run.variant, &result.check).push(result.outcome);
                }
            }
            Progress::Ended(run) => {
                if let Some(count) = self.running.get_mut(&run.variant) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }

    fn cell(&mut self, variant: &str, check: &str) -> &mut Vec<CheckOutcome> {
        let key = (variant.to_owned(), check.to_owned());
        self.cells.entry(key).or_default()
    }

    /// The numbered variants first, then a line for each check.
    pub fn lines(&self) -> Vec<String> {
        let checks = &self.scenario.manifest.check;
        let width = checks.iter().map(|check| check.id.len()).max().unwrap_or(0);
        let mut lines: Vec<String> = (1..)
            .zip(self.variants)
            .map(|(number, variant)| format!("{number:>width$} = {variant}", width = width + 3))
            .collect();
        let mut numbers = String::new();
        for number in 1..=self.variants.len() {
            let _ = write!(numbers, "{number:>3} ");
        }
        lines.push(format!("{:width$} {numbers}", "").trim_end().to_owned());
        for check in checks {
            let mut line = format!("{:width$} ", check.id);
            for variant in self.variants {
                let outcomes = self.cells.get(&(variant.to_string(), check.id.clone()));
                let must = expected(self.scenario, variant, check);
                let runs = self
                    .running
                    .get(&variant.to_string())
                    .is_some_and(|it| *it > 0);
                let (mark, wrong) = match outcomes.map_or(&[][..], Vec::as_slice) {
                    [] if runs => ('…', false),
                    [] => ('·', false),
                    [first, rest @ ..] if rest.iter().any(|other| other != first) => ('~', true),
                    [first, ..] => (mark(*first), !must.fits(*first)),
                };
                line.push_str(&self.paint(mark, wrong));
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    /// A wrong cell is in brackets as well as in colour, for readers and terminals without colours.
    fn paint(&self, mark: char, wrong: bool) -> String {
        let text = if wrong {
            format!(" [{mark}]")
        } else {
            format!("  {mark} ")
        };
        let colour = match mark {
            _ if !self.colours => return text,
            _ if wrong => RED,
            '·' | '…' => DIM,
            _ => GREEN,
        };
        format!("{colour}{text}{END}")
    }
}

fn mark(outcome: CheckOutcome) -> char {
    match outcome {
        CheckOutcome::Pass => '✓',
        CheckOutcome::Fail => '✗',
        CheckOutcome::Error => '!',
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::event::CheckResult;
    use crate::matrix::Run;
    use assay_scenario_toy::Toy;

    fn result(check: &str, outcome: CheckOutcome) -> CheckResult {
        CheckResult {
            check: check.into(),
            asserts: String::new(),
            outcome,
            summary: String::new(),
            details: Value::Null,
            duration: 0,
        }
    }

    fn row(board: &Board<'_>, check: &str) -> String {
        let lines = board.lines();
        let line = lines.iter().find(|line| line.starts_with(check)).unwrap();
        line[check.len()..]
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn cells_fill_in_and_what_is_wrong_is_in_brackets() {
        let scenario = Toy::new().load().unwrap();
        let variants = [Variant::Healthy, Variant::Faulty];
        let mut board = Board::new(&scenario, &variants, false);
        assert_eq!(row(&board, "present"), "· ·");
        let began = |variant: &str| Progress::Began {
            variant: variant.into(),
            repeat: 1,
        };
        board.apply(&began("healthy"));
        assert_eq!(row(&board, "present"), "… ·");
        for (variant, outcome) in [
            ("healthy", CheckOutcome::Fail),
            ("faulty", CheckOutcome::Fail),
        ] {
            board.apply(&Progress::Result {
                variant: variant.into(),
                repeat: 1,
                result: Box::new(result("present", outcome)),
            });
        }
        assert_eq!(row(&board, "present"), "[✗] ✗");
        board.apply(&Progress::Ended(Run {
            variant: "faulty".into(),
            repeat: 2,
            results: vec![
                result("present", CheckOutcome::Pass),
                result("cost", CheckOutcome::Error),
            ],
            seconds: 0.0,
            remembered: true,
        }));
        assert_eq!(row(&board, "present"), "[✗] [~]");
        assert_eq!(row(&board, "cost"), "… [!]");
        assert!(
            !board.lines().concat().contains('\x1b'),
            "no colours unless wanted"
        );
        let coloured = Board::new(&scenario, &variants, true);
        assert!(coloured.lines().concat().contains("\x1b[2m"));
    }
}
