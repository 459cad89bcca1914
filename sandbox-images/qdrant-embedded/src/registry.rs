//! The collections of a storage directory, each in its own directory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use serde_json::json;
use tracing::{info, warn};

use crate::aliases::{Aliases, Change};
use crate::collection::Collection;
use crate::error::{ApiError, ApiResult};
use crate::json::collection::Creation;
use crate::report::{Reports, describe};

const LONGEST_NAME: usize = 255;
const FORBIDDEN: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// The open collections by name.
#[derive(Debug)]
pub struct Registry {
    storage: PathBuf,
    reports: Reports,
    /// Locked for writing during a creation or deletion, so that a name is in one state at a time.
    collections: RwLock<BTreeMap<String, Arc<Collection>>>,
    /// Locked after `collections` by code that needs both.
    aliases: RwLock<Aliases>,
}

impl Registry {
    /// Opens all collections in `storage`, which is created if it does not exist.
    pub fn open(storage: &Path, reports: Reports) -> ApiResult<Self> {
        fs::create_dir_all(storage)?;
        let mut collections = BTreeMap::new();
        for entry in fs::read_dir(storage)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                continue;
            }
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if check_name(&name).is_err() {
                continue;
            }
            if Collection::is_complete(&entry.path()) {
                let collection = Collection::open(&name, &entry.path(), reports.clone())?;
                collections.insert(name, Arc::new(collection));
            } else {
                warn!(
                    collection = name,
                    "removing what an interrupted creation or deletion left"
                );
                fs::remove_dir_all(entry.path())?;
            }
        }
        info!(storage = %storage.display(), collections = collections.len(), "storage opened");
        Ok(Self {
            storage: storage.to_owned(),
            reports,
            collections: RwLock::new(collections),
            aliases: RwLock::new(Aliases::open(storage)?),
        })
    }

    /// The collection of this name or alias.
    pub fn get(&self, name: &str) -> ApiResult<Arc<Collection>> {
        let collections = self.collections.read();
        if let Some(found) = collections.get(name) {
            return Ok(Arc::clone(found));
        }
        let aliases = self.aliases.read();
        let found = aliases.get(name).and_then(|name| collections.get(name));
        found.cloned().ok_or_else(|| ApiError::no_collection(name))
    }

    /// Each alias with its collection: those of one collection, or all.
    pub fn aliases(&self, collection: Option<&str>) -> Vec<(String, String)> {
        self.aliases.read().list(collection)
    }

    /// Makes all changes or none.
    pub fn change_aliases(&self, changes: Vec<Change>) -> ApiResult<()> {
        let collections = self.collections.write();
        let said = self.reports.begin(|| describe::aliases(&changes));
        let about = described(&changes);
        let changed = self
            .aliases
            .write()
            .change(changes, |name| collections.contains_key(name));
        if let Some(said) = said {
            let answer = changed.as_ref().map(|()| (Vec::new(), 0));
            said.end(&about, answer.map_err(ToString::to_string));
        }
        changed
    }

    /// Sorted.
    pub fn names(&self) -> Vec<String> {
        self.collections.read().keys().cloned().collect()
    }

    pub fn create(&self, name: &str, creation: Creation) -> ApiResult<()> {
        check_name(name)?;
        let mut collections = self.collections.write();
        if collections.contains_key(name) {
            return Err(ApiError::CollectionExists(name.to_owned()));
        }
        if self.aliases.read().get(name).is_some() {
            return Err(ApiError::Invalid(format!(
                "Can't create collection with name {name}. \
                 Alias with the same name already exists"
            )));
        }
        let dir = self.storage.join(name);
        let said = self.reports.begin(|| ("create_collection", json!({})));
        let reports = self.reports.clone();
        let Creation { config, metadata } = creation;
        let created = Collection::create(name, &dir, config, metadata, reports);
        let created = created.inspect_err(|_| {
            if let Err(error) = fs::remove_dir_all(&dir) {
                warn!(dir = %dir.display(), %error, "could not remove what a failed creation left");
            }
        })?;
        if let Some(said) = said {
            said.end(name, Ok((Vec::new(), 0)));
        }
        collections.insert(name.to_owned(), Arc::new(created));
        Ok(())
    }

    /// Deletes a collection and its aliases; returns `false` if it does not exist. As in Qdrant,
    /// `name` cannot be an alias here.
    pub fn delete(&self, name: &str) -> ApiResult<bool> {
        let mut collections = self.collections.write();
        self.aliases.write().forget(name)?;
        match collections.remove(name) {
            Some(collection) => {
                let said = self.reports.begin(|| ("delete_collection", json!({})));
                let deleted = collection.delete().map(|()| true);
                if let Some(said) = said {
                    let answer = deleted.as_ref().map(|_| (Vec::new(), 0));
                    said.end(name, answer.map_err(ToString::to_string));
                }
                deleted
            }
            None => Ok(false),
        }
    }

    /// Flushes and closes every collection.
    pub fn close(&self) {
        for collection in std::mem::take(&mut *self.collections.write()).into_values() {
            collection.close();
        }
    }
}

/// The collection that a change concerns, or the alias.
fn described(changes: &[Change]) -> String {
    match changes.first() {
        Some(Change::Create { collection, .. }) => collection.clone(),
        Some(Change::Rename { from: alias, .. } | Change::Delete(alias)) => alias.clone(),
        None => String::new(),
    }
}

/// A collection's name becomes a directory's name, so it must be one plain path component.
fn check_name(name: &str) -> ApiResult<()> {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.len() > LONGEST_NAME {
        "is longer than 255 bytes"
    } else if name.starts_with('.') {
        "begins with a dot"
    } else if name
        .chars()
        .any(|c| c.is_control() || FORBIDDEN.contains(&c))
    {
        "holds a character that is not allowed"
    } else {
        return Ok(());
    };
    Err(ApiError::Invalid(format!("collection name {problem}")))
}
