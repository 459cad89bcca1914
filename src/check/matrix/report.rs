//! The result of a matrix for a person: the table, then each surprise with the places to look at.

use std::fmt::Write as _;

use super::board::{Board, LEGEND};
use super::proof::{Proof, Surprise};
use super::run::Progress;
use crate::domain::event::CheckOutcome;

pub fn text(proof: &Proof<'_>, surprises: &[Surprise], colours: bool) -> String {
    let mut board = Board::new(proof.scenario, proof.variants, colours);
    for run in proof.runs {
        let mut run = run.clone();
        // The board takes the results of a remembered run all at once.
        run.remembered = true;
        board.apply(&Progress::Ended(run));
    }
    let mut text = board.lines().join("\n");
    let _ = write!(text, "\n{LEGEND}\n\n{}\n", summary(proof, surprises));
    let mut rest = surprises;
    while let Some(first) = rest.first() {
        // What stopped a whole variant is reported once, however many checks it affects.
        let same = rest
            .iter()
            .take_while(|it| same_trouble(first, it))
            .count()
            .max(1);
        let (together, later) = rest.split_at(same);
        tell(&mut text, &proof.scenario.name(), together);
        rest = later;
    }
    text
}

/// What every check saw in every variant, so that an author can set thresholds between the measured
/// values. Repeats with the same summary are listed once.
pub fn figures(proof: &Proof<'_>) -> String {
    let mut text = String::new();
    let names = proof.variants.iter().map(ToString::to_string);
    let width = names.map(|name| name.len()).max().unwrap_or(0);
    for check in &proof.scenario.manifest.check {
        let _ = writeln!(text, "\n{}", check.id);
        for variant in proof.variants {
            let runs = proof.of(variant);
            let results = runs.iter().flat_map(|run| &run.results);
            let mut saw: Vec<&str> = results
                .filter(|result| result.check == check.id)
                .map(|result| result.summary.as_str())
                .collect();
            saw.dedup();
            let (name, saw) = (variant.to_string(), saw.join("; "));
            let _ = writeln!(text, "  {name:width$}  {saw}");
        }
    }
    text
}

fn same_trouble(one: &Surprise, other: &Surprise) -> bool {
    let troubled = |it: &Surprise| it.seen.iter().all(|it| *it == CheckOutcome::Error);
    let same = one.variant == other.variant && one.saw == other.saw && one.kind == other.kind;
    same && troubled(one) && troubled(other)
}

fn tell(text: &mut String, id: &str, together: &[Surprise]) {
    let Some(first) = together.first() else {
        return;
    };
    if let [_] = together {
        let _ = writeln!(text, "\n  {}", first.sentence());
        let seen: Vec<_> = first.seen.iter().map(|it| word(*it)).collect();
        let (expected, seen) = (first.expected, seen.join(", "));
        let _ = writeln!(text, "    expected {expected}, seen {seen}");
    } else {
        let checks: Vec<_> = together.iter().map(|it| it.check.as_str()).collect();
        let (checks, variant, saw) = (checks.join(", "), &first.variant, &first.saw);
        let _ = writeln!(
            text,
            "\n  {checks} could not be determined in {variant}: {saw}"
        );
    }
    for line in first.stderr.lines() {
        let _ = writeln!(text, "    | {line}");
    }
    let mut places: Vec<String> = Vec::new();
    for place in together.iter().flat_map(|it| &it.places) {
        let place = format!("{id}/{place}");
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let _ = writeln!(text, "    look at {}", places.join(", "));
}

/// One line: how much was run, and the result.
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
        proof.scenario.name(),
        proof.variants.len(),
    )
}

fn word(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Pass => "pass",
        CheckOutcome::Fail => "fail",
        CheckOutcome::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::proof::SurpriseKind;

    fn surprise(check: &str, outcome: CheckOutcome) -> Surprise {
        Surprise {
            variant: "healthy".into(),
            check: check.into(),
            kind: SurpriseKind::Unexpected,
            expected: "pass",
            seen: vec![outcome],
            saw: "the ingest ended with status 1".into(),
            stderr: "error: no answer".into(),
            places: vec![],
        }
    }

    #[test]
    fn what_stopped_a_variant_is_told_once_and_failures_one_by_one() {
        let troubled = [
            surprise("recall", CheckOutcome::Error),
            surprise("answers", CheckOutcome::Error),
        ];
        let mut text = String::new();
        assert!(same_trouble(&troubled[0], &troubled[1]));
        tell(&mut text, "toy", &troubled);
        assert!(text.contains(
            "recall, answers could not be determined in healthy: the ingest ended with status 1\n    \
             | error: no answer\n"
        ));
        let failed = surprise("recall", CheckOutcome::Fail);
        assert!(!same_trouble(&failed, &failed));
        let mut text = String::new();
        tell(&mut text, "toy", &[failed]);
        assert!(
            text.contains("recall must pass in healthy and failed: the ingest"),
            "{text}"
        );
        assert!(text.contains("expected pass, seen fail"), "{text}");
    }
}
