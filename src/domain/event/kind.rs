//! Every kind of event by its name, and whose word it is. `docs/trace.md` has the same table for
//! people, with the reasons; a test compares the two.

use super::{EventBody, Word};

/// Whose word each kind is.
pub const WORDS: [(&str, Word); 51] = [
    ("session.created", Word::Host),
    ("session.track_chosen", Word::Host),
    ("session.consented", Word::Host),
    ("session.started", Word::Host),
    ("session.interrupted", Word::Host),
    ("session.recovered", Word::Host),
    ("session.paused", Word::Host),
    ("session.resumed", Word::Host),
    ("session.extended", Word::Host),
    ("session.withdrawn", Word::Host),
    ("session.handing_in", Word::Host),
    ("session.submitted", Word::Host),
    ("session.expired", Word::Host),
    ("sandbox.booted", Word::Sandbox),
    ("sandbox.failing", Word::Host),
    ("brief.opened", Word::Host),
    ("inject.delivered", Word::Host),
    ("question.asked", Word::Host),
    ("question.answered", Word::Candidate),
    ("message.sent", Word::Candidate),
    ("terminal.opened", Word::Host),
    ("terminal.output", Word::Sandbox),
    ("terminal.input", Word::Host),
    ("terminal.resized", Word::Host),
    ("terminal.closed", Word::Sandbox),
    ("terminal.refused", Word::Host),
    ("command.started", Word::Candidate),
    ("command.finished", Word::Candidate),
    ("file.changed", Word::Host),
    ("file.deleted", Word::Host),
    ("file.renamed", Word::Host),
    ("file.refused", Word::Host),
    ("file.summarised", Word::Host),
    ("git.moved", Word::Candidate),
    ("git.commit", Word::Candidate),
    ("model.chat", Word::Host),
    ("model.embedding", Word::Host),
    ("model.refused", Word::Host),
    ("vector.call", Word::Candidate),
    ("eval.completed", Word::Candidate),
    ("span.ended", Word::Candidate),
    ("note.hypothesis", Word::Candidate),
    ("note.evidence", Word::Candidate),
    ("note.decision", Word::Candidate),
    ("note.fix", Word::Candidate),
    ("note.free", Word::Candidate),
    ("check.completed", Word::Host),
    ("recorder.nearing", Word::Host),
    ("recorder.degraded", Word::Host),
    ("recorder.restored", Word::Host),
    ("recorder.limited", Word::Host),
];

impl EventBody {
    /// The kind as the trace names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SessionCreated { .. } => "session.created",
            Self::SessionTrackChosen { .. } => "session.track_chosen",
            Self::SessionConsented { .. } => "session.consented",
            Self::SessionStarted { .. } => "session.started",
            Self::SessionInterrupted { .. } => "session.interrupted",
            Self::SessionRecovered { .. } => "session.recovered",
            Self::SessionPaused(_) => "session.paused",
            Self::SessionResumed(_) => "session.resumed",
            Self::SessionExtended(_) => "session.extended",
            Self::SessionWithdrawn(_) => "session.withdrawn",
            Self::SessionHandingIn {} => "session.handing_in",
            Self::SessionSubmitted { .. } => "session.submitted",
            Self::SessionExpired { .. } => "session.expired",
            Self::SandboxBooted { .. } => "sandbox.booted",
            Self::SandboxFailing { .. } => "sandbox.failing",
            Self::BriefOpened { .. } => "brief.opened",
            Self::InjectDelivered(_) => "inject.delivered",
            Self::QuestionAsked(_) => "question.asked",
            Self::QuestionAnswered(_) => "question.answered",
            Self::MessageSent(_) => "message.sent",
            Self::TerminalOpened { .. } => "terminal.opened",
            Self::TerminalOutput { .. } => "terminal.output",
            Self::TerminalInput { .. } => "terminal.input",
            Self::TerminalResized { .. } => "terminal.resized",
            Self::TerminalClosed { .. } => "terminal.closed",
            Self::TerminalRefused { .. } => "terminal.refused",
            Self::CommandStarted { .. } => "command.started",
            Self::CommandFinished { .. } => "command.finished",
            Self::FileChanged { .. } => "file.changed",
            Self::FileDeleted { .. } => "file.deleted",
            Self::FileRenamed(_) => "file.renamed",
            Self::FileRefused { .. } => "file.refused",
            Self::FileSummarised(_) => "file.summarised",
            Self::GitMoved(_) => "git.moved",
            Self::GitCommit(_) => "git.commit",
            Self::ModelChat(_) => "model.chat",
            Self::ModelEmbedding(_) => "model.embedding",
            Self::ModelRefused(_) => "model.refused",
            Self::VectorCall(_) => "vector.call",
            Self::EvalCompleted(_) => "eval.completed",
            Self::SpanEnded { .. } => "span.ended",
            Self::NoteHypothesis(_) => "note.hypothesis",
            Self::NoteEvidence(_) => "note.evidence",
            Self::NoteDecision(_) => "note.decision",
            Self::NoteFix(_) => "note.fix",
            Self::NoteFree(_) => "note.free",
            Self::CheckCompleted(_) => "check.completed",
            Self::RecorderNearing { .. } => "recorder.nearing",
            Self::RecorderDegraded { .. } => "recorder.degraded",
            Self::RecorderRestored { .. } => "recorder.restored",
            Self::RecorderLimited(_) => "recorder.limited",
        }
    }

    /// Whose word this is. If several had a part in it, the least reliable one counts.
    pub fn word(&self) -> Word {
        // A number that the sandbox counted arrives on a socket that every process there can reach.
        if let Self::RecorderLimited(limited) = self
            && limited.source.is_some()
        {
            return Word::Candidate;
        }
        let kind = self.kind();
        let found = WORDS.iter().find(|(named, _)| *named == kind);
        // If a kind were missing, the least reliable word. A test makes sure that none is.
        found.map_or(Word::Candidate, |(_, word)| *word)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ts_rs::TS as _;

    use super::*;

    const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/trace.md");

    /// Rows of the table under "Whose word it is": kinds, separated by commas, and a word.
    fn documented() -> BTreeMap<String, String> {
        let page = std::fs::read_to_string(DOCS).unwrap();
        let (_, section) = page.split_once("### Whose word it is").unwrap();
        let section = section.split("\n### ").next().unwrap();
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        let mut words = BTreeMap::new();
        for row in rows {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            for kind in cells[1].split(',') {
                let kind = kind.trim().trim_matches('`').to_owned();
                let before = words.insert(kind, cells[2].to_owned());
                assert_eq!(before, None, "{row}");
            }
        }
        words
    }

    #[test]
    fn the_table_in_the_documentation_is_the_codes() {
        let code = WORDS.map(|(kind, word)| (kind.to_owned(), word.says().to_owned()));
        assert_eq!(documented(), BTreeMap::from(code));
    }

    #[test]
    fn every_kind_is_in_the_table() {
        let interface = EventBody::inline(&ts_rs::Config::default());
        let kinds = interface.split("\"kind\": \"").skip(1);
        let mut kinds: Vec<_> = kinds.filter_map(|rest| rest.split('"').next()).collect();
        let mut named = WORDS.map(|(kind, _)| kind).to_vec();
        kinds.sort_unstable();
        named.sort_unstable();
        assert_eq!(kinds, named);
    }

    #[test]
    fn a_kind_is_named_as_it_is_stored() {
        let bodies = [
            EventBody::BriefOpened {},
            EventBody::RecorderRestored {
                recorder: "files".into(),
            },
            EventBody::TerminalClosed {
                terminal: 1,
                status: 0,
            },
        ];
        for body in bodies {
            let stored = serde_json::to_value(&body).unwrap();
            assert_eq!(stored["kind"], body.kind());
        }
    }
}
