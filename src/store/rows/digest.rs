//! Digests as the database stores them.

use crate::domain::ids::Digest;
use crate::error::StoreError;

/// Fails if the bytes do not have a digest's length.
pub fn digest_of_row(bytes: Vec<u8>) -> Result<Digest, StoreError> {
    Ok(Digest(
        bytes
            .try_into()
            .map_err(|_| StoreError::Damaged("digest"))?,
    ))
}
