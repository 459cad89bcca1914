//! "What happened" in about ten lines, each with the moment it speaks of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::answers::{MarkerKind, SummaryLineView};
use super::index::Index;
use super::line::{clock, first_line, plural, shortened};
use crate::domain::event::{CheckOutcome, Event, EventBody, HypothesisStatus};

const MOST_HYPOTHESES: usize = 3;
const MOST_TROUBLES: usize = 2;

/// What is counted on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    started: Option<u64>,
    brief: Option<(u64, i64)>,
    failed: usize,
    first_call: Option<u64>,
    chats: usize,
    embeddings: usize,
    refused: usize,
    cost: u64,
    messages: usize,
    replies: usize,
    first_message: Option<(u64, i64, String)>,
    questions: usize,
    first_question: Option<u64>,
    answered: BTreeSet<String>,
    first_answer: Option<u64>,
    troubles: Vec<SummaryLineView>,
    pauses: usize,
    paused: i64,
    first_pause: Option<(u64, i64)>,
    extended: u32,
    first_extension: Option<u64>,
    end: Option<(u64, i64, String)>,
    checks: Vec<(String, bool, bool)>,
    first_check: Option<u64>,
}

impl Summary {
    /// Takes an event.
    pub fn take(&mut self, event: &Event, time: i64) {
        let seq = event.seq;
        match &event.body {
            EventBody::SessionStarted { .. } => self.started = Some(seq),
            EventBody::BriefOpened {} => {
                self.brief.get_or_insert((seq, time));
            }
            EventBody::CommandFinished {
                exit: Some(exit), ..
            } if *exit != 0 => self.failed += 1,
            EventBody::ModelChat(call) | EventBody::ModelEmbedding(call) => {
                self.first_call.get_or_insert(seq);
                if call.complete {
                    let chat = matches!(event.body, EventBody::ModelChat(_));
                    *(if chat {
                        &mut self.chats
                    } else {
                        &mut self.embeddings
                    }) += 1;
                    self.cost += call.cost;
                }
            }
            EventBody::ModelRefused(_) => self.refused += 1,
            EventBody::InjectDelivered(inject) => {
                self.messages += 1;
                self.first_message
                    .get_or_insert_with(|| (seq, time, shortened(&inject.from, 60)));
            }
            EventBody::MessageSent(_) => self.replies += 1,
            EventBody::QuestionAsked(_) => {
                self.questions += 1;
                self.first_question.get_or_insert(seq);
            }
            EventBody::QuestionAnswered(answer) => {
                if answer.text.trim().is_empty() {
                    self.answered.remove(&answer.question);
                } else {
                    self.answered.insert(answer.question.clone());
                    self.first_answer.get_or_insert(seq);
                }
            }
            EventBody::SessionPaused(_) => {
                self.pauses += 1;
                self.first_pause.get_or_insert((seq, time));
            }
            EventBody::SessionResumed(resumed) => self.paused += resumed.paused,
            EventBody::SessionExtended(extended) => {
                self.extended += extended.minutes;
                self.first_extension.get_or_insert(seq);
            }
            EventBody::SessionSubmitted { .. } => self.end = Some((seq, time, "handed in".into())),
            EventBody::SessionExpired { .. } => self.end = Some((seq, time, "time was up".into())),
            EventBody::SessionWithdrawn(withdrawn) => {
                let by = withdrawn.by.as_deref().unwrap_or("the candidate");
                self.end = Some((seq, time, format!("withdrawn by {by}")));
            }
            EventBody::CheckCompleted(check) => {
                self.first_check.get_or_insert(seq);
                let outcome = check.outcome;
                self.checks.retain(|it| it.0 != check.check);
                self.checks.push((
                    check.check.clone(),
                    outcome == CheckOutcome::Pass,
                    outcome == CheckOutcome::Fail,
                ));
            }
            _ => self.trouble(event, time),
        }
    }

    fn trouble(&mut self, event: &Event, time: i64) {
        let (label, text) = match &event.body {
            EventBody::RecorderDegraded { recorder, reason } => (
                "Not recorded",
                format!("{recorder} at {}: {reason}", clock(time)),
            ),
            EventBody::SandboxFailing { tries, reason } => (
                "Sandbox",
                format!("at {}, {tries} times: {reason}", clock(time)),
            ),
            EventBody::SessionInterrupted { reason, .. } => {
                ("Interrupted", format!("at {}: {reason}", clock(time)))
            }
            _ => return,
        };
        if self.troubles.len() < MOST_TROUBLES {
            self.troubles
                .push(line(label, first_line(&text, 160), Some(event.seq)));
        }
    }
}

fn line(label: &str, text: String, seq: Option<u64>) -> SummaryLineView {
    SummaryLineView {
        label: label.to_owned(),
        text,
        seq,
    }
}

/// The lines, in the order of a session.
pub fn lines(index: &Index) -> Vec<SummaryLineView> {
    let it = &index.summary;
    let mut lines = Vec::new();
    lines.extend(it.started.map(|started| {
        let brief = it
            .brief
            .map(|(_, time)| format!("brief opened at {}", clock(time)));
        let seq = it.brief.map_or(started, |it| it.0);
        line(
            "Start",
            brief.unwrap_or_else(|| "brief never opened".into()),
            Some(seq),
        )
    }));
    lines.extend(commands(index));
    hypotheses(index, &mut lines);
    lines.extend(edits(index));
    lines.extend(models(it));
    lines.extend(it.first_message.as_ref().map(|(seq, time, from)| {
        let replies = match it.replies {
            1 => "1 reply".to_owned(),
            more => format!("{more} replies"),
        };
        let count = plural(it.messages, "message");
        let text = format!(
            "{count}, first from the {from} at {}; {replies}",
            clock(*time)
        );
        line("Messages", text, Some(*seq))
    }));
    if it.questions > 0 {
        let text = format!("{} of {} answered", it.answered.len(), it.questions);
        lines.push(line(
            "Questions",
            text,
            it.first_answer.or(it.first_question),
        ));
    }
    lines.extend(it.first_pause.map(|(seq, time)| {
        let (count, all) = (plural(it.pauses, "pause"), clock(it.paused));
        let text = format!("{count}, {all} in all, first at {}", clock(time));
        line("Pauses", text, Some(seq))
    }));
    lines.extend(it.first_extension.map(|seq| {
        let text = format!("{} more", plural(it.extended as usize, "minute"));
        line("Extended", text, Some(seq))
    }));
    lines.extend(it.troubles.iter().cloned());
    lines.extend(
        it.end.as_ref().map(|(seq, time, how)| {
            line("End", format!("{how} after {}", clock(*time)), Some(*seq))
        }),
    );
    lines.extend(checks(it));
    lines
}

fn commands(index: &Index) -> Option<SummaryLineView> {
    let first = index.commands.0.first()?;
    let text = format!(
        "first {} at {}; {}, {} failed",
        first_line(&first.text, 60),
        clock(first.time),
        plural(index.commands.0.len(), "command"),
        index.summary.failed
    );
    Some(line("Commands", text, Some(first.seq)))
}

fn hypotheses(index: &Index, lines: &mut Vec<SummaryLineView>) {
    let all: Vec<_> = index
        .markers
        .all
        .iter()
        .filter(|it| it.kind == MarkerKind::Hypothesis)
        .collect();
    for (number, marker) in all.iter().take(MOST_HYPOTHESES).enumerate() {
        let standing = match marker.status {
            None | Some(HypothesisStatus::Open) => "open",
            Some(HypothesisStatus::Supported) => "supported",
            Some(HypothesisStatus::RuledOut) => "ruled out",
        };
        let text = format!("{} ({standing})", shortened(&marker.label, 90));
        lines.push(line(
            &format!("Hypothesis {}", number + 1),
            text,
            Some(marker.seq),
        ));
    }
    if let Some(next) = all.get(MOST_HYPOTHESES) {
        let text = format!("and {} more", all.len() - MOST_HYPOTHESES);
        lines.push(line("", text, Some(next.seq)));
    }
}

fn edits(index: &Index) -> Option<SummaryLineView> {
    let edited = index.files.edited();
    let (seq, _) = *edited.first()?;
    let names: Vec<_> = edited
        .iter()
        .take(3)
        .map(|it| shortened(it.1, 80))
        .collect();
    let more = match edited.len() {
        count if count > 3 => format!(" and {} more", count - 3),
        _ => String::new(),
    };
    let text = format!(
        "{}: {}{more}",
        plural(edited.len(), "file"),
        names.join(", ")
    );
    Some(line("Edits", text, Some(seq)))
}

fn models(it: &Summary) -> Option<SummaryLineView> {
    let seq = it.first_call?;
    let refused = match it.refused {
        0 => String::new(),
        some => format!(", {some} refused"),
    };
    let cents = it.cost / 10_000;
    let text = format!(
        "{}, {}{refused}; €{}.{:02}",
        plural(it.chats, "chat"),
        plural(it.embeddings, "embedding call"),
        cents / 100,
        cents % 100
    );
    Some(line("Models", text, Some(seq)))
}

fn checks(it: &Summary) -> Option<SummaryLineView> {
    let passed = it.checks.iter().filter(|it| it.1).count();
    let failed: Vec<_> = it
        .checks
        .iter()
        .filter(|it| it.2)
        .map(|it| &it.0[..])
        .collect();
    let rest = if failed.is_empty() {
        String::new()
    } else {
        format!("; failed: {}", failed.join(", "))
    };
    let text = format!("{passed} of {} passed{rest}", it.checks.len());
    it.first_check.map(|seq| line("Checks", text, Some(seq)))
}
