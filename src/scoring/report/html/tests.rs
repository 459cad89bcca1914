use super::*;
use crate::domain::adjudication::{LogEntry, Standing, Step};
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::domain::ids::SessionId;
use crate::domain::review::ClaimVerdict;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;
use crate::scoring::report::front::figures::Figures;
use crate::scoring::report::front::{Basis, front};
use crate::scoring::report::parts::{
    AnswerReport, ClaimReport, ConstraintReport, CriterionReport, Mark, MessageReport,
    ReviewReport, Seen,
};
use crate::scoring::review::anchors::Qualification;

/// Would run, load or end something if it were markup.
const HOSTILE: &str = "</title></style><script>alert(1)</script><img src=x onerror='a' b=\"c\">&";

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
        }],
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
    let steps = [discussed, decided, Step::Reopened { why: why() }];
    let entry = |(number, done)| LogEntry {
        number,
        by: HOSTILE.into(),
        at: Timestamp(0),
        done,
    };
    (1..).zip(steps).map(entry).collect()
}

fn report(standing: Standing) -> Report {
    let session = SessionId::generate();
    let claim = ClaimReport {
        from: 0,
        text: HOSTILE.into(),
        verdict: ClaimVerdict::Contradicted,
        reason: HOSTILE.into(),
        evidence: mark().evidence,
    };
    Report {
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
        criteria: vec![CriterionReport {
            id: "cause".into(),
            title: HOSTILE.into(),
            question: HOSTILE.into(),
            levels: vec![0, 3],
            apart: Some(2),
            split: false,
            marks: vec![mark()],
        }],
        answers: vec![answer()],
        reviews: vec![ReviewReport {
            reviewer: HOSTILE.into(),
            qualification: Qualification::Unasked,
            final_score: Some(64),
            final_reason: HOSTILE.into(),
            submitted_at: Some(Timestamp(0)),
            spent: 0,
            claims: vec![claim],
        }],
        messages: vec![message()],
        constraints: vec![ConstraintReport {
            says: HOSTILE.into(),
            how: HOSTILE.into(),
            check: None,
        }],
        checks: [CheckOutcome::Pass, CheckOutcome::Fail, CheckOutcome::Error]
            .map(check)
            .into(),
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
fn decided() -> Standing {
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

fn assert_harmless(page: &str) {
    for forbidden in ["<script", "<img", "onerror='", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    // Only within tags: as text, these letters are harmless.
    let tags = page.split('<').skip(1);
    for tag in tags.filter_map(|it| it.split('>').next()) {
        assert!(!tag.contains(" src=") && !tag.contains(" href="), "{tag}");
    }
    assert_eq!(page.matches("</title>").count(), 1);
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    assert!(!page.contains("&amp;lt;"), "something is escaped twice");
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn nothing_that_was_written_becomes_markup() {
    let single = Standing::Single {
        reviewer: HOSTILE.into(),
        score: 64,
    };
    assert_harmless(&page(&report(single)).unwrap());
    assert_harmless(&page(&report(decided())).unwrap());
}

#[test]
fn every_part_of_a_report_is_on_the_page() {
    let text = page(&report(decided())).unwrap();
    for part in [
        "handed in 1970-01-01 00:00 UTC",
        "Decided by ",
        ", after reviews from 60 to 70: ",
        ": 64 of 100</h3>",
        "<h3>contradicted: “",
        "A strong answer shows: ",
        "Not finished: time ran out",
        ", ada discussed: ",
        "final score 64: ",
        "reopened: ",
        "Message from the ",
        "The candidate wrote back:",
        "<h2>Constraints</h2>",
        "✓ pass",
        "✗ fail",
        "! undetermined",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn an_empty_report_says_what_is_missing() {
    let mut report = report(Standing::Unscored);
    report.criteria.clear();
    report.reviews.clear();
    report.answers.clear();
    (report.final_note, report.submitted_at) = (None, None);
    let text = page(&report).unwrap();
    for part in [
        "Final score – of 100",
        "No review counts yet.",
        "No review was submitted.",
        "No reviewer marked a claim.",
        "No final note was left.",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("handed in"));
}

#[test]
fn moments_and_ranges_say_whose_word_they_are() {
    use crate::domain::event::Word;
    let single = Standing::Single {
        reviewer: "ada".into(),
        score: 64,
    };
    let mut report = report(single);
    let [seen] = &mut report.criteria[0].marks[0].evidence[..] else {
        panic!("one range is pinned");
    };
    (seen.word, seen.kind) = (Some(Word::Candidate), "note.free".into());
    let [claimed] = &mut report.reviews[0].claims[0].evidence[..] else {
        panic!("one range is pinned");
    };
    (claimed.word, claimed.kind) = (Some(Word::Host), "file.changed".into());
    claimed.to_seq = claimed.from_seq;
    let text = page(&report).unwrap();
    assert!(text.contains("0:01:01–1:02:02 (events 3–9, candidate wrote)"));
    assert!(text.contains("0:01:01 (file.changed, host saw, event 3)"));
}

#[test]
fn it_says_what_the_score_is_and_on_what_it_rests() {
    let single = Standing::Single {
        reviewer: "ada".into(),
        score: 64,
    };
    let text = page(&report(single)).unwrap();
    assert!(text.contains("Final score 64 of 100") && text.contains("A single review, by ada"));
    assert!(text.contains("2 levels apart"));
    assert!(text.contains("0:01:01–1:02:02 (events 3–9)"));
    let disputed = Standing::Disputed {
        differences: Vec::new(),
        ready: false,
        lowest: 30,
        highest: 90,
    };
    let text = page(&report(disputed)).unwrap();
    assert!(text.contains("Final score – of 100") && text.contains("from 30 to 90"));
}
