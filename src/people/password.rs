//! Passwords, stored as Argon2id with the library's parameters (19 MiB, two passes).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{Error, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

/// In characters.
pub const MIN_PASSWORD: usize = 10;
/// In bytes: the work is bounded before anybody is known.
const MAX_PASSWORD: usize = 1024;

#[derive(Debug, thiserror::Error)]
pub enum WeakPassword {
    #[error("a password needs at least {MIN_PASSWORD} characters")]
    Short,
    #[error("a password may have at most {MAX_PASSWORD} bytes")]
    Long,
    #[error("the password could not be hashed: {0}")]
    Hash(Error),
}

/// The stored form of a new password. Takes tens of milliseconds of processor time.
pub fn hash_new_password(password: &str) -> Result<String, WeakPassword> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(WeakPassword::Short);
    }
    if password.len() > MAX_PASSWORD {
        return Err(WeakPassword::Long);
    }
    hash(password).map_err(WeakPassword::Hash)
}

fn hash(password: &str) -> Result<String, Error> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>())?;
    Ok(Argon2::default()
        .hash_password(password.as_bytes(), &salt)?
        .to_string())
}

/// An unknown user's password is compared with this, so that it takes as long as a known user's.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("nobody has this password").ok());

/// Whether the stored hash is of this password. False without a stored hash, after the same work.
pub fn matches(password: &str, stored: Option<&str>) -> bool {
    let known = stored.is_some();
    let Some(hash) = stored.or(NOBODY.as_deref()) else {
        return false;
    };
    let password = if password.len() > MAX_PASSWORD {
        ""
    } else {
        password
    };
    let fits = PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    });
    known && fits
}
