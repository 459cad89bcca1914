//! Secrets that open something: an invitation, a sign-in. Only their digests are stored.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::ids::Digest;

/// A secret of 256 random bits, as text that fits into a link or a cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// From a cryptographic random number generator.
    pub fn generate() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// A token that somebody presents. It may be wrong.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What is stored. With 256 random bits, guesses against the digest are hopeless.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The secret itself, for the person who may have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Never prints the secret: a token must not get into a log by accident.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}
