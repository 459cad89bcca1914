//! Changes to a bundle by somebody who does not compute the hashes again: the chain shows them.

use assay::domain::ids::Digest;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::made::{BEFORE, Piece, block_on, made, piece};

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_change_is_found_and_named(
        pieces in vec(piece(), 0..8), at in any::<Index>(), byte in any::<Index>(), to in b' '..b'~',
    ) {
        let made = block_on(made(&pieces));
        prop_assert_eq!(made.named(), None);
        let lines = made.lines();
        let at = at.index(lines.len());
        let seq = at as u64 + 1;

        // One byte of the event changed.
        let start = lines[at].find("\"event\":").unwrap() + "\"event\":".len();
        let end = lines[at].len() - 1;
        let mut changed = lines.clone();
        let mut line = changed[at].clone().into_bytes();
        let byte = start + byte.index(end - start);
        if line[byte].is_ascii() && line[byte] != to {
            line[byte] = to;
            if let Ok(line) = String::from_utf8(line) {
                changed[at] = line;
                made.write(&changed);
                prop_assert_eq!(made.named(), Some(seq), "changed: {}", changed[at]);
            }
        }
        // One event dropped.
        let mut dropped = lines.clone();
        dropped.remove(at);
        made.write(&dropped);
        prop_assert_eq!(made.named(), Some(seq), "dropped");
        // One event twice.
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at].clone());
        made.write(&doubled);
        prop_assert_eq!(made.named(), Some(seq + 1), "doubled");
        // Two events exchanged.
        let mut swapped = lines.clone();
        let other = (at + 1) % lines.len();
        swapped.swap(at, other);
        made.write(&swapped);
        prop_assert_eq!(made.named(), Some(at.min(other) as u64 + 1), "swapped");
        // Restored.
        made.write(&lines);
        prop_assert_eq!(made.named(), None);
    }

    #[test]
    fn contents_that_were_changed_or_removed_are_found_and_named(
        before in vec(piece(), 0..4), content in vec(any::<u8>(), 1025..1100), at in any::<Index>(),
    ) {
        // Its length distinguishes this content from all others.
        let content = [content.as_slice(), &[b'.'; 200]].concat();
        let seq = BEFORE + before.len() as u64 + 1;
        let pieces = [before, vec![Piece::Output(content.clone())]].concat();
        let made = block_on(made(&pieces));
        let file = made.path().join("blobs").join(Digest::of(&content).to_string());
        let mut changed = content.clone();
        changed[at.index(content.len())] ^= 1;
        std::fs::write(&file, changed).unwrap();
        prop_assert_eq!(made.named(), Some(seq));
        std::fs::remove_file(&file).unwrap();
        prop_assert_eq!(made.named(), Some(seq));
    }
}

#[test]
fn a_file_that_nobody_touched_is_verified_too() {
    let made = block_on(made(&[]));
    let file = made
        .path()
        .join("blobs")
        .join(Digest::of(b"An untouched file.\n").to_string());
    std::fs::write(&file, "An untouched file?\n").unwrap();
    // The event that starts the session refers to the snapshot which names it.
    assert_eq!(made.named(), Some(2));
}
