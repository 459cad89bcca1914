//! Opens the database of a data folder.

use anyhow::Context as _;

use crate::config::DataDir;
use crate::domain::ids::SessionId;
use crate::store::Store;

/// Creates the database if it does not exist.
pub async fn store(data: &DataDir) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&data.path)
        .with_context(|| format!("{} cannot be made", data.path.display()))?;
    let file = data.database();
    Store::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}

/// The database must exist: a wrong path must not look like an empty database.
pub async fn existing_store(data: &DataDir) -> anyhow::Result<Store> {
    let file = data.database();
    anyhow::ensure!(
        file.is_file(),
        "no database in {}; give the service's data folder with --data-dir",
        data.path.display()
    );
    Store::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}

/// The database and the session must exist.
pub async fn store_with(data: &DataDir, session: SessionId) -> anyhow::Result<Store> {
    let store = existing_store(data).await?;
    let known = store.session(session).await?.is_some();
    anyhow::ensure!(known, "there is no session {session}");
    Ok(store)
}
