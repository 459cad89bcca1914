//! What is shown to a reader who may not see all of a trace: for them, it ends earlier.

use super::answers::{MomentView, ReplayView};
use super::error::ReplayError;
use super::moment::When;
use super::service::Replay;
use crate::domain::ids::SessionId;
use crate::domain::sight::Sight;
use crate::store::events_by::EventFilter;

impl Replay {
    /// The overview, up to where `sight` ends.
    pub async fn overview_in(
        &self,
        session: SessionId,
        sight: Sight,
    ) -> Result<ReplayView, ReplayError> {
        let mut view = self.overview(session).await?;
        if let Some(end) = self.end(session, sight).await? {
            view.end_before(end);
        }
        Ok(view)
    }

    /// Everything as it was, up to where `sight` ends. A time after that shows the end; an event
    /// after that is answered as unknown.
    pub async fn moment_in(
        &self,
        session: SessionId,
        when: When,
        sight: Sight,
    ) -> Result<MomentView, ReplayError> {
        let view = self.moment(session, when).await?;
        match (self.end(session, sight).await?, when) {
            (Some(end), When::Seq(seq)) if view.seq >= end => Err(ReplayError::NoEvent(seq)),
            (Some(end), When::Time(_)) if view.seq >= end => {
                self.moment(session, When::Seq(end - 1)).await
            }
            _ => Ok(view),
        }
    }

    /// The trace ends before this event; `None` if it does not end early. Call this after reading
    /// what is shown: a withheld event may have been recorded since the sight was decided, and what
    /// was read must not include it.
    async fn end(&self, session: SessionId, sight: Sight) -> Result<Option<u64>, ReplayError> {
        if sight.end.is_some() || sight.is_whole() {
            return Ok(sight.end);
        }
        let left_out = EventFilter {
            kinds: sight.without.iter().map(|it| (*it).to_owned()).collect(),
            limit: 1,
            ..EventFilter::default()
        };
        let first = self.store().events_by(session, &left_out).await?;
        Ok(first.first().map(|event| event.seq))
    }
}
