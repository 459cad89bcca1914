//! What was asked of the pipeline, and which files that the scenario laid in were looked at.

use crate::domain::event::Word;
use crate::replay::answers::{DoneItemView, DoneView};
use crate::replay::index::Index;
use crate::replay::laid::LaidFile;
use crate::replay::line::count_of;

/// Documents that the pipeline answers from come last: there may be many.
const DOCUMENTS: &str = "corpus/";

pub(super) fn questions(index: &Index, asks: u64) -> DoneView {
    let asked = &index.asked;
    let beyond: Vec<_> = asked.questions.iter().filter(|it| !it.quoted).collect();
    let quoted = asked.questions.len() - beyond.len();
    let count = beyond.len() as u64;
    let text = match count {
        0 => "never: no typed command asks another".to_owned(),
        some => format!(
            "{} that neither brief nor messages have",
            count_of(some, "question")
        ),
    };
    let spans = match asks {
        0 => "no span of a question".to_owned(),
        some => format!("{} by their spans", count_of(some, "question")),
    };
    let text = format!("{text}; {quoted} that they have; {spans} in all");
    let own = beyond.iter().map(|it| DoneItemView {
        text: it.text.clone(),
        seq: Some(it.seq),
    });
    let batches = asked.batches.iter().map(|(seq, file)| DoneItemView {
        text: format!("all of {file}"),
        seq: Some(*seq),
    });
    let first = beyond.first().map(|it| it.seq);
    DoneView {
        label: "Questions beyond the complaint's".to_owned(),
        count,
        text,
        rests_on: "Questions of typed commands, each wording once, compared word by word with the \
                   brief and the messages. Those of scripts and files are known by their spans only, \
                   which do not have the text."
            .to_owned(),
        first: first.or(asked.batches.first().map(|it| it.0)),
        word: Word::Candidate,
        items: own.chain(batches).collect(),
        omitted: asked.omitted,
    }
}

/// `None` if it is not known what was laid in.
pub(super) fn laid(index: &Index) -> Option<DoneView> {
    let files = &index.laid.files;
    if files.is_empty() {
        return None;
    }
    let opened = files.iter().filter(|it| it.opened.is_some());
    let mut rest: Vec<&LaidFile> = files.iter().filter(|it| it.opened.is_none()).collect();
    rest.sort_by_key(|it| (it.path.starts_with(DOCUMENTS), it.around.is_some()));
    let around = rest.iter().filter(|it| it.around.is_some()).count();
    let never = rest.len() - around;
    let items = rest.iter().map(|it| DoneItemView {
        text: match (it.around, it.brought) {
            (Some(_), _) => format!(
                "{}: only its folder, its name or a pattern was typed",
                it.path
            ),
            (None, Some(_)) => format!("{}: never, since a message brought it", it.path),
            (None, None) => format!("{}: never", it.path),
        },
        seq: it.around.or(it.brought),
    });
    Some(DoneView {
        label: "Files laid in and not opened".to_owned(),
        count: never as u64,
        text: format!(
            "{never} of {} that the scenario laid into the workspace; of {around} more only the \
             folder, the name or a pattern was typed",
            files.len()
        ),
        rests_on:
            "Opened means that a typed command names the file, or that the candidate changed \
                   it. What an editor's list, a script or an AI tool opens is not seen. The first \
                   moment is that of the first file that was opened."
                .to_owned(),
        first: opened.filter_map(|it| it.opened).min(),
        word: Word::Candidate,
        items: items.collect(),
        omitted: index.laid.omitted,
    })
}
