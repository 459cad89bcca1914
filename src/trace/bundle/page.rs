//! `report.html` of a bundle: the trace as a page to read, for whoever has no Assay. It holds
//! nothing that the events do not: no name, no review.

mod course;
mod facts;

use std::fmt::Write as _;
use std::path::Path;

use course::Course;
use facts::Facts;

use super::error::{BundleError, at};
use crate::domain::event::{CheckOutcome, CheckResult, Event, EventBody};
use crate::domain::ids::SessionId;
use crate::static_page::{ENDING, beginning, escaped};

/// The page while the events go by.
#[derive(Default)]
pub(super) struct Page {
    facts: Facts,
    course: Course,
    final_note: Option<String>,
    /// Time ran out while the final note was written.
    unfinished: bool,
    checks: Vec<CheckResult>,
}

impl Page {
    /// Takes the next event.
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

    /// Writes it.
    pub fn finish(self, session: SessionId, file: &Path) -> Result<(), BundleError> {
        std::fs::write(file, self.text(session)).map_err(at(file))
    }

    fn text(self, session: SessionId) -> String {
        let mut out = beginning(&format!("Trace of session {session}"));
        let _ = writeln!(
            out,
            "<h1>Trace of a session</h1>\n<p class=\"muted\"><code>{session}</code></p>"
        );
        self.facts.write(&mut out);
        if let Some(note) = &self.final_note {
            let note = escaped(note.trim());
            let title = if self.unfinished {
                "Time ran out while this was written"
            } else {
                "Handed in with these words"
            };
            let _ = writeln!(out, "<h2>{title}</h2>\n<p class=\"text\">{note}</p>");
        }
        write_checks(&mut out, &self.checks);
        self.course.write(&mut out);
        out += "<footer>Made from the events of this bundle by <code>assay trace export</code>. It \
                proves nothing by itself: <code>assay trace verify</code> checks the events. What \
                terminals printed is in <code>terminal-*.cast</code>, the workspace's history in \
                <code>workspace.git</code>.</footer>\n";
        out + ENDING
    }
}

fn write_checks(out: &mut String, checks: &[CheckResult]) {
    if checks.is_empty() {
        return;
    }
    *out += "<h2>Checks after the hand-in</h2>\n<table>\n<thead><tr><th scope=\"col\">Outcome</th>\
             <th scope=\"col\">It asserts</th><th scope=\"col\">It saw</th></tr></thead>\n<tbody>\n";
    for check in checks {
        let outcome = match check.outcome {
            CheckOutcome::Pass => "✓ pass",
            CheckOutcome::Fail => "✗ fail",
            CheckOutcome::Error => "? error",
        };
        let (asserts, saw) = (escaped(&check.asserts), escaped(&check.summary));
        let _ = writeln!(
            out,
            "<tr><td>{outcome}</td><td>{asserts}</td><td>{saw}</td></tr>"
        );
    }
    *out += "</tbody>\n</table>\n";
}

#[cfg(test)]
mod tests;
