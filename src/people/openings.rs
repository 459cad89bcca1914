//! Which sessions open to whom.

use super::error::PeopleError;
use super::service::People;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::domain::token::Token;

impl People {
    /// The session that a candidate's token opens. Refused if there is none, or if the invitation
    /// has expired.
    pub async fn candidate(&self, token: &str) -> Result<SessionRecord, PeopleError> {
        let digest = Token::presented(token).digest();
        let found = self.store.session_by_token(digest).await?;
        let record = found.ok_or(PeopleError::TokenUnknown)?;
        let unused = matches!(
            record.state,
            SessionState::Invited | SessionState::Consented
        );
        if unused && record.expires_at <= Timestamp::now() {
            return Err(PeopleError::InvitationExpired);
        }
        Ok(record)
    }

    /// A session, for a practitioner. Every practitioner may open every session; other rooms decide
    /// what they are shown of it.
    pub async fn session(&self, id: SessionId) -> Result<SessionRecord, PeopleError> {
        let found = self.store.session(id).await?;
        found.ok_or(PeopleError::SessionUnknown)
    }
}
