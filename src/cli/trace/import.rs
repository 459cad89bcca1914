//! `assay trace import`

use std::path::PathBuf;
use std::process::ExitCode;

use super::public_key::public_key;
use crate::cli::exit_status::NOT_RIGHT;
use crate::cli::opening::store;
use crate::config::DataDir;
use crate::trace::bundle::archive::Bounds;
use crate::trace::bundle::import::import;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// An archive or folder that `assay trace export` wrote.
    bundle: PathBuf,
    /// The public key of the installation that exported it, or a file that contains the key.
    #[arg(long, value_name = "KEY|FILE")]
    public_key: Option<String>,
    /// How much an archive may unpack to, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 8192)]
    max_size: u64,
    #[command(flatten)]
    data: DataDir,
}

pub(super) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let key = public_key(args.public_key.as_deref())?;
    let bounds = Bounds {
        total: args.max_size.saturating_mul(1 << 20),
        ..Bounds::default()
    };
    let store = store(&args.data).await?;
    let result = import(&store, &args.bundle, key, bounds).await;
    store.close().await;
    let (record, verified) = match result {
        Err(flaw) if flaw.is_flaw() => {
            println!("Not imported: {flaw}");
            return Ok(ExitCode::from(NOT_RIGHT));
        }
        result => result?,
    };
    println!(
        "Imported session {} ({}), number of events: {}.",
        record.id, record.scenario, verified.events
    );
    if verified.sealed.is_none() {
        println!(
            "Only the chain was verified, not the signature: give the key with \
             --public-key."
        );
    }
    Ok(ExitCode::SUCCESS)
}
