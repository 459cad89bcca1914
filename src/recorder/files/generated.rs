//! Folders that a tool makes and can make again. They are summarised, not recorded file by file.
//!
//! A name counts only where nobody writes by hand. The workspace's ignore rules are those at the
//! start, so a line that is added later hides nothing.

use super::beneath::{Folder, Stands};

/// Folders that only tools make, wherever they are.
const ANYWHERE: &[&str] = &[
    "__pycache__",
    "node_modules",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".eggs",
    ".git",
];
/// Folders that belong to a tool at the top of a workspace. Deeper down they are a module's name.
const AT_THE_TOP: &[&str] = &["target", "dist"];
/// Ends of names that only tools give.
const ENDS: &[&str] = &[".egg-info"];
/// A file that marks a folder as a cache, and how the file begins: <https://bford.info/cachedir/>
const CACHE_TAG: (&str, &[u8]) = (
    "CACHEDIR.TAG",
    b"Signature: 8a477f597d28d172789f06886806bc55",
);
/// Every virtual environment of Python contains this file.
const ENVIRONMENT: &str = "pyvenv.cfg";
/// Bytes of a tag that are read.
const TAG_LIMIT: usize = 4096;
/// Lines of a `.gitignore` that are read, and bytes of each.
const LINES: usize = 200;
const LINE: usize = 200;

/// Why a folder counts as generated, judged by its path.
pub(super) fn by_name(folder: &str) -> Option<&'static str> {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let anywhere = ANYWHERE.contains(&name) || ENDS.iter().any(|end| name.ends_with(end));
    let at_the_top = AT_THE_TOP.contains(&folder);
    (anywhere || at_the_top).then_some("a tool's folder by its name")
}

/// Why a folder counts as generated, judged by its contents.
pub(super) fn by_mark(folder: &Folder) -> Option<&'static str> {
    if matches!(folder.look(ENVIRONMENT), Stands::File(_)) {
        return Some("a virtual environment");
    }
    let (name, begins) = CACHE_TAG;
    if !matches!(folder.look(name), Stands::File(_)) {
        return None;
    }
    let tag = folder.read(name, TAG_LIMIT).ok()??;
    tag.starts_with(begins)
        .then_some("tagged as a cache by CACHEDIR.TAG")
}

/// Folders that a `.gitignore` names. A line in a form that is not supported ignores nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignored(Vec<Pattern>);

#[derive(Clone, Debug)]
struct Pattern {
    line: String,
    parts: Vec<String>,
    /// The pattern applies only to this exact path, not to the name in other places.
    anchored: bool,
    /// The line cancels what an earlier line said.
    negated: bool,
}

impl Ignored {
    pub fn read(text: &str) -> Self {
        let lines = text.lines().take(LINES);
        Self(lines.filter_map(Pattern::read).collect())
    }

    /// The line by which a folder is ignored. As in git, the last line that matches decides.
    pub fn line_for(&self, folder: &str) -> Option<&str> {
        let last = self.0.iter().rev().find(|pattern| pattern.fits(folder))?;
        (!last.negated).then_some(last.line.as_str())
    }
}

impl Pattern {
    fn read(line: &str) -> Option<Self> {
        let line = line.trim_end();
        let (negated, rest) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let rest = rest.strip_prefix("**/").unwrap_or(rest);
        let unclear = |it: char| matches!(it, '[' | '\\');
        if rest.is_empty() || rest.len() > LINE || rest.starts_with('#') || rest.contains(unclear) {
            return None;
        }
        let path = rest.strip_suffix('/').unwrap_or(rest);
        let anchored = path.contains('/');
        let path = path.strip_prefix('/').unwrap_or(path);
        let parts: Vec<_> = path.split('/').map(str::to_owned).collect();
        let clear = parts.iter().all(|part| !part.is_empty() && part != "**");
        // A pattern that begins with `**/` matches at any depth. Only a single name is supported
        // after it.
        let anywhere = line.contains("**/") && parts.len() > 1;
        (clear && !anywhere).then(|| Self {
            line: line.to_owned(),
            parts,
            anchored,
            negated,
        })
    }

    fn fits(&self, folder: &str) -> bool {
        if !self.anchored {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            return fits(&self.parts[0], name);
        }
        let mut parts = folder.split('/');
        let all = self.parts.iter();
        let begins = all.zip(parts.by_ref()).all(|(it, name)| fits(it, name));
        begins && folder.split('/').count() == self.parts.len()
    }
}

/// Whether a name matches a pattern with `*` and `?`. Takes at most the product of their lengths.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<_>, Vec<_>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where to continue if the last star has to match one more character.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(it) if *it == '?' || *it == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, n) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|it| *it == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_where_nobody_writes_by_hand() {
        for folder in ["target", "a/node_modules", "x.egg-info", "a/b/__pycache__"] {
            assert!(by_name(folder).is_some(), "{folder}");
        }
        for folder in ["src/target", "a/dist", "targets", "build", "venv", "vendor"] {
            assert!(by_name(folder).is_none(), "{folder}");
        }
    }

    #[test]
    fn a_tag_counts_if_it_is_one() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::root(root.path()).unwrap();
        assert_eq!(by_mark(&folder), None);
        std::fs::write(root.path().join("CACHEDIR.TAG"), "anything").unwrap();
        assert_eq!(by_mark(&folder), None);
        std::fs::write(root.path().join("CACHEDIR.TAG"), CACHE_TAG.1).unwrap();
        assert!(by_mark(&folder).is_some());
    }

    #[test]
    fn a_gitignore_is_read_as_far_as_it_is_understood() {
        let ignored = Ignored::read(
            "# a comment\n\n/target\nstate/\n*.cache\nevals/tmp\n**/deep\n!kept.cache\n[ab]x\na/**/b\n",
        );
        for folder in ["target", "x/state", "x/y.cache", "evals/tmp", "q/deep"] {
            assert!(ignored.line_for(folder).is_some(), "{folder}");
        }
        for folder in [
            "x/target",
            "x/evals/tmp",
            "evals",
            "kept.cache",
            "ax",
            "a/b",
            "#",
        ] {
            assert_eq!(ignored.line_for(folder), None, "{folder}");
        }
        assert!(fits("a*b*c", "aXbYbc") && !fits("a*b", "ab1") && fits("*", "") && !fits("?", ""));
    }
}
