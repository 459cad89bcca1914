//! Sessions as practitioners see them: the list, and one of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::de::DeserializeOwned;

use super::access::SignedIn;
use super::asked_session::AskedSession;
use super::blind;
use super::error::RouteError;
use super::scenarios;
use super::state::RouteState;
use super::views::{AskedView, MyReview, ScenarioView, ScoreKind, SessionRow, SessionView};
use crate::domain::adjudication::Standing;
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::review::answer_levels;
use crate::domain::rubric::Rubric;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;
use crate::editions;
use crate::scoring::report::gather::checks_of;
use crate::scoring::report::{self, ScoreBook};
use crate::scoring::review::order;
use crate::scenario::Scenario;
use crate::store::events::StoredEvent;
use crate::store::sessions::SessionRecord;

/// `GET /api/sessions`: first those that wait for my review, in an order of my own; then the
/// others, newest first.
pub(super) async fn list(
    user: SignedIn,
    State(state): State<RouteState>,
) -> Result<Json<Vec<SessionRow>>, RouteError> {
    let viewer = Viewer::of(&state, user.name).await?;
    let mut rows = Vec::new();
    for record in state.store.sessions().await? {
        let (title, rubric) = title_and_rubric(&state, &record).await;
        rows.push(row(&state, &viewer, &record, title, &rubric).await?);
    }
    if state.policy.blind {
        rows.sort_by_key(|row| viewer.place(&state, row));
    }
    Ok(Json(rows))
}

/// A scenario that cannot be read any more does not hide its sessions.
async fn title_and_rubric(state: &RouteState, record: &SessionRecord) -> (String, Rubric) {
    match state.editions.card_of(record).await {
        Ok(card) => (card.title.clone(), card.rubric.clone()),
        Err(_) => (
            record.scenario.clone(),
            Rubric {
                criterion: Vec::new(),
            },
        ),
    }
}

/// `GET /api/sessions/{session}`
pub(super) async fn show(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<SessionView>, RouteError> {
    let AskedSession { user, record } = asked;
    let scenario = scenarios::of_session(&state, &record).await?;
    let other_edition = editions::is_another(&state.store, record.id, &scenario).await?;
    let Scenario {
        manifest,
        rubric,
        brief,
        ..
    } = Arc::unwrap_or_clone(scenario);
    let viewer = Viewer::of(&state, user.name).await?;
    let mine = state.store.review(record.id, &viewer.name).await?;
    let review = mine.unwrap_or_default();
    let last = state.store.last_event(record.id).await?;
    let last: Option<Event> = last.as_ref().map(read).transpose()?;
    let row = row(&state, &viewer, &record, manifest.title, &rubric).await?;
    let checks = if row.withheld {
        Vec::new()
    } else {
        checks_of(&state.store, record.id).await?
    };
    Ok(Json(SessionView {
        questions: manifest
            .question
            .iter()
            .map(scenarios::question_view)
            .collect(),
        constraints: manifest
            .constraint
            .iter()
            .map(scenarios::constraint_view)
            .collect(),
        budget: manifest.limits.budget,
        checks_running: record.state == SessionState::Submitted,
        suggested_score: review.suggested(&rubric),
        asked: asked_views(&state, record.id).await?,
        answer_levels: answer_levels(),
        review_revision: state.store.review_revision(record.id, &viewer.name).await?,
        note_unfinished: report::is_note_unfinished(&state.store, record.id).await?,
        spent: state.store.review_time(record.id, &viewer.name).await?,
        active: last.map_or(0, |event| event.active),
        final_note: record.final_note,
        row,
        checks,
        review,
        rubric,
        brief,
        other_edition,
    }))
}

/// `GET /api/sessions/{session}/scenario`: the one that the session was invited with.
pub(super) async fn scenario(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<Json<ScenarioView>, RouteError> {
    let scenario = scenarios::of_session(&state, &asked.record).await?;
    Ok(Json(scenarios::view(Arc::unwrap_or_clone(scenario))))
}

async fn asked_views(state: &RouteState, session: SessionId) -> Result<Vec<AskedView>, RouteError> {
    let asked = report::questions_of(&state.store, session).await?;
    let views = asked.into_iter().map(|it| {
        let (answer, answered) = it.answer.unzip();
        AskedView {
            unfinished: it.unfinished,
            question: it.question,
            asks: it.asks,
            answer,
            asked_seq: it.at.from_seq,
            answered_seq: answered.map(|at| at.from_seq),
        }
    });
    Ok(views.collect())
}

/// Who looks at sessions, and what they may see.
struct Viewer {
    name: String,
    book: ScoreBook,
    /// Sessions that hold nothing back from them.
    seen: HashSet<SessionId>,
    /// Their reviews, and whether each is submitted.
    reviews: HashMap<SessionId, bool>,
}

impl Viewer {
    async fn of(state: &RouteState, name: String) -> Result<Self, RouteError> {
        let store = &state.store;
        Ok(Self {
            book: ScoreBook::load(store, state.policy).await?,
            seen: store.seen_sessions(&name).await?,
            reviews: store.reviews_of(&name).await?,
            name,
        })
    }

    fn mine(&self, state: &RouteState, session: SessionId) -> MyReview {
        match self.reviews.get(&session) {
            Some(true) => MyReview::Submitted,
            _ if state.policy.blind && self.seen.contains(&session) => MyReview::Forgone,
            Some(false) => MyReview::Draft,
            None => MyReview::None,
        }
    }

    /// What waits for a review comes first, in the reviewer's own order; the sort is stable.
    fn place(&self, state: &RouteState, row: &SessionRow) -> (bool, u64) {
        let waits = row.state == SessionState::Checked
            && matches!(row.mine, MyReview::None | MyReview::Draft);
        if !waits {
            return (true, 0);
        }
        let installation = state.store.installation();
        (false, order::place(installation, &self.name, row.session))
    }
}

async fn row(
    state: &RouteState,
    viewer: &Viewer,
    record: &SessionRecord,
    title: String,
    rubric: &Rubric,
) -> Result<SessionRow, RouteError> {
    let store = &state.store;
    let last = store.last_event(record.id).await?;
    let blind = state.policy.blind && !viewer.seen.contains(&record.id);
    let standing = if blind {
        Standing::Unscored
    } else {
        viewer.book.standing(record.id, rubric)
    };
    let running = record.state == SessionState::Running;
    let clock = record.clock().filter(|_| running);
    Ok(SessionRow {
        deadline: clock.map(|clock| clock.deadline_at(Timestamp::now())),
        paused_since: clock.and_then(|clock| clock.pauses.since),
        session: record.id,
        short: record.id.short(),
        scenario: record.scenario.clone(),
        title,
        state: blind::shown_state(record.state, blind),
        label: (!blind).then(|| record.label.clone()),
        created_at: record.created_at,
        started_at: record.started_at,
        submitted_at: record.submitted_at,
        events: last.map_or(0, |event| event.seq),
        final_score: standing.score(),
        score_is: score_kind(&standing),
        mine: viewer.mine(state, record.id),
        withheld: blind,
        degraded: store.count_events(record.id, "recorder.degraded").await? > 0,
        failing: if running {
            failing(state, record.id).await?
        } else {
            None
        },
        imported: store.imported(record.id).await?.is_some(),
    })
}

/// What the trace says of a sandbox that does not stay, or of a session that is put aside, unless
/// it has gone on since.
async fn failing(state: &RouteState, session: SessionId) -> Result<Option<String>, RouteError> {
    let last = async |kind| Ok::<_, RouteError>(state.store.last_of_kind(session, kind).await?);
    let Some(said) = last("sandbox.failing").await? else {
        return Ok(None);
    };
    let since = last("session.recovered").await?;
    if since.is_some_and(|it| it.seq > said.seq) {
        return Ok(None);
    }
    match read::<Event>(&said)?.body {
        EventBody::SandboxFailing { reason, .. } => Ok(Some(reason)),
        _ => Ok(None),
    }
}

fn score_kind(standing: &Standing) -> Option<ScoreKind> {
    match standing {
        Standing::Unscored => None,
        Standing::Single { .. } => Some(ScoreKind::Single),
        Standing::Agreed { .. } => Some(ScoreKind::Agreed),
        Standing::Disputed { .. } => Some(ScoreKind::Disputed),
        Standing::Final { .. } => Some(ScoreKind::Final),
    }
}

/// A stored event, as what it is.
pub(super) fn read<T: DeserializeOwned>(stored: &StoredEvent) -> Result<T, RouteError> {
    serde_json::from_slice(&stored.body).map_err(RouteError::internal)
}
