//! A report in which every text is hostile.

use crate::domain::adjudication::{Change, LogEntry, Standing, Step};
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::domain::ids::SessionId;
use crate::domain::review::{ClaimVerdict, Kept, Pinned};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;
use crate::scoring::report::front::figures::{Figure, Figures};
use crate::scoring::report::front::{Basis, front};
use crate::scoring::report::model::Report;
use crate::scoring::report::parts::{
    AnswerReport, ClaimReport, ConstraintJudgement, ConstraintReport, CorrectedMark,
    CriterionReport, Mark, MessageReport, ReviewReport, Seen,
};
use crate::scoring::review::anchors::Qualification;

/// Would run, load or end something if it were markup.
pub const HOSTILE: &str =
    "</title></style><script>alert(1)</script><img src=x onerror='a' b=\"c\">&";

fn mark() -> Mark {
    Mark {
        reviewer: HOSTILE.into(),
        points: Some(2),
        behaviour: Some(HOSTILE.into()),
        reason: HOSTILE.into(),
        evidence: vec![Seen {
            from_seq: 3,
            to_seq: 9,
            from: 61_000_000,
            to: 3_722_000_000,
            kind: HOSTILE.into(),
            word: None,
            note: HOSTILE.into(),
            label: HOSTILE.into(),
            what: Pinned::Output,
        }],
        corrected: Some(CorrectedMark {
            from: Some(1),
            why: HOSTILE.into(),
        }),
    }
}

fn answer() -> AnswerReport {
    AnswerReport {
        question: HOSTILE.into(),
        asks: HOSTILE.into(),
        strong: Some(HOSTILE.into()),
        when: HOSTILE.into(),
        asked: mark().evidence.pop(),
        answer: Some(HOSTILE.into()),
        unfinished: true,
        answered: None,
        marks: vec![mark()],
    }
}

fn message() -> MessageReport {
    let mut evidence = mark().evidence;
    MessageReport {
        from: HOSTILE.into(),
        message: HOSTILE.into(),
        seen: evidence.remove(0),
        replies: vec![HOSTILE.into()],
    }
}

fn check(outcome: CheckOutcome) -> CheckResult {
    CheckResult {
        check: HOSTILE.into(),
        asserts: HOSTILE.into(),
        outcome,
        summary: HOSTILE.into(),
        details: serde_json::Value::Null,
        duration: 1,
    }
}

fn log() -> Vec<LogEntry> {
    let why = || HOSTILE.to_owned();
    let discussed = Step::Discussed {
        participants: vec![HOSTILE.into(), "ada".into()],
        summary: HOSTILE.into(),
    };
    let decided = Step::Decided {
        score: 64,
        why: why(),
    };
    let change = Change::Criterion {
        criterion: HOSTILE.into(),
        from: None,
        to: Some(2),
    };
    let corrected = Step::Corrected { change, why: why() };
    let steps = [discussed, decided, Step::Reopened { why: why() }, corrected];
    let entry = |(number, done)| LogEntry {
        number,
        by: HOSTILE.into(),
        at: Timestamp(0),
        done,
    };
    (1..).zip(steps).map(entry).collect()
}

fn criterion() -> CriterionReport {
    CriterionReport {
        id: "cause".into(),
        title: HOSTILE.into(),
        question: HOSTILE.into(),
        weight: 3,
        levels: vec![0, 1, 2],
        apart: Some(2),
        split: false,
        marks: vec![mark()],
    }
}

fn review() -> ReviewReport {
    let claim = ClaimReport {
        from: 0,
        text: HOSTILE.into(),
        verdict: ClaimVerdict::Contradicted,
        reason: HOSTILE.into(),
        evidence: mark().evidence,
    };
    ReviewReport {
        reviewer: HOSTILE.into(),
        qualification: Qualification::Unasked,
        final_score: Some(64),
        final_reason: HOSTILE.into(),
        from_levels: Some(50),
        departure: HOSTILE.into(),
        corrected: mark().corrected,
        submitted_at: Some(Timestamp(0)),
        spent: 0,
        claims: vec![claim],
    }
}

fn figures() -> Figures {
    Figures {
        rows: vec![Figure {
            what: HOSTILE.into(),
            wanted: "at least 0.880".into(),
            start: Some("0.714".into()),
            end: None,
            outcome: Some(CheckOutcome::Error),
        }],
        missing: Some("A dash is a figure that could not be measured.".into()),
    }
}

pub fn report(standing: Standing) -> Report {
    let session = SessionId::generate();
    let criteria = vec![criterion()];
    let reviews = vec![review()];
    let checks: Vec<_> = [CheckOutcome::Pass, CheckOutcome::Fail, CheckOutcome::Error]
        .map(check)
        .into();
    let front = front(Basis {
        standing: &standing,
        criteria: &criteria,
        reviews: &reviews,
        log: &log(),
        checks: &checks,
        apart: ScoringPolicy::default().reviews,
        skills: &[HOSTILE.into()],
        tools: Some(HOSTILE.into()),
        figures: figures(),
    });
    Report {
        front,
        session,
        short: session.short(),
        title: HOSTILE.into(),
        track: Some(HOSTILE.into()),
        label: HOSTILE.into(),
        state: SessionState::Reviewed,
        submitted_at: Some(Timestamp(0)),
        active: 3_600_000_000,
        degraded: true,
        left_out: vec![HOSTILE.into()],
        standing,
        criteria,
        answers: vec![answer()],
        reviews,
        messages: vec![message()],
        constraints: vec![ConstraintReport {
            says: HOSTILE.into(),
            how: HOSTILE.into(),
            check: None,
            id: "dear".into(),
            judged: vec![ConstraintJudgement {
                reviewer: HOSTILE.into(),
                kept: Kept::No,
                reason: HOSTILE.into(),
                evidence: mark().evidence,
                corrected: Some(HOSTILE.into()),
            }],
        }],
        checks,
        final_note: Some(HOSTILE.into()),
        note_unfinished: true,
        other_edition: true,
        log: log(),
        policy: ScoringPolicy::default(),
        anchor: None,
        made_at: Timestamp(0),
    }
}

/// As hostile as the rest.
pub fn decided() -> Standing {
    Standing::Final {
        score: 64,
        by: HOSTILE.into(),
        at: Timestamp(0),
        why: HOSTILE.into(),
        lowest: 60,
        highest: 70,
        since: 0,
    }
}
