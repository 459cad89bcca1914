//! Renamed files: one disappeared and one with the same content appeared, within one scan.

use std::collections::HashMap;

use crate::domain::event::{EventBody, FileRenamed, FileVersion};
use crate::domain::ids::Digest;

/// Files of one content that appeared and disappeared, with the numbers of their events.
#[derive(Default)]
struct Moved {
    came: Vec<(u64, String, FileVersion)>,
    went: Vec<(u64, String)>,
}

/// What a scan has seen.
#[derive(Default)]
pub(super) struct Renames(HashMap<Digest, Moved>);

impl Renames {
    /// A change by the candidate, recorded as the event `seq`.
    pub fn see(&mut self, seq: u64, body: &EventBody) {
        match body {
            EventBody::FileChanged {
                path,
                before: None,
                after,
            } => {
                if let Some(moved) = self.of(after) {
                    moved.came.push((seq, path.clone(), *after));
                }
            }
            EventBody::FileDeleted { path, before } => {
                if let Some(moved) = self.of(before) {
                    moved.went.push((seq, path.clone()));
                }
            }
            _ => {}
        }
    }

    /// None for empty files: they are all alike, so nothing shows that one became another.
    fn of(&mut self, version: &FileVersion) -> Option<&mut Moved> {
        let content = version.content.filter(|content| content.length > 0)?;
        Some(self.0.entry(content.blob).or_default())
    }

    /// The renames that are certain: one file disappeared and one appeared.
    pub fn into_events(self) -> Vec<(EventBody, Vec<u64>)> {
        let mut renamed: Vec<_> = self.0.values().filter_map(event).collect();
        renamed.sort_by_key(|(_, links)| links[1]);
        renamed
    }
}

fn event(moved: &Moved) -> Option<(EventBody, Vec<u64>)> {
    let ([(came, to, version)], [(went, from)]) = (&moved.came[..], &moved.went[..]) else {
        return None;
    };
    let renamed = FileRenamed {
        from: from.clone(),
        to: to.clone(),
        version: *version,
    };
    Some((EventBody::FileRenamed(renamed), vec![*went, *came]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::payload::BlobRef;

    fn version(content: &[u8]) -> FileVersion {
        let length = content.len() as u64;
        let blob = Digest::of(content);
        FileVersion {
            content: Some(BlobRef { blob, length }),
            size: length,
            executable: false,
        }
    }

    fn renamed(came: &[(&str, &[u8])], went: &[(&str, &[u8])]) -> Vec<(String, String, Vec<u64>)> {
        let mut renames = Renames::default();
        let came = came.iter().map(|(path, content)| EventBody::FileChanged {
            path: (*path).into(),
            before: None,
            after: version(content),
        });
        let went = went.iter().map(|(path, content)| EventBody::FileDeleted {
            path: (*path).into(),
            before: version(content),
        });
        for (seq, body) in (1..).zip(came.chain(went)) {
            renames.see(seq, &body);
        }
        let events = renames.into_events().into_iter();
        events
            .map(|(body, links)| match body {
                EventBody::FileRenamed(it) => (it.from, it.to, links),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_file_that_moved_is_told_by_its_content() {
        let moved = renamed(&[("b", b"x"), ("new", b"y")], &[("a", b"x")]);
        assert_eq!(moved, [("a".into(), "b".into(), vec![3, 1])]);
    }

    #[test]
    fn what_is_not_certain_is_not_said() {
        assert!(renamed(&[("b", b"x"), ("c", b"x")], &[("a", b"x")]).is_empty());
        assert!(renamed(&[("b", b"x")], &[("a", b"x"), ("c", b"x")]).is_empty());
        assert!(renamed(&[("b", b"")], &[("a", b"")]).is_empty());
        assert!(renamed(&[("b", b"x")], &[("a", b"y")]).is_empty());
    }
}
