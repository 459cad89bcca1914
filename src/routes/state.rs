//! What the routes share.

use std::sync::Arc;

use super::access::Origins;
use crate::editions::Editions;
use crate::people::People;
use crate::replay::Replay;
use crate::scoring::Scoring;
use crate::session::inviting::Invitations;

/// The services that handlers call, and how people reach this one. Cheap to clone.
#[derive(Clone)]
pub struct RouteState {
    pub people: Arc<People>,
    pub scoring: Arc<Scoring>,
    pub replay: Arc<Replay>,
    pub invitations: Arc<Invitations>,
    /// Scenarios and pipelines, as they are today and as sessions were invited with them.
    pub editions: Arc<Editions>,
    /// Which pages are ours.
    pub origins: Arc<Origins>,
}
