//! The scenarios of the library, for practitioners.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::access::SignedIn;
use super::error::RouteError;
use super::state::RouteState;
use super::views::{
    CheckView, ConstraintView, EnforcementKind, FaultView, InjectView, QuestionSpecView,
    ScenarioView, TrackView,
};
use crate::editions::LibraryError;
use crate::pipeline::PipelineManifest;
use crate::scenario::Scenario;
use crate::scenario::manifest::{Constraint, Enforcement, Inject, Question};

/// `GET /api/scenarios`: all that can be read.
pub(super) async fn list(
    _: SignedIn,
    State(state): State<RouteState>,
) -> Result<Json<Vec<ScenarioView>>, RouteError> {
    let scenarios = state.editions.scenarios_today().await?;
    Ok(Json(scenarios.into_iter().map(view).collect()))
}

/// `GET /api/scenarios/{slug}`
pub(super) async fn show(
    _: SignedIn,
    State(state): State<RouteState>,
    Path(slug): Path<String>,
) -> Result<Json<ScenarioView>, RouteError> {
    Ok(Json(view(state.editions.scenario_today(slug).await?)))
}

impl From<LibraryError> for RouteError {
    fn from(error: LibraryError) -> Self {
        let message = error.to_string();
        match error {
            LibraryError::Unknown(_) => Self::not_found("scenario_unknown", message),
            LibraryError::Unreadable { slug, cause } => unreadable(&slug, cause),
            LibraryError::Library(error) => Self::internal(error),
            LibraryError::Task(error) => Self::internal(error),
        }
    }
}

/// The answer for a scenario that cannot be used; the log says why.
pub(super) fn unreadable(slug: &str, error: impl Into<anyhow::Error>) -> RouteError {
    let message = format!(
        "The scenario \"{slug}\" cannot be read. Whoever runs this service finds the reason in \
         its log."
    );
    RouteError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "scenario_unreadable",
        message,
    )
    .because(error)
}

pub(super) fn constraint_view(constraint: &Constraint) -> ConstraintView {
    let enforcement = constraint.enforcement();
    ConstraintView {
        id: constraint.id.clone(),
        says: constraint.says.clone(),
        enforcement: EnforcementKind::of(enforcement),
        check: match enforcement {
            Enforcement::Check(id) => Some(id.to_owned()),
            _ => None,
        },
        paths: constraint.paths.clone(),
    }
}

pub(super) fn question_view(question: &Question) -> QuestionSpecView {
    QuestionSpecView {
        id: question.id.clone(),
        when: question.when.to_string(),
        asks: question.asks.clone(),
        strong: question.strong.clone(),
    }
}

fn inject_view(scenario: &Scenario, inject: &Inject) -> InjectView {
    let laid = inject.lays.as_deref();
    let laid = laid
        .map(|folder| scenario.beneath(folder))
        .unwrap_or_default();
    InjectView {
        id: inject.id.clone(),
        when: inject.when.to_string(),
        from: inject.from.clone(),
        message: inject.message.clone(),
        lays: laid.into_keys().collect(),
        removes: inject.removes.clone(),
    }
}

fn track_view(track: PipelineManifest) -> TrackView {
    TrackView {
        pipeline: track.name,
        title: track.title,
        needs: track.needs,
    }
}

pub(super) fn view(scenario: Scenario) -> ScenarioView {
    let injects = scenario.manifest.inject.iter();
    let injects = injects
        .map(|inject| inject_view(&scenario, inject))
        .collect();
    let manifest = scenario.manifest;
    let fault = |fault: crate::scenario::manifest::Fault| FaultView {
        id: fault.id,
        does: fault.does,
    };
    let check = |check: crate::scenario::check_spec::CheckSpec| CheckView {
        id: check.id,
        asserts: check.asserts,
        detects: check.detects,
    };
    ScenarioView {
        slug: manifest.id,
        title: manifest.title,
        family: manifest.family.as_str().to_owned(),
        tracks: scenario.tracks.into_iter().map(track_view).collect(),
        difficulty: manifest.difficulty,
        minutes: manifest.minutes,
        skills: manifest.skills,
        sources: manifest.sources,
        brief: scenario.brief,
        faults: manifest.fault.into_iter().map(fault).collect(),
        checks: manifest.check.into_iter().map(check).collect(),
        constraints: manifest.constraint.iter().map(constraint_view).collect(),
        questions: manifest.question.iter().map(question_view).collect(),
        injects,
        rubric: scenario.rubric,
        diagnosis: scenario.diagnosis,
        stipend: manifest.pay.map(|pay| pay.to_string()),
    }
}
