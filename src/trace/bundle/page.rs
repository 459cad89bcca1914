//! `report.html` of a bundle: the trace as a page, for readers who do not have Assay. It holds only
//! what the events hold: no name, no review.

mod course;
mod facts;

use std::path::Path;

use course::Course;
use facts::Facts;
use minijinja::context;
use minijinja::value::Serde;

use super::error::{BundleError, at};
use crate::domain::event::{CheckResult, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::static_page::{Template, render};

const TRACE: Template = ("trace.html", include_str!("page/trace.html"));

/// The page while the events pass.
#[derive(Default)]
pub(super) struct Page {
    facts: Facts,
    course: Course,
    final_note: Option<String>,
    /// Time ran out while the final note was being written.
    unfinished: bool,
    checks: Vec<CheckResult>,
}

impl Page {
    pub fn event(&mut self, event: &Event) {
        self.facts.take(event);
        self.course.take(event);
        match &event.body {
            EventBody::SessionSubmitted { final_note, .. } => {
                self.final_note = Some(final_note.clone());
            }
            EventBody::SessionExpired {
                unfinished_note: Some(note),
                ..
            } => {
                self.final_note = Some(note.clone());
                self.unfinished = true;
            }
            EventBody::CheckCompleted(result) => self.checks.push(result.clone()),
            _ => {}
        }
    }

    pub fn finish(self, session: SessionId, file: &Path) -> Result<(), BundleError> {
        let text = self.text(session).map_err(std::io::Error::other);
        text.and_then(|text| std::fs::write(file, text))
            .map_err(at(file))
    }

    fn text(self, session: SessionId) -> Result<String, minijinja::Error> {
        let given = context! {
            session => session.to_string(),
            facts => Serde(self.facts.rows()),
            gaps => Serde(self.facts.gaps),
            final_note => self.final_note,
            unfinished => self.unfinished,
            checks => Serde(self.checks),
            rows => Serde(self.course.rows()),
        };
        render(&[TRACE], given)
    }
}

#[cfg(test)]
mod tests;
