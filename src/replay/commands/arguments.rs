//! What a command line tells the pipeline's program. This is a guess from the programs that the
//! line starts.

use super::words::commands_of;
use crate::pipeline::PipelineManifest;

/// The subcommand that measures, and those that take one question.
pub const EVAL: &str = "eval";
pub const ASKING: [&str; 2] = ["ask", "search"];
/// Words of the shell that a command may follow.
const KEYWORDS: [&str; 10] = [
    "do", "then", "else", "elif", "if", "while", "until", "!", "{", "time",
];
/// Programs that start the program named in their arguments.
const WRAPPERS: [&str; 8] = [
    "env", "nice", "nohup", "exec", "command", "stdbuf", "sudo", "timeout",
];
const MODULE: &str = "-m";

/// What runs a pipeline, and its tests, on a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    /// Names of programs, whatever folder they are called from.
    names: Vec<String>,
    /// Beginnings of a line, such as `cargo run`.
    runners: Vec<Vec<String>>,
    /// The same for the tests, such as `cargo test`.
    tests: Vec<Vec<String>>,
}

impl Programs {
    #[cfg(test)]
    pub fn named(name: &str) -> Self {
        Self {
            names: vec![name.to_owned()],
            ..Self::default()
        }
    }

    #[cfg(test)]
    pub fn with(mut self, runners: &[&str], tests: &[&str]) -> Self {
        let words = |line: &&str| line.split(' ').map(str::to_owned).collect();
        self.runners.extend(runners.iter().map(words));
        for line in tests {
            let line: Vec<String> = words(line);
            self.tests.extend(beginnings(&line));
        }
        self
    }

    /// Of these pipelines.
    pub fn of<'a>(pipelines: impl IntoIterator<Item = &'a PipelineManifest>) -> Self {
        let mut programs = Self::default();
        for pipeline in pipelines {
            programs.names.push(pipeline.command.clone());
            programs.runners.extend(pipeline.runners.iter().cloned());
            programs.tests.extend(beginnings(&pipeline.tests));
        }
        programs
    }

    /// The arguments that each command of a line gives the pipeline's program, in order.
    pub fn arguments(&self, text: &str) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for words in commands_of(text) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let words = started(&words);
            if let Some(given) = self.given(words) {
                all.push(given.iter().map(|it| (*it).to_owned()).collect());
            } else if let Some(line) = shell_line(words) {
                all.extend(self.arguments(line));
            }
        }
        all
    }

    /// Whether a line runs the pipeline's tests.
    pub fn test(&self, text: &str) -> bool {
        commands_of(text).iter().any(|words| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let words = started(&words);
            if let Some(line) = shell_line(words) {
                return self.test(line);
            }
            let mut words = words.to_vec();
            if let Some(program) = words.first_mut() {
                *program = name_of(program);
            }
            let asks = words
                .iter()
                .any(|it| ["-h", "--help", "--version"].contains(it));
            let runs = |it: &Vec<String>| after_runner(it, &words).is_some();
            !asks && self.tests.iter().any(runs)
        })
    }

    fn given<'a>(&self, words: &'a [&'a str]) -> Option<&'a [&'a str]> {
        let [program, rest @ ..] = words else {
            return None;
        };
        if self.names.iter().any(|name| name == name_of(program)) {
            return Some(rest);
        }
        if shell_line(words).is_some() {
            return None;
        }
        let rest = self.runners.iter().find_map(|it| after_runner(it, words))?;
        match rest.iter().position(|it| *it == "--") {
            Some(end) => Some(&rest[end + 1..]),
            None => Some(after_options_with_values(rest)),
        }
    }
}

/// Beginnings of lines that run these tests: the words up to the first option, and the same as a
/// module of Python.
fn beginnings(tests: &[String]) -> Vec<Vec<String>> {
    let mut beginning = Vec::<String>::new();
    for word in tests {
        let after_module = beginning.last().is_some_and(|it| it == MODULE);
        if word.starts_with('-') && word != MODULE && !after_module {
            break;
        }
        beginning.push(word.clone());
    }
    let Some(program) = beginning.first_mut() else {
        return Vec::new();
    };
    *program = name_of(program).to_owned();
    let mut all = vec![beginning.clone()];
    if let [tool] = &beginning[..] {
        for python in ["python", "python3"] {
            all.push([python, MODULE, tool].map(str::to_owned).to_vec());
        }
    }
    all
}

fn name_of(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or_default()
}

/// The line that `bash -c` is given.
fn shell_line<'a>(words: &[&'a str]) -> Option<&'a str> {
    match words {
        [program, flags, line, ..]
            if ["bash", "sh"].contains(&name_of(program))
                && flags.starts_with('-')
                && flags.ends_with('c') =>
        {
            Some(line)
        }
        _ => None,
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

/// What follows a runner. Options may be anywhere before the arguments, each perhaps with a value.
fn after_runner<'a>(runner: &[String], words: &'a [&'a str]) -> Option<&'a [&'a str]> {
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
            _ => return None,
        }
    }
    Some(rest)
}

/// Without leading options. Which of a runner's options take a value is not known, so a word after
/// an option counts as its value, unless that word is a subcommand.
fn after_options_with_values<'a>(mut words: &'a [&'a str]) -> &'a [&'a str] {
    let tells = |word: &str| word == EVAL || ASKING.contains(&word);
    while let [first, rest @ ..] = words
        && first.starts_with('-')
    {
        words = match rest {
            [value, after @ ..] if !value.starts_with('-') && !tells(value) => after,
            _ => rest,
        };
    }
    words
}
