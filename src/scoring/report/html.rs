//! A report as one file that opens without a server: no script, nothing from elsewhere, and
//! whatever a candidate or a reviewer wrote is text and never markup.

mod behind;
mod front;
mod words;

use std::fmt::Write as _;

use super::model::Report;
use crate::static_page::{ENDING, beginning, date, escaped, hours};

const OTHER_EDITION: &str = "The scenario was changed since this session was invited: its title, \
                             rubric and checks are shown as they are today, not as they were then.";

/// The whole file.
pub fn page(report: &Report) -> String {
    let mut out = beginning(&format!("{} · {}", report.title, report.label));
    head(&mut out, report);
    front::score(&mut out, report);
    front::criteria(&mut out, report);
    front::reviews(&mut out, report);
    front::claims(&mut out, report);
    behind::judgement(&mut out, report);
    behind::answers(&mut out, report);
    behind::history(&mut out, report);
    behind::session(&mut out, report);
    let _ = write!(
        out,
        "<footer>Written {} by Assay from session {}. Times are working time of the session.\
         </footer>\n{ENDING}",
        date(report.made_at),
        report.session
    );
    out
}

fn head(out: &mut String, report: &Report) {
    let handed_in = report
        .submitted_at
        .map(|at| format!(" · handed in {}", date(at)));
    let _ = writeln!(
        out,
        "<h1>{}: {}</h1>\n<p class=\"muted\">Session <code>{}</code> · worked {}{}</p>",
        escaped(&report.title),
        escaped(&report.label),
        report.short,
        hours(report.active),
        handed_in.unwrap_or_default()
    );
    if report.other_edition {
        let _ = writeln!(out, "<p class=\"notice\">{OTHER_EDITION}</p>");
    }
    if report.degraded {
        out.push_str(
            "<p class=\"notice\">Something could not be recorded; the trace says what and \
             when.</p>\n",
        );
    }
    for said in &report.left_out {
        let said = escaped(said);
        let _ = writeln!(
            out,
            "<p class=\"notice\">Not all of it is in the trace: {said}.</p>"
        );
    }
}

#[cfg(test)]
mod tests;
