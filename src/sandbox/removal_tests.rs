use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use super::*;

/// Nested folders. Code that descends needs a descriptor and some stack for each.
const LEVELS: usize = 20_000;
/// Less than a blocking thread has, and enough for code that does not descend.
const STACK: usize = 128 * 1024;

fn open(folder: &OwnedFd, name: &str) -> OwnedFd {
    openat(folder, name, FOLDER, Mode::empty()).unwrap()
}

/// In memory if possible: creating folders on a busy disk is slow.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    place.unwrap()
}

/// Creates nested folders with a file in each. No path is long enough to name the innermost.
fn nest(root: &Path, levels: usize) {
    let mut folder = openat(CWD, root, FOLDER, Mode::empty()).unwrap();
    for _ in 0..levels {
        let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::CLOEXEC;
        drop(openat(&folder, "file", flags, Mode::RUSR).unwrap());
        mkdirat(&folder, "deeper", Mode::RWXU).unwrap();
        folder = open(&folder, "deeper");
    }
}

/// Removes on a thread with little stack.
fn remove(path: &Path) -> io::Result<()> {
    let path = path.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let removing = thread.spawn(move || remove_tree(&path)).unwrap();
    removing.join().unwrap()
}

#[test]
fn folders_20000_deep_are_removed_with_little_stack() {
    let place = place();
    let root = place.path().join("workspace");
    std::fs::create_dir(&root).unwrap();
    nest(&root, LEVELS);
    remove(&root).unwrap();
    assert!(!root.exists());
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn a_wide_tree_with_chains_in_it_is_removed() {
    let place = place();
    let root = place.path().join("workspace");
    for wide in 0..300 {
        let folder = root.join(format!("wide/{wide}"));
        std::fs::create_dir_all(folder.join("empty")).unwrap();
        std::fs::write(folder.join("file"), "x").unwrap();
        nest(&folder, wide % 7);
    }
    // Names like those of the heap, and one that is not text.
    std::fs::create_dir_all(root.join("0/1/2")).unwrap();
    std::fs::create_dir_all(root.join(OsStr::from_bytes(b"\xff/\xfe"))).unwrap();
    remove(&root).unwrap();
    assert!(!root.exists());
}

#[test]
fn what_a_link_leads_to_stays() {
    let place = place();
    let [root, outside] = ["workspace", "outside"].map(|name| place.path().join(name));
    std::fs::create_dir_all(root.join("in")).unwrap();
    std::fs::create_dir_all(outside.join("folder")).unwrap();
    symlink(&outside, root.join("link")).unwrap();
    symlink(&outside, root.join("in/link")).unwrap();
    symlink("/nowhere", root.join("in/broken")).unwrap();
    remove(&root).unwrap();
    assert!(!root.exists());
    assert!(outside.join("folder").exists(), "removed through a link");
    symlink(&outside, &root).unwrap();
    remove(&root).unwrap();
    assert!(root.symlink_metadata().is_err(), "the link itself stays");
    assert!(outside.join("folder").exists(), "removed through a link");
}

#[test]
fn what_is_not_there_is_fine_and_what_an_interrupted_removal_left_is_removed() {
    let place = place();
    let root = place.path().join("workspace");
    remove(&root).unwrap();
    std::fs::create_dir_all(root.join(".heap-older/17/deeper")).unwrap();
    remove(&root).unwrap();
    assert!(!root.exists());
}
