//! Cuts a stretch of text that is too long: between lines, else sentences, else words, else
//! anywhere.

use std::ops::Range;

use super::word_pieces;

const SEPARATORS: [&str; 4] = ["\n", ". ", "; ", " "];

/// Cuts `range` of `body` into consecutive parts of at most `limit` word pieces.
pub fn to_fit(body: &str, range: Range<usize>, limit: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for atom in atoms(body, range, limit, &SEPARATORS) {
        match parts.last_mut() {
            Some(last) if word_pieces(&body[last.start..atom.end]) <= limit => last.end = atom.end,
            _ => parts.push(atom),
        }
    }
    parts
}

/// The largest pieces that fit, cut at the first separators that make them fit.
fn atoms(body: &str, range: Range<usize>, limit: usize, cuts: &[&str]) -> Vec<Range<usize>> {
    if word_pieces(&body[range.clone()]) <= limit {
        return vec![range];
    }
    let Some((separator, finer)) = cuts.split_first() else {
        return characters(body, range, limit);
    };
    let mut start = range.start;
    body[range]
        .split_inclusive(separator)
        .flat_map(|piece| {
            let atom = start..start + piece.len();
            start = atom.end;
            atoms(body, atom, limit, finer)
        })
        .collect()
}

/// A character is at most one word piece.
fn characters(body: &str, range: Range<usize>, limit: usize) -> Vec<Range<usize>> {
    let ends: Vec<usize> =
        body[range.clone()].char_indices().map(|(at, c)| range.start + at + c.len_utf8()).collect();
    let mut start = range.start;
    ends.chunks(limit.max(1))
        .filter_map(|run| run.last())
        .map(|end| std::mem::replace(&mut start, *end)..*end)
        .collect()
}
