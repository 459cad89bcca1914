//! What a candidate is told when something cannot be done.

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use super::super::error::RouteError;
use crate::domain::disk_trouble::DiskTrouble;
use crate::domain::session::SessionState;
use crate::domain::session_clock::ClockError;
use crate::domain::trace_closed::TraceClosed;
use crate::editions::EditionError;
use crate::recorder::files::FilesError;
use crate::sandbox::SandboxError;
use crate::session::SessionError;

/// By how long such a refusal is delayed.
const BRAKE: Duration = Duration::from_millis(200);

/// Middleware. A program that was refused because it sent too much tries again at once. With this
/// delay it costs little more than a person does. Nothing is locked meanwhile.
pub(super) async fn brake(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let refused = [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    if refused.contains(&response.status()) {
        tokio::time::sleep(BRAKE).await;
    }
    response
}

impl From<SessionError> for RouteError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::WrongState(state) => wrong_state(state),
            SessionError::OtherStatement => Self::conflict(
                "other_statement",
                "The statement has changed. Reload the page and read it again.",
            ),
            SessionError::NoTrack => Self::conflict(
                "no_track",
                "Choose a track first: the language in which you work.",
            ),
            SessionError::TrackFixed => {
                Self::conflict("track_fixed", "The track can no longer be changed.")
            }
            SessionError::NoSuchTrack(track) => Self::unprocessable(
                "no_such_track",
                format!(
                    "This scenario has no track {track:?}. Reload the page to see those it has."
                ),
            ),
            SessionError::Refused(message) => Self::unprocessable("refused", message),
            SessionError::DraftChanged => Self::conflict(
                "draft_changed",
                "This was changed in another page in the meantime. Both versions are kept: compare \
                 them and choose one.",
            ),
            SessionError::NoteChanged => Self::conflict(
                "note_changed",
                "This note was changed in another page in the meantime. Both versions are kept: \
                 compare them and choose one.",
            ),
            SessionError::TooOften => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_often",
                "Too many saves in a short time: the limit is two a second. The page tries again in \
                 a moment.",
            ),
            SessionError::NotRecorded(what) => Self::conflict(
                "not_recorded",
                format!(
                    "Nothing was handed in yet. Not recorded, and so not handed in: {what}. Remove \
                     what you do not need, or continue without it."
                ),
            ),
            SessionError::NotRead { why, stopped } => not_read(&why, stopped),
            SessionError::HandingIn => Self::conflict(
                "handing_in",
                "You have begun to hand in, so you can no longer pause.",
            ),
            SessionError::Trace(closed) | SessionError::Files(FilesError::Trace(closed)) => {
                not_written(closed)
            }
            SessionError::Clock(error) => clock(error),
            SessionError::Sandbox(error) => sandbox(error),
            SessionError::Store(error) | SessionError::Edition(EditionError::Store(error)) => {
                Self::failed(error.disk_trouble(), error)
            }
            SessionError::ImageGone(_) => {
                let message = "The sandbox image of your invitation is no longer on the server. Your \
                               clock has not started. Tell the company that invited you.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "image_gone", message).because(error)
            }
            SessionError::Io(error) => Self::failed(DiskTrouble::full(error.kind()), error),
            other => Self::internal(other),
        }
    }
}

/// Has the same code as `NotRecorded`: the candidate decides about both in the same way.
fn not_read(why: &str, stopped: bool) -> RouteError {
    let then = if stopped {
        "The sandbox stays stopped. Try again, or hand in your workspace as it was last recorded."
    } else {
        "The sandbox keeps running. Try again, or continue without it: if your workspace still cannot be \
         read, it is handed in as it was last recorded."
    };
    let message =
        format!("Nothing was handed in yet: your workspace could not be read ({why}). {then}");
    RouteError::conflict("not_recorded", message)
}

fn not_written(closed: TraceClosed) -> RouteError {
    let (code, message) = match &closed {
        TraceClosed::Stopping => (
            "interrupted",
            "Not recorded: the service is stopping. What was saved before is safe, and you get the lost \
             time back. Try again in a minute.",
        ),
        TraceClosed::Refused(_) => (
            "record_closed",
            "Not recorded: the server can no longer store the record of this session. Tell the company \
             that invited you.",
        ),
        TraceClosed::NotPlaced(_) => return RouteError::internal(closed),
    };
    RouteError::new(StatusCode::SERVICE_UNAVAILABLE, code, message).because(closed)
}

fn clock(error: ClockError) -> RouteError {
    let (code, message) = match error {
        ClockError::Paused => (
            "paused",
            "The session is paused and its clock is stopped. Resume it to continue.",
        ),
        ClockError::NotPaused => ("not_paused", "The session is not paused."),
        ClockError::PausesUsedUp => (
            "pauses_used_up",
            "This session has been paused for 24 hours in total, which is the limit. Your clock is \
             running.",
        ),
        ClockError::TimeIsUp => (
            "time_is_up",
            "The session's time is up, and it is being handed in.",
        ),
        ClockError::TooMuchTime => (
            "too_much_time",
            "The limit for a session is 24 hours, including its extensions. Give less time.",
        ),
    };
    RouteError::conflict(code, message)
}

fn wrong_state(state: SessionState) -> RouteError {
    match state {
        SessionState::Submitted | SessionState::Checked | SessionState::Reviewed => {
            let message =
                "This session has already been handed in. Nothing can be changed any more.";
            RouteError::conflict("already_submitted", message)
        }
        SessionState::Withdrawn => {
            let message = "This session was withdrawn. Nothing can be changed any more.";
            RouteError::conflict("withdrawn", message)
        }
        SessionState::Invited => {
            RouteError::conflict("no_consent", "Agree to the recording first.")
        }
        SessionState::Consented => {
            RouteError::conflict("not_started", "The session has not been started.")
        }
        SessionState::Running => {
            let message = "The sandbox cannot be reached at the moment. Your work is safe, and you get \
                           the lost time back. Try again in a minute.";
            RouteError::new(StatusCode::SERVICE_UNAVAILABLE, "interrupted", message)
        }
    }
}

fn sandbox(error: SandboxError) -> RouteError {
    let (code, message) = match &error {
        SandboxError::EngineUnavailable { .. } => (
            "docker_unavailable",
            "The server cannot start sandboxes at the moment. Your clock has not started. Try \
             again in a few minutes, or tell the company that invited you.",
        ),
        _ => (
            "sandbox_failed",
            "The sandbox could not be started. Nothing is lost. Try again, or tell the company \
             that invited you.",
        ),
    };
    RouteError::new(StatusCode::SERVICE_UNAVAILABLE, code, message).because(error)
}
