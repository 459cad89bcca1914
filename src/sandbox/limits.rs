//! What a sandbox may use, so that one candidate cannot exhaust the machine or their own sandbox.
//! Even if the folders in memory are full, processes keep their part.

use serde::{Deserialize, Serialize};

const MIB: i64 = 1024 * 1024;
/// The limit for System V's shared memory, which stays when no process has it any more.
pub const SHARED_SEGMENTS_MIB: i64 = 16;
/// The kernel's memory for a file in a tmpfs, including its name. A name of 35 characters was
/// measured at 963 bytes; the longest takes 250 more.
const FILE_BYTES: i64 = 2048;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Memory including every tmpfs, in MiB. There is no swap in addition.
    pub memory_mib: i64,
    /// Thousandths of a CPU.
    pub milli_cpus: i64,
    /// Processes and threads together.
    pub processes: i64,
    /// Open files of one process.
    pub open_files: i64,
}

/// A folder in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryFolder {
    pub path: &'static str,
    /// The most that it may hold, in MiB.
    pub mib: i64,
    /// The most files in it. Each costs memory in addition to its content.
    pub files: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mib: 2048,
            milli_cpus: 2000,
            processes: 512,
            open_files: 4096,
        }
    }
}

impl Limits {
    pub fn memory_bytes(&self) -> i64 {
        self.memory_mib.saturating_mul(MIB)
    }

    /// Billionths of a CPU, the unit of the engine.
    pub fn nano_cpus(&self) -> i64 {
        self.milli_cpus * 1_000_000
    }

    /// The folders in memory. Together they hold less than two thirds of it, so that processes keep
    /// a third when all of them are full.
    pub fn memory_folders(&self) -> [MemoryFolder; 4] {
        let folder = |path, part: i64, files| MemoryFolder {
            path,
            mib: self.memory_mib * part / 32,
            files,
        };
        [
            folder("/build", 14, 20_000),
            folder("/tmp", 2, 16_000),
            folder("/home/candidate", 2, 16_000),
            folder("/dev/shm", 1, 1_000),
        ]
    }

    /// What is left for processes when all folders are full, in MiB.
    pub fn left_for_processes(&self) -> i64 {
        let folders = self.memory_folders();
        let held: i64 = folders.iter().map(|folder| folder.mib).sum();
        let files: i64 = folders.iter().map(|folder| folder.files).sum();
        self.memory_mib - held - SHARED_SEGMENTS_MIB - files * FILE_BYTES / MIB
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::manifest::LEAST_MEMORY_MIB;

    #[test]
    fn full_folders_leave_processes_a_quarter_of_the_memory_whatever_it_is() {
        for memory_mib in LEAST_MEMORY_MIB..=65_536 {
            let memory_mib = i64::try_from(memory_mib).unwrap();
            let limits = Limits {
                memory_mib,
                ..Limits::default()
            };
            let left = limits.left_for_processes();
            assert!(left >= memory_mib / 4, "{left} MiB of {memory_mib}");
        }
    }
}
