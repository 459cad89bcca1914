//! What a session was, in a few numbers.

use std::collections::BTreeSet;

use crate::domain::event::{Event, EventBody, ModelCall};
use crate::domain::time::Timestamp;
use crate::static_page::{date, hours};

/// The most gaps that are named.
const GAPS: usize = 100;

/// Counted from the events.
#[derive(Default)]
pub(super) struct Facts {
    scenario: String,
    began: Option<Timestamp>,
    ended: Option<(&'static str, i64)>,
    active: i64,
    commands: usize,
    files: BTreeSet<String>,
    chats: usize,
    tokens: u64,
    /// In millionths of a euro.
    cost: u64,
    evaluations: usize,
    pub gaps: Vec<String>,
    events: u64,
}

impl Facts {
    pub fn take(&mut self, event: &Event) {
        self.events = event.seq;
        match &event.body {
            EventBody::SessionCreated {
                scenario,
                scenario_version,
                created_at,
                ..
            } => {
                self.scenario = format!("{scenario}, version {scenario_version}");
                self.began = Some(*created_at);
            }
            EventBody::SessionSubmitted { .. } => self.end("Handed in", event),
            EventBody::SessionExpired { .. } => self.end("Out of time", event),
            EventBody::SessionWithdrawn(_) => self.end("Withdrawn", event),
            EventBody::CommandStarted { .. } => self.commands += 1,
            EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. } => {
                self.files.insert(path.clone());
            }
            EventBody::ModelChat(call) | EventBody::ModelEmbedding(call) if call.complete => {
                self.called(call, matches!(event.body, EventBody::ModelChat(_)));
            }
            EventBody::EvalCompleted(_) => self.evaluations += 1,
            EventBody::RecorderDegraded { recorder, reason } => {
                self.gaps.push(format!("{recorder}: {reason}"));
            }
            EventBody::RecorderLimited(limited) if limited.over && self.gaps.len() < GAPS => {
                self.gaps.push(limited.to_string());
            }
            _ => {}
        }
    }

    fn end(&mut self, how: &'static str, event: &Event) {
        self.ended = Some((how, event.at));
        self.active = event.active;
    }

    fn called(&mut self, call: &ModelCall, chat: bool) {
        self.chats += usize::from(chat);
        let tokens = call.tokens_in.saturating_add(call.tokens_out);
        self.tokens = self.tokens.saturating_add(tokens);
        self.cost = self.cost.saturating_add(call.cost);
    }

    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = vec![("Scenario", self.scenario.clone())];
        if let Some(began) = self.began {
            rows.push(("Invited", date(began)));
            if let Some((how, at)) = self.ended {
                rows.push((how, date(began.plus(at))));
                rows.push(("Working time", hours(self.active)));
            }
        }
        let money = format!("{}.{:02}", self.cost / 1_000_000, self.cost / 10_000 % 100);
        rows.push((
            "Commands",
            format!("{} (by marks in the output)", self.commands),
        ));
        rows.push(("Files touched", self.files.len().to_string()));
        rows.push((
            "Chat calls",
            format!(
                "{} ({} tokens of all calls, {money} €)",
                self.chats, self.tokens
            ),
        ));
        rows.push((
            "Evaluations",
            format!("{} (lines of a file in the workspace)", self.evaluations),
        ));
        rows.push(("Events", self.events.to_string()));
        rows
    }
}
