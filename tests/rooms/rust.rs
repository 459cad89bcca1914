//! What a Rust file declares and names, outside its tests.

use std::collections::BTreeSet;

use crate::lexer::{self, Token};
use crate::without_tests::without_tests;

/// A `use` of one name, or a path in code.
#[derive(Debug)]
pub struct Mention {
    pub path: Vec<String>,
    pub line: usize,
    /// The inline modules around it, outermost first.
    pub within: Vec<String>,
    pub kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// A path outside of `use`.
    Path,
    /// `name` is what it is called in this module; none for `*` and `_`.
    Use { name: Option<String>, public: bool },
}

/// A Rust file as far as imports go.
#[derive(Debug, Default)]
pub struct Source {
    pub mentions: Vec<Mention>,
    /// Modules with a body in this file, each as the names that lead to it.
    pub inline: Vec<Vec<String>>,
    /// Modules in other files that are declared for tests only.
    pub for_tests: Vec<String>,
}

/// Reads one file.
pub fn read(text: &str) -> Source {
    let mut source = Source::default();
    let tokens = without_tests(&lexer::rust(text), &mut source.for_tests);
    let reader = Reader {
        tokens: &tokens,
        at: 0,
        depth: 0,
        within: Vec::new(),
        source,
    };
    let mut source = reader.read();
    source.forget_single_words();
    source
}

impl Source {
    /// A single word is of interest only where a `pub use` gives it: a private one is an import by
    /// itself.
    fn forget_single_words(&mut self) {
        let offered = self.mentions.iter().filter_map(|it| match &it.kind {
            Kind::Use { name, public: true } => name.clone(),
            _ => None,
        });
        let offered: BTreeSet<_> = offered.collect();
        self.mentions.retain(|it| match it.kind {
            Kind::Path => it.path.len() > 1 || offered.contains(&it.path[0]),
            Kind::Use { .. } => true,
        });
    }
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    depth: usize,
    /// Inline modules that are open, with the depth inside them.
    within: Vec<(String, usize)>,
    source: Source,
}

impl Reader<'_> {
    fn read(mut self) -> Source {
        while self.at < self.tokens.len() {
            match (self.text(0), self.text(2)) {
                ("mod", "{") => self.open_module(),
                // `use<'a>` in a type says what is captured.
                ("use", _) if self.text(1) != "<" => self.import(),
                _ if self.starts_path() => self.path(),
                ("{", _) => self.depth += 1,
                ("}", _) => self.close(),
                _ => {}
            }
            self.at += 1;
        }
        self.source
    }

    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |it| it.text)
    }

    fn behind(&self, back: usize) -> &str {
        let at = self.at.checked_sub(back);
        at.map_or("", |it| self.tokens[it].text)
    }

    fn module(&self) -> Vec<String> {
        self.within.iter().map(|it| it.0.clone()).collect()
    }

    fn open_module(&mut self) {
        self.depth += 1;
        self.within.push((self.text(1).to_owned(), self.depth));
        let module = self.module();
        self.source.inline.push(module);
        self.at += 2;
    }

    fn close(&mut self) {
        self.within.pop_if(|it| it.1 == self.depth);
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether a path starts here: names with `::` between them, a type, or a function's call.
    fn starts_path(&self) -> bool {
        let continues = match (self.behind(2), self.behind(1)) {
            // `pub(in crate::place)` says who may import and imports nothing.
            (_, "::" | "fn") | ("(", "in") => true,
            // Two dots are a range, or the rest of a struct.
            (before, ".") => before != ".",
            _ => false,
        };
        let word = self.text(0);
        let names = word.starts_with(char::is_uppercase) || matches!(self.text(1), "::" | "(");
        is_word(word) && names && !continues
    }

    fn path(&mut self) {
        let line = self.tokens[self.at].line;
        let mut path = vec![self.text(0).to_owned()];
        while self.text(1) == "::" && is_word(self.text(2)) {
            path.push(self.text(2).to_owned());
            self.at += 2;
        }
        self.mention(path, line, Kind::Path);
    }

    fn import(&mut self) {
        let public = match (self.behind(1), self.behind(2)) {
            ("pub", _) => true,
            (")", _) => self.restricted(),
            _ => false,
        };
        self.at += 1;
        self.tree(&[], public);
    }

    /// Whether the bracket before this token belongs to `pub(...)`.
    fn restricted(&self) -> bool {
        let before = &self.tokens[..self.at];
        let open = before.iter().rposition(|it| it.text == "(");
        open.is_some_and(|it| it > 0 && before[it - 1].text == "pub")
    }

    /// Reads one tree of a `use` and stops at the token after it.
    fn tree(&mut self, prefix: &[String], public: bool) {
        let mut path = prefix.to_vec();
        loop {
            let line = self.tokens.get(self.at).map_or(0, |it| it.line);
            match self.text(0) {
                "::" => path.push(String::new()),
                "{" => return self.branches(&path, public),
                "*" => {
                    self.at += 1;
                    return self.mention(path, line, Kind::Use { name: None, public });
                }
                word if is_word(word) => {
                    path.push(word.to_owned());
                    self.at += 1;
                    if self.text(0) != "::" {
                        return self.leaf(path, line, public);
                    }
                }
                _ => return,
            }
            self.at += 1;
        }
    }

    fn branches(&mut self, path: &[String], public: bool) {
        self.at += 1;
        while !matches!(self.text(0), "}" | "") {
            let start = self.at;
            self.tree(path, public);
            if self.text(0) == "," || self.at == start {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn leaf(&mut self, mut path: Vec<String>, line: usize, public: bool) {
        if path.len() > 1 {
            path.pop_if(|it| it == "self");
        }
        let mut name = path.last().cloned();
        if self.text(0) == "as" {
            name = Some(self.text(1).to_owned()).filter(|it| it != "_");
            self.at += 2;
        }
        self.mention(path, line, Kind::Use { name, public });
    }

    fn mention(&mut self, path: Vec<String>, line: usize, kind: Kind) {
        let within = self.module();
        self.source.mentions.push(Mention {
            path,
            line,
            within,
            kind,
        });
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|it: char| it.is_alphabetic() || matches!(it, '_' | '$'))
}
