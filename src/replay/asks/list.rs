//! The list of questions.

use super::Ask;
use crate::domain::ids::SessionId;
use crate::replay::answers::AsksView;
use crate::replay::error::ReplayError;
use crate::replay::service::{Current, Replay};

/// The most questions in one answer.
const LISTED: usize = 1_000;

impl Replay {
    /// Leaves out the first `skip`.
    pub async fn asks(&self, session: SessionId, skip: usize) -> Result<AsksView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        Ok(opened.read(|index| {
            let all = index.asks.all.iter();
            AsksView {
                building,
                asks: all.skip(skip).take(LISTED).map(Ask::row).collect(),
                more: index.asks.all.len() > skip.saturating_add(LISTED),
            }
        }))
    }
}
