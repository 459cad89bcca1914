//! What commands print: builds, logs, searches, tests, diffs, evaluations.

use std::fmt::Write as _;

use super::dice::Dice;

/// A command line and its output, of about the requested number of bytes.
pub struct Printed {
    pub command: String,
    pub text: String,
    pub exit: i32,
}

/// A random command with about `length` bytes of output.
pub fn some(dice: &mut Dice, length: usize) -> Printed {
    let kind = dice.below(6);
    let mut text = String::with_capacity(length + 512);
    while text.len() < length {
        match kind {
            0 => build(dice, &mut text),
            1 => log(dice, &mut text),
            2 => found(dice, &mut text),
            3 => test(dice, &mut text),
            4 => diff(dice, &mut text),
            _ => evaluation(dice, &mut text),
        }
    }
    let word = dice.word();
    let command = match kind {
        0 => "cargo build".to_owned(),
        1 => format!("tail -n 40000 state/{word}.log"),
        2 => format!("grep -rn {word} src corpus"),
        3 => format!("cargo test {word}"),
        4 => format!("git diff HEAD~{} -- src/{word}.rs", dice.between(1, 9)),
        _ => format!(
            "cargo run -q -- eval --leg {}",
            dice.pick(&["dense", "fused", "bm25"])
        ),
    };
    let exit = i32::from(dice.below(7) == 0);
    Printed {
        command,
        text,
        exit,
    }
}

// Writing to a string cannot fail.
macro_rules! print {
    ($text:expr, $($rest:tt)*) => { let _ = write!($text, $($rest)*); };
}

fn build(dice: &mut Dice, text: &mut String) {
    for _ in 0..dice.between(8, 40) {
        let (name, minor, patch) = (dice.name(), dice.below(40), dice.below(20));
        print!(
            text,
            "\x1b[1m\x1b[32m   Compiling\x1b[0m {name} v0.{minor}.{patch}\r\n"
        );
        let (done, all) = (dice.below(400), 400);
        let bar = "=".repeat(usize::try_from(done / 16).unwrap_or(0));
        print!(
            text,
            "\x1b[1m\x1b[36m    Building\x1b[0m [{bar:<25}>] {done}/{all}: {name}\x1b[K\r"
        );
    }
    let (name, line, column) = (dice.word(), dice.between(1, 400), dice.between(1, 80));
    print!(
        text,
        "\x1b[K\x1b[1m\x1b[33mwarning\x1b[0m\x1b[1m: unused variable: `{name}`\x1b[0m\r\n"
    );
    print!(
        text,
        "   \x1b[1m\x1b[34m-->\x1b[0m src/{}.rs:{line}:{column}\r\n",
        dice.word()
    );
    print!(
        text,
        "    \x1b[1m\x1b[34m|\x1b[0m\r\n{line:>4}\x1b[1m\x1b[34m|\x1b[0m     let {name} = "
    );
    print!(text, "{}({:?});\r\n", dice.name(), dice.words(3));
}

fn log(dice: &mut Dice, text: &mut String) {
    for _ in 0..40 {
        let level = dice.pick(&["INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"]);
        let (minute, second, milli) = (dice.below(60), dice.below(60), dice.below(1000));
        print!(
            text,
            "2026-11-24T09:{minute:02}:{second:02}.{milli:03}Z \x1b[2m{level:>5}\x1b[0m "
        );
        let count = dice.between(3, 9);
        print!(text, "{}: {} ", dice.name(), dice.words(count));
        print!(
            text,
            "id={:016x} took={}ms\r\n",
            dice.roll(),
            dice.below(900)
        );
    }
}

fn found(dice: &mut Dice, text: &mut String) {
    for _ in 0..30 {
        let (path, line, word) = (dice.name(), dice.between(1, 300), dice.word());
        print!(
            text,
            "\x1b[35mcorpus/{path}.md\x1b[0m:\x1b[32m{line}\x1b[0m:{} ",
            dice.words(4)
        );
        let count = dice.between(2, 10);
        print!(text, "\x1b[1;31m{word}\x1b[0m {}\r\n", dice.words(count));
    }
}

fn test(dice: &mut Dice, text: &mut String) {
    for _ in 0..30 {
        let good = dice.below(12) != 0;
        let result = if good {
            "\x1b[32mok\x1b[0m"
        } else {
            "\x1b[31mFAILED\x1b[0m"
        };
        print!(
            text,
            "test {}::{} ... {result}\r\n",
            dice.word(),
            dice.name()
        );
    }
    let (left, right) = (dice.below(1000), dice.below(1000));
    print!(
        text,
        "thread '{}' panicked at src/{}.rs:",
        dice.name(),
        dice.word()
    );
    print!(
        text,
        "{}:9:\r\nassertion `left == right` failed: ",
        dice.below(400)
    );
    print!(
        text,
        "{}\r\n  left: {left}\r\n right: {right}\r\n",
        dice.words(4)
    );
}

fn diff(dice: &mut Dice, text: &mut String) {
    let name = dice.word();
    print!(
        text,
        "\x1b[1mdiff --git a/src/{name}.rs b/src/{name}.rs\x1b[m\r\n"
    );
    for _ in 0..25 {
        let (sign, color) = match dice.below(4) {
            0 => ('+', "\x1b[32m"),
            1 => ('-', "\x1b[31m"),
            _ => (' ', ""),
        };
        let indent = " ".repeat(usize::try_from(dice.below(4) * 4).unwrap_or(0));
        print!(
            text,
            "{color}{sign}{indent}let {} = {}.",
            dice.name(),
            dice.word()
        );
        print!(
            text,
            "{}({}).await?;\x1b[m\r\n",
            dice.name(),
            dice.below(4096)
        );
    }
}

fn evaluation(dice: &mut Dice, text: &mut String) {
    for done in (0..=100).step_by(4) {
        let bar = "█".repeat(done / 4);
        print!(
            text,
            "\x1b[2K\rasking {bar:<25} {done:>3} % {}",
            dice.word()
        );
    }
    print!(text, "\x1b[2K\r┌──────────────┬────────┐\r\n");
    for metric in ["recall@5", "recall@10", "mrr", "ndcg@10", "faithfulness"] {
        let (value, more) = (dice.below(100), dice.below(10));
        print!(text, "│ {metric:<12} │ 0.{value:02}{more}  │\r\n");
    }
    print!(text, "└──────────────┴────────┘\r\n");
    for _ in 0..20 {
        let count = dice.between(4, 9);
        print!(
            text,
            "  q-{:04}  {}  gold ",
            dice.below(400),
            dice.words(count)
        );
        print!(text, "{}.md rank {}\r\n", dice.name(), dice.below(30));
    }
}
