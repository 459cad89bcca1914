//! All lines, in the order of a session.

mod claims;
mod session;
mod work;

use crate::replay::answers::{CountsView, SummaryLineView};
use crate::replay::index::Index;

pub fn lines(index: &Index, counts: &CountsView) -> Vec<SummaryLineView> {
    let it = &index.summary;
    let mut lines = Vec::new();
    lines.extend(session::start(it));
    // What the host saw comes before what it was told.
    lines.extend(work::typed(index));
    lines.extend(work::edits(index, counts));
    lines.extend(work::models(it));
    lines.extend(work::commands(index, counts));
    lines.extend(work::evaluations(index, counts));
    claims::hypotheses(index, &mut lines);
    lines.extend(claims::contradictions(index));
    lines.extend(claims::left_out(it));
    lines.extend(session::messages(it, counts));
    lines.extend(session::questions(it, counts));
    lines.extend(session::pauses(it));
    lines.extend(session::extension(it));
    lines.extend(it.troubles.iter().cloned());
    lines.extend(session::end(it));
    lines.extend(session::checks(it));
    lines
}
