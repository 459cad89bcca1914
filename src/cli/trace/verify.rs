//! `assay trace verify`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::json;

use super::public_key::public_key;
use crate::cli::exit_status::NOT_RIGHT;
use crate::cli::opening::store_with;
use crate::config::DataDir;
use crate::domain::ids::SessionId;
use crate::domain::signature::PublicKey;
use crate::trace::bundle::archive::{Bounds, Opened};
use crate::trace::bundle::{BundleError, Verified, verify_folder, verify_stored};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// An exported folder or archive.
    #[arg(required_unless_present = "session", conflicts_with = "session")]
    bundle: Option<PathBuf>,
    /// The id of a session in the database.
    #[arg(long, value_name = "ID")]
    session: Option<SessionId>,
    /// The public key of the installation that recorded the session, or a file that contains the
    /// key (`assay trace key`). Without it, only the chain is verified.
    #[arg(long, value_name = "KEY|FILE")]
    public_key: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataDir,
}

pub(super) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let key = public_key(args.public_key.as_deref())?;
    let result = if let Some(path) = &args.bundle {
        Opened::open(path, Bounds::default())
            .and_then(|opened| verify_folder(opened.folder(), key, &mut ()))
    } else {
        let session = args.session.context("give a folder or a session")?;
        let store = store_with(&args.data, session).await?;
        let result = verify_stored(&store, session, key, &mut ()).await;
        store.close().await;
        result
    };
    report(result, args.json)
}

/// A trace that does not verify is a result. A trace that cannot be read is an error.
fn report(result: Result<Verified, BundleError>, json: bool) -> anyhow::Result<ExitCode> {
    let flaw = match result {
        Ok(verified) => {
            if json {
                println!("{}", as_json(&verified));
            } else {
                describe(&verified);
            }
            return Ok(ExitCode::SUCCESS);
        }
        Err(flaw) if flaw.is_flaw() => flaw.to_string(),
        Err(error) => return Err(error.into()),
    };
    if json {
        println!("{}", json!({ "verified": false, "flaw": flaw }));
    } else {
        println!("{flaw}");
    }
    Ok(ExitCode::from(NOT_RIGHT))
}

fn as_json(verified: &Verified) -> serde_json::Value {
    let mut said = json!(verified);
    said["verified"] = json!(true);
    said
}

fn describe(verified: &Verified) {
    let Verified { events, head, .. } = verified;
    println!("Verified, number of events: {events}. The last one's hash is {head}.");
    match &verified.sealed {
        Some(sealed) => println!(
            "Signed up to event {} with the key {}.",
            sealed.seq,
            sealed.key.fingerprint()
        ),
        None => println!("{}", unchecked(verified)),
    }
    if verified.absent_files > 0 {
        println!(
            "Not included, known only by their digests: {} files of the workspace.",
            verified.absent_files
        );
    }
}

fn unchecked(verified: &Verified) -> String {
    let only = "Only the chain was verified: it does not say who wrote the trace.";
    if verified.keys.is_empty() {
        return format!("{only} The trace is not signed.");
    }
    let keys = verified.keys.iter().map(PublicKey::fingerprint);
    let keys: Vec<_> = keys.collect();
    format!(
        "{only} It claims to be signed with the key {}; give the key you trust with --public-key \
         to check that.",
        keys.join(", ")
    )
}
