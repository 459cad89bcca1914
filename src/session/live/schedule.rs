//! Which moments of a scenario have come, according to the trace. Nothing else is remembered: a
//! schedule that reads the trace again from the start comes to the same result.

use std::collections::HashMap;

use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::time::MINUTE;
use crate::domain::workspace_path::is_within;
use crate::pipeline::PipelineManifest;
use crate::scenario::Scenario;
use crate::scenario::manifest::{Inject, Moment, NoteWord, Question};

/// What is done at a moment.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A message is delivered, perhaps with files.
    Inject(Inject),
    Question(Question),
}

impl Deed {
    fn when(&self) -> &Moment {
        match self {
            Self::Inject(inject) => &inject.when,
            Self::Question(question) => &question.when,
        }
    }

    fn is_done_by(&self, body: &EventBody) -> bool {
        match (self, body) {
            (Self::Inject(inject), EventBody::InjectDelivered(it)) => inject.id == it.inject,
            (Self::Question(question), EventBody::QuestionAsked(it)) => question.id == it.question,
            _ => false,
        }
    }
}

struct Waiting {
    deed: Deed,
    /// The event that brought its moment.
    brought_by: Option<u64>,
}

/// What is still to be done.
pub struct Schedule {
    waiting: Vec<Waiting>,
    /// The texts of commands that have not ended, by terminal and number.
    commands: HashMap<(u32, u32), String>,
    /// Says which files a stage is.
    pipeline: PipelineManifest,
}

impl Schedule {
    /// Everything in a scenario, in the manifest's order, except the questions of the hand-in: they
    /// have no moment.
    pub fn new(scenario: &Scenario) -> Self {
        let manifest = &scenario.manifest;
        let injects = manifest.inject.iter().cloned().map(Deed::Inject);
        let questions = manifest.question.iter().cloned().map(Deed::Question);
        let waiting = injects
            .chain(questions)
            .filter(|deed| *deed.when() != Moment::FinalNote)
            .map(|deed| Waiting {
                deed,
                brought_by: None,
            });
        Self {
            waiting: waiting.collect(),
            commands: HashMap::new(),
            pipeline: scenario.pipeline.clone(),
        }
    }

    /// Whether nothing is left to do.
    pub fn is_over(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The families of events that [`Schedule::observe`] needs.
    pub fn families(&self) -> Vec<&'static str> {
        let mut families = vec!["inject.delivered", "question.asked"];
        let needs = |wanted: fn(&Moment) -> bool| {
            let mut moments = self.waiting.iter().map(|it| it.deed.when());
            moments.any(wanted)
        };
        if needs(|moment| matches!(moment, Moment::Command(_))) {
            families.push("command.");
        }
        if needs(|moment| matches!(moment, Moment::Change(_))) {
            families.push("file.");
        }
        if needs(|moment| matches!(moment, Moment::Note(_))) {
            families.push("note.");
        }
        families
    }

    /// Events of one family must come in their order.
    pub fn observe(&mut self, event: &Event) {
        self.waiting.retain(|it| !it.deed.is_done_by(&event.body));
        let finished = match &event.body {
            EventBody::CommandStarted {
                terminal,
                command,
                text,
                ..
            } => {
                self.commands.insert((*terminal, *command), text.clone());
                None
            }
            EventBody::CommandFinished {
                terminal, command, ..
            } => self.commands.remove(&(*terminal, *command)),
            _ => None,
        };
        for waiting in &mut self.waiting {
            let brings = match waiting.deed.when() {
                Moment::Command(part) => finished.as_ref().is_some_and(|it| it.contains(part)),
                Moment::Change(named) => {
                    let paths = self.pipeline.paths_of(named).unwrap_or_default();
                    paths.into_iter().any(|path| changes(event, path))
                }
                Moment::Note(kind) => note_word(&event.body) == Some(*kind),
                Moment::Minutes(_) | Moment::FinalNote => false,
            };
            if brings && waiting.brought_by.is_none() {
                waiting.brought_by = Some(event.seq);
            }
        }
    }

    /// What must be done once `active` microseconds of working time have passed, each with the
    /// event that brought its moment, if there is one.
    pub fn due(&self, active: i64) -> Vec<(Deed, Option<u64>)> {
        let is_due = |waiting: &&Waiting| match waiting.deed.when() {
            Moment::Minutes(minutes) => active >= i64::from(*minutes) * MINUTE,
            _ => waiting.brought_by.is_some(),
        };
        let due = self.waiting.iter().filter(is_due);
        due.map(|it| (it.deed.clone(), it.brought_by)).collect()
    }
}

/// A file that the scenario itself wrote does not bring a moment.
fn changes(event: &Event, wanted: &str) -> bool {
    let (EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. }) = &event.body
    else {
        return false;
    };
    event.actor == Actor::Candidate && is_within(path, wanted)
}

fn note_word(body: &EventBody) -> Option<NoteWord> {
    match body {
        EventBody::NoteHypothesis(_) => Some(NoteWord::Hypothesis),
        EventBody::NoteEvidence(_) => Some(NoteWord::Evidence),
        EventBody::NoteDecision(_) => Some(NoteWord::Decision),
        EventBody::NoteFix(_) => Some(NoteWord::Fix),
        _ => None,
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
