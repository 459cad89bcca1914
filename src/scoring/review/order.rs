//! The order in which a reviewer gets sessions. It is stable for each reviewer and different
//! between reviewers. It does not follow time or score, so no session is always scored after the
//! same other one.

use crate::domain::ids::SessionId;

/// Separates this use of the key from any other.
const CONTEXT: &str = "assay 2026 order of review";

/// A session's position in a reviewer's order: smaller is earlier. `installation` keys the hash, so
/// that nobody can compute the order elsewhere.
pub fn place(installation: &str, reviewer: &str, session: SessionId) -> u64 {
    let key = blake3::derive_key(CONTEXT, installation.as_bytes());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(session.to_string().as_bytes());
    hasher.update(reviewer.as_bytes());
    let digest = hasher.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(installation: &str, reviewer: &str, sessions: &[SessionId]) -> Vec<SessionId> {
        let mut sorted = sessions.to_vec();
        sorted.sort_by_key(|session| place(installation, reviewer, *session));
        sorted
    }

    #[test]
    fn the_order_is_stable_and_differs_between_reviewers() {
        let sessions: Vec<SessionId> = (0..20).map(|_| SessionId::generate()).collect();
        let mut reversed = sessions.clone();
        reversed.reverse();
        let ada = order("here", "ada", &sessions);
        assert_eq!(order("here", "ada", &reversed), ada);
        assert_ne!(order("here", "grace", &sessions), ada);
        assert_ne!(order("there", "ada", &sessions), ada);
        assert_ne!(ada, sessions);
    }

    #[test]
    fn a_new_session_does_not_move_others() {
        let mut sessions: Vec<SessionId> = (0..20).map(|_| SessionId::generate()).collect();
        let before = order("here", "ada", &sessions);
        let new = SessionId::generate();
        sessions.push(new);
        let after: Vec<_> = order("here", "ada", &sessions)
            .into_iter()
            .filter(|session| *session != new)
            .collect();
        assert_eq!(after, before);
    }
}
