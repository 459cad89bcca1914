//! Folders from a stranger: each is refused with one clear message, and nothing in it is used.

use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use crate::library::Library;

fn node(path: &Path, kind: FileType) {
    let device = if kind == FileType::CharacterDevice {
        makedev(1, 5)
    } else {
        0
    };
    mknodat(CWD, path, kind, Mode::from_raw_mode(0o600), device).unwrap();
}

/// One line on standard error that names the path and the reason.
fn refused(plant: impl Fn(&Library), expected: &[&str]) {
    let library = Library::new();
    plant(&library);
    for command in [
        &["lint", "fresh"][..],
        &["diff", "fresh"],
        &["show", "fresh"],
    ] {
        let (status, complaint) = library.complaint(command);
        assert_eq!(status, 2, "{command:?}: {complaint}");
        assert_eq!(complaint.trim_end().lines().count(), 1, "{complaint}");
        for part in expected {
            assert!(complaint.contains(part), "{command:?}: {complaint}");
        }
    }
}

#[test]
fn links_devices_pipes_and_enormous_files() {
    let planted = "overlay/planted";
    refused(
        |it| symlink("/etc/passwd", it.path(planted)).unwrap(),
        &["overlay/planted", "a symbolic link"],
    );
    refused(
        |it| symlink("/etc", it.path("hidden/etc")).unwrap(),
        &["hidden/etc", "a symbolic link"],
    );
    refused(
        |it| node(&it.path(planted), FileType::Fifo),
        &["a named pipe"],
    );
    refused(
        |it| node(&it.path(planted), FileType::CharacterDevice),
        &["a device"],
    );
    refused(
        |it| {
            let socket = std::os::unix::net::UnixListener::bind(it.path(planted)).unwrap();
            drop(socket);
        },
        &["a socket"],
    );
    refused(
        |it| {
            std::fs::File::create(it.path(planted))
                .unwrap()
                .set_len(1 << 40)
                .unwrap();
        },
        &["overlay/planted", "bytes, more than"],
    );
}

#[test]
fn names_that_cannot_be_shown_and_folders_without_end() {
    refused(
        |it| std::fs::write(it.path("overlay/two\nlines"), "").unwrap(),
        &["not printable"],
    );
    refused(
        |it| std::fs::create_dir_all(it.path("overlay").join("a/".repeat(40))).unwrap(),
        &["deeper than"],
    );
    refused(
        |it| {
            std::fs::create_dir(it.path("overlay/many")).unwrap();
            for number in 0..5_000 {
                std::fs::write(it.path(&format!("overlay/many/{number}")), "").unwrap();
            }
        },
        &["more than 4000 files"],
    );
    refused(
        |it| {
            std::fs::create_dir_all(it.path("overlay/.git/hooks")).unwrap();
            std::fs::write(it.path("overlay/.git/hooks/post-checkout"), "").unwrap();
        },
        &["overlay/.git/hooks/post-checkout", "history.toml"],
    );
}

#[test]
fn patches_that_leave_the_workspace() {
    let add = |path: &str| format!("--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+x\n");
    for (patch, expected) in [
        (
            add("../../etc/cron.d/x"),
            "line 2: a path that leads out of the workspace",
        ),
        (add("/etc/cron.d/x"), "line 2: a path from the root"),
        (add(".git/hooks/post-checkout"), "line 2: a path into .git"),
        (add("sub/.Git/config"), "line 2: a path into .git"),
        (
            "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n\
             +/etc/passwd\n\\ No newline at end of file\n"
                .to_owned(),
            "line 2: a symbolic link",
        ),
    ] {
        for file in [
            "faults/query-words.patch",
            "history/01-pack-candidates.patch",
            "solution/reference.patch",
            "solution/shallow/cut-plurals.patch",
        ] {
            let write = |it: &Library| std::fs::write(it.path(file), &patch).unwrap();
            refused(write, &[file, "refused", expected]);
        }
    }
}

#[test]
fn scenarios_outside_the_folder() {
    let library = Library::new();
    let (status, complaint) = library.complaint(&["lint", "../fresh"]);
    assert_eq!(status, 2);
    assert!(
        complaint.contains("lower-case letters") || complaint.contains("no scenario"),
        "{complaint}"
    );
    let (status, complaint) = library.complaint(&["lint", "absent"]);
    assert_eq!(status, 2);
    assert!(
        complaint.contains("no scenario \"absent\"") && complaint.contains("fresh"),
        "{complaint}"
    );
}
