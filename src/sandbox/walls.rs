//! A sandbox's limits and isolation, as settings of the engine.

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfig, ResourcesUlimits};

use super::directory::SandboxDirectory;
use super::limits::{Limits, MemoryFolder, SHARED_SEGMENTS_MIB};
use super::runtime::SandboxSpec;

/// A sandbox's container, without its labels.
pub(super) fn container(spec: &SandboxSpec) -> ContainerCreateBody {
    ContainerCreateBody {
        image: Some(spec.image.clone()),
        hostname: Some(spec.host.clone()),
        env: Some(vec![format!(
            "ASSAY_SERVICE_UID={}",
            rustix::process::geteuid().as_raw()
        )]),
        host_config: Some(host_config(spec)),
        ..ContainerCreateBody::default()
    }
}

fn host_config(spec: &SandboxSpec) -> HostConfig {
    let directory = SandboxDirectory::at(spec.directory.clone());
    let limits = &spec.limits;
    let strings = |words: &[&str]| Some(words.iter().map(|&word| word.to_owned()).collect());
    HostConfig {
        network_mode: Some("none".to_owned()),
        readonly_rootfs: Some(true),
        cap_drop: strings(&["ALL"]),
        // SETPCAP is used once, to empty the bounding set of what the candidate runs.
        cap_add: strings(&["SETUID", "SETGID", "KILL", "CHOWN", "SETPCAP"]),
        security_opt: strings(&["no-new-privileges:true"]),
        memory: Some(limits.memory_bytes()),
        // The same as the memory limit, so that there is no swap.
        memory_swap: Some(limits.memory_bytes()),
        nano_cpus: Some(limits.nano_cpus()),
        pids_limit: Some(limits.processes),
        ulimits: Some(vec![ResourcesUlimits {
            name: Some("nofile".to_owned()),
            soft: Some(limits.open_files),
            hard: Some(limits.open_files),
        }]),
        binds: Some(binds(&directory, &spec.read_only)),
        tmpfs: Some(tmpfs(limits)),
        sysctls: Some(sysctls()),
        ..HostConfig::default()
    }
}

fn binds(directory: &SandboxDirectory, read_only: &[String]) -> Vec<String> {
    let bind = |path: std::path::PathBuf, at: &str| format!("{}:{at}", path.display());
    let mut binds = vec![
        bind(directory.workspace(), "/workspace"),
        bind(directory.data(), "/data"),
        bind(directory.run(), "/run/assay"),
    ];
    binds.extend(read_only.iter().map(|path| {
        let at = format!("/workspace/{path}:ro");
        bind(directory.fixed().join(path), &at)
    }));
    binds
}

fn tmpfs(limits: &Limits) -> HashMap<String, String> {
    let of_candidate = "uid=1000,gid=1000,mode=0755";
    let of_all = "mode=1777";
    let folders = limits.memory_folders().into_iter().map(|folder| {
        let MemoryFolder { path, mib, files } = folder;
        let owner = match path {
            "/build" | "/home/candidate" => of_candidate,
            _ => of_all,
        };
        let options = format!("exec,nosuid,nodev,{owner},size={mib}m,nr_inodes={files}");
        (path.to_owned(), options)
    });
    folders.collect()
}

/// Shared memory, queues and semaphores of System V outlive the processes that created them, so
/// their memory is not returned when a process exits.
fn sysctls() -> HashMap<String, String> {
    let pages = SHARED_SEGMENTS_MIB * 256;
    let settings = [
        ("kernel.shm_rmid_forced", "1".to_owned()),
        ("kernel.shmall", pages.to_string()),
        ("kernel.msgmni", "32".to_owned()),
        // Semaphores in a set, semaphores in total, operations in a call, sets.
        ("kernel.sem", "250 4000 100 128".to_owned()),
    ];
    let settings = settings.into_iter();
    settings
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_outlives_processes_is_bounded_by_the_memory_that_there_is() {
        let limits = Limits::default();
        let of = |path| tmpfs(&limits)[path].clone();
        assert_eq!(
            of("/build"),
            "exec,nosuid,nodev,uid=1000,gid=1000,mode=0755,size=896m,nr_inodes=20000"
        );
        assert_eq!(
            of("/dev/shm"),
            "exec,nosuid,nodev,mode=1777,size=64m,nr_inodes=1000"
        );
        assert_eq!(tmpfs(&limits).len(), limits.memory_folders().len());
        assert_eq!(sysctls()["kernel.shmall"], "4096");
    }
}
