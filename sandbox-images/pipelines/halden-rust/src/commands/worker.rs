//! `halden worker`

use std::time::{Duration, Instant};

use anyhow::Result;

use halden::config::{Config, Environment};
use halden::prompt::{Registry, Resolver};
use halden::worker::{Request, Served, serve};

use super::session::Session;
use crate::cli::Worker;

/// The input blocks this thread, which has nothing else to do: connections live on the runtime's.
pub async fn run(config: &Config, environment: &Environment, arguments: &Worker) -> Result<()> {
    let ttl = Duration::from_secs(config.prompts.refresh_seconds);
    let registry = Registry::new(&environment.prompts);
    let mut resolver = Resolver::new(registry, "answer", &arguments.label, ttl)?;
    let answer = async |request: &Request| {
        let (release, stale_prompt) = resolver.current(Instant::now());
        // A session for each question: it sees what was ingested since, remembers under the
        // index of now, and an outage does not use up the retries of the days after it.
        let session = Session::open(config, environment)?;
        let customer = request.customer.as_deref();
        let answer = session.desk().answer(release, &request.question, customer).await?;
        Ok(Served { answer, stale_prompt })
    };
    serve(std::io::stdin().lock(), std::io::stdout().lock(), answer).await
}
