//! The entry point of the session room: what routes and the service may ask about sessions.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::clock::pausing::{self, PauseEnd};
use super::context::{Context, Parts, Running, SessionError};
use super::lifecycle::curve::{CurveRefused, Curves, Progress};
use super::lifecycle::handing_in::{self, Unrecorded};
use super::lifecycle::prepared::PreparedSandboxes;
use super::lifecycle::{consent, start, submission, timekeeping, track, withdrawing};
use super::live::drafts::{self, DraftName};
use super::live::journal::{self, NoteKind, Revised};
use super::live::{brief, correspondence};
use super::page::{self, CandidateView};
use super::recovery::Recovery;
use crate::domain::draft::Draft;
use crate::domain::event::HypothesisStatus;
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::editions::Editions;

/// Conducts all sessions of an installation.
pub struct Conductor {
    context: Arc<Context>,
    prepared: Arc<PreparedSandboxes>,
    recovery: Arc<Recovery>,
    curves: Arc<Curves>,
}

impl Conductor {
    /// Call [`Conductor::recover`] before a session starts. The conductor keeps at most
    /// `warm_sandboxes` frozen sandboxes for candidates who have agreed to be recorded.
    pub fn new(
        parts: Parts,
        editions: Arc<Editions>,
        warm_sandboxes: usize,
        stop: CancellationToken,
    ) -> Arc<Self> {
        let workspaces = parts.data_dir.join("workspaces");
        let prepared = Arc::new(PreparedSandboxes::new(workspaces, warm_sandboxes));
        let context = Context::new(parts, editions, stop);
        let recovery = Recovery::new(Arc::clone(&context), Arc::clone(&prepared));
        Arc::new(Self {
            context,
            prepared,
            recovery: Arc::new(recovery),
            curves: Arc::default(),
        })
    }

    /// The session as the database has it now.
    pub async fn reload(&self, session: SessionId) -> Result<SessionRecord, SessionError> {
        self.context.reload(session).await
    }

    /// What the candidate's page shows, for a page that has everything up to event `since`.
    pub async fn page(
        &self,
        record: SessionRecord,
        since: Option<u64>,
    ) -> Result<CandidateView, SessionError> {
        page::view(&self.context, record, since).await
    }

    /// `None` if the session does not run here.
    pub async fn running(&self, session: SessionId) -> Option<Arc<Running>> {
        self.context.running(session).await
    }

    /// The candidate agrees to be recorded. Idempotent.
    pub async fn consent(&self, session: SessionId, statement: &str) -> Result<(), SessionError> {
        consent::consent(&self.context, &self.prepared, session, statement).await
    }

    /// The candidate chooses the track, until the session starts. Idempotent.
    pub async fn choose_track(&self, session: SessionId, track: &str) -> Result<(), SessionError> {
        track::choose(&self.context, &self.prepared, session, track).await
    }

    /// Starts the sandbox and the clock. Idempotent. If no sandbox can be started, nothing has
    /// happened and the caller may try again.
    pub async fn start(&self, session: SessionId) -> Result<Arc<Running>, SessionError> {
        start::start(&self.context, &self.prepared, session).await
    }

    /// The candidate stops the clock and the sandbox.
    pub async fn pause(&self, session: SessionId) -> Result<(), SessionError> {
        pausing::pause(&self.context, session).await
    }

    /// Starts the clock and the sandbox again.
    pub async fn end_pause(&self, session: SessionId, why: PauseEnd) -> Result<(), SessionError> {
        pausing::end_pause(&self.context, session, why).await
    }

    /// A practitioner gives more time, while the session can still run.
    pub async fn extend(
        &self,
        session: SessionId,
        by: &str,
        minutes: u32,
        reason: &str,
    ) -> Result<(), SessionError> {
        pausing::extend(&self.context, session, by, minutes, reason).await
    }

    /// The candidate opened the brief. Idempotent.
    pub async fn brief_opened(&self, session: SessionId) -> Result<(), SessionError> {
        brief::opened(&self.context, session).await
    }

    /// Writes a new note, or a revision of one; see [`journal`].
    pub async fn write_note(
        &self,
        session: SessionId,
        revised: Option<Revised>,
        kind: NoteKind,
        text: String,
        status: Option<HypothesisStatus>,
    ) -> Result<(), SessionError> {
        journal::write_note(&self.context, session, revised, kind, text, status).await
    }

    pub async fn draft(
        &self,
        session: SessionId,
        name: &DraftName,
    ) -> Result<Option<Draft>, SessionError> {
        drafts::draft(&self.context, session, name).await
    }

    /// Saves a draft in place of the revision that its page knows.
    pub async fn keep_draft(
        &self,
        session: SessionId,
        name: &DraftName,
        known: u64,
        text: &str,
    ) -> Result<Draft, SessionError> {
        drafts::keep_draft(&self.context, session, name, known, text).await
    }

    /// Records an answer, or a revision of one, in place of the draft that its page knows.
    pub async fn answer(
        &self,
        session: SessionId,
        question: &str,
        known: u64,
        text: String,
    ) -> Result<(), SessionError> {
        correspondence::answer(&self.context, session, question, known, text).await
    }

    /// Replies to the sender of a message. Nobody answers a reply.
    pub async fn reply(
        &self,
        session: SessionId,
        inject: &str,
        text: String,
    ) -> Result<(), SessionError> {
        correspondence::reply(&self.context, session, inject, text).await
    }

    /// The candidate begins to hand in. Idempotent.
    pub async fn begin_handing_in(
        &self,
        session: SessionId,
        unrecorded: Unrecorded,
    ) -> Result<(), SessionError> {
        handing_in::begin_handing_in(&self.context, session, unrecorded).await
    }

    /// The candidate hands in. `known`: the revision of the final note that their page knows.
    pub async fn submit(
        &self,
        session: SessionId,
        final_note: &str,
        known: u64,
        unrecorded: Unrecorded,
    ) -> Result<(), SessionError> {
        submission::submit(&self.context, session, final_note, known, unrecorded).await
    }

    /// Withdraws a session, or an unused invitation. `by`: the practitioner who does it, who must
    /// give a reason; `None` if it is the candidate.
    pub async fn withdraw(
        &self,
        session: SessionId,
        by: Option<&str>,
        reason: &str,
    ) -> Result<(), SessionError> {
        withdrawing::withdraw(&self.context, &self.prepared, session, by, reason).await
    }

    /// How far the session's check curve is; `None` if it is not being run.
    pub fn curve_progress(&self, session: SessionId) -> Option<Progress> {
        self.curves.get(session)
    }

    /// Begins to run the session's check curve in the background. Idempotent.
    pub async fn start_curve(&self, session: SessionId) -> Result<(), CurveRefused> {
        self.curves.start(&self.context, session).await
    }

    /// Takes up what an earlier service left. Must finish before any session starts. May be tried
    /// again if the engine did not answer.
    pub async fn recover(&self) -> Result<(), SessionError> {
        self.recovery.recover().await
    }

    /// Ends sessions whose time is up, and records that the service is alive, until the service
    /// stops.
    pub async fn keep_time(self: Arc<Self>) {
        timekeeping::keep_time(&self.context).await;
    }

    /// Resumes sessions whose sandbox ends while the service runs, until the service stops.
    pub async fn keep_sandboxes(self: Arc<Self>) {
        self.recovery.keep_sandboxes().await;
    }

    /// Stops all recording, before the service stops. Sandboxes keep running; the next start adopts
    /// them and gives the time back.
    pub async fn shut_down(&self) {
        self.context.shut_down().await;
        self.prepared.cool_all(&self.context).await;
    }
}
