//! `halden prompts`

use anyhow::Result;
use serde_json::{Value, json};

use halden::config::Environment;
use halden::prompt::{Prompt, Registry, Selector};

use crate::cli::Prompts;

pub fn run(environment: &Environment, arguments: Prompts) -> Result<()> {
    let registry = Registry::new(&environment.prompts);
    let moved = match arguments {
        Prompts::List => return super::print(&json!({ "prompts": registry.list()? })),
        Prompts::Show { name, version, label } => {
            let selector = version.map_or(Selector::Label(label), Selector::Version);
            return super::print(&describe(&registry.resolve(&name, &selector)?));
        }
        Prompts::Promote { name, version, label } => registry.promote(&name, version, &label)?,
        Prompts::Rollout { name, version, label, percent } => {
            registry.rollout(&name, version, &label, percent)?
        }
        Prompts::Rollback { name, label } => registry.rollback(&name, &label)?,
    };
    super::print(&moved)
}

fn describe(prompt: &Prompt) -> Value {
    json!({
        "name": prompt.name,
        "version": prompt.version,
        "label": prompt.label,
        "sha256": prompt.sha256,
        "text": prompt.text,
    })
}
