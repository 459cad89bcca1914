//! The marks that the images' shell prints.

use crate::client::{Connection, Sandbox, Screen};

/// The marks in an output, without those for the terminal's title and the like.
fn marks(text: &str) -> Vec<String> {
    text.split("\x1b]")
        .skip(1)
        .filter_map(|rest| rest.split_once('\x07'))
        .map(|(mark, _)| mark.to_owned())
        .filter(|mark| {
            ["133;", "633;", "7;"]
                .iter()
                .any(|family| mark.starts_with(family))
        })
        .collect()
}

/// A shell at its first prompt.
async fn prompt(sandbox: &Sandbox) -> (Connection, Screen) {
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    screen
        .until(&mut connection, |screen| {
            screen.text().contains("\x1b]133;B\x07")
        })
        .await;
    (connection, screen)
}

/// The marks between typing this and the next prompt.
async fn enter(connection: &mut Connection, screen: &mut Screen, typed: &str) -> Vec<String> {
    let from = screen.bytes.len();
    screen.type_in(connection, typed).await;
    let waits = |screen: &Screen| {
        let marks = marks(&screen.text()[from..]);
        marks.iter().any(|mark| mark == "133;C") && marks.last().is_some_and(|it| it == "133;B")
    };
    screen.until(connection, waits).await;
    marks(&screen.text()[from..])
}

fn ran(command: &str, status: i32) -> Vec<String> {
    let end = format!("133;D;{status}");
    let marks = [&format!("633;E;{command}"), "133;C", &end, "133;A", "133;B"];
    marks.map(ToOwned::to_owned).to_vec()
}

#[tokio::test]
async fn each_command_is_marked_with_its_text_and_status() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    let first = marks(&screen.text());
    assert!(first[0].starts_with("7;file://"), "{first:?}");
    assert_eq!(first[1..], ["133;A", "133;B"]);
    let cases = [
        ("true\n", ran("true", 0)),
        ("false\n", ran("false", 1)),
        ("false; (exit 3)\n", ran(r"false\x3b (exit 3)", 3)),
        (
            "(cd /; echo \"$(echo deep)\")\n",
            ran("(cd /\\x3b echo \"$(echo deep)\")", 0),
        ),
        ("echo 'a;b\\c&d %s é'\n", ran(r"echo 'a\x3bb\\c&d %s é'", 0)),
        // Every time it is typed, even if the candidate wants it left out of the history.
        (
            " HISTCONTROL=ignoreboth\n",
            ran(" HISTCONTROL=ignoreboth", 0),
        ),
        (" true\n", ran(" true", 0)),
        (" true\n", ran(" true", 0)),
        (
            "for i in 1 2\ndo echo $i\ndone\n",
            ran(r"for i in 1 2\x0ado echo $i\x0adone", 0),
        ),
        (
            "cat <<END | tail -1\none\ntwo\nEND\n",
            ran(r"cat <<END | tail -1\x0aone\x0atwo\x0aEND", 0),
        ),
        ("if then\n", Vec::new()),
    ];
    for (typed, expected) in cases {
        if expected.is_empty() {
            // It is not run, so only a new prompt follows.
            screen.type_in(&mut connection, typed).await;
            screen
                .until(&mut connection, |screen| {
                    screen.text().contains("syntax error")
                })
                .await;
            continue;
        }
        assert_eq!(
            enter(&mut connection, &mut screen, typed).await,
            expected,
            "{typed}"
        );
    }
}

#[tokio::test]
async fn an_interrupted_command_has_its_status() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    let from = screen.bytes.len();
    // Interrupted only when it certainly runs: it has answered.
    let command = "sed -u s/ping/RU''NS/";
    screen
        .type_in(&mut connection, &format!("{command}\n"))
        .await;
    screen
        .until(&mut connection, |screen| {
            screen.text()[from..].contains("133;C")
        })
        .await;
    screen.type_in(&mut connection, "ping\n").await;
    screen
        .until(&mut connection, |screen| {
            screen.text()[from..].contains("RUNS")
        })
        .await;
    screen.type_in(&mut connection, "\x03").await;
    screen
        .until(&mut connection, |screen| {
            screen.text()[from..].contains("133;B")
        })
        .await;
    assert_eq!(marks(&screen.text()[from..]), ran(command, 130));

    // A line that is abandoned is not a command. It is not abandoned with an interrupt here: bash
    // 5.2, even without any start-up file, sometimes keeps the line and draws its prompt only at
    // the next key.
    let from = screen.bytes.len();
    screen.type_in(&mut connection, "never run\x15\n").await;
    screen
        .until(&mut connection, |screen| {
            screen.text()[from..].contains("133;B")
        })
        .await;
    assert_eq!(marks(&screen.text()[from..]), ["133;A", "133;B"]);
}

#[tokio::test]
async fn the_current_directory_is_told_when_it_changes() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    let told = enter(
        &mut connection,
        &mut screen,
        "mkdir -p 'a ü%;b' && cd 'a ü%;b'\n",
    )
    .await;
    let place = told
        .iter()
        .find(|mark| mark.starts_with("7;"))
        .expect("the new directory");
    assert!(place.ends_with("/workspace/a%20%C3%BC%25%3Bb"), "{place}");
    let told = enter(&mut connection, &mut screen, "pwd\n").await;
    assert!(!told.iter().any(|mark| mark.starts_with("7;")), "{told:?}");
}

#[tokio::test]
async fn a_prompt_of_the_candidates_own_is_marked_too() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    enter(&mut connection, &mut screen, "PS1='mine> '\n").await;
    let told = enter(&mut connection, &mut screen, "true\n").await;
    assert_eq!(told, ran("true", 0));
}

/// What candidates do to their own shell. Whatever it is, later commands still report their status.
#[tokio::test]
async fn exit_codes_outlive_what_candidates_do_to_their_shell() {
    let changes = [
        "PROMPT_COMMAND='history -a'",
        "PROMPT_COMMAND=\"history -a; $PROMPT_COMMAND\"",
        "PROMPT_COMMAND=\"$PROMPT_COMMAND; history -a\"",
        "PROMPT_COMMAND=('history -a')",
        "PROMPT_COMMAND+=('PS1=\"mine> \"')",
        "unset PROMPT_COMMAND",
        "unset PROMPT_COMMAND; PROMPT_COMMAND='history -a'",
        "readonly PROMPT_COMMAND PS0 PS1",
        "readonly PROMPT_COMMAND=(true)",
        "readonly status=1 entry=2 number=3 text=4 path=5 HISTCONTROL=ignoreboth",
        "unset PS1; PS0='mine '",
        "PS0='[\\t] '$PS0",
        "set -u; unset PS0",
        "set -o posix",
        "set -x",
        "set -f; shopt -s nocasematch extglob; IFS=1",
        "trap true DEBUG",
        "set -T; trap 'echo \"$BASH_COMMAND\"' DEBUG",
        "trap 'echo failed' ERR",
        "printf() { echo no; }; history() { echo no; }; set() { echo no; }",
    ];
    for change in changes {
        let sandbox = Sandbox::with_integration();
        let (mut connection, mut screen) = prompt(&sandbox).await;
        let changed = run(&mut connection, &mut screen, change).await;
        assert_eq!(changed.last().unwrap(), "133;D;0", "{change}");
        for (typed, status) in [("false", 1), ("(exit 7)", 7), ("true", 0)] {
            let told = run(&mut connection, &mut screen, typed).await;
            assert_eq!(told, ran(typed, status)[..3], "{typed} after {change}");
        }
    }
}

#[tokio::test]
async fn a_shell_that_was_replaced_goes_on_being_marked() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    let bashrc = sandbox.path("etc/bashrc").display().to_string();
    let command = format!("exec bash --init-file {bashrc}");
    let told = run(&mut connection, &mut screen, &command).await;
    // It has ended, and its status is unknown.
    assert_eq!(told, [&format!("633;E;{command}"), "133;C", "133;D"]);
    let told = run(&mut connection, &mut screen, "false").await;
    assert_eq!(told, ran("false", 1)[..3]);
}

#[tokio::test]
async fn without_prompt_and_prompt_command_the_end_is_told_before_the_next_command() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    let from = screen.bytes.len();
    let change = "unset PROMPT_COMMAND; PS1='> '";
    screen
        .type_in(&mut connection, &format!("{change}\n(exit 7)\ntrue\n"))
        .await;
    let two = |screen: &Screen| ends(&screen.text()[from..]).contains(&"133;D;7".to_owned());
    screen.until(&mut connection, two).await;
    let told = ends(&screen.text()[from..]);
    let expected = [
        &ran(r"unset PROMPT_COMMAND\x3b PS1='> '", 0)[..3],
        &ran("(exit 7)", 7)[..3],
    ];
    assert_eq!(told[..6], expected.concat());
}

#[tokio::test]
async fn a_command_that_history_does_not_hold_is_marked_without_another_ones_text() {
    let sandbox = Sandbox::with_integration();
    let (mut connection, mut screen) = prompt(&sandbox).await;
    run(&mut connection, &mut screen, "set +o history").await;
    let told = run(&mut connection, &mut screen, "false").await;
    assert_eq!(told, ["133;C", "133;D;1"]);
}

/// The marks of commands, without those of prompts and directories.
fn ends(text: &str) -> Vec<String> {
    let mut marks = marks(text);
    marks.retain(|mark| {
        ["633;E;", "133;C", "133;D"]
            .iter()
            .any(|it| mark.starts_with(it))
    });
    marks
}

/// The marks between typing this and the command's end, whatever became of the prompt.
async fn run(connection: &mut Connection, screen: &mut Screen, command: &str) -> Vec<String> {
    let from = screen.bytes.len();
    screen.type_in(connection, &format!("{command}\n")).await;
    let ended = |screen: &Screen| {
        ends(&screen.text()[from..])
            .iter()
            .any(|it| it.starts_with("133;D"))
    };
    screen.until(connection, ended).await;
    ends(&screen.text()[from..])
}
