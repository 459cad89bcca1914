//! `assay user`: practitioners' accounts.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::Context as _;

use super::opening::store;
use crate::config::DataDir;
use crate::people::{MIN_PASSWORD, hash_new_password};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Add a practitioner, or set a new password for an existing one (which signs them out).
    Add {
        /// The name to sign in with.
        name: String,
        /// Read the password from standard input instead of asking for it.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        data: DataDir,
    },
}

pub(super) async fn run(command: Command) -> anyhow::Result<ExitCode> {
    let Command::Add {
        name,
        password_stdin,
        data,
    } = command;
    let name = name.trim();
    anyhow::ensure!(
        !name.is_empty() && name.chars().count() <= 100,
        "a name has 1 to 100 characters"
    );
    let password = if password_stdin {
        read_password()?
    } else {
        ask_password(name)?
    };
    let hash = hash_new_password(&password)?;
    let store = store(&data).await?;
    let new = store.put_user(name, &hash).await?;
    store.close().await;
    println!(
        "{name} {}",
        if new {
            "can sign in now."
        } else {
            "has a new password."
        }
    );
    Ok(ExitCode::SUCCESS)
}

/// All of standard input without the end of its last line.
fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("the password could not be read")?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn ask_password(name: &str) -> anyhow::Result<String> {
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .context("there is no terminal to ask for a password; use --password-stdin")
    };
    let password = ask(&format!(
        "Password for {name} (at least {MIN_PASSWORD} characters): "
    ))?;
    anyhow::ensure!(
        ask("The same again: ")? == password,
        "the two passwords differ"
    );
    Ok(password)
}
