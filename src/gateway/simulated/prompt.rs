//! Where the parts of a prompt are: the context blocks, the question, and the instructions around
//! them.
//!
//! Prompts are written for people, so this reads line by line what people write: numbered blocks
//! (`[1] (title, …) text`), tags (`<document id="1">`), labels (`Context:`, `### Question`). A
//! prompt without any of these is read as a whole.

mod label;
mod tag;
#[cfg(test)]
mod tests;

use label::{Label, label, numbered};
use tag::{Tag, tag};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// The number by which the block is cited; its position if the prompt gives no number.
    pub number: u32,
    /// What the prompt says about the block: title, version, dates, status.
    pub about: String,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prompt {
    pub blocks: Vec<Block>,
    pub question: String,
    /// Everything outside blocks and question, in order. Instructions are searched for here.
    pub instructions: String,
    /// For judges: the answer that is known to be right.
    pub reference: Option<String>,
    /// For judges: the answer to be judged.
    pub candidate: Option<String>,
}

/// The part of the prompt that the next line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    Context,
    Block,
    Question,
    Reference,
    Candidate,
}

impl Place {
    fn after(label: Label) -> Self {
        match label {
            Label::Context => Self::Context,
            Label::Question => Self::Question,
            Label::Reference => Self::Reference,
            Label::Candidate => Self::Candidate,
            Label::Other => Self::Outside,
        }
    }
}

struct Dissection {
    prompt: Prompt,
    place: Place,
    /// Text outside of blocks in the last user message, for questions without a label.
    last_outside: String,
}

/// Takes a conversation of (role, text) pairs apart, in their order.
pub(super) fn dissect<'a>(messages: impl Iterator<Item = (&'a str, &'a str)>) -> Prompt {
    let mut dissection = Dissection {
        prompt: Prompt::default(),
        place: Place::Outside,
        last_outside: String::new(),
    };
    // The assistant's earlier turns are neither context nor instructions.
    for (role, text) in messages.filter(|(role, _)| *role != "assistant") {
        dissection.place = Place::Outside;
        if role == "user" {
            dissection.last_outside.clear();
        }
        for line in text.lines() {
            dissection.line(line);
        }
    }
    dissection.finish()
}

impl Dissection {
    fn line(&mut self, line: &str) {
        if let Some((number, rest)) = numbered(line) {
            self.open(Some(number), rest);
        } else if let Some(tag) = tag(line) {
            self.tag(&tag);
        } else if let Some((label, rest)) = label(line, self.place == Place::Block) {
            self.place = Place::after(label);
            self.text(rest);
        } else {
            self.text(line);
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Open(opening) => {
                match &opening.about {
                    Some(about) => {
                        self.open(about.number, "");
                        self.last_block().about.clone_from(&about.text);
                    }
                    None => self.place = Place::after(opening.label),
                }
                self.text(&opening.rest);
                if opening.closed {
                    self.place = Place::Outside;
                }
            }
            Tag::Close(rest) => {
                self.text(rest);
                self.place = Place::Outside;
            }
        }
    }

    fn open(&mut self, number: Option<u32>, rest: &str) {
        let position = u32::try_from(self.prompt.blocks.len() + 1).unwrap_or(u32::MAX);
        let number = number.unwrap_or(position);
        self.prompt.blocks.push(Block {
            number,
            ..Block::default()
        });
        self.place = Place::Block;
        let rest = rest.trim();
        let (about, rest) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((about, rest)) => (about, rest.trim_start_matches([':', '-', '—', ' '])),
            None => ("", rest),
        };
        about.clone_into(&mut self.last_block().about);
        // A title has no full stop. It may still turn out to be all the text there is.
        if rest.is_empty() || rest.ends_with(['.', '!', '?']) {
            self.text(rest);
        } else {
            push(&mut self.last_block().about, &format!("\n{rest}"));
        }
    }

    fn last_block(&mut self) -> &mut Block {
        if self.prompt.blocks.is_empty() {
            self.prompt.blocks.push(Block {
                number: 1,
                ..Block::default()
            });
        }
        self.prompt
            .blocks
            .last_mut()
            .expect("one was just pushed if there was none")
    }

    fn text(&mut self, line: &str) {
        match self.place {
            Place::Context if line.trim().is_empty() => {}
            Place::Context => {
                self.open(None, "");
                push(&mut self.last_block().text, line);
            }
            Place::Block => push(&mut self.last_block().text, line),
            Place::Question => push(&mut self.prompt.question, line),
            Place::Reference => push(self.prompt.reference.get_or_insert_default(), line),
            Place::Candidate => push(self.prompt.candidate.get_or_insert_default(), line),
            Place::Outside => {
                push(&mut self.prompt.instructions, line);
                push(&mut self.last_outside, line);
            }
        }
    }

    fn finish(mut self) -> Prompt {
        for block in &mut self.prompt.blocks {
            block.about = block.about.trim().to_owned();
            if block.text.trim().is_empty() {
                block.text = std::mem::take(&mut block.about);
            }
        }
        self.prompt.question = self.prompt.question.trim().to_owned();
        if self.prompt.question.is_empty() {
            self.prompt.question = self.unlabelled_question();
        }
        let not_blank = |text: &String| !text.trim().is_empty();
        self.prompt.reference = self.prompt.reference.take().filter(not_blank);
        self.prompt.candidate = self.prompt.candidate.take().filter(not_blank);
        self.prompt
    }

    /// The last paragraph outside the context with a question mark; else the one that ends the last
    /// block; else the last paragraph of the prompt.
    fn unlabelled_question(&mut self) -> String {
        if let Some(question) = last_paragraph(&self.last_outside, true) {
            return question;
        }
        if let Some(block) = self.prompt.blocks.last_mut()
            && let Some((text, question)) = block.text.trim_end().rsplit_once('\n')
            && question.trim_end().ends_with('?')
        {
            let question = question.trim().to_owned();
            block.text = text.to_owned();
            return question;
        }
        last_paragraph(&self.last_outside, false).unwrap_or_default()
    }
}

fn last_paragraph(text: &str, asking: bool) -> Option<String> {
    let mut paragraphs = text
        .rsplit("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty());
    paragraphs
        .find(|text| !asking || text.contains('?'))
        .map(str::to_owned)
}

fn push(text: &mut String, line: &str) {
    if !text.is_empty() || !line.trim().is_empty() {
        text.push_str(line);
        text.push('\n');
    }
}
