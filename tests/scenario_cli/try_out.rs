//! `assay scenario try`: a shell in a real sandbox, which is removed afterwards. Needs a Docker
//! Engine, the image and the model.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use crate::library::{Library, stderr, stdout};

fn containers() -> String {
    let listed = Command::new("docker")
        .args([
            "ps",
            "-a",
            "--filter",
            "label=assay",
            "--format",
            "{{.Names}}",
        ])
        .output()
        .unwrap();
    String::from_utf8(listed.stdout).unwrap()
}

#[test]
fn the_shell_is_the_candidates_and_its_status_is_the_programs() {
    let library = Library::new();
    let scratch = tempfile::tempdir().unwrap();
    let mut child = library
        .command(&["try", "fresh"])
        .env("TMPDIR", scratch.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let typed = "echo $(id -u) $(pwd) $(git log --oneline | wc -l) $(ls ops) en''d\nexit 7\n";
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(output.status.code(), Some(7), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("1000 /workspace 4 nightly.txt end"), "{text}");
    assert!(std::fs::read_dir(scratch.path()).unwrap().next().is_none());
}

#[test]
fn a_signal_ends_it_and_the_container() {
    for signal in ["TERM", "HUP", "INT"] {
        let library = Library::new();
        let scratch = tempfile::tempdir().unwrap();
        let mut child = library
            .command(&["try", "fresh"])
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin
            .write_all(b"hostname > /tmp/x; echo rea''dy; sleep 600\n")
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let (mut seen, mut buffer) = (Vec::new(), [0; 1024]);
        while !seen.windows(5).any(|it| it == b"ready") {
            let count = out.read(&mut buffer).unwrap();
            assert!(count > 0, "{}", String::from_utf8_lossy(&seen));
            seen.extend_from_slice(&buffer[..count]);
        }
        let folder = std::fs::read_dir(scratch.path())
            .unwrap()
            .flatten()
            .next()
            .unwrap();
        let name = std::fs::read_dir(folder.path().join("v"))
            .unwrap()
            .flatten()
            .next()
            .unwrap();
        let name = name.file_name().into_string().unwrap();
        assert!(containers().contains(&name), "{name}");
        let killed = Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(2), "{signal}");
        assert!(!containers().contains(&name), "{signal}");
        assert!(
            std::fs::read_dir(scratch.path()).unwrap().next().is_none(),
            "{signal}"
        );
    }
}
