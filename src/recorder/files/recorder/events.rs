//! Writes what a scan saw.

use std::collections::HashMap;

use super::Recorder;
use crate::domain::event::{Actor, EventBody};
use crate::files::change::Change;
use crate::files::evals;
use crate::files::git::Seen;
use crate::files::laying::Expected;
use crate::files::renames::Renames;
use crate::trace::{Durable, Entry, Rated, TraceClosed};

/// Events that go to the disk together, and the bytes of their contents.
const TOGETHER: usize = 64;
const BYTES_TOGETHER: usize = 1024 * 1024;

impl Recorder {
    /// Events go to the disk together. Each is durable before anything that refers to it is
    /// written.
    pub(super) async fn record(
        &mut self,
        changes: Vec<Change>,
        expected: &Expected,
    ) -> Result<(), TraceClosed> {
        let mut renames = Renames::default();
        let mut under_way = Vec::new();
        let mut bytes = 0;
        for Change { body, contents } in changes {
            let actor = expected.actor(&body);
            // The scenario's files are neither renames nor evaluations by the candidate.
            let runs = match actor {
                Actor::System => Vec::new(),
                _ => evals::completed(&body, &contents),
            };
            // What was seen is always recorded, because the snapshot must match the events. Beyond
            // the rate the next scans come later.
            self.trace.record_anyway(Rated::File);
            bytes += contents.iter().map(Vec::len).sum::<usize>();
            let entry = Entry::new(actor, body.clone()).with_contents(contents);
            under_way.push((actor, body, self.trace.append_later(entry).await?));
            if under_way.len() < TOGETHER && bytes < BYTES_TOGETHER && runs.is_empty() {
                continue;
            }
            bytes = 0;
            let last = arrive(&mut under_way, &mut renames).await?;
            for run in runs {
                if !self.trace.admit(Rated::Evaluation, 0) {
                    self.trace.leave_out((Rated::Evaluation, 1)).await?;
                    continue;
                }
                let entry = Entry::new(actor, EventBody::EvalCompleted(run)).about(vec![last]);
                self.trace.append(entry).await?;
            }
        }
        arrive(&mut under_way, &mut renames).await?;
        for (body, links) in renames.into_events() {
            let entry = Entry::new(Actor::Candidate, body).about(links);
            self.trace.append(entry).await?;
        }
        Ok(())
    }

    /// The repository's state when its record began is not the doing of anybody in this session.
    pub(super) async fn record_repository(&mut self, seen: Seen) -> Result<(), TraceClosed> {
        let actor = if seen.first {
            Actor::System
        } else {
            Actor::Candidate
        };
        let mut commits = HashMap::new();
        for Change { body, contents } in seen.changes {
            let links = match &body {
                EventBody::GitMoved(moved) => {
                    let commit = moved.after.as_ref().and_then(|id| commits.get(id));
                    commit.copied().into_iter().collect()
                }
                _ => Vec::new(),
            };
            let entry = Entry::new(actor, body.clone())
                .about(links)
                .with_contents(contents);
            let seq = self.trace.append(entry).await?.seq;
            if let EventBody::GitCommit(commit) = body {
                commits.insert(commit.id, seq);
            }
        }
        Ok(())
    }
}

/// Waits until these are durable. Returns the number of the last one.
async fn arrive(
    under_way: &mut Vec<(Actor, EventBody, Durable)>,
    renames: &mut Renames,
) -> Result<u64, TraceClosed> {
    let mut last = 0;
    for (actor, body, durable) in under_way.drain(..) {
        last = durable.await?.seq;
        if actor != Actor::System {
            renames.see(last, &body);
        }
    }
    Ok(last)
}
