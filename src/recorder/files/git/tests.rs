//! Repositories, honest and hostile.

mod between;

use std::fmt::Write as _;
use std::os::unix::fs::symlink;
use std::process::Command;

use miniz_oxide::deflate::compress_to_vec_zlib;
use rustix::fs::{CWD, FileType, Mode};

use super::*;

struct Workspace {
    root: tempfile::TempDir,
    folder: Folder,
    repository: Repository,
}

impl Workspace {
    /// A repository with one commit, of which nothing is recorded.
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::root(root.path()).unwrap();
        let workspace = Self {
            root,
            folder,
            repository: Repository::new(KnownRepository::default()),
        };
        workspace.git(&["init", "-q", "-b", "main"]);
        workspace.git(&["commit", "-q", "--allow-empty", "-m", "before"]);
        workspace
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.root.path().join(path)
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com"])
            .args(["-c", "gc.auto=0", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", self.root.path())
            .current_dir(self.root.path());
        let done = git.output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self, message: &str) -> String {
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn look(&mut self) -> Seen {
        self.repository.look(&self.folder, None)
    }

    /// What a scan reports, one line for each event.
    fn told(&mut self) -> Vec<String> {
        self.look().changes.iter().map(line).collect()
    }
}

fn line(change: &Change) -> String {
    let short = |to: &Option<String>| match to {
        None => "-".to_owned(),
        Some(to) if object::is_id(to) => to[..7].to_owned(),
        Some(to) => to.clone(),
    };
    match &change.body {
        EventBody::GitCommit(it) => format!("{}: {}", &it.id[..7], it.message),
        EventBody::GitMoved(it) => {
            let unread = it
                .unread
                .as_deref()
                .map_or(String::new(), |why| format!(" ({why})"));
            format!(
                "{} {} {}{unread}",
                it.reference,
                short(&it.before),
                short(&it.after)
            )
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn commits_branches_and_resets_are_told_with_what_was_before() {
    let mut workspace = Workspace::new();
    let first = workspace.git(&["rev-parse", "HEAD"]);
    let seen = workspace.look();
    assert!(seen.first);
    let began: Vec<_> = seen.changes.iter().map(line).collect();
    let first = &first[..7];
    assert_eq!(
        began,
        [
            "HEAD - ref: refs/heads/main".to_owned(),
            format!("refs/heads/main - {first}")
        ]
    );
    assert!(workspace.told().is_empty());

    let one = workspace.commit("one")[..7].to_owned();
    let two = workspace.commit("two")[..7].to_owned();
    let moved = format!("refs/heads/main {first} {two}");
    assert_eq!(
        workspace.told(),
        [format!("{one}: one"), format!("{two}: two"), moved]
    );

    workspace.git(&["checkout", "-q", "-b", "topic/a"]);
    workspace.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(
        workspace.told(),
        [
            "HEAD ref: refs/heads/main ref: refs/heads/topic/a".to_owned(),
            format!("refs/heads/topic/a - {one}")
        ]
    );
    workspace.git(&["checkout", "-q", "main"]);
    workspace.git(&["branch", "-q", "-D", "topic/a"]);
    assert_eq!(
        workspace.told(),
        [
            "HEAD ref: refs/heads/topic/a ref: refs/heads/main".to_owned(),
            format!("refs/heads/topic/a {one} -")
        ]
    );
}

#[test]
fn packing_moves_nothing_and_what_is_only_packed_is_not_made_up() {
    let mut workspace = Workspace::new();
    workspace.look();
    workspace.commit("seen");
    workspace.told();
    workspace.git(&["gc", "-q"]);
    assert!(!workspace.path(".git/refs/heads/main").exists());
    assert_eq!(workspace.told(), [""; 0]);
    let id = workspace.commit("not seen in time");
    workspace.git(&["gc", "-q"]);
    let told = workspace.told();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].ends_with(&format!("{} (packed or missing, not read)", &id[..7])),
        "{told:?}"
    );
}

#[test]
fn many_commits_come_with_several_looks_and_end_at_what_was_there_before() {
    let mut workspace = Workspace::new();
    workspace.look();
    let mut stream = String::new();
    for number in 0..COMMITS_AT_ONCE + 5 {
        let from = if number == 0 {
            "from refs/heads/main^0\n"
        } else {
            ""
        };
        let message = format!("m{number}");
        write!(
            stream,
            "commit refs/heads/many\ncommitter A <a> {number} +0000\ndata {}\n{message}\n{from}\n",
            message.len()
        )
        .unwrap();
    }
    std::fs::write(workspace.path("stream"), stream).unwrap();
    let import = format!(
        "git -c fastimport.unpackLimit=100000 fast-import --quiet < {}",
        workspace.path("stream").display()
    );
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &import])
        .current_dir(workspace.root.path());
    assert!(shell.status().unwrap().success());
    let first = workspace.look();
    assert!(first.more);
    assert_eq!(first.changes.len(), COMMITS_AT_ONCE + 1);
    let second = workspace.look();
    let told: Vec<_> = second.changes.iter().map(line).collect();
    assert!(!second.more && told.len() == 5, "{told:?}");
    assert!(told[0].ends_with(": m0"));
}

#[test]
fn a_repository_that_sets_traps_is_only_read() {
    let mut workspace = Workspace::new();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "f".repeat(40)).unwrap();
    workspace.look();
    let trap = |path: &str| workspace.path(path);
    symlink(outside.path().join("secret"), trap(".git/refs/heads/link")).unwrap();
    symlink(outside.path(), trap(".git/refs/out")).unwrap();
    let fifo = |path: &str| rustix::fs::mknodat(CWD, trap(path), FileType::Fifo, Mode::RUSR, 0);
    fifo(".git/refs/heads/pipe").unwrap();
    std::fs::write(trap(".git/refs/heads/odd"), "no id\n").unwrap();
    std::fs::write(trap(".git/refs/heads/large"), "a".repeat(10_000)).unwrap();
    let (bomb, forged) = ("b".repeat(40), "c".repeat(40));
    for (id, content) in [
        (&bomb, vec![0; 50_000_000]),
        (&forged, b"commit 0\0".to_vec()),
    ] {
        std::fs::create_dir_all(trap(&format!(".git/objects/{}", &id[..2]))).unwrap();
        let object = trap(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        std::fs::write(object, compress_to_vec_zlib(&content, 6)).unwrap();
        std::fs::write(trap(&format!(".git/refs/heads/{}", &id[..1])), id).unwrap();
    }
    let mut told = workspace.told();
    told.sort();
    assert_eq!(
        told,
        [
            "refs/heads/b - bbbbbbb (larger than 64 KiB, not read)",
            "refs/heads/c - ccccccc (damaged, not read)"
        ]
    );
    std::fs::remove_file(workspace.path(".git/HEAD")).unwrap();
    symlink(outside.path().join("secret"), workspace.path(".git/HEAD")).unwrap();
    assert_eq!(workspace.told(), ["HEAD ref: refs/heads/main -"]);
}

#[test]
fn too_many_references_are_said_and_none_of_the_known_is_gone() {
    let mut workspace = Workspace::new();
    workspace.look();
    let id = workspace.git(&["rev-parse", "HEAD"]);
    for number in 0..3000 {
        std::fs::write(workspace.path(&format!(".git/refs/heads/a{number}")), &id).unwrap();
    }
    let seen = workspace.look();
    assert!(seen.gap.unwrap().contains("references"));
    assert!(seen.changes.len() < 500, "{}", seen.changes.len());
    let mut lines = String::new();
    for number in 0..40_000 {
        writeln!(lines, "{id} refs/tags/{number:0>40}").unwrap();
    }
    std::fs::write(workspace.path(".git/packed-refs"), lines).unwrap();
    std::fs::remove_file(workspace.path(".git/refs/heads/main")).unwrap();
    // It may be in a `packed-refs` that is too long to read.
    let told = workspace.told();
    assert!(
        told.iter().all(|it| !it.starts_with("refs/heads/main")),
        "{told:?}"
    );
    std::fs::remove_dir_all(workspace.path(".git")).unwrap();
    assert!(
        workspace
            .told()
            .contains(&format!("refs/heads/main {} -", &id[..7]))
    );
}

#[tokio::test]
async fn folders_and_odd_names_count_and_leave_the_watches_to_the_work() {
    let mut workspace = Workspace::new();
    workspace.look();
    for number in 0..3_000 {
        std::fs::create_dir(workspace.path(&format!(".git/refs/heads/f{number}"))).unwrap();
    }
    let (mut watches, _notices) = Watches::new(1_000).unwrap();
    watches.begin();
    let seen = workspace
        .repository
        .look(&workspace.folder, Some(&mut watches));
    assert!(seen.gap.unwrap().contains("references"));
    assert!(seen.changes.is_empty(), "{:?}", seen.changes);
    assert!(watches.count() <= 210, "{}", watches.count());
    for number in 0..3_000 {
        std::fs::remove_dir(workspace.path(&format!(".git/refs/heads/f{number}"))).unwrap();
        let lock = format!(".git/refs/heads/{number}.lock");
        std::fs::write(workspace.path(&lock), "").unwrap();
    }
    assert!(workspace.look().gap.is_some());
    let wide = workspace.path(".git/refs/heads/wide");
    std::fs::create_dir(&wide).unwrap();
    workspace.commit("whatever is beside it");
    let told = workspace.told();
    assert!(
        told.last().unwrap().starts_with("refs/heads/main"),
        "{told:?}"
    );
}

#[test]
fn what_the_trace_says_is_known_after_a_restart() {
    let mut workspace = Workspace::new();
    let mut known = KnownRepository::default();
    let mut fold = |seen: Seen| {
        for change in seen.changes {
            match change.body {
                EventBody::GitMoved(moved) => known.moved(&moved, seen.first),
                EventBody::GitCommit(commit) => known.committed(&commit),
                _ => {}
            }
        }
    };
    fold(workspace.look());
    workspace.commit("one");
    fold(workspace.look());
    let two = workspace.commit("while the service was away");
    workspace.repository = Repository::new(known);
    let seen = workspace.look();
    assert!(!seen.first);
    let told: Vec<_> = seen.changes.iter().map(line).collect();
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[0],
        format!("{}: while the service was away", &two[..7])
    );
}
