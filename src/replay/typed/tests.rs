//! Commands that were typed, and commands that were not.

use super::Typed;
use crate::domain::event::EventBody;
use crate::domain::payload::Payload;
use crate::replay::keyframes::Contents;

/// Plays steps in turn: `type`, `lost` (typed, and its content is gone) or `run`. Returns for each
/// command whether it is explained.
fn played(steps: &[(&str, &str)]) -> Vec<bool> {
    let mut typed = Typed::default();
    let mut told = Vec::new();
    for (what, text) in steps {
        let (bytes, content) = Payload::of(text.as_bytes().to_vec());
        let kept = bytes.blob().filter(|_| *what == "type").zip(content);
        let contents = kept.map(|(it, content)| (it.blob, content));
        let contents: Contents = contents.into_iter().collect();
        let body = match *what {
            "type" | "lost" => EventBody::TerminalInput {
                terminal: 1,
                offset: 0,
                bytes,
                source: None,
                page: None,
            },
            _ => EventBody::CommandStarted {
                terminal: 1,
                command: 1,
                text: (*text).to_owned(),
                directory: None,
                offset: 0,
            },
        };
        let explained = typed.take(1, 1, &body, &contents);
        if *what == "run" {
            told.push(explained);
        }
    }
    told
}

#[test]
fn a_typed_command_is_explained_however_it_was_typed() {
    let all = played(&[
        ("type", "car"),
        ("type", "go test\r"),
        ("run", "cargo test"),
        ("type", "\x1b[200~for n in 1 2\ndo echo $n\ndone\x1b[201~\r"),
        ("run", "for n in 1 2\ndo echo $n\ndone"),
        ("type", "cargo test \\\r--all\r"),
        ("run", "cargo test --all"),
        ("type", "less log\r"),
        ("run", "less log"),
        ("type", "qmake check\r"),
        ("run", "make check"),
        ("type", "\x1b[A\x1b[A\r"),
        ("run", "cargo test --workspace"),
        ("type", "halden ev\t\r"),
        ("run", "halden eval"),
        ("type", "!!\r"),
        ("run", "halden eval"),
        ("type", "lss\x7f -la\r"),
        ("run", "ls -la"),
        // Typed ahead while the first runs.
        ("type", "sleep 9\rmake x\r\x12mak\r"),
        ("run", "sleep 9"),
        ("run", "make x"),
        ("run", "make all"),
    ]);
    assert!(all.iter().all(|explained| *explained), "{all:?}");
}

#[test]
fn a_command_without_a_key_or_with_another_text_is_not_explained() {
    let told = played(&[
        ("type", "python3 forge.py\r"),
        ("run", "python3 forge.py"),
        ("run", "halden eval --all"),
        ("run", ""),
        ("type", "ls\r"),
        ("run", "halden eval --all"),
        ("type", "ls\r"),
        ("run", "ls"),
    ]);
    assert_eq!(told, [true, false, false, false, true]);
}

/// The text is part of what was typed, but no entered line ends with it.
#[test]
fn a_command_inside_a_typed_script_is_not_explained() {
    let told = played(&[
        ("type", "cat > f <<E\rprint('E;halden eval --all;C')\rE\r"),
        ("run", "cat > f <<E\nprint('E;halden eval --all;C')\nE"),
        ("type", "python3 f\r"),
        ("run", "python3 f"),
        ("run", "halden eval --all"),
    ]);
    assert_eq!(told, [true, true, false]);
}

/// A key that does more than write explains any text, but not a command without a line.
#[test]
fn a_key_that_does_more_than_write_does_not_explain_a_second_command() {
    let told = played(&[
        ("type", "python3 forge.py\r"),
        ("run", "python3 forge.py"),
        ("type", "\x0c"),
        ("run", "halden eval --all"),
        ("type", "\t\x1b[A"),
        ("run", "halden eval --all"),
        ("type", "\r"),
        ("run", "halden eval"),
        ("run", "halden eval"),
    ]);
    assert_eq!(told, [true, false, false, true, false]);
}

#[test]
fn a_here_document_leaves_no_lines_for_a_forged_command() {
    let told = played(&[
        ("type", "cat > f <<E\rone\rtwo\rE\r"),
        ("run", "cat > f <<E\none\ntwo\nE"),
        ("type", "python3 f\r"),
        ("run", "python3 f"),
        ("type", "\x0c"),
        ("run", "halden eval --all"),
    ]);
    assert_eq!(told, [true, true, false]);
}

#[test]
fn ctrl_o_enters_a_line_and_brings_one_from_the_history() {
    let told = played(&[
        ("type", "make one\x0f"),
        ("run", "make one"),
        ("type", "\x0f"),
        ("run", "make two"),
        ("type", "\r"),
        ("run", "make three"),
        ("run", "make four"),
        ("type", "ls\r"),
        ("run", "make five"),
    ]);
    assert_eq!(told, [true, true, true, false, false]);
}

#[test]
fn a_large_paste_explains_as_many_commands_as_it_has_lines() {
    let large = "echo 1\r".repeat(400);
    let mut steps = vec![("type", large.as_str())];
    steps.extend([("run", "echo 1"); 400]);
    assert!(played(&steps).iter().all(|explained| *explained));
    steps.push(("run", "echo 1"));
    steps.push(("run", "halden eval --all"));
    assert_eq!(played(&steps)[400..], [false, false]);
    // More than is kept: whatever is gone is not judged.
    let lines: Vec<_> = (0..9_000).map(|n| format!("echo number {n}\r")).collect();
    let huge = lines.concat();
    let (first, last) = ("echo number 0", "echo number 8999");
    let told = played(&[("type", &huge), ("run", first), ("run", last)]);
    assert_eq!(told, [true, true]);
    let long = format!("cat > f <<E\r{}\rE\r", "x".repeat(3_000));
    let told = played(&[("type", &long), ("run", "halden eval --all")]);
    assert_eq!(told, [false]);
}

#[test]
fn a_lost_paste_accuses_nobody() {
    let large = "echo 1\r".repeat(400);
    let mut steps = vec![("lost", large.as_str())];
    steps.extend([("run", "echo 1"); 400]);
    assert!(played(&steps).iter().all(|explained| *explained));
}
