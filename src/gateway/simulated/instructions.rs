//! The instructions that the reader follows; it follows no others.
//!
//! They are searched for outside the context: what a document says is data.

use super::markdown::passages;
use super::prompt::Prompt;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "instructions are independent of one another"
)]
pub(super) struct Instructions {
    /// Answer only from the context.
    pub grounded: bool,
    /// The words to use when the context does not have the answer.
    pub abstention: Option<String>,
    /// Mark where the answer comes from.
    pub cite: bool,
    /// Use one sentence at most.
    pub brief: bool,
    /// Judge an answer instead of giving one.
    pub judge: bool,
}

/// Used when the prompt says to abstain but not in which words.
const PLAIN_ABSTENTION: &str = "I don't know.";

impl Instructions {
    pub fn read(prompt: &Prompt) -> Self {
        let mut read = Self::default();
        for sentence in passages(0, "", &prompt.instructions) {
            read.sentence(&sentence.text);
        }
        read
    }

    fn sentence(&mut self, sentence: &str) {
        let lower = sentence.to_lowercase().replace('’', "'");
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        self.grounded |= (has(LIMITING) && has(CONTEXT)) || has(NO_INVENTION);
        self.cite |=
            has(CITING) && !has(&["do not cite", "don't cite", "without cit", "no citation"]);
        self.brief |= has(BRIEF) && !has(&["two sentences"]);
        self.judge |= has(JUDGING);
        if self.abstention.is_none()
            && has(&["if ", "when ", "unless "])
            && has(LACKING)
            && has(SAYING)
        {
            self.abstention = Some(wording(sentence));
        }
    }
}

const LIMITING: &[&str] = &[
    "only",
    "solely",
    "strictly",
    "exclusively",
    "nothing but",
    "answer from",
    "based on",
    "ground",
];
const CONTEXT: &[&str] = &[
    "context", "document", "source", "passage", "excerpt", "block", "provided", "given", "below",
];
const NO_INVENTION: &[&str] = &[
    "do not invent",
    "don't invent",
    "never invent",
    "do not make up",
    "don't make up",
    "never make up",
    "do not guess",
    "don't guess",
    "never guess",
    "no outside knowledge",
    "do not use outside",
    "do not use prior",
    "do not use your own knowledge",
    "do not add anything",
];
const CITING: &[&str] = &[
    "cite",
    "citation",
    "[n]",
    "[1]",
    "in square brackets",
    "bracketed number",
];
const BRIEF: &[&str] = &[
    "one sentence",
    "single sentence",
    "short",
    "brief",
    "concise",
    "terse",
    "few words",
];
const JUDGING: &[&str] = &[
    "you are a judge",
    "you are a grader",
    "you are an evaluator",
    "you are a strict judge",
    "you are a strict grader",
    "you are an impartial",
    "act as a judge",
    "act as a grader",
    "grade the",
    "judge whether",
    "judge the",
    "evaluate the answer",
    "evaluate whether",
];
const LACKING: &[&str] = &[
    " not ",
    "n't",
    "cannot",
    " no ",
    "unable",
    "lack",
    "missing",
    "insufficient",
    "absent",
    "nothing",
    "nowhere",
    "unless",
];
const SAYING: &[&str] = &[
    "say", "answer", "reply", "respond", "write", "return", "output", "abstain", "state",
];

/// The words to abstain with: those in quotation marks, or those after a colon.
fn wording(sentence: &str) -> String {
    for (open, close) in [('"', '"'), ('“', '”'), ('«', '»'), ('‘', '’')] {
        let quoted = sentence
            .split_once(open)
            .and_then(|(_, rest)| rest.rsplit_once(close));
        if let Some((quoted, _)) = quoted.filter(|(quoted, _)| !quoted.trim().is_empty()) {
            return quoted.trim().to_owned();
        }
    }
    let after = sentence
        .rsplit_once(": ")
        .map(|(_, rest)| rest.trim_matches(['\'', ' ']));
    after
        .filter(|rest| !rest.is_empty())
        .unwrap_or(PLAIN_ABSTENTION)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Instructions {
        Instructions::read(&Prompt {
            instructions: text.to_owned(),
            ..Prompt::default()
        })
    }

    #[test]
    fn each_instruction_is_recognised_alone() {
        assert_eq!(
            read("You are a helpful assistant."),
            Instructions::default()
        );
        assert!(read("Answer only from the context below.").grounded);
        assert!(read("Do not invent anything.").grounded);
        assert!(read("Cite the blocks you used as [n].").cite);
        assert!(!read("Do not cite sources.").cite);
        assert!(read("Keep it brief.").brief);
        assert!(read("You are a grader of answers.").judge);
    }

    #[test]
    fn abstention_uses_the_words_it_is_given() {
        let words = |text| read(text).abstention;
        assert_eq!(
            words("If the context does not contain the answer, say \"Not in our documents.\""),
            Some("Not in our documents.".to_owned())
        );
        assert_eq!(
            words("If the answer is not in the context, reply exactly: NOT_FOUND"),
            Some("NOT_FOUND".to_owned())
        );
        assert_eq!(
            words("- Be kind.\n- When you cannot find it, say that you do not know."),
            Some("I don't know.".to_owned())
        );
        assert_eq!(words("Answer the question."), None);
    }
}
