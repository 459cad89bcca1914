//! What happened, in order: one row for each command, note, message, evaluation and burst of edits.
//! Terminal output, model calls and spans are left out: there are thousands, and the events have
//! them.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::event::{EvalCompleted, Event, EventBody, GitMoved, Note, Word};
use crate::static_page::hours;

/// The most characters of one row.
const TEXT: usize = 4_000;
/// The most paths that a burst of edits names.
const PATHS: usize = 8;

#[derive(Serialize)]
pub(super) struct Row {
    seq: u64,
    active: i64,
    what: &'static str,
    word: Word,
    text: String,
}

#[derive(Default)]
pub(super) struct Course {
    rows: Vec<Row>,
    /// The rows of commands that have not ended, by terminal and number.
    running: HashMap<(u32, u32), usize>,
    /// The paths of the burst of edits that is the last row.
    burst: BTreeSet<String>,
}

impl Course {
    pub fn take(&mut self, event: &Event) {
        match &event.body {
            EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. } => {
                self.edited(event, path);
            }
            EventBody::CommandStarted {
                terminal,
                command,
                text,
                ..
            } => {
                self.add(event, "command", text.clone());
                self.running
                    .insert((*terminal, *command), self.rows.len() - 1);
            }
            EventBody::CommandFinished {
                terminal,
                command,
                exit,
                duration,
                ..
            } => {
                self.finished((*terminal, *command), *exit, *duration);
            }
            body => {
                if let Some((what, text)) = told(body) {
                    self.add(event, what, text);
                }
            }
        }
    }

    fn add(&mut self, event: &Event, what: &'static str, text: String) {
        self.burst.clear();
        self.rows.push(Row {
            seq: event.seq,
            active: event.active,
            what,
            word: event.body.word(),
            text,
        });
    }

    fn edited(&mut self, event: &Event, path: &str) {
        if self.burst.is_empty() {
            self.add(event, "edits", String::new());
        }
        self.burst.insert(path.to_owned());
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        let named: Vec<&str> = self.burst.iter().take(PATHS).map(String::as_str).collect();
        row.text = named.join(", ");
        if let Some(more) = self.burst.len().checked_sub(PATHS).filter(|more| *more > 0) {
            let _ = write!(row.text, " and {more} more");
        }
    }

    fn finished(&mut self, command: (u32, u32), exit: Option<i32>, duration: i64) {
        let row = self.running.remove(&command);
        let Some(row) = row.and_then(|row| self.rows.get_mut(row)) else {
            return;
        };
        let seconds = duration / 1_000_000;
        let _ = match exit {
            Some(0) => write!(row.text, "\n→ done in {seconds} s"),
            Some(exit) => write!(row.text, "\n→ exit {exit} after {seconds} s"),
            None => write!(row.text, "\n→ ended after {seconds} s"),
        };
    }

    /// In order, each cut to [`TEXT`].
    pub fn rows(mut self) -> Vec<Row> {
        for row in &mut self.rows {
            let text: String = row.text.chars().take(TEXT).collect();
            let cut = if text.len() < row.text.len() {
                " …"
            } else {
                ""
            };
            row.text = format!("{}{cut}", text.trim());
        }
        self.rows
    }
}

/// What a row says about an event; `None` for kinds without a row.
fn told(body: &EventBody) -> Option<(&'static str, String)> {
    Some(match body {
        EventBody::SessionTrackChosen { track } => ("session", format!("the track is {track}")),
        EventBody::SessionConsented { .. } => ("session", "agreed to be recorded".to_owned()),
        EventBody::SessionStarted { .. } => ("session", "began".to_owned()),
        EventBody::SessionInterrupted { reason, .. } => {
            ("session", format!("interrupted: {reason}"))
        }
        EventBody::SessionRecovered { .. } => ("session", "resumed".to_owned()),
        EventBody::SessionHandingIn {} => ("session", "began to hand in".to_owned()),
        EventBody::SessionSubmitted { .. } => ("session", "handed in".to_owned()),
        EventBody::SessionExpired { .. } => ("session", "out of time".to_owned()),
        EventBody::SessionPaused(_) => ("session", "paused by the candidate".to_owned()),
        EventBody::SessionResumed(it) => {
            let after = hours(it.paused);
            ("session", format!("resumed after {after}: {}", it.reason))
        }
        EventBody::SessionExtended(it) => {
            let reason = &it.reason;
            ("session", format!("{} minutes more: {reason}", it.minutes))
        }
        EventBody::SessionWithdrawn(it) => ("session", format!("withdrawn: {}", it.reason)),
        EventBody::BriefOpened {} => ("brief", "opened".to_owned()),
        EventBody::InjectDelivered(it) => {
            ("message", format!("From the {}: {}", it.from, it.message))
        }
        EventBody::MessageSent(it) => ("reply", it.text.clone()),
        EventBody::QuestionAsked(it) => ("question", it.asks.clone()),
        EventBody::QuestionAnswered(it) if it.unfinished => (
            "answer",
            format!("{} (not finished: time ran out)", it.text),
        ),
        EventBody::QuestionAnswered(it) => ("answer", it.text.clone()),
        EventBody::NoteHypothesis(note) => ("hypothesis", noted(note)),
        EventBody::NoteEvidence(note) => ("evidence", noted(note)),
        EventBody::NoteDecision(note) => ("decision", noted(note)),
        EventBody::NoteFix(note) => ("fix", noted(note)),
        EventBody::NoteFree(note) => ("note", noted(note)),
        EventBody::FileRenamed(it) => ("edits", format!("{} is now {}", it.from, it.to)),
        EventBody::GitCommit(it) => ("commit", format!("{} {}", short(&it.id), it.message)),
        EventBody::GitMoved(it) => ("reference", moved(it)),
        EventBody::RecorderNearing {
            recorder,
            used,
            limit,
        } => (
            "recorder",
            format!("{recorder} records {used} of at most {limit}"),
        ),
        EventBody::EvalCompleted(it) => ("evaluation", measured(it)),
        EventBody::RecorderDegraded { recorder, reason } => (
            "recorder",
            format!("{recorder} has a gap from here: {reason}"),
        ),
        EventBody::RecorderRestored { recorder } => {
            ("recorder", format!("{recorder} is complete again"))
        }
        EventBody::RecorderLimited(limited) => ("recorder", limited.to_string()),
        _ => return None,
    })
}

/// Enough of an id to recognise it.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn moved(moved: &GitMoved) -> String {
    let to = match moved.after.as_deref() {
        Some(after) => format!(
            "points to {}",
            after.strip_prefix("ref: ").unwrap_or(short(after))
        ),
        None => "is gone".to_owned(),
    };
    format!("{} {to}", moved.reference)
}

fn noted(note: &Note) -> String {
    let status = note.status.and_then(|it| serde_json::to_value(it).ok());
    let status = status
        .as_ref()
        .and_then(|it| it.as_str())
        .map(|it| it.replace('_', " "));
    let status = status.map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}. {}{status}", note.note, note.text)
}

fn measured(eval: &EvalCompleted) -> String {
    let metrics = eval
        .metrics
        .iter()
        .map(|(name, value)| format!("{name} {value:.3}"));
    metrics.collect::<Vec<_>>().join(", ")
}
