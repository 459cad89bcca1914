//! Reasons that people give for what they do to a session.

use crate::session::context::SessionError;

/// Characters of a reason.
const REASON_LIMIT: usize = 500;

/// A reason that says something.
pub fn reason_of(text: &str) -> Result<String, SessionError> {
    let text = within_limit(text)?;
    if text.is_empty() {
        return Err(SessionError::Refused("Say why.".into()));
    }
    Ok(text)
}

/// A reason that may be none.
pub fn within_limit(text: &str) -> Result<String, SessionError> {
    let text = text.trim();
    if text.chars().count() > REASON_LIMIT {
        let refused = format!("A reason has at most {REASON_LIMIT} characters.");
        return Err(SessionError::Refused(refused));
    }
    Ok(text.to_owned())
}
