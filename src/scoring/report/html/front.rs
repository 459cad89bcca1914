//! The first page: score, spread, agreement, claims.

use std::fmt::Write as _;

use super::words::{mark_text, moments};
use crate::domain::adjudication::Standing;
use crate::scoring::report::model::{CriterionReport, Report};
use crate::static_page::{date, escaped, hours};

/// What the score is and on what it rests, in one box.
pub(super) fn score(out: &mut String, report: &Report) {
    let (number, rests) = match &report.standing {
        Standing::Unscored => ("–".to_owned(), "No review counts yet.".to_owned()),
        Standing::Single { reviewer, score } => (
            score.to_string(),
            format!(
                "A single review, by {}; nobody else has judged this.",
                escaped(reviewer)
            ),
        ),
        Standing::Agreed {
            score,
            lowest,
            highest,
        } => (
            score.to_string(),
            format!("The mean of reviews that agree, from {lowest} to {highest}; not decided yet."),
        ),
        Standing::Disputed {
            lowest, highest, ..
        } => (
            "–".to_owned(),
            format!(
                "Reviews lie too far apart, from {lowest} to {highest}: there is no score before \
                 it is decided."
            ),
        ),
        Standing::Final {
            score,
            by,
            at,
            why,
            lowest,
            highest,
            ..
        } => (
            score.to_string(),
            format!(
                "Decided by {} on {}, after reviews from {lowest} to {highest}: {}",
                escaped(by),
                date(*at),
                escaped(why)
            ),
        ),
    };
    let _ = writeln!(
        out,
        "<div class=\"score\"><strong>Final score {number} of 100</strong>\
         <p class=\"text\">{rests}</p></div>"
    );
}

/// A table: criteria down, reviewers across.
pub(super) fn criteria(out: &mut String, report: &Report) {
    if report.reviews.is_empty() {
        return;
    }
    out.push_str("<h2>Criteria</h2>\n<table>\n<thead><tr><th scope=\"col\">Criterion</th>");
    for review in &report.reviews {
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"number\">{}</th>",
            escaped(&review.reviewer)
        );
    }
    out.push_str("<th scope=\"col\">Agreement</th></tr></thead>\n<tbody>\n");
    for criterion in &report.criteria {
        let title = escaped(&criterion.title);
        let _ = write!(out, "<tr><th scope=\"row\">{title}</th>");
        for review in &report.reviews {
            let mark = criterion
                .marks
                .iter()
                .find(|mark| mark.reviewer == review.reviewer);
            let best = criterion.levels.last().copied().unwrap_or(0);
            let text = mark.map_or("–".to_owned(), |mark| mark_text(mark, best));
            let _ = write!(out, "<td class=\"number\">{text}</td>");
        }
        let _ = writeln!(out, "<td>{}</td></tr>", agreement(criterion));
    }
    out.push_str("</tbody>\n</table>\n");
}

fn agreement(criterion: &CriterionReport) -> String {
    match criterion.apart {
        _ if criterion.split => "observed by some only".to_owned(),
        None => "one judgement".to_owned(),
        Some(0) => "same level".to_owned(),
        Some(1) => "one level apart".to_owned(),
        Some(levels) => format!("{levels} levels apart"),
    }
}

/// Who reviewed, what they gave, how long it took, and why.
pub(super) fn reviews(out: &mut String, report: &Report) {
    out.push_str("<h2>Reviews</h2>\n");
    for review in &report.reviews {
        let score = review
            .final_score
            .map_or("–".to_owned(), |it| it.to_string());
        let counts = if review.qualification.counts() {
            ""
        } else {
            " · does not count: not calibrated yet"
        };
        let spent = if review.spent > 0 {
            format!(" · {} spent", hours(review.spent))
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "<article><h3>{}: {score} of 100</h3><p class=\"muted\">{}{spent}{counts}</p>\
             <p class=\"text\">{}</p></article>",
            escaped(&review.reviewer),
            review.submitted_at.map(date).unwrap_or_default(),
            escaped(&review.final_reason)
        );
    }
    if report.reviews.is_empty() {
        out.push_str("<p class=\"muted\">No review was submitted.</p>\n");
    }
}

/// What the candidate claims, and what the trace says about it.
pub(super) fn claims(out: &mut String, report: &Report) {
    out.push_str("<h2>Claims of the final note</h2>\n");
    let mut none = true;
    for review in &report.reviews {
        for claim in &review.claims {
            none = false;
            let _ = writeln!(
                out,
                "<article><h3>{}: “{}”</h3><p class=\"text\">{} <span class=\"muted\">({})</span>\
                 </p>\n{}</article>",
                claim.verdict.as_str(),
                escaped(&claim.text),
                escaped(&claim.reason),
                escaped(&review.reviewer),
                moments(&claim.evidence)
            );
        }
    }
    if none {
        out.push_str("<p class=\"muted\">No reviewer marked a claim.</p>\n");
    }
}
