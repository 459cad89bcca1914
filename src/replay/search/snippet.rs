//! A piece of a text around the matches in it. Plain text, never markup.

use super::query::Words;
use super::words::{Place, places};

/// The most characters before the first match, and in all.
const BEFORE: usize = 60;
const LENGTH: usize = 240;

/// The piece, and the matches in it: start and end, exclusive, in UTF-16 units.
pub fn snippet(text: &str, words: &Words) -> (String, Vec<(u32, u32)>) {
    let found: Vec<Place> = places(text)
        .into_iter()
        .filter(|it| words.has(&it.word))
        .collect();
    let first = densest(&found);
    let line = text[..first].rfind('\n').map_or(0, |it| it + 1);
    let start = back(text, first, BEFORE).max(line);
    let end = forth(text, start, LENGTH);
    let inside = found.iter().filter(|it| it.from >= start && it.to <= end);
    let ranges = inside.map(|it| {
        let from = units(&text[start..it.from]);
        (from, from + units(&text[it.from..it.to]))
    });
    (text[start..end].to_owned(), ranges.collect())
}

/// Where the most different words are close together.
fn densest(found: &[Place]) -> usize {
    let near = |place: usize| {
        let close = |it: &&Place| it.to <= found[place].from + LENGTH - BEFORE;
        let mut words: Vec<_> = found[place..]
            .iter()
            .take_while(close)
            .map(|it| &it.word)
            .collect();
        words.sort_unstable();
        words.dedup();
        words.len()
    };
    let looked_at = found.len().min(64);
    let best = (0..looked_at).max_by_key(|place| (near(*place), looked_at - place));
    best.map_or(0, |place| found[place].from)
}

fn back(text: &str, from: usize, count: usize) -> usize {
    text[..from]
        .char_indices()
        .rev()
        .take(count)
        .last()
        .map_or(from, |it| it.0)
}

fn forth(text: &str, from: usize, count: usize) -> usize {
    text[from..]
        .char_indices()
        .nth(count)
        .map_or(text.len(), |it| from + it.0)
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::query::read;
    use super::*;

    #[test]
    fn matches_are_given_as_javascript_slices() {
        let text = "before\n🦀 <b>Recall</b> of é: recall 0.5\nafter";
        let (piece, ranges) = snippet(text, &read("recall").0);
        let units: Vec<u16> = piece.encode_utf16().collect();
        let found: Vec<_> = ranges
            .iter()
            .map(|(from, to)| String::from_utf16(&units[*from as usize..*to as usize]).unwrap())
            .collect();
        assert_eq!(found, ["Recall", "recall"]);
        assert!(piece.starts_with("🦀 <b>Recall</b>"), "{piece}");
    }

    #[test]
    fn a_piece_is_short_and_has_the_most_matches() {
        let text = format!("one {} one two {}", "x ".repeat(500), "y ".repeat(500));
        let (piece, ranges) = snippet(&text, &read("one two").0);
        assert!(
            piece.chars().count() <= LENGTH && ranges.len() == 2,
            "{piece}"
        );
    }
}
