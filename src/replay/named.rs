//! Whether a command line names a file, or only a folder or a pattern that it is in.

/// The longest beginning of a line that is read, in bytes, and the most words.
const LONGEST: usize = 4_096;
const MOST: usize = 200;
const ROOT: &str = "/workspace/";

/// The words of a command line, as paths.
pub struct Words<'a>(Vec<&'a str>);

impl<'a> Words<'a> {
    pub fn of(text: &'a str) -> Self {
        let apart = |it: char| it.is_whitespace() || "'\"`;|&<>()=:,".contains(it);
        let end = text.floor_char_boundary(LONGEST);
        let words = text[..end].split(apart);
        let words = words.map(|it| it.strip_prefix(ROOT).unwrap_or(it));
        let words = words.map(|it| it.trim_start_matches("./"));
        Self(words.filter(|it| !it.is_empty()).take(MOST).collect())
    }

    /// By its path, by the end of its path, or by a longer path that ends with it.
    pub fn name(&self, path: &str) -> bool {
        let part = |long: &str, short: &str| {
            long.strip_suffix(short)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let named = |word: &&str| word.contains('.') && (part(path, word) || part(word, path));
        self.0.iter().any(named)
    }

    /// By its path, or by its name alone in its folder. `folder` is where the command ran, if known:
    /// elsewhere a name alone may be that of another file.
    pub fn name_surely(&self, path: &str, folder: Option<&str>) -> bool {
        let Some(folder) = folder else {
            return self.name(path);
        };
        let folder = folder
            .strip_prefix(ROOT.trim_end_matches('/'))
            .unwrap_or(folder);
        let folder = folder.trim_matches('/');
        let (above, own) = path.rsplit_once('/').unwrap_or(("", path));
        let here = folder == above && self.0.contains(&own);
        let long = self.0.iter().copied().filter(|it| it.contains('/'));
        here || Self(long.collect()).name(path)
    }

    /// By a folder above it, or by a pattern that begins as its path does.
    pub fn name_around(&self, path: &str) -> bool {
        let folders = || path.match_indices('/').map(|(at, _)| &path[..at]);
        self.0.iter().any(|word| {
            if let Some(wild) = word.find(['*', '?', '[', '{']) {
                let begins = |it: &str| it.starts_with(&word[..wild]);
                let inner = || folders().map(|it| &path[it.len() + 1..]);
                return wild > 0 && (begins(path) || inner().any(begins));
            }
            let word = word.trim_end_matches('/');
            let is = |it: &str| {
                it.strip_suffix(word)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            };
            folders().any(is)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_a_file_in_many_ways() {
        let path = "src/fuse.rs";
        for text in [
            "cat src/fuse.rs",
            "vim ./src/fuse.rs +12",
            "less fuse.rs",
            "grep -n k /workspace/src/fuse.rs:3",
            "diff a.rs <(git show HEAD:src/fuse.rs)",
        ] {
            assert!(Words::of(text).name(path), "{text}");
        }
        for text in ["cat src/confuse.rs", "cargo test fuse", "ls src", "cat .rs"] {
            assert!(!Words::of(text).name(path), "{text}");
        }
    }

    #[test]
    fn a_name_alone_is_sure_only_in_its_folder() {
        let path = "ops/README.md";
        for (text, folder, sure) in [
            ("cat README.md", Some("/workspace"), false),
            ("cat README.md", Some("/workspace/ops"), true),
            ("cat README.md", None, true),
            ("cat ops/README.md", Some("/workspace"), true),
            ("cat ../ops/README.md", Some("/workspace/src"), true),
            ("cat docs/README.md", Some("/workspace"), false),
        ] {
            assert_eq!(
                Words::of(text).name_surely(path, folder),
                sure,
                "{text} in {folder:?}"
            );
        }
    }

    #[test]
    fn a_folder_or_a_pattern_is_told_from_the_file() {
        let path = "ops/logs/answers-2026-11-16.jsonl";
        for text in [
            "grep -rn fee ops/",
            "ls /workspace/ops/logs",
            "cat ops/logs/*",
            "cd ops && head logs/answers-*.jsonl",
            "wc -l logs/a*",
        ] {
            let words = Words::of(text);
            assert!(words.name_around(path) && !words.name(path), "{text}");
        }
        for text in [
            "ls src",
            "cat ops/days/*",
            "cat *",
            "cat logs.txt",
            "grep answers src",
        ] {
            assert!(!Words::of(text).name_around(path), "{text}");
        }
    }
}
