//! What is behind the first page: reasons and evidence, answers, how the score came about, and
//! what the session left.

use std::fmt::Write as _;

use super::words::{mark_text, moments};
use crate::domain::adjudication::Step;
use crate::domain::event::CheckOutcome;
use crate::scoring::report::model::{Mark, Report};
use crate::static_page::{date, escaped};

/// Criterion by criterion, reviewer by reviewer.
pub(super) fn judgement(out: &mut String, report: &Report) {
    out.push_str("<section class=\"behind\">\n<h2>Judgement and evidence</h2>\n");
    for criterion in &report.criteria {
        let _ = writeln!(
            out,
            "<h3>{}</h3><p class=\"muted\">{}</p>",
            escaped(&criterion.title),
            escaped(&criterion.question)
        );
        marks(
            out,
            &criterion.marks,
            criterion.levels.last().copied().unwrap_or(0),
        );
    }
    out.push_str("</section>\n");
}

fn marks(out: &mut String, marks: &[Mark], best: u32) {
    for mark in marks {
        let behaviour = mark.behaviour.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "<article><p><strong>{}</strong>, {}: <em>{}</em></p><p class=\"text\">{}</p>\n{}\
             </article>",
            escaped(&mark.reviewer),
            mark_text(mark, best),
            escaped(behaviour),
            escaped(&mark.reason),
            moments(&mark.evidence)
        );
    }
}

/// Questions to the candidate's judgement.
pub(super) fn answers(out: &mut String, report: &Report) {
    if report.answers.is_empty() {
        return;
    }
    out.push_str("<section>\n<h2>Judgement questions</h2>\n");
    for it in &report.answers {
        let _ = writeln!(out, "<h3>{}</h3>", escaped(&it.asks));
        let answer = match (&it.asked, &it.answer) {
            (None, _) => "Not asked: its moment did not come.".to_owned(),
            (_, Some(text)) if !text.trim().is_empty() => escaped(text),
            _ => "No answer.".to_owned(),
        };
        let _ = writeln!(out, "<p class=\"text\">{answer}</p>");
        if it.unfinished {
            out.push_str(
                "<p class=\"muted\">Not finished: time ran out while it was written.</p>\n",
            );
        }
        if let Some(strong) = &it.strong {
            let strong = escaped(strong);
            let _ = writeln!(
                out,
                "<p class=\"muted\">A strong answer shows: {strong}</p>"
            );
        }
        marks(out, &it.marks, 3);
    }
    out.push_str("</section>\n");
}

/// From reviews to the final score.
pub(super) fn history(out: &mut String, report: &Report) {
    if report.log.is_empty() {
        return;
    }
    out.push_str("<section>\n<h2>How the score came about</h2>\n<ol>\n");
    for entry in &report.log {
        let what = match &entry.done {
            Step::Discussed {
                participants,
                summary,
            } => format!("{} discussed: {summary}", participants.join(", ")),
            Step::Decided { score, why } => format!("final score {score}: {why}"),
            Step::Reopened { why } => format!("reopened: {why}"),
        };
        let _ = writeln!(
            out,
            "<li><span class=\"muted\">{}, {}:</span> <span class=\"text\">{}</span></li>",
            date(entry.at),
            escaped(&entry.by),
            escaped(&what)
        );
    }
    out.push_str("</ol>\n</section>\n");
}

/// The final note, messages, constraints, checks.
pub(super) fn session(out: &mut String, report: &Report) {
    out.push_str("<section>\n<h2>What the candidate found</h2>\n");
    let note = report
        .final_note
        .as_deref()
        .unwrap_or("No final note was left.");
    if report.note_unfinished {
        out.push_str("<p class=\"muted\">Not finished: time ran out while it was written.</p>\n");
    }
    let _ = writeln!(out, "<p class=\"text\">{}</p>", escaped(note));
    for message in &report.messages {
        let _ = writeln!(
            out,
            "<article><h3>Message from the {}</h3><p class=\"text\">{}</p>",
            escaped(&message.from),
            escaped(&message.message)
        );
        for reply in &message.replies {
            let _ = writeln!(
                out,
                "<p class=\"text\"><span class=\"muted\">The candidate wrote back:</span> {}</p>",
                escaped(reply)
            );
        }
        out.push_str("</article>\n");
    }
    if !report.constraints.is_empty() {
        out.push_str("<h2>Constraints</h2>\n<ul>\n");
        for it in &report.constraints {
            let (says, how) = (escaped(&it.says), escaped(&it.how));
            let _ = writeln!(out, "<li>{says} <span class=\"muted\">{how}</span></li>");
        }
        out.push_str("</ul>\n");
    }
    checks(out, report);
    out.push_str("</section>\n");
}

fn checks(out: &mut String, report: &Report) {
    out.push_str(
        "<h2>Automatic checks</h2>\n<p class=\"muted\">They inform; they do not decide.</p>\n\
         <table><tbody>\n",
    );
    for check in &report.checks {
        let outcome = match check.outcome {
            CheckOutcome::Pass => "✓ pass",
            CheckOutcome::Fail => "✗ fail",
            CheckOutcome::Error => "! could not tell",
        };
        let (asserts, summary) = (escaped(&check.asserts), escaped(&check.summary));
        let _ = writeln!(
            out,
            "<tr><td>{outcome}</td><td>{asserts}<br><span class=\"muted\">{summary}</span></td></tr>"
        );
    }
    out.push_str("</tbody></table>\n");
}
