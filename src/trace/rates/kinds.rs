//! The kinds of events that have a rate, and the one table of rates.
//!
//! Honest heavy work stays below the rates: 6,000 questions to the pipeline in 35 minutes made 80
//! events a second.

/// Kinds that have a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rated {
    /// Commands that marks in a terminal's output report.
    Command,
    /// Opened terminals, changes of their size, and refused input.
    Terminal,
    File,
    /// Evaluations that were read from the history.
    Evaluation,
    /// Complete spans.
    Span,
    /// Spans beyond the rate of [`Rated::Span`], cut to what the row of a question needs.
    Stage,
    VectorCall,
    /// Notes and their revisions.
    Note,
    /// Revisions of answers.
    Answer,
    Reply,
    /// Spans whose attributes were cut: never admitted, only counted.
    SpanDetail,
    /// Calls to the vector store that the sandbox says it did not report: never admitted, only
    /// counted.
    VectorClaim,
}

/// How many events of one kind a session may have.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once, after a rest.
    pub burst: u32,
    /// For each second, permanently.
    pub sustained: u32,
    /// In the whole session.
    pub total: u32,
}

const fn rate(burst: u32, sustained: u32, total: u32) -> Rate {
    Rate {
        burst,
        sustained,
        total,
    }
}

impl Rated {
    /// In the order of the declaration: a kind is its own index.
    pub const ALL: [Self; 12] = [
        Self::Command,
        Self::Terminal,
        Self::File,
        Self::Evaluation,
        Self::Span,
        Self::Stage,
        Self::VectorCall,
        Self::Note,
        Self::Answer,
        Self::Reply,
        Self::SpanDetail,
        Self::VectorClaim,
    ];

    /// `docs/trace.md` has this table for people.
    pub const fn rate(self) -> Rate {
        match self {
            // A script that is pasted line by line is one command for each line.
            Self::Command => rate(3_000, 10, 60_000),
            Self::Terminal => rate(300, 5, 20_000),
            // As many files as a workspace may have, deleted and written again.
            Self::File => rate(40_000, 50, 400_000),
            Self::Evaluation => rate(500, 1, 10_000),
            Self::Span => rate(20_000, 150, 600_000),
            Self::Stage => rate(20_000, 100, 300_000),
            Self::VectorCall => rate(5_000, 100, 200_000),
            Self::Note => rate(120, 1, 4_000),
            Self::Answer => rate(120, 2, 10_000),
            Self::Reply => rate(30, 1, 400),
            Self::SpanDetail | Self::VectorClaim => rate(0, 0, 0),
        }
    }

    /// The name in `recorder.limited`.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Command => "commands",
            Self::Terminal => "terminal_changes",
            Self::File => "file_changes",
            Self::Evaluation => "evaluations",
            Self::Span => "spans",
            Self::Stage => "stage_spans",
            Self::VectorCall | Self::VectorClaim => "vector_calls",
            Self::Note => "notes",
            Self::Answer => "answers",
            Self::Reply => "replies",
            Self::SpanDetail => "span_details",
        }
    }

    /// Who counts; `None` if it is the service.
    pub const fn source(self) -> Option<&'static str> {
        match self {
            Self::VectorClaim => Some("sandbox"),
            _ => None,
        }
    }

    /// The name in the database's counts.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::VectorClaim => "vector_calls.claimed",
            other => other.what(),
        }
    }
}
