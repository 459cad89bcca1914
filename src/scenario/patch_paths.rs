//! Which paths a unified diff may name. `git apply` refuses some of them itself, in words that
//! depend on its version. A stranger's scenario is refused before git sees it.

use std::path::Path;

use super::ScenarioError;

/// Refuses a patch that would write outside the workspace, into its `.git`, or a link.
pub(super) fn check(patch: &Path, diff: &[u8]) -> Result<(), ScenarioError> {
    let refuse = |line: usize, reason: String| {
        Err(ScenarioError::refused(
            patch,
            format!("line {line}: {reason}"),
        ))
    };
    let Ok(text) = std::str::from_utf8(diff) else {
        return refuse(1, "not UTF-8".into());
    };
    let mut hunk = Hunk::default();
    for (number, line) in (1..).zip(text.lines()) {
        if hunk.takes(line) {
            continue;
        }
        if let Some(next) = Hunk::of(line) {
            hunk = next;
        } else if let Some(mode) = mode_of(line) {
            if mode.starts_with("120") {
                return refuse(number, "a symbolic link".into());
            }
            if mode.starts_with("160") {
                return refuse(number, "a repository within the repository".into());
            }
        } else if line == "GIT binary patch" || line.starts_with("Binary files ") {
            return refuse(number, "a binary patch, which nobody can review".into());
        } else {
            for path in paths_of(line) {
                if let Some(reason) = objection(path) {
                    return refuse(number, format!("{reason}: {path}"));
                }
            }
        }
    }
    Ok(())
}

/// Whether git would treat a folder or file of this name as its own.
pub(super) fn is_for_git(name: &str) -> bool {
    name.eq_ignore_ascii_case(".git")
}

fn objection(path: &str) -> Option<&'static str> {
    if path.starts_with('"') || path.contains('\\') || path.chars().any(char::is_control) {
        return Some("a path that has to be quoted");
    }
    if path.starts_with('/') {
        return Some("a path from the root");
    }
    if path.split('/').any(|part| matches!(part, ".." | "." | "")) {
        return Some("a path that leads out of the workspace");
    }
    let own = path.split('/').any(is_for_git);
    own.then_some("a path into .git")
}

/// The paths that a header line names, without the leading `a/` and `b/`.
fn paths_of(line: &str) -> Vec<&str> {
    for prefix in ["--- ", "+++ "] {
        if let Some(rest) = line.strip_prefix(prefix) {
            // diff(1) puts a time after a tab.
            let path = rest.split('\t').next().unwrap_or(rest).trim_end();
            return if path == "/dev/null" {
                vec![]
            } else {
                vec![without_side(path)]
            };
        }
    }
    for prefix in ["rename from ", "rename to ", "copy from ", "copy to "] {
        if let Some(path) = line.strip_prefix(prefix) {
            return vec![path];
        }
    }
    match line.strip_prefix("diff --git ") {
        Some(rest) if rest.starts_with('"') => vec![rest],
        Some(rest) => rest
            .split_once(" b/")
            .map_or_else(|| vec![rest], |(old, new)| vec![without_side(old), new]),
        None => vec![],
    }
}

fn without_side(path: &str) -> &str {
    path.strip_prefix("a/")
        .or_else(|| path.strip_prefix("b/"))
        .unwrap_or(path)
}

fn mode_of(line: &str) -> Option<&str> {
    [
        "new file mode ",
        "new mode ",
        "old mode ",
        "deleted file mode ",
    ]
    .iter()
    .find_map(|prefix| line.strip_prefix(prefix))
}

/// What is left of a hunk. Its lines may look like headers, but are not.
#[derive(Default)]
struct Hunk {
    old: usize,
    new: usize,
}

impl Hunk {
    fn of(line: &str) -> Option<Self> {
        let ranges = line.strip_prefix("@@ -")?.split(" @@").next()?;
        let (old, new) = ranges.split_once(" +")?;
        let count = |range: &str| match range.split_once(',') {
            None => Some(1),
            Some((_, count)) => count.parse().ok(),
        };
        Some(Self {
            old: count(old)?,
            new: count(new)?,
        })
    }

    fn takes(&mut self, line: &str) -> bool {
        if self.old == 0 && self.new == 0 {
            return false;
        }
        match line.as_bytes().first() {
            Some(b'-') => self.old = self.old.saturating_sub(1),
            Some(b'+') => self.new = self.new.saturating_sub(1),
            Some(b'\\') => {}
            _ => {
                self.old = self.old.saturating_sub(1);
                self.new = self.new.saturating_sub(1);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(diff: &str) -> String {
        check(Path::new("x.patch"), diff.as_bytes())
            .map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn ordinary_patches_are_accepted_whatever_their_lines_look_like() {
        let ordinary = "diff --git a/src/x.rs b/src/x.rs\nnew file mode 100644\n--- /dev/null\n\
                        +++ b/src/x.rs\t2026-01-01\n@@ -0,0 +1,2 @@\n+++ ../../etc/passwd\n+b\n";
        assert_eq!(complaint(ordinary), "");
        let removed = "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n--- /etc/passwd\n a\n";
        assert_eq!(complaint(removed), "");
    }

    #[test]
    fn hostile_patches_are_refused_with_the_line() {
        for (diff, expected) in [
            (
                "--- a/../x\n+++ b/../x\n",
                "line 1: a path that leads out of the workspace: ../x",
            ),
            (
                "--- /dev/null\n+++ b/a/../../x\n",
                "line 2: a path that leads out",
            ),
            ("--- /etc/passwd\n+++ b/x\n", "line 1: a path from the root"),
            (
                "--- a/x\n+++ b/.git/hooks/post-commit\n",
                "line 2: a path into .git",
            ),
            ("--- a/x\n+++ b/.GIT/config\n", "line 2: a path into .git"),
            (
                "diff --git a/l b/l\nnew file mode 120000\n",
                "line 2: a symbolic link",
            ),
            (
                "diff --git a/l b/l\nnew file mode 160000\n",
                "line 2: a repository within",
            ),
            ("rename to ../x\n", "line 1: a path that leads out"),
            ("copy to .git/config\n", "line 1: a path into .git"),
            (
                "--- \"a/two\\nlines\"\n",
                "line 1: a path that has to be quoted",
            ),
            (
                "diff --git a/x b/x\nGIT binary patch\n",
                "line 2: a binary patch",
            ),
        ] {
            let complaint = complaint(diff);
            assert!(
                complaint.contains("x.patch: refused: "),
                "{diff}: {complaint}"
            );
            assert!(complaint.contains(expected), "{diff}: {complaint}");
        }
    }
}
