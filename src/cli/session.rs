//! `assay session`: invites candidates and lists sessions.

use std::collections::HashSet;
use std::process::ExitCode;

use serde_json::json;

use super::opening::{existing_store, store};
use crate::config::{DataDir, LibraryDirs};
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::routes::access::Origins;
use crate::sandbox::DockerSource;
use crate::scenario::Scenario;
use crate::session::images;
use crate::session::invitation::{LABEL_LIMIT, invite};
use crate::session::inviting::on_track;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Invite a candidate. Prints the link, which is shown only once.
    Invite(InviteArgs),
    /// List all sessions, newest first.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        data: DataDir,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct InviteArgs {
    /// The scenario's name.
    scenario: String,
    /// The pipeline of the scenario's track. Without it, the candidate chooses before the start.
    #[arg(long, value_name = "PIPELINE")]
    track: Option<String>,
    /// A note for yourself, to tell candidates apart. The candidate does not see it.
    #[arg(long, default_value = "")]
    label: String,
    /// The address at which people reach the service.
    #[arg(
        long,
        env = "ASSAY_PUBLIC_URL",
        default_value = "http://127.0.0.1:7420",
        value_name = "URL"
    )]
    public_url: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataDir,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Invite(args) => new_invitation(args).await?,
        Command::List { json, data } => list(json, &data).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn new_invitation(args: InviteArgs) -> anyhow::Result<()> {
    let label = args.label.trim();
    anyhow::ensure!(
        label.chars().count() <= LABEL_LIMIT,
        "a label has at most {LABEL_LIMIT} characters"
    );
    let origins = Origins::of_url(&args.public_url)?;
    let library = args.library.open()?;
    let slugs = library.slugs()?;
    let known = slugs.contains(&args.scenario);
    anyhow::ensure!(
        known,
        "no scenario {}; there are: {}",
        args.scenario,
        slugs.join(", ")
    );
    let scenario = Scenario::load(&library, &args.scenario)?;
    let (scenario, choice) = on_track(scenario, args.track.as_deref())?;
    let store = store(&args.data).await?;
    let (record, token) = invite(&store, &scenario, choice, label).await?;
    let docker = DockerSource::new(store.installation().to_owned(), None);
    if !record.track_open {
        images::pin_if_there(&docker, &store, record.id, &scenario).await;
    }
    let link = origins.link(&format!("/c/{}", token.reveal()));
    if args.json {
        let session = record.id;
        println!(
            "{}",
            json!({ "session": session, "link": link, "expires": record.expires_at })
        );
    } else {
        println!(
            "Session {} on {}, until {}:",
            record.id.short(),
            record.scenario,
            date(record.expires_at)
        );
        println!("{link}");
    }
    store.close().await;
    Ok(())
}

async fn list(json: bool, data: &DataDir) -> anyhow::Result<()> {
    let store = existing_store(data).await?;
    let records = store.sessions().await?;
    let mut imported = HashSet::new();
    for record in &records {
        if store.imported(record.id).await?.is_some() {
            imported.insert(record.id);
        }
    }
    if json {
        let said = |record: &SessionRecord| {
            let mut said = as_json(record);
            said["imported"] = json!(imported.contains(&record.id));
            said
        };
        println!(
            "{}",
            records.iter().map(said).collect::<serde_json::Value>()
        );
    } else if records.is_empty() {
        println!("There are no sessions yet. `assay session invite` creates one.");
    } else {
        for record in &records {
            let origin = if imported.contains(&record.id) {
                "  (imported)"
            } else {
                ""
            };
            println!(
                "{}  {:<9}  {}  {:<24}  {}{origin}",
                record.id,
                record.state.as_str(),
                date(record.created_at),
                record.scenario,
                record.label
            );
        }
    }
    store.close().await;
    Ok(())
}

fn as_json(record: &SessionRecord) -> serde_json::Value {
    json!({
        "session": record.id,
        "short": record.id.short(),
        "scenario": record.scenario,
        "label": record.label,
        "state": record.state,
        "created_at": record.created_at,
        "started_at": record.started_at,
        "submitted_at": record.submitted_at,
    })
}

/// To the minute, in UTC.
fn date(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_default()
}
