//! What a command line measures or asks. The word alone proves nothing: `echo eval` only prints it,
//! and `eval report` only reads what earlier runs left.

use super::arguments::{ASKING, EVAL, Programs};

/// Options of a pipeline's program that take a value and come before the subcommand.
const VALUED: [&str; 1] = ["--config"];
/// Options of its asking subcommands that take a value.
const ASKED_WITH: [&str; 7] = [
    "--customer",
    "--leg",
    "-k",
    "--k",
    "--label",
    "--batch",
    "--config",
];
const QUESTIONS: &str = "--questions";
/// The file that is measured on if the line names none: the contract's.
const USUAL: &str = "evals/questions.jsonl";

impl Programs {
    /// Whether a line evaluates the pipeline.
    pub fn evaluate(&self, text: &str) -> bool {
        self.arguments(text).iter().any(|it| measured(it).is_some())
    }

    /// The file of questions that a line evaluates on. `None` if it names several, or one that only
    /// the shell knows.
    pub fn questions_file(&self, text: &str) -> Option<String> {
        let arguments = self.arguments(text);
        let mut files = arguments.iter().filter_map(|it| measured(it));
        let first = files.next()?;
        let plain = !first.contains(['$', '*', '?', '`', '{']);
        (plain && files.all(|it| it == first)).then(|| first.trim_start_matches("./").to_owned())
    }

    /// The questions that a line puts to the pipeline, and the files of questions.
    pub fn asked(&self, text: &str) -> (Vec<String>, Vec<String>) {
        let (mut questions, mut batches) = (Vec::new(), Vec::new());
        for arguments in self.arguments(text) {
            let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let [subcommand, rest @ ..] = after_options(&words, &VALUED) else {
                continue;
            };
            if !ASKING.contains(subcommand) {
                continue;
            }
            if let Some(file) = value_of(rest, "--batch") {
                batches.push(file.to_owned());
            } else if let [question, ..] = plain(rest)[..] {
                questions.push(question.to_owned());
            }
        }
        (questions, batches)
    }
}

/// The file of questions, if the program is told to evaluate.
fn measured(arguments: &[String]) -> Option<&str> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [subcommand, rest @ ..] = after_options(&words, &VALUED) else {
        return None;
    };
    let helps = rest.iter().any(|it| ["-h", "--help"].contains(it));
    let measures = *subcommand == EVAL && rest.first() != Some(&"report") && !helps;
    let named = arguments.len() - rest.len();
    let own = arguments.get(named..).unwrap_or_default();
    measures.then(|| file_of(own).unwrap_or(USUAL))
}

fn file_of(arguments: &[String]) -> Option<&str> {
    let at = arguments.iter().position(|it| it == QUESTIONS);
    if let Some(at) = at {
        return arguments.get(at + 1).map(String::as_str);
    }
    let joined = |it: &String| {
        it.strip_prefix(QUESTIONS)
            .is_some_and(|it| it.starts_with('='))
    };
    let whole = arguments.iter().find(|it| joined(it))?;
    whole.split_once('=').map(|it| it.1)
}

fn value_of<'a>(words: &[&'a str], option: &str) -> Option<&'a str> {
    let at = words.iter().position(|it| *it == option);
    let next = at.and_then(|at| words.get(at + 1)).copied();
    let joined = || {
        let mut given = words.iter().filter_map(|it| it.split_once('='));
        given.find(|it| it.0 == option).map(|it| it.1)
    };
    next.or_else(joined)
}

/// The words that are neither an option nor an option's value.
fn plain<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut plain = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if ASKED_WITH.contains(word) {
            rest.next();
        } else if !word.starts_with('-') {
            plain.push(*word);
        }
    }
    plain
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

    fn programs() -> Programs {
        let runners = ["cargo run", "python -m halden"];
        let tests = ["cargo test --locked", "pytest -q"];
        Programs::named("halden").with(&runners, &tests)
    }

    fn evaluates(text: &str) -> bool {
        programs().evaluate(text)
    }

    #[test]
    fn the_file_of_questions_is_the_one_that_the_line_names() {
        for (text, file) in [
            ("halden eval", Some("evals/questions.jsonl")),
            (
                "halden eval --questions ./evals/desk.jsonl --leg bm25",
                Some("evals/desk.jsonl"),
            ),
            (
                "cargo run -q -- eval --questions=dev.jsonl",
                Some("dev.jsonl"),
            ),
            ("bash -c 'halden eval --questions a.jsonl'", Some("a.jsonl")),
            ("for s in a b; do halden eval --questions $s; done", None),
            ("halden eval --questions a; halden eval --questions b", None),
            ("halden ask x --questions a", None),
            ("echo halden eval", None),
        ] {
            assert_eq!(programs().questions_file(text).as_deref(), file, "{text}");
        }
    }

    #[test]
    fn questions_and_batches_are_read_from_a_line() {
        for (text, questions, batches) in [
            (
                "halden ask \"refund window?\"",
                vec!["refund window?"],
                vec![],
            ),
            (
                "halden search -k 5 --leg bm25 'rent a lift' | jq .",
                vec!["rent a lift"],
                vec![],
            ),
            (
                "cargo run -- --config x.toml ask 'a b' --customer nord",
                vec!["a b"],
                vec![],
            ),
            (
                "halden search --batch ops/desk.jsonl -k 5",
                vec![],
                vec!["ops/desk.jsonl"],
            ),
            ("halden ask 'a'; halden ask 'b'", vec!["a", "b"], vec![]),
            ("halden eval --questions a", vec![], vec![]),
            ("echo halden ask 'a'", vec![], vec![]),
        ] {
            let (asked, files) = programs().asked(text);
            assert_eq!((asked, files), (owned(questions), owned(batches)), "{text}");
        }
    }

    fn owned(words: Vec<&str>) -> Vec<String> {
        words.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn tests_are_recognised_by_the_manifests_command() {
        for text in [
            "pytest",
            "pytest -q tests/test_fuse.py",
            "python -m pytest -x",
            ".venv/bin/pytest",
            "cargo test",
            "cargo +stable --offline test fuse -- --nocapture",
            "cd /workspace && RUST_LOG=debug time cargo test",
            "bash -lc 'pytest'",
        ] {
            assert!(programs().test(text), "{text}");
        }
        for text in [
            "cargo build",
            "cargo run -- test",
            "echo pytest",
            "pytest --version",
            "vim tests/test_fuse.py",
            "python x.py",
            "",
        ] {
            assert!(!programs().test(text), "{text}");
        }
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
