//! What of a workspace is recorded and what is not. The candidate is told and the trace states it,
//! so nothing is missing without notice.

use std::fmt::Write as _;

/// The number of folders and paths that are named. The rest is counted.
pub const NAMED: usize = 10;

const UNNOTICED: &str = " The kernel gives no notices of changes: the workspace is scanned every ten \
                         seconds only, and several changes in between may be seen as one.";

/// New files of a folder for which there was no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The workspace itself is the empty path.
    pub folder: String,
    pub files: u64,
    /// Whether there are more that were not counted.
    pub more: bool,
}

/// A path or folder that is left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Relative to the workspace.
    pub path: String,
    pub why: String,
}

/// How much of a workspace the last scan covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The number of files that are recorded.
    pub files: usize,
    /// The largest number of files that are recorded.
    pub limit: usize,
    /// Files for which there was no room, by folder, the largest number first.
    pub missing: Vec<Missing>,
    /// Folders that were not listed.
    pub unvisited: u64,
    /// Files that could not be read.
    pub unreadable: u64,
    /// Folders for which the kernel gives no notices.
    pub unwatched: u64,
    /// Whether the kernel gives no notices at all. The workspace is then scanned at intervals.
    pub unnoticed: bool,
    /// What of the repository is not recorded.
    pub repository: Option<String>,
    /// Folders that are summarised and paths that are refused: the first [`NAMED`] of them.
    pub left_out: Vec<LeftOut>,
    /// The number of all of those.
    pub left_out_count: u64,
}

impl Coverage {
    /// What is in the workspace and will not be handed in although it should be. None if there is
    /// nothing of the kind.
    pub fn not_handed_in(&self) -> Option<String> {
        let mut parts = Vec::new();
        for missing in self.missing.iter().take(NAMED) {
            parts.push(missing.words());
        }
        let rest = self.missing.iter().skip(NAMED);
        let (folders, files) = rest.fold((0, 0), |(n, sum), it| (n + 1, sum + it.files));
        if folders > 0 {
            parts.push(format!(
                "{} in {folders} more folders",
                count(files, "file")
            ));
        }
        if self.unvisited > 0 {
            parts.push(format!(
                "the contents of {} that were not listed",
                count(self.unvisited, "folder")
            ));
        }
        if self.unreadable > 0 {
            parts.push(format!(
                "{} that could not be read",
                count(self.unreadable, "file")
            ));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Why the record is not complete. None if it is.
    pub fn gap(&self) -> Option<String> {
        let mut gap = String::new();
        if let Some(missing) = self.not_handed_in() {
            let _ = write!(
                gap,
                "At most {} files are recorded. Not recorded: {missing}.",
                self.limit
            );
        }
        if self.unnoticed {
            gap.push_str(UNNOTICED);
        } else if self.unwatched > 0 {
            let folders = count(self.unwatched, "folder");
            let _ = write!(
                gap,
                " {folders} cannot be watched: several changes there within ten seconds may be seen as one."
            );
        }
        (!gap.is_empty()).then(|| gap.trim_start().to_owned())
    }

    /// What identifies a gap: its places, not its numbers. A place that is not a folder begins with
    /// a byte that no name contains.
    pub fn places(&self) -> Vec<&str> {
        let named = self.missing.iter().take(NAMED);
        let mut places: Vec<_> = named.map(|it| it.folder.as_str()).collect();
        let kinds = [
            (self.unvisited > 0, "\0unvisited"),
            (self.unreadable > 0, "\0unreadable"),
            (self.unwatched > 0, "\0unwatched"),
            (self.unnoticed, "\0unnoticed"),
        ];
        places.extend(kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| *kind));
        places
    }

    /// Whether most of the room is used.
    pub fn is_near(&self) -> bool {
        self.files * 5 >= self.limit * 4
    }

    /// Whether there is room again.
    pub fn is_far(&self) -> bool {
        self.files * 5 < self.limit * 3
    }
}

impl Missing {
    fn words(&self) -> String {
        let least = if self.more { "at least " } else { "" };
        let files = count(self.files, "file");
        match self.folder.as_str() {
            "" => format!("{least}{files} at the top of the workspace"),
            folder => format!("{least}{files} in {folder}/"),
        }
    }
}

fn count(number: u64, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_names_the_places_and_counts_the_rest() {
        assert_eq!(Coverage::default().gap(), None);
        let missing = |folder: usize| Missing {
            folder: format!("f{folder:02}"),
            files: 3,
            more: folder == 0,
        };
        let coverage = Coverage {
            limit: 20_000,
            missing: (0..NAMED + 2).map(missing).collect(),
            unvisited: 1,
            ..Coverage::default()
        };
        let gap = coverage.gap().unwrap();
        for part in [
            "at least 3 files in f00/",
            "6 files in 2 more folders",
            "1 folder that",
        ] {
            assert!(gap.contains(part), "{part}: {gap}");
        }
        let more = Coverage {
            files: 7,
            ..coverage.clone()
        };
        assert_eq!(coverage.places(), more.places());
    }

    #[test]
    fn every_kind_of_gap_has_words_and_a_place_of_its_own() {
        let mut coverage = Coverage::default();
        let mut told = 0;
        for mend in [
            |it: &mut Coverage| it.unvisited = 1,
            |it: &mut Coverage| it.unreadable = 1,
            |it: &mut Coverage| it.unwatched = 1,
            |it: &mut Coverage| it.unnoticed = true,
        ] {
            mend(&mut coverage);
            told += 1;
            assert_eq!(coverage.places().len(), told);
        }
        assert!(coverage.gap().unwrap().contains("every ten seconds only"));
        assert!(Coverage::default().places().is_empty());
    }
}
