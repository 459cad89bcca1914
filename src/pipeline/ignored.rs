//! Folders that tools write: patterns as in `.gitignore`, as far as they are understood.

/// Lines of a `.gitignore` that are read, and bytes of each.
const LINES: usize = 200;
const LINE: usize = 200;

/// Folders that a `.gitignore` names. A line in a form that is not supported ignores nothing.
#[derive(Clone, Debug, Default)]
pub struct Ignored(Vec<Pattern>);

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

    /// Whether a file is in one of these folders.
    pub fn holds(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end);
        ends.into_iter()
            .any(|end| self.line_for(&path[..end]).is_some())
    }

    /// These rules, then others.
    #[must_use]
    pub fn before(mut self, mut later: Self) -> Self {
        self.0.append(&mut later.0);
        self
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
