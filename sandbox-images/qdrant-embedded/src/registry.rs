//! The collections of a storage directory, each in a directory of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use qdrant_edge::EdgeConfig;
use serde_json::json;
use tracing::{info, warn};

use crate::collection::Collection;
use crate::error::{ApiError, ApiResult};
use crate::report::Reports;

const LONGEST_NAME: usize = 255;
const FORBIDDEN: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// Every open collection by name.
#[derive(Debug)]
pub struct Registry {
    storage: PathBuf,
    reports: Reports,
    /// Held for writing over a creation or deletion, so that a name is in one state at a time.
    collections: RwLock<BTreeMap<String, Arc<Collection>>>,
}

impl Registry {
    /// Opens everything in `storage`, which is created if need be.
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
        })
    }

    /// The collection of this name.
    pub fn get(&self, name: &str) -> ApiResult<Arc<Collection>> {
        let found = self.collections.read().get(name).cloned();
        found.ok_or_else(|| ApiError::no_collection(name))
    }

    /// The names of all collections, sorted.
    pub fn names(&self) -> Vec<String> {
        self.collections.read().keys().cloned().collect()
    }

    /// Creates an empty collection.
    pub fn create(&self, name: &str, config: EdgeConfig) -> ApiResult<()> {
        check_name(name)?;
        let mut collections = self.collections.write();
        if collections.contains_key(name) {
            return Err(ApiError::CollectionExists(name.to_owned()));
        }
        let dir = self.storage.join(name);
        let said = self.reports.begin(|| ("create_collection", json!({})));
        let reports = self.reports.clone();
        let created = Collection::create(name, &dir, config, reports).inspect_err(|_| {
            if let Err(error) = fs::remove_dir_all(&dir) {
                warn!(dir = %dir.display(), %error, "what a failed creation left stays");
            }
        })?;
        if let Some(said) = said {
            said.end(name, Ok((Vec::new(), 0)));
        }
        collections.insert(name.to_owned(), Arc::new(created));
        Ok(())
    }

    /// Deletes a collection; `false` if there was none.
    pub fn delete(&self, name: &str) -> ApiResult<bool> {
        let mut collections = self.collections.write();
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

/// A name becomes a directory's name, so it must be one plain path component.
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
