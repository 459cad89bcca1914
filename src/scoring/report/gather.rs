//! Puts a report together.

use super::ScoreBook;
use super::constraints::constraint_reports;
use super::corrections::of_final;
use super::correspondence::{is_note_unfinished, message_report};
use super::criteria::{answer_reports, criterion_report};
use super::front::figures::figures;
use super::front::{Basis, front};
use super::model::Report;
use super::parts::{ClaimReport, ReviewReport};
use super::seen::seen;
use super::tools::told_about_tools;
use crate::domain::event::{CheckResult, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::rubric::Rubric;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::editions::{Card, is_another};
use crate::scenario::Scenario;
use crate::scoring::review::anchors::Qualification;
use crate::store::events::StoredEvent;
use crate::store::reviews::SubmittedReview;
use crate::store::{Store, StoreError};
use crate::trace::projections::{Correspondence, read};

/// The most stretches with left-out events that a report lists.
const MOST_LEFT_OUT: usize = 50;

/// The report of a session as of now. It withholds nothing: the caller checks who may read it.
pub async fn gather(
    store: &Store,
    record: SessionRecord,
    scenario: &Scenario,
    policy: ScoringPolicy,
) -> Result<Report, StoreError> {
    let session = record.id;
    let book = ScoreBook::load(store, policy).await?;
    let checks = checks_of(store, session).await?;
    let last = store.last_event(session).await?;
    let last = last.as_ref().map(StoredEvent::decode).transpose()?;
    let mut criteria = Vec::new();
    for criterion in &scenario.rubric.criterion {
        criteria.push(criterion_report(store, &book, session, criterion).await?);
    }
    let mut reviews = Vec::new();
    for review in book.of(session) {
        reviews.push(review_report(store, &book, review, &scenario.rubric).await?);
    }
    let standing = book.standing(session, &scenario.rubric);
    let specs = &scenario.manifest.check;
    let start = checks_at_start(store, session).await?;
    let front = front(Basis {
        standing: &standing,
        criteria: &criteria,
        reviews: &reviews,
        log: book.log(session),
        checks: &checks,
        apart: policy.reviews,
        skills: &scenario.manifest.skills,
        tools: told_about_tools(store, session).await?,
        figures: figures(specs, start.as_deref(), &checks),
    });
    let correspondence = read::<Correspondence>(store, session).await?.state;
    let messages = correspondence.messages.into_iter().map(message_report);
    let asked = correspondence.questions;
    let specs = &scenario.manifest.question;
    let imposed = &scenario.manifest.constraint;
    Ok(Report {
        standing,
        front,
        answers: answer_reports(store, &book, session, specs, asked).await?,
        messages: messages.collect(),
        constraints: constraint_reports(store, &book, session, imposed, &checks).await?,
        degraded: store.count_events(session, "recorder.degraded").await? > 0,
        left_out: left_out(store, session).await?,
        log: book.log(session).to_vec(),
        anchor: book.anchor(session).map(|it| it.reference.clone()),
        active: last.map_or(0, |event| event.active),
        made_at: Timestamp::now(),
        short: session.short(),
        title: scenario.manifest.title.clone(),
        track: Card::of(scenario).track_of(&record).map(str::to_owned),
        label: record.label,
        state: record.state,
        submitted_at: record.submitted_at,
        final_note: record.final_note,
        note_unfinished: is_note_unfinished(store, session).await?,
        other_edition: is_another(store, session, scenario).await?,
        session,
        criteria,
        reviews,
        checks,
        policy,
    })
}

/// In the order in which the checks ran.
pub async fn checks_of(store: &Store, session: SessionId) -> Result<Vec<CheckResult>, StoreError> {
    let mut results = Vec::new();
    for stored in store.events_of_kind(session, "check.completed").await? {
        if let EventBody::CheckCompleted(result) = stored.decode()?.body {
            results.push(result);
        }
    }
    Ok(results)
}

/// What the checks found in the workspace as the candidate got it. `None` until the check curve has
/// that point.
async fn checks_at_start(
    store: &Store,
    session: SessionId,
) -> Result<Option<Vec<CheckResult>>, StoreError> {
    let started = store.last_of_kind(session, "session.started").await?;
    let mut curve = store.curve(session).await?;
    Ok(started.and_then(|it| curve.remove(&it.seq)))
}

/// What was counted instead of recorded.
async fn left_out(store: &Store, session: SessionId) -> Result<Vec<String>, StoreError> {
    let mut told = Vec::new();
    for stored in store.events_of_kind(session, "recorder.limited").await? {
        let EventBody::RecorderLimited(it) = stored.decode()?.body else {
            continue;
        };
        if it.over && told.len() < MOST_LEFT_OUT {
            told.push(it.to_string());
        }
    }
    Ok(told)
}

async fn review_report(
    store: &Store,
    book: &ScoreBook,
    submitted: &SubmittedReview,
    rubric: &Rubric,
) -> Result<ReviewReport, StoreError> {
    let SubmittedReview {
        session,
        reviewer,
        review,
    } = submitted;
    let mut claims = Vec::new();
    for claim in &review.claims {
        claims.push(ClaimReport {
            from: claim.from,
            text: claim.text.clone(),
            verdict: claim.verdict,
            reason: claim.reason.clone(),
            evidence: seen(store, *session, &claim.evidence).await?,
        });
    }
    claims.sort_by_key(|claim| claim.from);
    let qualification = book.qualification(reviewer).cloned();
    Ok(ReviewReport {
        reviewer: reviewer.clone(),
        qualification: qualification.unwrap_or(Qualification::Unasked),
        final_score: book.as_it_stands(submitted).final_score,
        departure: review.departure.clone(),
        corrected: of_final(book, submitted),
        final_reason: review.final_reason.clone(),
        from_levels: review.suggested(rubric),
        submitted_at: review.submitted_at,
        spent: store.review_time(*session, reviewer).await?,
        claims,
    })
}
