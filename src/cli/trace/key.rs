//! `assay trace key`

use std::process::ExitCode;

use serde_json::json;

use crate::config::DataDir;
use crate::trace::signing::InstallationKey;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataDir,
}

pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let key = InstallationKey::open(&args.data.path)?.public();
    let fingerprint = key.fingerprint();
    if args.json {
        println!("{}", json!({ "key": key, "fingerprint": fingerprint }));
    } else {
        println!("{key}");
        println!("fingerprint: {fingerprint}");
    }
    Ok(ExitCode::SUCCESS)
}
