//! The candidate's journal. A note is an event, and an edit is another event.
//!
//! Two pages of one candidate may edit the same note. As with drafts, each page says which revision
//! it changes. A change to an older revision is refused; the page then shows both texts.

use crate::domain::event::{Actor, EventBody, HypothesisStatus, Note};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::session::context::{Context, SessionError, refuse_in_pause};
use crate::trace::projections::Journal;
use crate::trace::{Entry, Rated, TraceLog};

/// In characters.
pub const NOTE_LIMIT: usize = 10_000;
/// Notes with all their revisions, in one session.
const COUNT_LIMIT: u64 = 2_000;
/// Characters of the newest revisions of all notes: a page that is opened gets all of them.
const JOURNAL_LIMIT: usize = 1_000_000;

pub type NoteKind = fn(Note) -> EventBody;

/// The revision that an edit changes.
#[derive(Clone, Copy, Debug)]
pub struct Revised {
    /// The note's number.
    pub note: u32,
    /// The revision that the editing page has seen.
    pub known: u32,
}

/// Writes a new note, or a revision of one. Only while the session runs. A text that the note
/// already has is not written again.
pub(in crate::session) async fn write_note(
    context: &Context,
    session: SessionId,
    revised: Option<Revised>,
    kind: NoteKind,
    text: String,
    status: Option<HypothesisStatus>,
) -> Result<(), SessionError> {
    // Numbers are given out one at a time.
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    if record.state != SessionState::Running {
        return Err(SessionError::WrongState(record.state));
    }
    refuse_in_pause(&record)?;
    let trace = context.trace(&record).await?;
    let Some((note, revision)) = place_of(&trace, revised, (&text, status)).await? else {
        return Ok(());
    };
    admit(&trace, Rated::Note, text.len()).await?;
    let body = kind(Note {
        note,
        revision,
        text,
        status,
    });
    trace.append(Entry::new(Actor::Candidate, body)).await?;
    Ok(())
}

/// The number and revision for a text. `None` if the note already has this text. Fails if there is
/// no room for it.
async fn place_of(
    trace: &TraceLog,
    revised: Option<Revised>,
    (text, status): (&str, Option<HypothesisStatus>),
) -> Result<Option<(u32, u32)>, SessionError> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(SessionError::Refused("The note is empty.".into()));
    }
    if length > NOTE_LIMIT {
        let reason = format!("A note has at most {NOTE_LIMIT} characters; split this one.");
        return Err(SessionError::Refused(reason));
    }
    let known = trace.projections().await?;
    let journal: &Journal = &known.journal;
    let revision = match revised {
        Some(revised) => match revision_of(journal, revised, (text, status))? {
            Some(revision) => Some((revised.note, revision)),
            None => return Ok(None),
        },
        None => None,
    };
    if journal.written >= COUNT_LIMIT || journal.characters + length > JOURNAL_LIMIT {
        return Err(SessionError::Refused("The journal is full.".into()));
    }
    Ok(Some(revision.unwrap_or((journal.next(), 0))))
}

/// The next revision of a note. `None` if the newest revision already says this, as when a save is
/// sent again because its answer was lost. Otherwise fails unless the editing page has seen the
/// newest revision.
fn revision_of(
    journal: &Journal,
    Revised { note, known }: Revised,
    said: (&str, Option<HypothesisStatus>),
) -> Result<Option<u32>, SessionError> {
    let found = journal.note(note);
    let found = found.ok_or_else(|| SessionError::Refused("There is no such note.".into()))?;
    let newest = &found.note;
    if (newest.text.as_str(), newest.status) == said {
        return Ok(None);
    }
    if newest.revision != known {
        return Err(SessionError::NoteChanged);
    }
    Ok(Some(newest.revision + 1))
}

/// A candidate's texts are never dropped silently. A text that comes too fast is refused, and the
/// refusal is counted.
pub(in crate::session) async fn admit(
    trace: &TraceLog,
    kind: Rated,
    bytes: usize,
) -> Result<(), SessionError> {
    if trace.admit(kind, bytes) {
        return Ok(());
    }
    trace.leave_out((kind, 1)).await?;
    let reason = "This comes faster than it can be recorded. It is not saved: wait a moment and \
                  save it again.";
    Err(SessionError::Refused(reason.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Event;
    use crate::trace::projections::Projection as _;

    fn journal(revisions: &[&str]) -> Journal {
        let mut journal = Journal::default();
        for (revision, text) in (0u32..).zip(revisions) {
            journal.apply(&Event {
                seq: u64::from(revision) + 1,
                at: 0,
                active: 0,
                actor: Actor::Candidate,
                body: EventBody::NoteFree(Note {
                    note: 1,
                    revision,
                    text: (*text).to_owned(),
                    status: None,
                }),
                links: Vec::new(),
            });
        }
        journal
    }

    #[test]
    fn an_edit_of_an_older_revision_is_refused_and_the_same_is_no_edit() {
        let journal = journal(&["first", "the other page's"]);
        let edit = |known, text| revision_of(&journal, Revised { note: 1, known }, (text, None));
        assert!(matches!(edit(0, "mine"), Err(SessionError::NoteChanged)));
        assert!(matches!(edit(1, "mine"), Ok(Some(2))));
        assert!(matches!(edit(0, "the other page's"), Ok(None)));
        assert!(matches!(edit(7, "mine"), Err(SessionError::NoteChanged)));
        let none = Revised { note: 2, known: 0 };
        let none = revision_of(&journal, none, ("x", None));
        assert!(matches!(none, Err(SessionError::Refused(_))));
    }
}
