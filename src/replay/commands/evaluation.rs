//! Whether a command line runs the pipeline's evaluation. This is a guess from the programs that
//! the line starts and their subcommands. The word alone proves nothing: `echo eval` only prints
//! it, and `halden eval report` only reads what earlier runs left.

use super::words::commands_of;

/// The pipeline's program.
const PROGRAM: &str = "halden";
/// Its options that take a value and come before the subcommand.
const VALUED: [&str; 1] = ["--config"];
/// Options of `cargo run` that take a value.
const CARGO_VALUED: [&str; 10] = [
    "-p",
    "--package",
    "--bin",
    "--example",
    "-F",
    "--features",
    "--profile",
    "--target",
    "--manifest-path",
    "-j",
];
/// Words of the shell that a command may follow.
const KEYWORDS: [&str; 10] = [
    "do", "then", "else", "elif", "if", "while", "until", "!", "{", "time",
];
/// Programs that start the program named in their arguments.
const WRAPPERS: [&str; 8] = [
    "env", "nice", "nohup", "exec", "command", "stdbuf", "sudo", "timeout",
];

pub fn is_evaluation(text: &str) -> bool {
    commands_of(text).iter().any(|words| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        evaluates(started(&words))
    })
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

fn evaluates(words: &[&str]) -> bool {
    let [program, rest @ ..] = words else {
        return false;
    };
    let program = program.rsplit('/').next().unwrap_or_default();
    match (program, rest) {
        (PROGRAM, rest) => measures(rest),
        ("cargo", rest) => cargo_runs(rest).is_some_and(measures),
        ("bash" | "sh", [flags, line, ..]) if flags.starts_with('-') && flags.ends_with('c') => {
            is_evaluation(line)
        }
        _ => false,
    }
}

/// What `cargo run` passes to the program.
fn cargo_runs<'a>(words: &'a [&'a str]) -> Option<&'a [&'a str]> {
    let options = words.iter().take_while(|it| it.starts_with(['-', '+']));
    let (command, rest) = words[options.count()..].split_first()?;
    if !["run", "r"].contains(command) {
        return None;
    }
    match rest.iter().position(|it| *it == "--") {
        Some(end) => Some(&rest[end + 1..]),
        None => Some(after_options(rest, &CARGO_VALUED)),
    }
}

/// Whether the program is told to evaluate.
fn measures(words: &[&str]) -> bool {
    let [subcommand, rest @ ..] = after_options(words, &VALUED) else {
        return false;
    };
    let helps = rest.iter().any(|it| ["-h", "--help"].contains(it));
    *subcommand == "eval" && rest.first() != Some(&"report") && !helps
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

    #[test]
    fn an_evaluation_is_recognised_by_program_and_subcommand() {
        for text in [
            "halden eval",
            "halden --config other.toml eval --leg bm25",
            "./target/release/halden eval --judge | jq .judge",
            "cargo run -q -- eval --leg dense",
            "cargo +stable run --release --bin halden eval",
            "cd /workspace && HALDEN_STATE=/tmp/s time halden eval >out.json 2>&1",
            "for leg in bm25 dense; do halden eval --leg $leg; done",
            "timeout 600 halden eval --no-answers --history /dev/null",
            "bash -c 'halden eval'",
            "x=$(halden eval | jq .mrr)",
            "halden \\\n  eval",
        ] {
            assert!(is_evaluation(text), "{text}");
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
            assert!(!is_evaluation(text), "{text}");
        }
    }
}
