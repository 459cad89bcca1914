//! What a commit says: who, when, why, and what it follows.

use super::object::{Unread, is_id};
use crate::domain::event::{GitCommit, GitPerson};

/// The most parents that are kept. Merges of more are rare.
const PARENTS: usize = 16;
/// The most characters of a message.
const MESSAGE: usize = 2_000;
/// The most characters of a name and address, and of an offset.
const WHO: usize = 200;
const ZONE: usize = 6;

pub(super) fn parse(id: &str, body: &[u8]) -> Result<GitCommit, Unread> {
    let text = String::from_utf8_lossy(body);
    let (headers, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut commit = GitCommit {
        id: id.to_owned(),
        parents: Vec::new(),
        tree: String::new(),
        author: GitPerson::default(),
        committer: GitPerson::default(),
        message: message.trim_end().chars().take(MESSAGE).collect(),
        cut: message.trim_end().chars().nth(MESSAGE).is_some(),
        objects: Vec::new(),
        objects_cut: false,
    };
    for line in headers.lines() {
        match line.split_once(' ') {
            Some(("tree", tree)) if is_id(tree) => tree.clone_into(&mut commit.tree),
            Some(("parent", parent)) if is_id(parent) && commit.parents.len() < PARENTS => {
                commit.parents.push(parent.to_owned());
            }
            Some(("author", author)) => commit.author = person(author),
            Some(("committer", committer)) => commit.committer = person(committer),
            _ => {}
        }
    }
    if commit.tree.is_empty() {
        return Err(Unread::Damaged);
    }
    Ok(commit)
}

/// Parses `Name <address> seconds zone`.
fn person(text: &str) -> GitPerson {
    let mut parts = text.rsplitn(3, ' ');
    let zone = parts.next().unwrap_or_default();
    let at = parts.next().and_then(|at| at.parse().ok());
    let who = parts.next().filter(|_| at.is_some()).unwrap_or(text);
    GitPerson {
        who: who.chars().take(WHO).collect(),
        at: at.unwrap_or_default(),
        zone: zone.chars().take(ZONE).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_read_and_what_is_odd_in_it_is_bounded() {
        let (tree, parent) = ("a".repeat(40), "b".repeat(40));
        let body = format!(
            "tree {tree}\nparent {parent}\nauthor A B <a@b> 1700000000 +0100\n\
             committer C <c> 5 -0000\ngpgsig -----\n parent {tree}\n\nSubject\n\nBody\n"
        );
        let commit = parse("id", body.as_bytes()).unwrap();
        assert_eq!((commit.tree, commit.parents), (tree.clone(), vec![parent]));
        assert_eq!(commit.message, "Subject\n\nBody");
        assert_eq!(commit.author.who, "A B <a@b>");
        assert_eq!(
            (commit.author.at, commit.author.zone.as_str()),
            (1_700_000_000, "+0100")
        );
        assert!(!commit.cut);
        let long = format!("tree {tree}\nauthor nobody\n\n{}", "x".repeat(MESSAGE + 1));
        let commit = parse("id", long.as_bytes()).unwrap();
        assert!(commit.cut && commit.message.len() == MESSAGE);
        assert_eq!(commit.author.who, "nobody");
        assert_eq!(parse("id", b"no tree"), Err(Unread::Damaged));
        assert!(parse("id", &[0xff; 100]).is_err());
    }
}
