//! What the candidate's page sends. `session/page/` makes what it gets.

use serde::Deserialize;
use ts_rs::TS;

use super::NoteKind;
use crate::domain::event::HypothesisStatus;

/// `PUT /api/candidate/drafts/{draft}`, and `PUT /api/candidate/questions/{question}`, which also
/// records the answer.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// At most 20,000 characters of the final note, 10,000 of an answer.
    pub text: String,
    /// The revision that it replaces; 0 if the page knows none. `409 draft_changed` if another page
    /// has saved it since.
    #[ts(type = "number")]
    pub revision: u64,
}

/// `POST /api/candidate/consent`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    /// The statement that was shown, word for word: consent to another one does not count.
    pub statement: String,
}

/// `POST /api/candidate/track`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TrackRequest {
    /// The pipeline's name.
    pub track: String,
}

/// `POST /api/candidate/notes` (a new one) and `PUT /api/candidate/notes/{note}` (a revision).
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// Its kind; a revision keeps it.
    pub kind: NoteKind,
    /// At most 10,000 characters.
    pub text: String,
    /// Only of a hypothesis.
    #[serde(default)]
    #[ts(optional)]
    pub status: Option<HypothesisStatus>,
    /// Only of a revision: the revision that it replaces. `409 note_changed` if another page has
    /// changed it since.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub revision: u32,
}

/// `POST /api/candidate/submit`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubmitRequest {
    /// What was found, what was changed, what is left; at most 20,000 characters.
    pub final_note: String,
    /// The revision of its draft that the page knows; 0 if none. `409 draft_changed` if another
    /// page has saved another text since.
    #[serde(default)]
    #[ts(type = "number")]
    pub revision: u64,
    /// As in `HandingInRequest`, for a page that did not begin with that.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub without_unrecorded: bool,
}

/// `POST /api/candidate/handing-in`
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HandingInRequest {
    /// The candidate was told what is not recorded and hands in without it. Without this, `409
    /// not_recorded` if there is anything.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub without_unrecorded: bool,
}
