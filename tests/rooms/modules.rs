//! Rust's modules, and which of them a path leads to.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Import, LOST};
use crate::rust::{self, Kind, Mention, Source};

/// The crate's name in `main.rs`, which is a crate by itself.
const LIBRARY: &str = "assay";
/// What the names of the rooms that are crates begin with.
const CRATES: &str = "assay_";

/// A `use` that leads back to itself names another crate.
const LONGEST_DETOUR: usize = 16;

/// The names that lead from the crate's root to a module.
type Path = Vec<String>;

struct File {
    name: String,
    path: Path,
    source: Source,
}

/// All files of a crate, tests left out.
#[derive(Default)]
pub struct Modules {
    files: Vec<File>,
    /// Every module, those with a body in their parent's file too, and its file.
    owners: BTreeMap<Path, usize>,
}

impl Modules {
    /// Reads files given as path and text. The paths start with `src/`.
    pub fn read(sources: &[(String, String)]) -> Self {
        let mut files = Vec::new();
        let mut for_tests = BTreeSet::new();
        for (name, text) in sources {
            let (name, path, source) = (name.clone(), module_path(name), rust::read(text));
            let below = source.for_tests.iter().map(|it| child(&path, it));
            for_tests.extend(below);
            files.push(File { name, path, source });
        }
        let is_test = |path: &Path| (1..=path.len()).any(|it| for_tests.contains(&path[..it]));
        files.retain(|it| !is_test_file(&it.name) && !is_test(&it.path));
        let mut owners = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            owners.insert(file.path.clone(), at);
            let inline = file.source.inline.iter();
            owners.extend(inline.map(|it| (joined(&file.path, it), at)));
        }
        Self { files, owners }
    }

    /// The files that are not for tests only.
    pub fn files(&self) -> BTreeSet<&str> {
        self.files.iter().map(|it| it.name.as_str()).collect()
    }

    /// Every import of one file from another, in the order of files and lines.
    pub fn imports(&self) -> Vec<Import> {
        let files = self.files.iter();
        files.flat_map(|it| self.imports_of(it)).collect()
    }

    fn imports_of(&self, file: &File) -> Vec<Import> {
        let mentions = file.source.mentions.iter();
        mentions.filter_map(|it| self.import(file, it)).collect()
    }

    /// What a mention imports from another file; none if it stays inside, or is said already.
    fn import(&self, file: &File, mention: &Mention) -> Option<Import> {
        let module = joined(&file.path, &mention.within);
        let target = self.resolve(&module, &mention.path, 0)?;
        let owner = self.owners.get(&target).map(|it| &self.files[*it].name);
        let to = owner.map_or(LOST, String::as_str);
        let exempt = match mention.kind {
            Kind::Use { public, .. } => public && target.starts_with(&file.path),
            Kind::Path => self.is_said_by_use(&module, &mention.path[0], &target),
        };
        (to != file.name && !exempt).then(|| Import {
            from: file.name.clone(),
            line: mention.line,
            to: to.to_owned(),
            name: mention.path.join("::"),
        })
    }

    /// Whether a private `use` of the path's first name leads there already.
    fn is_said_by_use(&self, from: &[String], first: &str, target: &[String]) -> bool {
        let imported = self.imported(from, first, |public| !public);
        imported.is_some_and(|path| self.resolve(from, path, 0).as_deref() == Some(target))
    }

    /// The module that defines what `path` means in the module `from`; none if another crate does.
    fn resolve(&self, from: &[String], path: &[String], detours: usize) -> Option<Path> {
        if detours > LONGEST_DETOUR {
            return None;
        }
        match path.first()?.as_str() {
            LIBRARY => Some(self.walk(&[], &path[1..], detours)),
            "crate" | "$crate" => self.beneath_root(&self.root_of(from), &path[1..], detours),
            "self" => Some(self.walk(from, &path[1..], detours)),
            "super" => {
                let up = path.iter().take_while(|it| *it == "super").count();
                let start = from.len().checked_sub(up)?;
                Some(self.walk(&from[..start], &path[up..], detours))
            }
            name if self.owners.contains_key(&child(from, name)) => {
                Some(self.walk(from, path, detours))
            }
            name if self.room(name).is_some() => {
                let room = self.room(name)?;
                Some(self.walk(&room, &path[1..], detours))
            }
            name => {
                let imported = self.imported(from, name, |_| true)?;
                self.resolve(from, &joined(imported, &path[1..]), detours + 1)
            }
        }
    }

    /// The root of the crate that a module is in: of its room's, or of the one that has the rest.
    fn root_of(&self, module: &[String]) -> Path {
        let room = module.first().map(|it| vec![it.clone()]);
        room.filter(|it| self.is_crate(it)).unwrap_or_default()
    }

    /// The room that another crate's name stands for.
    fn room(&self, name: &str) -> Option<Path> {
        let room = vec![name.strip_prefix(CRATES)?.to_owned()];
        self.is_crate(&room).then_some(room)
    }

    fn is_crate(&self, room: &[String]) -> bool {
        let file = self.owners.get(room).map(|it| &self.files[*it].name);
        file.is_some_and(|it| it.ends_with("/lib.rs"))
    }

    /// A crate's root says under which names it has other crates: `use assay_domain as domain`.
    fn beneath_root(&self, root: &[String], path: &[String], detours: usize) -> Option<Path> {
        if let Some(name) = path.first()
            && !self.owners.contains_key(&child(root, name))
            && let Some(imported) = self.imported(root, name, |public| !public)
        {
            return self.resolve(root, &joined(imported, &path[1..]), detours + 1);
        }
        Some(self.walk(root, path, detours))
    }

    /// Goes down from a module while names are modules, and through what it re-exports of its own.
    fn walk(&self, start: &[String], path: &[String], detours: usize) -> Path {
        let mut here = start.to_vec();
        for (at, name) in path.iter().enumerate() {
            let below = child(&here, name);
            if self.owners.contains_key(&below) {
                here = below;
                continue;
            }
            if let Some(offered) = self.imported(&here, name, |public| public) {
                let through = joined(offered, &path[at + 1..]);
                let target = self.resolve(&here, &through, detours + 1);
                return target.filter(|it| it.starts_with(&here)).unwrap_or(here);
            }
            break;
        }
        here
    }

    /// The path by which a module imports a name. `visible` is told whether the import is public.
    fn imported(
        &self,
        module: &[String],
        wanted: &str,
        visible: impl Fn(bool) -> bool,
    ) -> Option<&Path> {
        let file = &self.files[*self.owners.get(module)?];
        let within = &module[file.path.len()..];
        file.source.mentions.iter().find_map(|it| match &it.kind {
            Kind::Use { name, public } if it.within == within && visible(*public) => {
                (name.as_deref() == Some(wanted)).then_some(&it.path)
            }
            _ => None,
        })
    }
}

fn child(module: &[String], name: &str) -> Path {
    let mut path = module.to_vec();
    path.push(name.to_owned());
    path
}

fn joined(start: &[String], rest: &[String]) -> Path {
    [start, rest].concat()
}

fn module_path(file: &str) -> Path {
    let name = file.trim_start_matches("src/").trim_end_matches(".rs");
    match name {
        "lib" => Vec::new(),
        other => {
            let module = other.strip_suffix("/lib").unwrap_or(other);
            module.split('/').map(str::to_owned).collect()
        }
    }
}

/// Files of tests, by their names.
fn is_test_file(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.ends_with("_tests.rs") || file.contains("/tests/")
}
