//! Anchor sessions: made and ended by practitioners who are not blind to them.

use super::error::{ReferenceUnfit, ScoringError};
use super::service::Scoring;
use crate::domain::anchor::{AnchorRequest, Reference, ReferenceScore};
use crate::domain::ids::SessionId;
use crate::domain::rubric::{Criterion, Rubric};
use crate::domain::session::SessionState::{Checked, Reviewed};
use crate::domain::session_record::SessionRecord;

impl Scoring {
    /// Makes a session an anchor. If it is one already, replaces its reference.
    pub async fn set_anchor(
        &self,
        record: &SessionRecord,
        by: &str,
        request: AnchorRequest,
    ) -> Result<(), ScoringError> {
        self.require_sight(record.id, by).await?;
        if !matches!(record.state, Checked | Reviewed) {
            return Err(ScoringError::AnchorTooEarly);
        }
        let reference = reference(&self.scenario_of(record).await?.rubric, request)?;
        let set = self.store.set_anchor(record.id, by, Some(&reference));
        Ok(set.await?)
    }

    pub async fn end_anchor(&self, session: SessionId, by: &str) -> Result<(), ScoringError> {
        self.require_sight(session, by).await?;
        Ok(self.store.set_anchor(session, by, None).await?)
    }
}

fn reference(rubric: &Rubric, request: AnchorRequest) -> Result<Reference, ReferenceUnfit> {
    let criteria = rubric
        .criterion
        .iter()
        .map(|criterion| score(criterion, &request))
        .collect::<Result<Vec<_>, _>>()?;
    if request.scores.len() != criteria.len() {
        return Err(ReferenceUnfit::OtherCriteria);
    }
    if request.final_score > 100 || request.why.trim().is_empty() {
        return Err(ReferenceUnfit::ScoreOrReason);
    }
    Ok(Reference {
        criteria,
        final_score: request.final_score,
        why: request.why,
    })
}

fn score(criterion: &Criterion, request: &AnchorRequest) -> Result<ReferenceScore, ReferenceUnfit> {
    let mut given = request
        .scores
        .iter()
        .filter(|it| it.criterion == criterion.id);
    let (Some(only), None) = (given.next(), given.next()) else {
        return Err(ReferenceUnfit::NotOnce(criterion.title.clone()));
    };
    if only
        .points
        .is_some_and(|points| criterion.rank(points).is_none())
    {
        return Err(ReferenceUnfit::NoSuchLevel(criterion.title.clone()));
    }
    Ok(ReferenceScore {
        criterion: criterion.id.clone(),
        title: criterion.title.clone(),
        points: only.points,
        levels: criterion.level.iter().map(|level| level.points).collect(),
    })
}
