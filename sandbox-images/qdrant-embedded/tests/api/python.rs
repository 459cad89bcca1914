//! The official Python client and frameworks that use it, over REST and gRPC, against this server
//! or a real Qdrant.
//!
//! `QDRANT_CONFORMANCE_URL` names another server to test (REST; gRPC on the port in
//! `QDRANT_CONFORMANCE_GRPC_PORT`, 6334 if unset).

use std::env;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::server::TestServer;

const REQUIREMENTS: &str = include_str!("../python/requirements.txt");

#[test]
fn the_python_client_over_rest() {
    conforms("conformance.py", "rest");
}

#[test]
fn the_python_client_over_grpc() {
    conforms("conformance.py", "grpc");
}

#[test]
fn ranking_through_the_python_client_over_rest() {
    conforms("ranking.py", "rest");
}

#[test]
fn ranking_through_the_python_client_over_grpc() {
    conforms("ranking.py", "grpc");
}

#[test]
fn the_hybrid_modes_of_langchain_and_llama_index_over_rest() {
    conforms("frameworks.py", "rest");
}

#[test]
fn the_hybrid_modes_of_langchain_and_llama_index_over_grpc() {
    conforms("frameworks.py", "grpc");
}

fn conforms(script: &str, transport: &str) {
    let Ok(url) = env::var("QDRANT_CONFORMANCE_URL") else {
        let storage = TempDir::new().unwrap();
        let server = TestServer::start_on(storage.path());
        let grpc_port = server.grpc.rsplit(':').next().unwrap();
        return run(script, &server.rest, grpc_port, transport);
    };
    let grpc_port = env::var("QDRANT_CONFORMANCE_GRPC_PORT").unwrap_or("6334".to_owned());
    run(script, &url, &grpc_port, transport);
}

fn run(script: &str, url: &str, grpc_port: &str, transport: &str) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
    let script = scripts.join(script);
    let output = Command::new(python())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .args([
            "--url",
            url,
            "--grpc-port",
            grpc_port,
            "--transport",
            transport,
        ])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    assert!(printed.contains("checks passed"), "{printed}\n{errors}");
}

/// A Python with the pinned clients, created once for each machine and set of requirements.
fn python() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap()).join(".cache"),
        PathBuf::from,
    );
    let mut hasher = DefaultHasher::new();
    REQUIREMENTS.hash(&mut hasher);
    let home = cache
        .join("assay")
        .join(format!("python-{:016x}", hasher.finish()));
    fs::create_dir_all(&home).unwrap();
    // Held until this function ends: tests run in parallel, in separate processes.
    let lock = File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();
    let python = home.join("venv/bin/python");
    let complete = home.join("complete");
    if !complete.exists() {
        let requirements = home.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS).unwrap();
        succeed(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(home.join("venv")),
        );
        succeed(
            Command::new(&python)
                .args(["-m", "pip", "install", "-q", "-r"])
                .arg(requirements),
        );
        fs::write(complete, "").unwrap();
    }
    python
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
}
