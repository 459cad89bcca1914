//! What a label means at one moment, and for whom.

use super::registry::{Prompt, Registry, RegistryError, Selector};
use crate::text::sha256;

/// The prompt of a label, and the one that a share of those who ask gets instead.
#[derive(Debug, Clone)]
pub struct Release {
    stable: Prompt,
    rollout: Option<(Prompt, u8)>,
}

/// Whom a share is counted by: a customer as a whole, or else each question by itself.
pub fn asker(customer: Option<&str>, question: &str) -> String {
    customer.map_or_else(|| format!("question:{question}"), |slug| format!("customer:{slug}"))
}

impl Release {
    /// The prompt of whoever is not in the rollout.
    pub fn stable(&self) -> &Prompt {
        &self.stable
    }

    /// The prompt for an asker: the same one each time, and a larger share keeps those who had it.
    pub fn pick(&self, asker: &str) -> &Prompt {
        match &self.rollout {
            Some((prompt, percent)) if self.place(asker) < u64::from(*percent) => prompt,
            _ => &self.stable,
        }
    }

    /// Where an asker stands, from 0 to 99. The version is not in it, so that the next version
    /// starts with the same askers.
    fn place(&self, asker: &str) -> u64 {
        let label = self.stable.label.as_deref().unwrap_or_default();
        let digest = sha256(format!("{}\0{label}\0{asker}", self.stable.name).as_bytes());
        u64::from_str_radix(&digest[..15], 16).map_or(0, |number| number % 100)
    }
}

impl Registry {
    /// Reads what a label means now. Each version must be there and usable.
    pub fn release(&self, name: &str, label: &str) -> Result<Release, RegistryError> {
        let pointer = self
            .labels()?
            .pointer(name, label)
            .ok_or_else(|| RegistryError::no_label(name, label))?;
        let version = |version| {
            let prompt = self.usable(name, version)?;
            Ok::<_, RegistryError>(Prompt { label: Some(label.to_owned()), ..prompt })
        };
        let rollout = pointer.rollout.map(|to| Ok((version(to.version)?, to.percent)));
        Ok(Release { stable: version(pointer.version)?, rollout: rollout.transpose()? })
    }

    /// A version that our code can render.
    pub(super) fn usable(&self, name: &str, version: u32) -> Result<Prompt, RegistryError> {
        let prompt = self.resolve(name, &Selector::Version(version))?;
        super::contract::check(name, &prompt.template)
            .map_err(|source| RegistryError::Template { name: name.to_owned(), version, source })?;
        Ok(prompt)
    }
}
