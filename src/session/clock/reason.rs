//! Reasons that people give for what they do to a session.

use crate::session::context::SessionError;

/// In characters, after trimming.
const REASON_LIMIT: usize = 500;

/// The text, trimmed. Refused if it is empty.
pub fn reason_of(text: &str) -> Result<String, SessionError> {
    let text = within_limit(text)?;
    if text.is_empty() {
        return Err(SessionError::Refused("Say why.".into()));
    }
    Ok(text)
}

/// The text, trimmed. It may be empty.
pub fn within_limit(text: &str) -> Result<String, SessionError> {
    let text = text.trim();
    if text.chars().count() > REASON_LIMIT {
        let refused = format!("A reason has at most {REASON_LIMIT} characters.");
        return Err(SessionError::Refused(refused));
    }
    Ok(text.to_owned())
}
