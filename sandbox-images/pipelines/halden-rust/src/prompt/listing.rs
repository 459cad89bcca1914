//! What there is in the registry, for people.

use serde::Serialize;

use super::labels::Pointer;
use super::registry::{Registry, RegistryError, Selector};

/// A version of a prompt.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// The prompt.
    pub name: String,
    /// The version.
    pub version: u32,
    /// The labels that point to it.
    pub labels: Vec<String>,
    /// The labels that give it to a share of those who ask.
    pub rollouts: Vec<Share>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What it is for.
    pub purpose: String,
}

/// A rollout, seen from its version.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The label.
    pub label: String,
    /// How many of a hundred.
    pub percent: u8,
}

impl Registry {
    /// Every version of every prompt.
    pub fn list(&self) -> Result<Vec<Listing>, RegistryError> {
        let labels = self.labels()?;
        let mut listings = Vec::new();
        for name in self.entries("")? {
            if !self.folder().join(&name).is_dir() {
                continue;
            }
            let pointers: Vec<_> = labels.of(&name).collect();
            for file in self.entries(&name)? {
                let number = file.strip_prefix('v').and_then(|rest| rest.strip_suffix(".md"));
                if let Some(version) = number.and_then(|number| number.parse().ok()) {
                    listings.push(self.listing(&name, version, &pointers)?);
                }
            }
        }
        listings.sort_by(|a, b| (&a.name, a.version).cmp(&(&b.name, b.version)));
        Ok(listings)
    }

    fn listing(
        &self,
        name: &str,
        version: u32,
        pointers: &[(&String, Pointer)],
    ) -> Result<Listing, RegistryError> {
        let prompt = self.resolve(name, &Selector::Version(version))?;
        let pointing = pointers.iter().filter(|(_, to)| to.version == version);
        let sharing = pointers.iter().filter_map(|(label, to)| {
            let rollout = to.rollout.filter(|rollout| rollout.version == version)?;
            Some(Share { label: (*label).clone(), percent: rollout.percent })
        });
        Ok(Listing {
            name: prompt.name,
            version,
            labels: pointing.map(|(label, _)| (*label).clone()).collect(),
            rollouts: sharing.collect(),
            sha256: prompt.sha256,
            purpose: prompt.template.purpose().to_owned(),
        })
    }
}
