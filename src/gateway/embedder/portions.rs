//! Work in small pieces, so that nobody waits long for a turn.

use super::super::minilm::Pieces;

/// Texts in a batch, at most.
const BATCH_TEXTS: usize = 32;
/// Word pieces in a batch, padding included: as many as one text of full length has, so that no
/// batch takes longer than that.
const BATCH_PIECES: usize = 256;
/// Bytes of text that are cut into word pieces at once.
const PORTION_BYTES: usize = 16 << 10;

/// Groups texts in their order into groups that take little time each.
pub(super) fn portions(texts: Vec<String>) -> Vec<Vec<String>> {
    let mut portions: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for text in texts {
        bytes += text.len();
        match portions.last_mut() {
            Some(portion) if bytes <= PORTION_BYTES => portion.push(text),
            _ => {
                bytes = text.len();
                portions.push(vec![text]);
            }
        }
    }
    portions
}

/// Groups texts by length, so that little is spent on padding.
pub(super) fn batches(mut missing: Vec<usize>, pieces: &[Pieces]) -> Vec<Vec<usize>> {
    missing.sort_by_key(|at| pieces[*at].len());
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for at in missing {
        // Sorted, so `at` is the longest yet and sets the padding of its batch.
        match batches.last_mut() {
            Some(batch)
                if batch.len() < BATCH_TEXTS
                    && (batch.len() + 1) * pieces[at].len() <= BATCH_PIECES =>
            {
                batch.push(at);
            }
            _ => batches.push(vec![at]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_of_similar_length_and_bounded() {
        let pieces: Vec<Pieces> = [256, 3, 200, 4]
            .iter()
            .map(|length| vec![7; *length])
            .chain(vec![vec![7; 5]; 40])
            .collect();
        let batches = batches((0..pieces.len()).collect(), &pieces);
        assert_eq!(
            batches.iter().map(Vec::len).collect::<Vec<_>>(),
            [32, 10, 1, 1]
        );
        assert_eq!(batches[0][..2], [1, 3], "shortest first");
        assert_eq!(batches[2..], [vec![2], vec![0]], "longest last, and apart");
        let middling = vec![vec![7; 60]; 10];
        let batches = super::batches((0..10).collect(), &middling);
        assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
    }

    #[test]
    fn portions_keep_the_order_and_their_size() {
        let text = |bytes: usize| "x".repeat(bytes);
        let sizes = [10, 10 << 10, 10 << 10, 1 << 20, 5, 6];
        let portions = portions(sizes.map(text).to_vec());
        let lengths: Vec<Vec<usize>> = portions
            .iter()
            .map(|portion| portion.iter().map(String::len).collect())
            .collect();
        assert_eq!(
            lengths,
            [
                vec![10, 10 << 10],
                vec![10 << 10],
                vec![1 << 20],
                vec![5, 6]
            ]
        );
    }
}
