//! Whether a command line runs the pipeline's evaluation. This is a guess from the programs that
//! the line starts and their subcommands. The word alone proves nothing: `echo eval` only prints
//! it, and `eval report` only reads what earlier runs left.

use super::words::commands_of;
use crate::pipeline::PipelineManifest;

/// Options of a pipeline's program that take a value and come before the subcommand.
const VALUED: [&str; 1] = ["--config"];
/// The subcommand that measures.
const EVAL: &str = "eval";
/// Words of the shell that a command may follow.
const KEYWORDS: [&str; 10] = [
    "do", "then", "else", "elif", "if", "while", "until", "!", "{", "time",
];
/// Programs that start the program named in their arguments.
const WRAPPERS: [&str; 8] = [
    "env", "nice", "nohup", "exec", "command", "stdbuf", "sudo", "timeout",
];

/// What runs a pipeline on a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    /// Names of programs, whatever folder they are called from.
    names: Vec<String>,
    /// Beginnings of a line, such as `cargo run`.
    runners: Vec<Vec<String>>,
}

impl Programs {
    #[cfg(test)]
    pub fn named(name: &str) -> Self {
        Self {
            names: vec![name.to_owned()],
            runners: Vec::new(),
        }
    }

    /// Of these pipelines.
    pub fn of<'a>(pipelines: impl IntoIterator<Item = &'a PipelineManifest>) -> Self {
        let mut programs = Self::default();
        for pipeline in pipelines {
            programs.names.push(pipeline.command.clone());
            programs.runners.extend(pipeline.runners.iter().cloned());
        }
        programs
    }

    /// Whether a line evaluates the pipeline.
    pub fn evaluate(&self, text: &str) -> bool {
        commands_of(text).iter().any(|words| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            self.are_evaluated(started(&words))
        })
    }

    fn are_evaluated(&self, words: &[&str]) -> bool {
        let [program, rest @ ..] = words else {
            return false;
        };
        let program = program.rsplit('/').next().unwrap_or_default();
        if self.names.iter().any(|name| name == program) {
            return measures(rest);
        }
        match rest {
            [flags, line, ..]
                if ["bash", "sh"].contains(&program)
                    && flags.starts_with('-')
                    && flags.ends_with('c') =>
            {
                self.evaluate(line)
            }
            _ => self.runners.iter().any(|runner| runs(runner, words)),
        }
    }
}

/// The words from the program onwards.
fn started<'a>(mut words: &'a [&'a str]) -> &'a [&'a str] {
    let mut wrapped = false;
    while let [first, rest @ ..] = words {
        let option = wrapped && first.starts_with(|it: char| it == '-' || it.is_ascii_digit());
        let wrapper = WRAPPERS.contains(first);
        if !option && !wrapper && !KEYWORDS.contains(first) && !assigns(first) {
            break;
        }
        wrapped |= wrapper;
        words = rest;
    }
    words
}

/// `NAME=value`
fn assigns(word: &str) -> bool {
    let name = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '_');
    word.split_once('=').is_some_and(|(before, _)| name(before))
}

/// Whether a line that begins like this runner tells the program to evaluate. Options may be
/// anywhere before the arguments, each perhaps with a value.
fn runs(runner: &[String], words: &[&str]) -> bool {
    let mut rest = words;
    for (place, wanted) in runner.iter().enumerate() {
        // An option that is a part of the runner, such as `-m`, is not skipped.
        while let [first, after @ ..] = rest
            && place > 0
            && first != wanted
            && first.starts_with(['-', '+'])
        {
            rest = match after {
                [value, after @ ..] if value != wanted && !value.starts_with(['-', '+']) => after,
                _ => after,
            };
        }
        match rest {
            [first, after @ ..] if first == wanted => rest = after,
            _ => return false,
        }
    }
    match rest.iter().position(|it| *it == "--") {
        Some(end) => measures(&rest[end + 1..]),
        None => measures(after_options_with_values(rest)),
    }
}

/// Without leading options. Which of a runner's options take a value is not known, so a word after
/// an option counts as its value, unless that word is the subcommand.
fn after_options_with_values<'a>(mut words: &'a [&'a str]) -> &'a [&'a str] {
    while let [first, rest @ ..] = words
        && first.starts_with('-')
    {
        words = match rest {
            [value, after @ ..] if !value.starts_with('-') && *value != EVAL => after,
            _ => rest,
        };
    }
    words
}

/// Whether the program is told to evaluate.
fn measures(words: &[&str]) -> bool {
    let [subcommand, rest @ ..] = after_options(words, &VALUED) else {
        return false;
    };
    let helps = rest.iter().any(|it| ["-h", "--help"].contains(it));
    *subcommand == EVAL && rest.first() != Some(&"report") && !helps
}

fn after_options<'a>(mut words: &'a [&'a str], valued: &[&str]) -> &'a [&'a str] {
    while let [first, rest @ ..] = words
        && first.starts_with('-')
    {
        let skipped = usize::from(valued.contains(first)).min(rest.len());
        words = &rest[skipped..];
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluates(text: &str) -> bool {
        let runner = |words: &str| words.split(' ').map(str::to_owned).collect();
        let programs = Programs {
            names: vec!["halden".into()],
            runners: vec![runner("cargo run"), runner("python -m halden")],
        };
        programs.evaluate(text)
    }

    #[test]
    fn an_evaluation_is_recognised_by_program_and_subcommand() {
        for text in [
            "halden eval",
            "halden --config other.toml eval --leg bm25",
            "./target/release/halden eval --judge | jq .judge",
            "cargo run -q -- eval --leg dense",
            "cargo +stable run --release --bin halden eval",
            "cargo run eval",
            "bin/halden eval",
            "python -m halden eval",
            "python -X dev -m halden eval --leg bm25",
            "cd /workspace && HALDEN_STATE=/tmp/s time halden eval >out.json 2>&1",
            "for leg in bm25 dense; do halden eval --leg $leg; done",
            "timeout 600 halden eval --no-answers --history /dev/null",
            "bash -c 'halden eval'",
            "x=$(halden eval | jq .mrr)",
            "halden \\\n  eval",
        ] {
            assert!(evaluates(text), "{text}");
        }
    }

    #[test]
    fn a_line_that_only_contains_the_word_is_not_an_evaluation() {
        for text in [
            "echo eval",
            "echo halden eval",
            "eval true",
            "eval halden",
            "true eval",
            "cat eval",
            "vim src/eval.rs",
            "cargo test evaluate",
            "cargo test eval",
            "cargo build -- eval",
            "cargo run -- ask eval",
            "cargo run ask eval",
            "python -m pytest eval",
            "python eval",
            "halden ask eval",
            "halden eval report --last 5",
            "halden eval --help",
            "bash -c 'echo halden eval'",
            "echo 'x; halden eval'",
            "true # halden eval",
            "cat > f <<E\nhalden eval\nE",
            "true >halden eval",
            "git commit -m \"halden eval\"",
            "",
        ] {
            assert!(!evaluates(text), "{text}");
        }
    }
}
