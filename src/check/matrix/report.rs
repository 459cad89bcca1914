//! The result of a matrix for a person: the table, then each surprise with where to look.

use std::fmt::Write as _;

use super::board::{Board, LEGEND};
use super::proof::{Proof, Surprise};
use super::run::Progress;

/// The whole report.
pub fn text(proof: &Proof<'_>, surprises: &[Surprise], colours: bool) -> String {
    let mut board = Board::new(proof.scenario, proof.variants, colours);
    for run in proof.runs {
        let mut run = run.clone();
        // The board takes results of remembered runs as they come, all at once.
        run.remembered = true;
        board.apply(&Progress::Ended(run));
    }
    let mut text = board.lines().join("\n");
    let _ = write!(text, "\n{LEGEND}\n\n{}\n", summary(proof, surprises));
    for surprise in surprises {
        let _ = writeln!(text, "\n  {}", surprise.sentence());
        let seen: Vec<_> = surprise.seen.iter().map(|it| word(*it)).collect();
        let _ = writeln!(
            text,
            "    expected {}, seen {}",
            surprise.expected,
            seen.join(", ")
        );
        let id = &proof.scenario.manifest.id;
        let places = surprise.places.iter().map(|place| format!("{id}/{place}"));
        let places: Vec<_> = places.collect();
        let _ = writeln!(text, "    look at {}", places.join(", "));
    }
    text
}

/// One line: how much was run, and how it ended.
pub fn summary(proof: &Proof<'_>, surprises: &[Surprise]) -> String {
    let runs = proof.runs.len();
    let remembered = proof.runs.iter().filter(|run| run.remembered).count();
    let checks = proof.scenario.manifest.check.len();
    let end = match surprises.len() {
        0 => "no surprise".to_owned(),
        1 => "1 surprise".to_owned(),
        many => format!("{many} surprises"),
    };
    format!(
        "{}: {checks} checks, {} variants, {runs} runs ({remembered} from the cache): {end}",
        proof.scenario.manifest.id,
        proof.variants.len(),
    )
}

fn word(outcome: crate::domain::event::CheckOutcome) -> &'static str {
    use crate::domain::event::CheckOutcome;
    match outcome {
        CheckOutcome::Pass => "pass",
        CheckOutcome::Fail => "fail",
        CheckOutcome::Error => "error",
    }
}
