//! What was done, and what the record does not show. Each count says what it rests on. "Never" means
//! that nothing in the record shows it, which is less than that it did not happen.

mod measured;
mod reasoned;
mod seen;

use super::answers::DoneView;
use super::index::Index;

/// The most items of one entry.
const MOST: usize = 40;

/// All entries, in the order in which a page shows them.
/// `asks` is how many questions were put to the pipeline.
pub fn done(index: &Index, asks: u64) -> Vec<DoneView> {
    let mut all = vec![
        measured::evaluations(index),
        measured::tests(index),
        seen::questions(index, asks),
    ];
    all.extend(seen::laid(index));
    all.extend(reasoned::messages(index));
    all.extend(reasoned::hypotheses(index));
    for entry in &mut all {
        let over = entry.items.len().saturating_sub(MOST);
        entry.items.truncate(MOST);
        entry.omitted += over as u64;
    }
    all
}
