//! Which texts of which events are searched.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::domain::event::{Event, EventBody, FileVersion, ModelCall, Word};
use crate::domain::ids::Digest;
use crate::domain::payload::BlobRef;
use crate::replay::answers::SourceView;
use crate::replay::keyframes::{Contents, bytes_of};
use crate::replay::line::shortened;
use crate::replay::read::{Other, Read};
use crate::replay::seen::SeenLine;

/// The most characters of one text.
const LONGEST: usize = 16 * 1024;
/// The most bytes of a content that is searched. Of a larger file, only the path is searched.
const LARGEST: u64 = 256 * 1024;
/// The most bytes of lines that share a document.
const LINES: usize = 2 * 1024;

const WORDS: [Word; 3] = [Word::Host, Word::Sandbox, Word::Candidate];

const SOURCES: [SourceView; 10] = [
    SourceView::Command,
    SourceView::Screen,
    SourceView::Path,
    SourceView::Change,
    SourceView::Request,
    SourceView::Answer,
    SourceView::Span,
    SourceView::Note,
    SourceView::Message,
    SourceView::Other,
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub seq: u64,
    pub kind: String,
    pub source: SourceView,
    /// Only for lines of a screen.
    pub terminal: Option<u32>,
    pub word: Word,
    pub text: String,
}

pub(super) fn number_of_word(word: Word) -> u64 {
    let place = WORDS.iter().position(|it| *it == word);
    place.map_or(2, |place| place as u64)
}

/// The weakest word if the number stands for none.
pub(super) fn word_of(number: u64) -> Word {
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    WORDS.get(place).copied().unwrap_or(Word::Candidate)
}

pub(super) fn number_of(source: SourceView) -> u64 {
    SOURCES
        .iter()
        .position(|it| *it == source)
        .map_or(9, |place| place as u64)
}

/// `Other` if the number stands for none.
pub(super) fn source_of(number: u64) -> SourceView {
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    SOURCES.get(place).copied().unwrap_or(SourceView::Other)
}

/// The contents that reading an event needs: terminal output and input, and what is searched.
pub fn wanted(read: &Read) -> Vec<Digest> {
    let Read::Known(event) = read else {
        return Vec::new();
    };
    let small = |it: &BlobRef| it.length <= LARGEST;
    let of_file = |file: &FileVersion| file.content.filter(small);
    let wanted: Vec<Option<BlobRef>> = match &event.body {
        EventBody::TerminalOutput { bytes, .. } | EventBody::TerminalInput { bytes, .. } => {
            vec![bytes.blob()]
        }
        EventBody::FileChanged { before, after, .. } => {
            vec![before.as_ref().and_then(of_file), of_file(after)]
        }
        EventBody::ModelChat(call)
        | EventBody::ModelEmbedding(call)
        | EventBody::ModelRefused(call) => vec![call.request.blob().filter(small)],
        // This includes what checks found: all readers share the index, and not all of them may see
        // that.
        _ => Vec::new(),
    };
    wanted.into_iter().flatten().map(|it| it.blob).collect()
}

/// Lines of one terminal that one event completed share a document.
pub fn of_lines(lines: Vec<(u32, SeenLine)>) -> Vec<Document> {
    let mut documents = Vec::<Document>::new();
    for (terminal, line) in lines {
        let text = shortened(&line.text, LINES);
        match documents.last_mut() {
            Some(last)
                if last.seq == line.seq
                    && last.terminal == Some(terminal)
                    && last.text.len() + text.len() < LINES =>
            {
                last.text.push('\n');
                last.text.push_str(&text);
            }
            _ => documents.push(Document {
                seq: line.seq,
                kind: "terminal.output".to_owned(),
                source: SourceView::Screen,
                terminal: Some(terminal),
                // As for every `terminal.output`: the sandbox printed it, whatever it says.
                word: Word::Sandbox,
                text,
            }),
        }
    }
    documents
}

pub fn of_event(read: &Read, kind: &str, contents: &Contents) -> Vec<Document> {
    let texts = match read {
        Read::Known(event) => texts(event, contents),
        Read::Other(Other { data, .. }) => vec![(SourceView::Other, strings(data))],
    };
    let word = word(read);
    let document = |(source, text): (SourceView, String)| Document {
        seq: read.seq(),
        kind: kind.to_owned(),
        source,
        terminal: None,
        word,
        text: shortened(&text, LONGEST),
    };
    let said = texts.into_iter().filter(|it| !it.1.trim().is_empty());
    said.map(document).collect()
}

/// Whose word an event's texts are. The host saw that a final note was handed in, but the note is
/// the candidate's word.
fn word(read: &Read) -> Word {
    match read {
        Read::Known(event) => match &event.body {
            EventBody::SessionSubmitted { .. } | EventBody::SessionExpired { .. } => {
                Word::Candidate
            }
            body => body.word(),
        },
        Read::Other(_) => Word::Candidate,
    }
}

fn texts(event: &Event, contents: &Contents) -> Vec<(SourceView, String)> {
    use SourceView::{Change, Command, Message, Note, Other, Path, Span};
    let one = |source, text: &str| vec![(source, text.to_owned())];
    match &event.body {
        EventBody::CommandStarted { text, .. } => one(Command, text),
        EventBody::FileChanged {
            path,
            before,
            after,
        } => {
            let changed = changed_lines(before.as_ref(), after, contents);
            vec![(Path, path.clone()), (Change, changed)]
        }
        EventBody::FileDeleted { path, .. } => one(Path, path),
        EventBody::FileRefused { path, reason } => one(Path, &format!("{path}: {reason}")),
        EventBody::FileSummarised(it) => one(Path, &format!("{}: {}", it.path, it.why)),
        EventBody::GitCommit(it) => one(Other, &format!("{}\n{}", it.id, it.message)),
        EventBody::GitMoved(it) => one(Other, &it.reference),
        EventBody::ModelChat(call)
        | EventBody::ModelEmbedding(call)
        | EventBody::ModelRefused(call) => of_call(call, contents),
        EventBody::SpanEnded {
            name,
            attributes,
            details,
            ..
        } => {
            let moments = details.events.iter();
            let moments = moments.map(|it| format!("\n{}\n{}", it.name, strings(&it.attributes)));
            let moments: String = moments.collect();
            let (own, status) = (strings(attributes), &details.status_message);
            vec![(Span, format!("{name}\n{own}\n{status}{moments}"))]
        }
        EventBody::NoteHypothesis(note)
        | EventBody::NoteEvidence(note)
        | EventBody::NoteDecision(note)
        | EventBody::NoteFix(note)
        | EventBody::NoteFree(note) => one(Note, &note.text),
        EventBody::InjectDelivered(it) => one(Message, &it.message),
        EventBody::MessageSent(it) => one(Message, &it.text),
        EventBody::QuestionAsked(it) => one(Message, &it.asks),
        EventBody::QuestionAnswered(it) => one(Message, &it.text),
        EventBody::SessionSubmitted { final_note, .. }
        | EventBody::SessionExpired {
            unfinished_note: Some(final_note),
            ..
        } => one(Message, final_note),
        EventBody::RecorderDegraded { reason, .. }
        | EventBody::SandboxFailing { reason, .. }
        | EventBody::SessionInterrupted { reason, .. } => one(Other, reason),
        EventBody::RecorderLimited(limited) => one(Other, &limited.to_string()),
        // This includes what checks found: all readers share the index, and not all of them may see
        // that.
        _ => Vec::new(),
    }
}

fn of_call(call: &ModelCall, contents: &Contents) -> Vec<(SourceView, String)> {
    // The first event of a stream has the request. The last has the answer too.
    let request = bytes_of(&call.request, contents);
    let request = match serde_json::from_slice::<Value>(&request) {
        Ok(request) => strings(&request),
        Err(_) => String::from_utf8_lossy(&request).into_owned(),
    };
    let answer = call.answer.clone().unwrap_or_default();
    vec![(SourceView::Request, request), (SourceView::Answer, answer)]
}

/// All texts and numbers in a value, one a line, up to about 64 KiB.
fn strings(value: &Value) -> String {
    let mut text = String::new();
    collect(value, &mut text);
    text
}

fn collect(value: &Value, text: &mut String) {
    if text.len() > 4 * LONGEST {
        return;
    }
    match value {
        Value::String(string) => {
            text.push_str(string);
            text.push('\n');
        }
        Value::Number(number) => {
            text.push_str(&number.to_string());
            text.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, text)),
        Value::Object(values) => values.values().for_each(|value| collect(value, text)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Lines that a change added or removed.
fn changed_lines(before: Option<&FileVersion>, after: &FileVersion, contents: &Contents) -> String {
    let content = |file: &FileVersion| {
        let bytes = contents.get(&file.content?.blob)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let Some(after) = content(after) else {
        return String::new();
    };
    let Some(before) = before.map(content) else {
        return after;
    };
    let Some(before) = before else {
        return String::new();
    };
    let diff = TextDiff::configure()
        .timeout(std::time::Duration::from_millis(100))
        .diff_lines(&before[..], &after[..]);
    let mut lines = String::new();
    for change in diff.iter_all_changes() {
        if change.tag() != ChangeTag::Equal && lines.len() < 4 * LONGEST {
            lines.push_str(change.value());
        }
    }
    lines
}
