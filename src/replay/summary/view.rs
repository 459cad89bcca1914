//! A line of the summary, by whose word it is.

use crate::domain::event::Word;
use crate::replay::answers::SummaryLineView;

/// On the host's word.
pub fn line(label: &str, text: String, seq: Option<u64>) -> SummaryLineView {
    SummaryLineView {
        label: label.to_owned(),
        text,
        seq,
        word: Word::Host,
    }
}

/// On the candidate's word.
pub fn said(label: &str, text: String, seq: Option<u64>) -> SummaryLineView {
    SummaryLineView {
        word: Word::Candidate,
        ..line(label, text, seq)
    }
}
