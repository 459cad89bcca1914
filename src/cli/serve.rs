//! `assay serve`: the service, until a signal.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::config::{Config, ServeArgs};

/// Serves until SIGINT or SIGTERM. Sandboxes keep running and are adopted at the next start.
pub(super) async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    // All TLS clients share one cryptography provider: the one that is installed first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Before the line that says it listens: whoever reads that line may stop the service at once.
    let mut terminate = signal(SignalKind::terminate())?;
    let app = App::build(Config::load(args)?).await?;
    println!("assay listens on http://{}", app.address());
    let stop = app.stopper();
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    });
    app.run().await?;
    Ok(ExitCode::SUCCESS)
}
