//! Messages without an answer, and hypotheses without evidence.

use crate::domain::event::Word;
use crate::replay::answers::{DoneItemView, DoneView};
use crate::replay::hypotheses::Supposed;
use crate::replay::index::Index;
use crate::replay::line::{clock, count_of};

/// `None` if there were none.
pub(super) fn messages(index: &Index) -> Option<DoneView> {
    let letters = &index.letters;
    if letters.count() == 0 {
        return None;
    }
    let silent: Vec<_> = letters.all.iter().filter(|it| it.reply.is_none()).collect();
    let items = silent.iter().map(|it| DoneItemView {
        text: format!("{} at {}: {}", it.from, clock(it.time), it.line),
        seq: Some(it.seq),
    });
    let count = silent.len() as u64;
    Some(DoneView {
        label: "Messages not answered".to_owned(),
        count,
        text: format!("{count} of {}", count_of(letters.count(), "message")),
        rests_on: "Replies on the candidate's page, by the message that they answer. Whether a \
                   message was read is not recorded. The first moment is that of the first reply."
            .to_owned(),
        first: letters.all.iter().filter_map(|it| it.reply).min(),
        word: Word::Host,
        items: items.collect(),
        omitted: letters.omitted,
    })
}

/// `None` if there were none.
pub(super) fn hypotheses(index: &Index) -> Option<DoneView> {
    let all = &index.markers.hypotheses;
    if all.is_empty() {
        return None;
    }
    let weak: Vec<_> = all.iter().filter_map(|it| said(index, it)).collect();
    let bare = all.iter().filter(|it| it.evidence.is_none()).count();
    let unseen = all.iter().filter(|it| it.is_closed_unseen()).count();
    let closed = match unseen {
        0 => String::new(),
        some => format!("; {some} supported or ruled out with nothing recorded in between"),
    };
    Some(DoneView {
        label: "Hypotheses without evidence".to_owned(),
        count: bare as u64,
        text: format!("{bare} of {}{closed}", all.len()),
        rests_on:
            "Entries of the journal. Evidence belongs to the hypothesis before it, or to those \
                   that it names by number, such as H1. The first moment is that of the first \
                   evidence."
                .to_owned(),
        first: all.iter().filter_map(|it| it.evidence).min(),
        word: Word::Candidate,
        items: weak,
        omitted: 0,
    })
}

/// What a hypothesis lacks; `None` if nothing.
fn said(index: &Index, it: &Supposed) -> Option<DoneItemView> {
    let marker = index.markers.all.get(it.place)?;
    let lacks = match (it.evidence, it.is_closed_unseen()) {
        (None, true) => "never got evidence, and nothing is recorded before it was closed",
        (None, false) => "never got evidence",
        (Some(_), true) => "nothing is recorded before it was closed",
        (Some(_), false) => return None,
    };
    Some(DoneItemView {
        text: format!("{} {}: {lacks}", it.note, marker.label),
        seq: Some(marker.seq),
    })
}
