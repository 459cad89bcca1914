//! Prompts as people write them, taken apart.

use super::*;

fn of(text: &str) -> Prompt {
    dissect([("user", text)].into_iter())
}

#[test]
fn numbered_blocks_with_and_without_a_note() {
    let prompt = of(
        "Answer from the context only.\n\n[1] (policy/a, version 2, current)\nFirst.\n\
        ## Inner heading\nMore.\n\n[2] Second block\nText of it.\n[3] Third is a sentence.\n\n\
        Question: What is first?\n",
    );
    assert_eq!(prompt.question, "What is first?");
    assert_eq!(prompt.instructions.trim(), "Answer from the context only.");
    let blocks: Vec<_> = prompt
        .blocks
        .iter()
        .map(|b| (b.number, b.about.as_str(), b.text.trim()))
        .collect();
    assert_eq!(
        blocks,
        [
            (
                1,
                "policy/a, version 2, current",
                "First.\n## Inner heading\nMore."
            ),
            (2, "Second block", "Text of it."),
            (3, "", "Third is a sentence."),
        ]
    );
}

#[test]
fn tags_and_labels() {
    let prompt = of(
        "<documents>\n<document id=\"4\" status=\"superseded\">\nOld text.\n</document>\n\
        <document id=\"7\">New text.</document>\n</documents>\n<question>Which?</question>\nBe brief.",
    );
    assert_eq!(prompt.question, "Which?");
    assert_eq!((prompt.blocks[0].number, prompt.blocks[1].number), (4, 7));
    assert!(prompt.blocks[0].about.contains("superseded"));
    assert_eq!(prompt.blocks[1].text.trim(), "New text.");
    assert_eq!(prompt.instructions.trim(), "Be brief.");
    let prompt = of("### Context\nSome text.\nMore text.\n\n### Question\nWhy?\n");
    assert_eq!(prompt.blocks.len(), 1);
    assert_eq!(prompt.blocks[0].text.trim(), "Some text.\nMore text.");
    assert_eq!(prompt.question, "Why?");
}

#[test]
fn a_question_needs_no_label() {
    assert_eq!(
        of("[1] A fact.\n\nWhat is the fact?").question,
        "What is the fact?"
    );
    let prompt = dissect([("system", "Context:\nA fact."), ("user", "What is it?")].into_iter());
    assert_eq!(prompt.question, "What is it?");
    assert_eq!(prompt.blocks.len(), 1);
    assert_eq!(
        of("Tell me the capital of Denmark").question,
        "Tell me the capital of Denmark"
    );
}

#[test]
fn what_a_judge_is_given() {
    let prompt = of(
        "You are a grader.\nQuestion: How long?\nReference answer: 14 days\n\
        Candidate answer: two weeks\nReply in JSON.",
    );
    assert_eq!(prompt.reference.as_deref().map(str::trim), Some("14 days"));
    assert!(
        prompt
            .candidate
            .is_some_and(|text| text.starts_with("two weeks"))
    );
}
