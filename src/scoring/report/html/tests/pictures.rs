//! TEMPORARY: writes reports for pictures.
use super::hostile::{decided, report as hostile};
use crate::domain::adjudication::{LogEntry, Standing, Step};
use crate::domain::event::{CheckOutcome, CheckResult, Word};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::time::Timestamp;
use crate::scoring::report::front::figures::{Figure, Figures};
use crate::scoring::report::front::{Basis, front};
use crate::scoring::report::model::Report;
use crate::scoring::report::parts::*;
use crate::scoring::review::anchors::Qualification;

const SPEC: [(&str, u32, [&str; 4]); 8] = [
    (
        "Understanding the problem",
        10,
        [
            "Starts to change code or configuration without having seen the complaint happen.",
            "Sees the complaint happen once and goes straight to one explanation.",
            "Reproduces it deliberately, notes what is affected and what is not, and what would count as repaired.",
            "As before, and notices that the reports are of different kinds or have a boundary (time, document, path), and uses it.",
        ],
    ),
    (
        "Evidence before change",
        20,
        [
            "Changes things to see whether it helps; no observation is recorded.",
            "Looks at output and code, but the stated cause rests on plausibility.",
            "Each stated cause is backed by an observation that one can find in the trace.",
            "As before, and looks for what would contradict the favourite explanation, at its weakest point first.",
        ],
    ),
    (
        "Tests that tell causes apart",
        15,
        [
            "Repeats the same query or eval without a question in mind.",
            "Runs experiments that confirm; alternatives are dropped without one.",
            "Isolates a stage or a store so that an explanation is ruled out by what is seen.",
            "States the expected outcome beforehand, runs the cheapest test that separates the candidates, and revises when it surprises.",
        ],
    ),
    (
        "Verification of the repair",
        15,
        [
            "Stops when the complaint is gone once.",
            "Runs the whole evaluation and reads one number.",
            "Shows the complaint gone and what could have been lost still there.",
            "As before, on data that was not used to find the cause.",
        ],
    ),
    (
        "Judgement under constraints",
        10,
        [
            "Breaks a constraint without noticing.",
            "Keeps them by luck.",
            "Weighs them and says so.",
            "As before, and asks where they conflict.",
        ],
    ),
    (
        "Cause in the lexical index",
        8,
        [
            "Never looks at the lexical leg alone, or blames ranking.",
            "Sees old entries in the lexical leg, without the reason.",
            "Explains that the delete term cannot match the analysed field, and repairs that.",
            "As before, shows it and keeps search by id working.",
        ],
    ),
    (
        "Cause in the dense index",
        8,
        [
            "Assumes that both stores fail alike.",
            "Sees old points, without telling which documents leave them.",
            "Explains that shortened documents leave chunks with high numbers, and repairs that.",
            "As before, and weighs the gap that the change of February was made against.",
        ],
    ),
    (
        "Communication",
        14,
        [
            "Nothing that a colleague could use.",
            "Says what was changed.",
            "Says what was wrong, since when, and what is known and not.",
            "As before, in words that the support lead can read out.",
        ],
    ),
];

fn moment(place: i64) -> Seen {
    Seen {
        from_seq: 120,
        to_seq: 148,
        from: 4_360_000_000 + place * 60_000_000,
        to: 4_442_000_000 + place * 60_000_000,
        kind: "terminal.output".into(),
        word: Some(Word::Host),
        note: "counts the entries before and after a delete".into(),
    }
}

fn made(
    names: &[&str],
    levels: &[[Option<u32>; 8]],
    scores: &[u32],
    reasons: &[&str],
    standing: Standing,
    log: Vec<LogEntry>,
) -> Report {
    let mut report = hostile(decided());
    let criteria: Vec<_> = SPEC.iter().enumerate().map(|(at, (title, weight, behaviours))| {
        let marks: Vec<Mark> = names.iter().zip(levels).map(|(name, given)| Mark {
            reviewer: (*name).into(), points: given[at],
            behaviour: given[at].map(|it| behaviours[it as usize].into()),
            reason: if given[at].is_some() { format!("They ran the search on one leg at a time and wrote down what they expected before each run ({title}).") } else { "I could not tell from the trace.".into() },
            evidence: given[at].map(|_| moment(at as i64)).into_iter().collect(),
        }).collect();
        let seen: Vec<u32> = marks.iter().filter_map(|it| it.points).collect();
        CriterionReport { id: format!("c{at}"), title: (*title).into(), question: "Did they make it concrete before looking for its cause?".into(), weight: *weight, levels: vec![0, 1, 2, 3],
            apart: (seen.len() > 1).then(|| seen.iter().max().unwrap() - seen.iter().min().unwrap()), split: !seen.is_empty() && seen.len() < marks.len(), marks }
    }).collect();
    let reviews: Vec<_> = names
        .iter()
        .zip(scores)
        .zip(reasons)
        .map(|((name, score), reason)| ReviewReport {
            reviewer: (*name).into(),
            qualification: Qualification::Unasked,
            final_score: Some(*score),
            final_reason: (*reason).into(),
            from_levels: Some(score - 3),
            submitted_at: Some(Timestamp(1_790_000_000_000_000)),
            spent: 2_400_000_000,
            claims: Vec::new(),
        })
        .collect();
    let asserts = [
        "The pipeline builds, or starts where there is nothing to build.",
        "The prompts are as Legal left them.",
        "Retrieval finds what it found before: recall@5 on held-back questions, old policies included.",
        "Held-back questions are answered as well as before.",
        "The dense leg finds nothing of the part that a document lost.",
        "An ingest after six documents changed embeds the changed documents only.",
    ];
    let checks: Vec<_> = asserts
        .iter()
        .enumerate()
        .map(|(at, it)| CheckResult {
            check: format!("k{at}"),
            asserts: (*it).into(),
            outcome: if at == 4 {
                CheckOutcome::Fail
            } else {
                CheckOutcome::Pass
            },
            summary: "as expected".into(),
            details: serde_json::Value::Null,
            duration: 1,
        })
        .collect();
    let row = |what: &str, wanted: &str, start: Option<&str>, end: &str| Figure {
        what: what.into(),
        wanted: wanted.into(),
        start: start.map(Into::into),
        end: Some(end.into()),
        outcome: Some(CheckOutcome::Pass),
    };
    let measured = names.len() > 1;
    let start = |it: &'static str| measured.then_some(it);
    report.front = front(Basis { standing: &standing, criteria: &criteria, reviews: &reviews, log: &log, checks: &checks, apart: ScoringPolicy::default().reviews,
        skills: &["retrieval debugging, one leg at a time".into(), "reasoning about two stores that must agree".into(), "repair under a cost constraint".into()],
        tools: Some("Use whatever you would use at work, outside the sandbox too, documentation and assistants included. The sandbox itself has no internet; models are reached through it.".into()),
        figures: Figures { rows: vec![row("Right passages among the first 5 hits, after reranking (recall, 1 is all of them)", "at least 0.880", start("0.714"), "0.952"), row("Share of questions answered correctly", "at least 0.700", start("0.560"), "0.780"), row("Texts embedded again after a small change", "at most 40", start("12"), "12")],
            missing: (!measured).then(|| "The figures at the start were not measured in this session: the checks have not run on the workspace as the candidate found it. The Checks view of the desk runs them.".into()) } });
    report.title = "The assistant and last year's refund window".into();
    report.label = "Nora K.".into();
    report.track = Some("Python".into());
    report.degraded = false;
    report.other_edition = false;
    report.left_out.clear();
    report.note_unfinished = false;
    report.submitted_at = Some(Timestamp(1_789_900_000_000_000));
    report.active = 13_920_000_000;
    report.standing = standing;
    report.criteria = criteria;
    report.reviews = reviews;
    report.checks = checks;
    report.log = log;
    report.answers.clear();
    report.messages.clear();
    report.constraints.clear();
    report.final_note = Some("Two causes. The lexical index keeps old entries because the delete term cannot match the analysed field; the dense one keeps the tail of a document that became shorter.".into());
    report
}

#[test]
fn writes_reports_for_pictures() {
    let good = "I would want them on the team. They separated the two stores before they changed a line, wrote down what each test should show, and said plainly what they could not know. I missed a check of the repair on documents that they had not looked at before.";
    let bad = "Not for this role yet. The causes are right, but the repair was tried on the documents of the complaint only, and the message to the support lead promised more than was known.";
    let a = [
        Some(2),
        Some(3),
        Some(3),
        Some(1),
        Some(2),
        Some(3),
        Some(2),
        Some(2),
    ];
    let b = [
        Some(2),
        Some(3),
        Some(2),
        Some(1),
        Some(2),
        Some(3),
        Some(3),
        Some(3),
    ];
    let c = [
        Some(0),
        Some(1),
        Some(3),
        Some(1),
        None,
        Some(3),
        Some(2),
        Some(0),
    ];
    let two = |names: &[&str]| {
        made(
            names,
            &[a, b],
            &[72, 78],
            &[good, good],
            Standing::Agreed {
                score: 75,
                lowest: 72,
                highest: 78,
            },
            Vec::new(),
        )
    };
    let entry = |number, done| LogEntry {
        number,
        by: "Ada".into(),
        at: Timestamp(1_790_000_500_000_000),
        done,
    };
    let discussed = entry(
        1,
        Step::Discussed {
            participants: vec!["Ada".into(), "Grace".into()],
            summary: "We looked at the message again: it names what is not known.".into(),
        },
    );
    let disputed = made(
        &["Ada", "Grace"],
        &[a, c],
        &[72, 41],
        &[good, bad],
        Standing::Disputed {
            differences: Vec::new(),
            ready: true,
            lowest: 41,
            highest: 72,
        },
        vec![discussed.clone()],
    );
    let why = "The diagnosis is what we hire for, and it is excellent. The repair can be taught.";
    let decided = made(
        &["Ada", "Grace"],
        &[a, c],
        &[72, 41],
        &[good, bad],
        Standing::Final {
            score: 64,
            by: "Grace".into(),
            at: Timestamp(1_790_000_600_000_000),
            why: why.into(),
            lowest: 41,
            highest: 72,
            since: 0,
        },
        vec![
            discussed,
            entry(
                2,
                Step::Decided {
                    score: 64,
                    why: why.into(),
                },
            ),
        ],
    );
    let single = made(
        &["Ada"],
        &[a],
        &[72],
        &[good],
        Standing::Single {
            reviewer: "Ada".into(),
            score: 72,
        },
        Vec::new(),
    );
    let mut unfinished = two(&["Ada", "Grace"]);
    unfinished.note_unfinished = true;
    unfinished.final_note =
        Some("Two causes. The lexical index keeps old entries because the del".into());
    unfinished.degraded = true;
    let mut long = two(&[
        "Maximiliane-Theodora von und zu Hohenstein-Wittgenstein-Sayn",
        "Krishnamurthy Venkataraghavan Subramaniam",
    ]);
    long.label = "Konstantin-Alexander Papadimitropoulos-Wolffenbüttel (second invitation, autumn round, platform team)".into();
    let mut rtl = two(&["سارة عبد الله", "נועה \u{202e}לוי"]);
    rtl.label = "علي \u{202e}حسن".into();
    rtl.final_note = Some("סיבה אחת: the index keeps old entries.".into());
    for (name, it) in [
        ("ordinary", two(&["Ada", "Grace"])),
        ("disputed", disputed),
        ("decided", decided),
        ("single", single),
        ("unfinished", unfinished),
        ("long", long),
        ("rtl", rtl),
    ] {
        std::fs::create_dir_all("/tmp/c-pictures").unwrap();
        std::fs::write(
            format!("/tmp/c-pictures/{name}.json"),
            serde_json::to_string(&it).unwrap(),
        )
        .unwrap();
        std::fs::write(
            format!("/tmp/c-pictures/{name}.html"),
            super::page(&it).unwrap(),
        )
        .unwrap();
    }
}

#[test]
fn writes_types() {
    std::fs::write("/tmp/c-types.ts", crate::routes::typescript::types()).unwrap();
}
