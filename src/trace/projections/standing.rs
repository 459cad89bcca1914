//! What happened to a session as a whole: consent, more time, and how it ended.

use super::fold::Projection;
use crate::domain::event::{Event, EventBody, SessionExtended, SessionWithdrawn};

/// Time that a practitioner gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub seq: u64,
    /// How much, by whom and why.
    pub given: SessionExtended,
    /// Microseconds since the session was created.
    pub at: i64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The event in which the candidate agreed.
    pub consented: Option<u64>,
    /// The event in which the track was chosen last, and the pipeline's name.
    pub track: Option<(u64, String)>,
    /// In order.
    pub extensions: Vec<Extension>,
    /// The event in which the candidate began to hand in.
    pub handing_in: Option<u64>,
    /// The event in which time ran out, and the final note as far as it was written.
    pub expired: Option<(u64, Option<String>)>,
    pub withdrawn: Option<SessionWithdrawn>,
}

impl Projection for Standing {
    const FAMILIES: &'static [&'static str] = &["session."];

    fn apply(&mut self, event: &Event) -> bool {
        match &event.body {
            EventBody::SessionConsented { .. } => self.consented = Some(event.seq),
            EventBody::SessionTrackChosen { track } => {
                self.track = Some((event.seq, track.clone()));
            }
            EventBody::SessionExtended(extended) => self.extensions.push(Extension {
                seq: event.seq,
                given: extended.clone(),
                at: event.at,
            }),
            EventBody::SessionHandingIn {} => self.handing_in = Some(event.seq),
            EventBody::SessionExpired {
                unfinished_note, ..
            } => self.expired = Some((event.seq, unfinished_note.clone())),
            EventBody::SessionWithdrawn(withdrawn) => self.withdrawn = Some(withdrawn.clone()),
            // Nothing of these is kept, but readers must look again after them.
            EventBody::SessionCreated { .. }
            | EventBody::SessionStarted { .. }
            | EventBody::SessionInterrupted { .. }
            | EventBody::SessionRecovered { .. }
            | EventBody::SessionPaused(_)
            | EventBody::SessionResumed(_)
            | EventBody::SessionSubmitted { .. } => {}
            _ => return false,
        }
        true
    }
}

impl Standing {
    /// Whether time ran out while the final note was being written.
    pub fn is_note_unfinished(&self) -> bool {
        matches!(self.expired, Some((_, Some(_))))
    }
}
