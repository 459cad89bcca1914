//! What a candidate was told about tools of their own.

use crate::domain::event::EventBody;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// How the paragraph about tools begins in the statement that candidates agree to.
const ABOUT_TOOLS: &str = "**Your tools.**";

/// Read from the trace, because the statement may have been another one then. `None` if it says
/// nothing about tools.
pub(super) async fn told_about_tools(
    store: &Store,
    session: SessionId,
) -> Result<Option<String>, StoreError> {
    let Some(stored) = store.last_of_kind(session, "session.consented").await? else {
        return Ok(None);
    };
    let EventBody::SessionConsented { statement } = stored.decode()?.body else {
        return Ok(None);
    };
    Ok(about_tools(&statement))
}

fn about_tools(statement: &str) -> Option<String> {
    let mut paragraphs = statement.split("\n\n");
    let said = paragraphs.find_map(|it| it.trim().strip_prefix(ABOUT_TOOLS))?;
    Some(said.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paragraph_about_tools_is_found_and_nothing_is_made_up() {
        let statement = "**Time.** Four hours.\n\n**Your tools.** Use what you like.";
        assert_eq!(
            about_tools(statement).as_deref(),
            Some("Use what you like.")
        );
        assert_eq!(about_tools("**Time.** Four hours."), None);
    }
}
