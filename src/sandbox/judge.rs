//! Judge sandboxes: an author's program runs there, with hidden files and nothing of a candidate's.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use bollard::models::{ContainerCreateBody, HostConfig};

use super::docker::Docker;
use super::runtime::{Purpose, SandboxError};

const MIB: i64 = 1024 * 1024;

#[derive(Clone, Debug)]
pub struct JudgeSpec {
    /// Unique within the installation.
    pub name: String,
    pub image: String,
    /// The host's folder that is mounted at `/judge`, read-only.
    pub folder: PathBuf,
    /// The sandbox ends by itself after this time, even if the service was killed.
    pub lifetime: Duration,
}

impl Docker {
    /// Starts a judge sandbox: no network, only a small `/tmp` to write to, and only the
    /// unprivileged user.
    pub async fn start_judge(&self, spec: &JudgeSpec) -> Result<(), SandboxError> {
        let strings = |words: &[&str]| Some(words.iter().map(|&word| word.to_owned()).collect());
        let lifetime = spec.lifetime.as_secs().max(1).to_string();
        let tmp = "nosuid,nodev,noexec,mode=1777,size=64m".to_owned();
        let host_config = HostConfig {
            network_mode: Some("none".to_owned()),
            readonly_rootfs: Some(true),
            cap_drop: strings(&["ALL"]),
            security_opt: strings(&["no-new-privileges:true"]),
            memory: Some(512 * MIB),
            memory_swap: Some(512 * MIB),
            nano_cpus: Some(1_000_000_000),
            pids_limit: Some(64),
            binds: Some(vec![format!("{}:/judge:ro", spec.folder.display())]),
            tmpfs: Some(HashMap::from([("/tmp".to_owned(), tmp)])),
            ..HostConfig::default()
        };
        let body = ContainerCreateBody {
            image: Some(spec.image.clone()),
            hostname: Some("judge".to_owned()),
            user: Some("1000:1000".to_owned()),
            entrypoint: strings(&["/usr/bin/sleep", &lifetime]),
            working_dir: Some("/judge/hidden".to_owned()),
            host_config: Some(host_config),
            ..ContainerCreateBody::default()
        };
        self.create_and_start(&spec.name, &Purpose::Judge, &spec.image, body)
            .await
    }
}
