//! A practitioner's own review: saved as they write, submitted once.

use axum::Json;
use axum::extract::State;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::json::{self, Sent};
use super::scenarios;
use super::state::RouteState;
use super::views::ReviewSaved;
use crate::domain::review::{Judged, Review, ReviewFlaw};
use crate::domain::rubric::Rubric;
use crate::domain::session::SessionState::{Checked, Reviewed, Withdrawn};
use crate::domain::time::Timestamp;
use crate::scoring::report::questions_of;
use crate::store::reviews::SaveError;
use crate::store::sessions::SessionRecord;

/// `?revision=`: in whose place the review comes.
#[derive(serde::Deserialize)]
pub(super) struct Known {
    /// The newest revision that the page knows.
    #[serde(default)]
    revision: u64,
}

/// `PUT /api/sessions/{session}/review`: a draft may have any flaw.
pub(super) async fn save(
    asked: AskedSession,
    State(state): State<RouteState>,
    json::Asked(known): json::Asked<Known>,
    Sent(mut review): Sent<Review>,
) -> Result<Json<ReviewSaved>, RouteError> {
    refuse_forgone(&state, &asked).await?;
    // The service says what is submitted, not the one who sends.
    review.submitted_at = None;
    let (rubric, flaws) = judged(&state, &asked.record, &review).await?;
    let saved_at = Timestamp::now();
    let (session, reviewer) = (asked.record.id, &asked.user.name);
    let revision = state
        .store
        .save_review(session, reviewer, &review, known.revision, saved_at)
        .await
        .map_err(not_saved)?;
    Ok(saved(revision, &review, (&rubric, &flaws), saved_at))
}

/// `POST /api/sessions/{session}/review/submit`
pub(super) async fn submit(
    asked: AskedSession,
    State(state): State<RouteState>,
    json::Asked(known): json::Asked<Known>,
    Sent(mut review): Sent<Review>,
) -> Result<Json<ReviewSaved>, RouteError> {
    refuse_forgone(&state, &asked).await?;
    let AskedSession { user, record } = asked;
    if record.state == Withdrawn {
        let message = "This session was withdrawn: nothing was handed in, and it is not scored.";
        return Err(RouteError::conflict("withdrawn", message));
    }
    if !matches!(record.state, Checked | Reviewed) {
        let message = "A review can be submitted once the session was handed in and its checks \
                       are done. Your draft is kept.";
        return Err(RouteError::conflict("not_checked", message));
    }
    let (rubric, flaws) = judged(&state, &record, &review).await?;
    if !flaws.is_empty() {
        let message = format!("This review is not complete: {}.", texts(&flaws).join("; "));
        return Err(RouteError::unprocessable("review_incomplete", message));
    }
    let saved_at = Timestamp::now();
    review.submitted_at = Some(saved_at);
    let outcome = state
        .store
        .save_review(record.id, &user.name, &review, known.revision, saved_at)
        .await;
    // Also when it was submitted before: the service may have stopped between the two.
    if matches!(outcome, Ok(_) | Err(SaveError::Submitted)) {
        state
            .store
            .advance_session(record.id, Checked, Reviewed)
            .await?;
    }
    let revision = outcome.map_err(not_saved)?;
    Ok(saved(revision, &review, (&rubric, &flaws), saved_at))
}

/// Whoever chose to see everything does not review: they know what a reviewer must not.
async fn refuse_forgone(state: &RouteState, asked: &AskedSession) -> Result<(), RouteError> {
    let AskedSession { user, record } = asked;
    if state.policy.blind && state.store.is_unblinded(record.id, &user.name).await? {
        let message = "You chose to see everything of this session, so you can no longer review \
                       it.";
        return Err(RouteError::conflict("unblinded", message));
    }
    Ok(())
}

/// The rubric, and what keeps the review from being submitted.
async fn judged(
    state: &RouteState,
    record: &SessionRecord,
    review: &Review,
) -> Result<(Rubric, Vec<ReviewFlaw>), RouteError> {
    let rubric = scenarios::of_session(state, record).await?.rubric.clone();
    let last = state
        .store
        .last_event(record.id)
        .await?
        .map_or(0, |event| event.seq);
    let asked: Vec<String> = questions_of(&state.store, record.id)
        .await?
        .into_iter()
        .map(|it| it.question)
        .collect();
    let flaws = review.flaws(&Judged {
        rubric: &rubric,
        last_seq: last,
        asked: &asked,
        final_note: record.final_note.as_deref().unwrap_or_default(),
    });
    Ok((rubric, flaws))
}

fn saved(
    revision: u64,
    review: &Review,
    (rubric, flaws): (&Rubric, &[ReviewFlaw]),
    saved_at: Timestamp,
) -> Json<ReviewSaved> {
    Json(ReviewSaved {
        revision,
        saved_at,
        flaws: texts(flaws),
        suggested_score: review.suggested(rubric),
        submitted: review.submitted_at.is_some(),
    })
}

fn texts(flaws: &[ReviewFlaw]) -> Vec<String> {
    flaws.iter().map(ToString::to_string).collect()
}

fn not_saved(error: SaveError) -> RouteError {
    match error {
        SaveError::Changed => {
            let message = "This review was changed in another page since. Nothing of either is \
                           lost: compare them and keep one.";
            RouteError::conflict("review_changed", message)
        }
        SaveError::Submitted => {
            let message = "This review was submitted and can no longer be changed.";
            RouteError::conflict("review_submitted", message)
        }
        SaveError::Store(error) => error.into(),
    }
}
