//! Output that nobody reads to its end.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::process::Command;

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let halden = Command::new(env!("CARGO_BIN_EXE_halden"))
        .args(["prompts", "list"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(halden.stderr).unwrap(), "");
    assert!(halden.status.success(), "{}", halden.status);
}
