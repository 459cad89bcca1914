//! Questions as the pipelines send them: what is joined, what is told of each, and in which run.

use super::asked::{Asking, embedding, finished, ran, span};
use crate::replay::answers::{AskLineView, AsksView};
use crate::replay::asks::{AsksAsked, Outcome};

fn first(limit: usize) -> AsksAsked {
    AsksAsked {
        limit,
        ..AsksAsked::default()
    }
}

/// Each line: `# command: questions`, or a text, or a name in brackets.
fn line_texts(view: &AsksView) -> Vec<String> {
    let lines = view.lines.iter().map(|line| match line {
        AskLineView::Run(run) => {
            let command = run.command.as_deref().unwrap_or("none");
            format!("# {command}: {}", run.questions)
        }
        AskLineView::Ask(row) => row
            .text
            .clone()
            .unwrap_or_else(|| format!("({})", row.name)),
    });
    lines.collect()
}

/// An evaluation sends five traces for each question, a command that asks sends one. Both are one
/// row with its text, beneath the command that asked.
#[tokio::test]
async fn an_evaluation_and_a_command_give_one_row_a_question() {
    let mut asking = Asking::default();
    asking.add(ran(1, "halden eval evals/questions.jsonl"));
    for text in ["How long is the warranty?", "Who pays the freight?"] {
        asking.evaluate(text);
    }
    asking.add(finished(1));
    asking.wait(5_000_000);
    asking.add(ran(2, "halden ask 'Who pays the freight?'"));
    asking.ask("Who pays the freight?");
    asking.add(finished(2));
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(100)).await.unwrap();
    assert_eq!(
        line_texts(&view),
        [
            "# halden eval evals/questions.jsonl: 2",
            "How long is the warranty?",
            "Who pays the freight?",
            "# halden ask 'Who pays the freight?': 1",
            "Who pays the freight?",
        ]
    );
    let traces = view.lines.iter().filter_map(|it| match it {
        AskLineView::Ask(row) => Some(row.traces),
        AskLineView::Run(_) => None,
    });
    assert_eq!(traces.collect::<Vec<_>>(), [5, 5, 1]);
    let runs = replay.ask_runs(session).await.unwrap();
    let evaluations: Vec<_> = runs.runs.iter().map(|it| it.evaluation).collect();
    assert_eq!(evaluations, [true, false]);
}

/// One search after another for the same text are two questions, unless the second was answered.
#[tokio::test]
async fn searches_alone_are_not_joined() {
    let mut asking = Asking::default();
    asking.add(ran(1, "halden search --batch some"));
    asking.search("Who pays the freight?");
    asking.search("Who pays the freight?");
    asking.search("Another?");
    asking.add(finished(1));
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(100)).await.unwrap();
    assert_eq!((view.asks, view.total), (3, 4));
}

/// Searches for different texts are not joined, whatever follows.
#[tokio::test]
async fn the_ranks_of_one_question_do_not_become_part_of_another() {
    let mut asking = Asking::default();
    asking.add(ran(1, "halden eval some"));
    asking.search("One?");
    asking.evaluate("Two?");
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(100)).await.unwrap();
    assert_eq!(line_texts(&view)[1..], ["One?", "Two?"]);
}

#[tokio::test]
async fn the_list_is_read_a_part_at_a_time_around_an_event() {
    let mut asking = Asking::default();
    for number in 0..300 {
        asking.ask(&format!("Question {}?", number % 100));
    }
    let (_made, replay, session) = asking.replay().await;
    let part = |asked| replay.asks(session, asked);
    let all = first(500);
    let all = part(all).await.unwrap();
    assert_eq!((all.asks, all.total, all.lines.len()), (300, 301, 301));
    let AskLineView::Ask(row) = &all.lines[151] else {
        panic!("the first line is the run, all others are questions");
    };
    let around = AsksAsked {
        around: Some(row.seq),
        ..first(10)
    };
    let around = part(around).await.unwrap();
    assert_eq!((around.here, around.first), (Some(151), 146));
    assert_eq!(around.lines, all.lines[146..156]);
    let early = AsksAsked {
        around: Some(1),
        ..first(10)
    };
    assert_eq!(part(early).await.unwrap().here, None);
    let from = AsksAsked {
        from: Some(295),
        ..first(10)
    };
    assert_eq!(part(from).await.unwrap().lines, all.lines[295..]);
    let beyond = AsksAsked {
        from: Some(999),
        ..first(10)
    };
    assert!(part(beyond).await.unwrap().lines.is_empty());

    let like = AsksAsked {
        like: Some(row.seq),
        ..first(10)
    };
    let like = part(like).await.unwrap();
    assert_eq!(line_texts(&like)[1..], ["Question 50?"; 3]);
    let words = AsksAsked {
        text: "ION 7".into(),
        ..first(500)
    };
    assert_eq!(part(words).await.unwrap().asks, 33);
    let failed = AsksAsked {
        only: Some(Outcome::Failed),
        ..first(10)
    };
    assert_eq!(part(failed).await.unwrap().total, 0);
}

/// What is not embedded alone, or not at that time, is not the text of a question.
#[tokio::test]
async fn a_text_belongs_to_the_question_that_embedded_it() {
    let mut asking = Asking::default();
    asking.add(ran(1, "halden ingest"));
    let ingested = asking.trace();
    let from = asking.now();
    asking.add(embedding(&["A page.", "Another page."]));
    asking.add(span(&ingested, "ingest", "", (from, asking.now())));
    asking.add(finished(1));
    asking.wait(60_000);
    asking.add(ran(2, "halden ask something"));
    asking.cached();
    asking.add(finished(2));
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(10)).await.unwrap();
    assert_eq!(line_texts(&view), ["# halden ask something: 1", "(answer)"]);
    assert_eq!(view.others, 1);
}

/// Of two calls at the same time, the one whose beginning fits is meant, and the row says that there
/// is another.
#[tokio::test]
async fn a_text_that_may_be_the_wrong_one_says_so() {
    let mut asking = Asking::default();
    asking.add(ran(1, "halden ask one & halden ask two"));
    asking.embed_within = Some("The other's?".into());
    asking.ask("This one's?");
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(10)).await.unwrap();
    let AskLineView::Ask(row) = &view.lines[1] else {
        panic!("a question follows its run");
    };
    assert_eq!(row.text.as_deref(), Some("This one's?"));
    assert!(row.text_doubt);
}

/// A question's stages are those of its answer, and any of its spans names it.
#[tokio::test]
async fn one_question_has_the_stages_of_its_answer_and_all_its_calls() {
    let mut asking = Asking::default();
    asking.add(ran(1, "halden eval some"));
    asking.evaluate("How long is the warranty?");
    asking.evaluate("Who pays the freight?");
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(10)).await.unwrap();
    let AskLineView::Ask(row) = &view.lines[2] else {
        panic!("two questions follow their run");
    };
    let one = replay.ask(session, row.seq).await.unwrap();
    assert_eq!(one.row, *row);
    for span in &one.spans {
        assert_eq!(replay.ask(session, span.seq).await.unwrap().row, *row);
    }
    let stage = |name: &str| one.stages.iter().find(|it| it.stage == name).unwrap();
    let reranked = one.spans.iter().filter(|it| it.name == "rerank");
    assert_eq!(stage("reranked").seq, reranked.map(|it| it.seq).max());
    let packed = stage("packed").packed.as_ref().unwrap();
    assert_eq!(packed.dropped, Some(2));
    let left_out: Vec<_> = packed
        .left_out
        .iter()
        .map(|it| (&*it.id, &*it.why))
        .collect();
    assert_eq!(
        left_out,
        [("policy/b#1", "over budget"), ("policy/c#2", "duplicate")]
    );
    let kinds: Vec<_> = one.calls.iter().map(|it| &*it.kind).collect();
    assert_eq!(kinds, ["model.embedding", "model.embedding", "model.chat"]);
}

/// Questions without a command are a run as long as there is no minute between them.
#[tokio::test]
async fn without_a_command_idle_time_parts_runs() {
    let mut asking = Asking::default();
    asking.ask("One?");
    asking.wait(50_000_000);
    asking.ask("Two?");
    asking.wait(70_000_000);
    asking.ask("Three?");
    let (_made, replay, session) = asking.replay().await;
    let runs = replay.ask_runs(session).await.unwrap();
    let counts: Vec<_> = runs.runs.iter().map(|it| it.questions).collect();
    assert_eq!(counts, [2, 1]);
    assert!(runs.runs.iter().all(|it| it.command.is_none()));
}

#[tokio::test]
async fn a_long_text_is_cut_and_says_so() {
    let mut asking = Asking::default();
    let long = "warranty ".repeat(40);
    asking.ask(&long);
    asking.ask(&format!("{long}of the pump"));
    asking.context = "word ".repeat(8_000);
    asking.ask("Short?");
    let (_made, replay, session) = asking.replay().await;
    let view = replay.asks(session, first(10)).await.unwrap();
    let AskLineView::Ask(asked) = &view.lines[1] else {
        panic!("questions follow their run");
    };
    let text = asked.text.as_deref().unwrap();
    assert!(text.ends_with('…') && text.chars().count() == 300);
    // Two long texts with the same beginning are two questions.
    let like = AsksAsked {
        like: Some(asked.seq),
        ..first(10)
    };
    assert_eq!(replay.asks(session, like).await.unwrap().asks, 1);
    let AskLineView::Ask(last) = &view.lines[3] else {
        panic!("questions follow their run");
    };
    let one = replay.ask(session, last.seq).await.unwrap();
    let chat = one.calls.iter().find(|it| it.kind == "model.chat").unwrap();
    assert!(chat.messages[0].cut && chat.messages[0].text.chars().count() == 20_000);
    assert!(!chat.answer_cut);
    assert_eq!(chat.messages_omitted, 0);
}
