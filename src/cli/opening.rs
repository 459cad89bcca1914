//! Opening the database of a data folder.

use anyhow::Context as _;

use crate::config::DataDir;
use crate::domain::ids::SessionId;
use crate::store::Store;

/// The database of a data folder, made if absent.
pub async fn store(data: &DataDir) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&data.path)
        .with_context(|| format!("{} cannot be made", data.path.display()))?;
    let file = data.database();
    Store::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}

/// The database of a data folder, which must be there: a wrong path is not answered with an
/// empty database.
pub async fn existing_store(data: &DataDir) -> anyhow::Result<Store> {
    let file = data.database();
    anyhow::ensure!(
        file.is_file(),
        "there is no database in {}; name the service's folder with --data-dir",
        data.path.display()
    );
    Store::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))
}

/// The same, which must also know this session.
pub async fn store_with(data: &DataDir, session: SessionId) -> anyhow::Result<Store> {
    let store = existing_store(data).await?;
    let known = store.session(session).await?.is_some();
    anyhow::ensure!(known, "there is no session {session}");
    Ok(store)
}
