//! Remembers answers. The key holds everything that an answer depends on, so that nothing has to
//! be flushed: what changes makes a new key.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::config::Config;
use crate::scope::Scope;
use crate::text::sha256;

/// What an answer depends on.
#[derive(Debug, Serialize)]
pub struct CacheKey<'a> {
    /// The question, to the letter.
    pub question: &'a str,
    /// Who asks: one customer's answer is never another's.
    pub scope: &'a Scope,
    /// The prompt that was resolved, by content and not by label.
    pub prompt_sha256: &'a str,
    /// The content of the index.
    pub index_epoch: &'a str,
    /// Models, limits and weights.
    pub config: &'a Config,
    /// The release of this program.
    pub release: &'static str,
}

/// A folder of answers.
#[derive(Debug)]
pub struct AnswerCache {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Entry<A> {
    answer: A,
}

impl AnswerCache {
    /// The cache beneath a state folder.
    pub fn new(state: &Path) -> Self {
        Self { folder: state.join("answers") }
    }

    /// The remembered answer. An entry that cannot be read is as good as none.
    pub fn get<A: DeserializeOwned>(&self, key: &CacheKey<'_>) -> Option<A> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        serde_json::from_slice::<Entry<A>>(&bytes).ok().map(|entry| entry.answer)
    }

    /// Remembers an answer.
    pub fn put<A: Serialize>(&self, key: &CacheKey<'_>, answer: &A) -> Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let path = self.path(key);
        let unfinished = path.with_extension(format!("{}.new", std::process::id()));
        std::fs::write(&unfinished, serde_json::to_vec(&Entry { answer })?)?;
        std::fs::rename(unfinished, path)?;
        Ok(())
    }

    fn path(&self, key: &CacheKey<'_>) -> PathBuf {
        let key = serde_json::to_vec(key).expect("keys are plain data");
        self.folder.join(format!("{}.json", sha256(&key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_key_separates_answers() {
        let folder = tempfile::tempdir().unwrap();
        let cache = AnswerCache::new(folder.path());
        let config: Config = toml::from_str(include_str!("../halden.toml")).unwrap();
        let mut dearer = config.clone();
        dearer.chat.model = "another".into();
        let (all, own) = (Scope::new(None).unwrap(), Scope::new(Some("lumen-solar")).unwrap());
        let key = || CacheKey {
            question: "q",
            scope: &all,
            prompt_sha256: "p",
            index_epoch: "e",
            config: &config,
            release: "1",
        };
        cache.put(&key(), &"answer".to_owned()).unwrap();
        assert_eq!(cache.get::<String>(&key()).as_deref(), Some("answer"));
        for other in [
            CacheKey { question: "Q", ..key() },
            CacheKey { scope: &own, ..key() },
            CacheKey { prompt_sha256: "p2", ..key() },
            CacheKey { index_epoch: "e2", ..key() },
            CacheKey { config: &dearer, ..key() },
            CacheKey { release: "2", ..key() },
        ] {
            assert_eq!(cache.get::<String>(&other), None, "{other:?}");
        }
    }
}
