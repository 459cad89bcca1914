//! What production imposed, and whether it was kept: by checks, or by what reviewers say.

use super::book::ScoreBook;
use super::corrections::of_constraint;
use super::parts::{ConstraintJudgement, ConstraintReport};
use super::seen::seen;
use crate::domain::event::CheckResult;
use crate::domain::ids::SessionId;
use crate::scenario::manifest::{Constraint, Enforcement};
use crate::store::{Store, StoreError};

/// In the manifest's order.
pub(super) async fn constraint_reports(
    store: &Store,
    book: &ScoreBook,
    session: SessionId,
    constraints: &[Constraint],
    checks: &[CheckResult],
) -> Result<Vec<ConstraintReport>, StoreError> {
    let mut reports = Vec::with_capacity(constraints.len());
    for constraint in constraints {
        let (how, check) = match constraint.enforcement() {
            Enforcement::Check(id) => ("A check tests this after the hand-in.", Some(id)),
            Enforcement::Practitioner => ("Reviewers judge this.", None),
            Enforcement::ReadOnly => ("Nobody in the sandbox can change this.", None),
            Enforcement::Budget => ("Model calls are refused once the budget is spent.", None),
        };
        let found = check.and_then(|id| checks.iter().find(|it| it.check == id));
        reports.push(ConstraintReport {
            id: constraint.id.clone(),
            says: constraint.says.clone(),
            how: how.to_owned(),
            check: found.cloned(),
            judged: judgements(store, book, session, &constraint.id).await?,
        });
    }
    Ok(reports)
}

async fn judgements(
    store: &Store,
    book: &ScoreBook,
    session: SessionId,
    id: &str,
) -> Result<Vec<ConstraintJudgement>, StoreError> {
    let mut judged = Vec::new();
    for review in book.of(session) {
        let mut marks = book.as_it_stands(review).constraints.iter();
        let mark = marks.find(|it| it.constraint == id);
        if let Some((mark, kept)) = mark.and_then(|it| Some((it, it.kept?))) {
            judged.push(ConstraintJudgement {
                reviewer: review.reviewer.clone(),
                kept,
                reason: mark.reason.clone(),
                evidence: seen(store, session, &mark.evidence).await?,
                corrected: of_constraint(book, review, id),
            });
        }
    }
    Ok(judged)
}
