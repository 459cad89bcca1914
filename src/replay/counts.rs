//! How much there is of everything. The overview, its summary and the list of what was done take
//! their numbers from here.

use super::answers::{CountsView, MarkerKind};
use super::index::Index;

/// `asks` is how many questions were put to the pipeline.
pub fn counts(index: &Index, asks: u64) -> CountsView {
    let (commands, commands_failed) = index.commands.counts();
    let hypotheses = index.markers.all.iter();
    let hypotheses = hypotheses.filter(|it| it.kind == MarkerKind::Hypothesis);
    let (questions, answered) = index.summary.questions();
    CountsView {
        commands,
        commands_failed,
        evaluations: index.metrics.runs(),
        edited: index.files.edited().len() as u64,
        asks,
        hypotheses: hypotheses.count() as u64,
        messages: index.letters.count(),
        replies: index.letters.replies,
        questions,
        answered,
    }
}
