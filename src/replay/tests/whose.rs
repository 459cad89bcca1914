//! Everything derived for the desk says whose word it is, and rests on what the host saw.

use super::at_once::{GUILTY, command, finished, index, of, ran};
use super::trace::{Made, output, started, typed};
use crate::domain::event::{
    Actor, EvalCompleted, EventBody, FileVersion, ModelCall, Note, SessionWithdrawn, SpanDetails,
    VectorCall, Word,
};
use crate::domain::payload::Payload;
use crate::replay::answers::MarkerKind;

fn measured(recall: f64) -> EventBody {
    EventBody::EvalCompleted(EvalCompleted {
        source: "evals/history.jsonl".into(),
        line: 1,
        metrics: [("recall".to_owned(), recall)].into(),
        circumstances: [("questions_sha256".to_owned(), "a".to_owned())].into(),
    })
}

fn span() -> EventBody {
    EventBody::SpanEnded {
        name: "eval".into(),
        trace: "a1".into(),
        span: "b2".into(),
        parent: String::new(),
        start: "0".into(),
        end: "1".into(),
        attributes: serde_json::json!({}),
        cut: false,
        details: SpanDetails::default(),
    }
}

fn vector_call() -> EventBody {
    EventBody::VectorCall(VectorCall {
        source: "sandbox".into(),
        collection: "chunks".into(),
        operation: "query".into(),
        parameters: serde_json::json!({}),
        hits: Vec::new(),
        found: 0,
        latency: 1,
        error: None,
    })
}

fn model_call() -> EventBody {
    EventBody::ModelChat(ModelCall {
        call: "1".into(),
        complete: true,
        requested_model: "m".into(),
        served_model: None,
        status: 200,
        request: Payload::of(b"{}".to_vec()).0,
        response: Payload::of(b"{}".to_vec()).0,
        answer: None,
        tokens_in: 0,
        tokens_out: 0,
        tokens_estimated: false,
        cost: 0,
        latency: 1,
        first_byte: None,
        finish_reason: None,
        error: None,
    })
}

fn handed_in() -> EventBody {
    EventBody::SessionWithdrawn(SessionWithdrawn {
        by: None,
        reason: String::new(),
        workspace: None,
    })
}

#[test]
fn a_look_that_nobody_typed_does_not_take_the_place_of_the_real_one() {
    let mut bodies = vec![started(), command(1, "cat src/fuse.rs"), finished(1)];
    bodies.extend(ran(2, "less src/fuse.rs"));
    let index = index(bodies);
    let looks = of(&index, MarkerKind::FirstLook);
    let seqs: Vec<_> = looks.iter().map(|it| (it.seq, &it.doubt)).collect();
    assert_eq!(seqs, [(5, &None)]);
    assert_eq!(of(&index, MarkerKind::Contradiction)[0].seq, 2);
}

#[test]
fn what_followed_a_hypothesis_says_whose_word_it_is() {
    let note = Note {
        note: 1,
        revision: 0,
        text: "The fusion.".into(),
        status: None,
    };
    let file = FileVersion {
        content: None,
        size: 1,
        executable: false,
    };
    let changed = EventBody::FileChanged {
        path: GUILTY.into(),
        before: None,
        after: file,
    };
    let mut bodies = vec![
        started(),
        EventBody::NoteHypothesis(note),
        command(1, "forged"),
    ];
    bodies.extend(ran(2, "cargo test"));
    bodies.push(changed);
    let index = index(bodies);
    let followed = &of(&index, MarkerKind::Hypothesis)[0].followed;
    let words: Vec<_> = followed.iter().map(|it| (it.seq, it.word)).collect();
    assert_eq!(words, [(5, Word::Candidate), (7, Word::Host)]);
}

/// What the sandbox says is its word and is shown as that.
#[test]
fn only_what_the_host_saw_backs_an_evaluation() {
    let doubt = |bodies: Vec<EventBody>| {
        let index = index(bodies);
        let doubt = index.metrics.all.last().unwrap().doubt.clone();
        let flagged = of(&index, MarkerKind::Contradiction).len();
        (doubt.unwrap_or_default(), flagged)
    };
    let (said, flagged) = doubt(vec![started(), measured(1.0), handed_in()]);
    assert!(said.contains("no span, call or typed command"), "{said}");
    assert_eq!(flagged, 1);
    for told in [span(), vector_call()] {
        let before = vec![started(), told.clone(), measured(1.0), handed_in()];
        let later = vec![started(), measured(1.0), told, handed_in()];
        for bodies in [before, later] {
            let (said, flagged) = doubt(bodies);
            assert!(said.starts_with("only the sandbox's word"), "{said}");
            assert_eq!(flagged, 0);
        }
    }
    let mut run = vec![started()];
    run.extend(ran(1, "halden eval"));
    run.extend([measured(1.0), handed_in()]);
    let called = vec![started(), span(), model_call(), measured(1.0), handed_in()];
    for bodies in [run, called] {
        assert_eq!(doubt(bodies), (String::new(), 0));
    }
}

#[test]
fn an_echo_of_the_word_backs_no_evaluation_and_is_no_first_pass() {
    let mut bodies = vec![started()];
    bodies.extend(ran(1, "echo eval"));
    bodies.extend(ran(2, "eval true"));
    bodies.extend([measured(1.0), handed_in()]);
    let made = index(bodies);
    assert_eq!(of(&made, MarkerKind::FirstPass).len(), 0);
    assert_eq!(of(&made, MarkerKind::Contradiction).len(), 1);
    let mut bodies = vec![started()];
    bodies.extend(ran(1, "halden eval --all"));
    assert_eq!(of(&index(bodies), MarkerKind::FirstPass).len(), 1);
}

/// A low value that was written by hand makes an honest run look better.
#[test]
fn what_is_compared_with_a_doubted_evaluation_is_doubted() {
    let printed = |count| std::iter::repeat_with(|| output(1, b".")).take(count);
    let better = |bodies: Vec<EventBody>| {
        let index = index(bodies);
        let better = of(&index, MarkerKind::Improvement);
        better[0].doubt.clone().unwrap_or_default()
    };
    let mut honest = vec![started(), measured(0.1), model_call()];
    honest.extend(printed(70));
    let mut forged = vec![started(), measured(0.1)];
    forged.extend(printed(70));
    for bodies in [&mut honest, &mut forged] {
        bodies.extend(ran(1, "halden eval"));
        bodies.extend([measured(0.7), handed_in()]);
    }
    assert_eq!(better(honest), "");
    assert!(better(forged).contains("compared with"));
    // The same if it is known only later.
    let mut soon = vec![started(), measured(0.1)];
    soon.extend(printed(40));
    soon.push(measured(0.7));
    soon.extend(printed(25));
    soon.extend([model_call(), handed_in()]);
    assert!(better(soon).contains("compared with"));
}

#[tokio::test]
async fn what_a_search_finds_says_whose_word_it_is() {
    let made = Made::new().await;
    let note = Note {
        note: 1,
        revision: 0,
        text: "needle in a note".into(),
        status: None,
    };
    let EventBody::SessionStarted { workspace, .. } = started() else {
        panic!("that is no start");
    };
    let bodies = [
        started(),
        output(1, b"needle on a screen\r\n"),
        EventBody::RecorderDegraded {
            recorder: "files".into(),
            reason: "needle lost".into(),
        },
        EventBody::NoteFree(note),
        EventBody::SessionSubmitted {
            final_note: "needle found".into(),
            workspace,
        },
    ];
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let found = replay.search(made.session, "needle".into(), Vec::new(), 20);
    let mut hits = found.await.unwrap().hits;
    hits.sort_by_key(|it| it.seq);
    let words: Vec<_> = hits.iter().map(|it| (it.seq, it.word)).collect();
    let expected = [
        (2, Word::Sandbox),
        (3, Word::Host),
        (4, Word::Candidate),
        (5, Word::Candidate),
    ];
    assert_eq!(words, expected);
}

/// A large paste is read from where it is kept.
#[tokio::test]
async fn a_large_paste_excuses_no_more_commands_than_it_has_lines() {
    let made = Made::new().await;
    let paste = format!("cat > f <<'E'\r{}\rE\r", "x".repeat(4_000));
    let mut bodies = vec![started(), typed(&paste)];
    bodies.extend((1..=40).map(|number| command(number, "halden eval --all")));
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    let line = view.summary.iter().find(|it| it.label == "Contradictions");
    let said = line.map(|it| it.text.clone()).unwrap_or_default();
    assert!(said.starts_with("40 commands"), "{said}");
}
