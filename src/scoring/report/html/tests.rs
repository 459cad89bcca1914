mod hostile;

use super::*;
use crate::domain::adjudication::Standing;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::scoring::report::front::figures::Figures;
use crate::scoring::report::front::{Basis, front};
use hostile::{HOSTILE, decided, report};

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
        "64 of 100, decided by <bdi>",
        ", who decided</footer>",
        "</bdi>: 64 of 100</h3>",
        "One person’s view: ",
        "What such tools did outside the sandbox is not recorded.",
        "1 of 3 hidden checks pass. 1 could not be determined.",
        "<td class=\"number\">0.714</td><td class=\"number\">–</td>",
        "<h3 dir=\"auto\">contradicted: “",
        "A strong answer shows: ",
        "Not finished: time ran out",
        "<bdi>ada</bdi> discussed: ",
        "final score 64: ",
        "reopened: ",
        "not observed to 2: ",
        "(corrected from 1: ",
        "The levels add up to 50; ",
        "✗ not kept",
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
    report.front = front(Basis {
        standing: &Standing::Unscored,
        criteria: &[],
        reviews: &[],
        log: &[],
        checks: &[],
        apart: ScoringPolicy::default().reviews,
        skills: &[],
        tools: None,
        figures: Figures::default(),
    });
    report.criteria.clear();
    report.reviews.clear();
    report.answers.clear();
    (report.final_note, report.submitted_at) = (None, None);
    let text = page(&report).unwrap();
    for part in [
        "No score yet: no review counts.",
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
    assert!(text.contains("64 of 100, one person’s view: only <bdi>ada</bdi> has judged this."));
    assert!(text.contains("2 levels apart"));
    assert!(text.contains("0:01:01–1:02:02 (events 3–9)"));
    let disputed = Standing::Disputed {
        corrected: false,
        differences: Vec::new(),
        ready: false,
        lowest: 30,
        highest: 90,
    };
    let text = page(&report(disputed)).unwrap();
    assert!(text.contains("No score yet: ") && text.contains("from 30 to 90"));
}

#[test]
fn the_parts_are_those_of_the_page_in_the_same_order() {
    let parts = include_str!("../../../../web/src/report/parts.json");
    let expected: Vec<String> = serde_json::from_str(parts).unwrap();
    let text = page(&report(decided())).unwrap();
    let found = text.split("data-part=\"").skip(1);
    let found: Vec<_> = found.filter_map(|it| it.split('"').next()).collect();
    assert_eq!(found, expected);
}

#[test]
fn names_keep_their_direction_to_themselves_and_marks_of_direction_are_shown() {
    let mut report = report(Standing::Unscored);
    report.label = "נועה \u{202e}evil".into();
    report.reviews[0].reviewer = "سارة".into();
    let text = page(&report).unwrap();
    assert!(text.contains("<bdi>נועה ⟨U+202E⟩evil</bdi></h1>"));
    assert!(text.contains("<h3><bdi>سارة</bdi>: 64 of 100</h3>"));
    assert!(!text.contains('\u{202e}'));
}
