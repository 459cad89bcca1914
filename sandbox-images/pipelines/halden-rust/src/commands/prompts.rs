//! `halden prompts`

use anyhow::Result;
use serde_json::{Value, json};

use halden::config::Environment;
use halden::prompt::{Prompt, Registry, Selector};

use crate::cli::Prompts;

pub fn run(environment: &Environment, arguments: Prompts) -> Result<()> {
    let registry = Registry::new(&environment.prompts);
    let document = match arguments {
        Prompts::List => json!({ "prompts": registry.list()? }),
        Prompts::Show { name, version, label } => {
            let selector = version.map_or(Selector::Label(label), Selector::Version);
            describe(&registry.resolve(&name, &selector)?)
        }
        Prompts::Promote { name, version, label } => {
            describe(&registry.promote(&name, version, &label)?)
        }
    };
    super::print(&document)
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
