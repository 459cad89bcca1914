//! Aliases of collections, in one file that is replaced as a whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{ApiError, ApiResult};

/// No collection's directory begins with a dot.
const FILE: &str = ".aliases.json";
const UNFINISHED: &str = ".aliases.json.tmp";

#[derive(Debug, Clone)]
pub enum Change {
    /// Points an alias to a collection, even if it pointed to another one until now.
    Create {
        collection: String,
        alias: String,
    },
    Rename {
        from: String,
        to: String,
    },
    /// Removes an alias, if it exists.
    Delete(String),
}

#[derive(Debug)]
pub struct Aliases {
    storage: PathBuf,
    collections: BTreeMap<String, String>,
}

impl Aliases {
    /// Reads the aliases of a storage directory.
    pub fn open(storage: &Path) -> ApiResult<Self> {
        let collections = match fs::read(storage.join(FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| ApiError::Internal(format!("{FILE}: {error}")))?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            storage: storage.to_owned(),
            collections,
        })
    }

    pub fn get(&self, alias: &str) -> Option<&str> {
        self.collections.get(alias).map(String::as_str)
    }

    /// Each alias with its collection: those of one collection, or all.
    pub fn list(&self, collection: Option<&str>) -> Vec<(String, String)> {
        let all = self.collections.iter();
        all.filter(|(_, target)| collection.is_none_or(|only| only == *target))
            .map(|(alias, target)| (alias.clone(), target.clone()))
            .collect()
    }

    /// Makes all changes in their order, or none. `is_collection` says which names are taken.
    pub fn change(
        &mut self,
        changes: Vec<Change>,
        is_collection: impl Fn(&str) -> bool,
    ) -> ApiResult<()> {
        let mut changed = self.collections.clone();
        let free = |name: &str| {
            if is_collection(name) {
                return Err(ApiError::CollectionExists(name.to_owned()));
            }
            Ok(())
        };
        for change in changes {
            match change {
                Change::Create { collection, alias } => {
                    if !is_collection(&collection) {
                        return Err(ApiError::no_collection(&collection));
                    }
                    free(&alias)?;
                    changed.insert(alias, collection);
                }
                Change::Rename { from, to } => {
                    free(&to)?;
                    let missing = || ApiError::NotFound(format!("Alias {from} does not exists!"));
                    let collection = changed.remove(&from).ok_or_else(missing)?;
                    changed.insert(to, collection);
                }
                Change::Delete(alias) => {
                    changed.remove(&alias);
                }
            }
        }
        self.replace(changed)
    }

    /// Removes the aliases of a collection that is about to be deleted.
    pub fn forget(&mut self, collection: &str) -> ApiResult<()> {
        let mut changed = self.collections.clone();
        changed.retain(|_, target| target != collection);
        self.replace(changed)
    }

    fn replace(&mut self, changed: BTreeMap<String, String>) -> ApiResult<()> {
        if changed != self.collections {
            let bytes =
                serde_json::to_vec(&changed).map_err(|e| ApiError::Internal(e.to_string()))?;
            let unfinished = self.storage.join(UNFINISHED);
            let mut file = File::create(&unfinished)?;
            file.write_all(&bytes)?;
            file.sync_data()?;
            fs::rename(unfinished, self.storage.join(FILE))?;
            self.collections = changed;
        }
        Ok(())
    }
}
