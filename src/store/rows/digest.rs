//! Digests.

use crate::domain::ids::Digest;
use crate::store::error::StoreError;

/// A digest as the database keeps it.
pub fn digest_of_row(bytes: Vec<u8>) -> Result<Digest, StoreError> {
    Ok(Digest(
        bytes
            .try_into()
            .map_err(|_| StoreError::Damaged("digest"))?,
    ))
}
