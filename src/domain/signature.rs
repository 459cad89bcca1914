//! What is signed in a trace, and by whom. The format is documented in
//! `docs/trace.md`, which changes with it.

use std::fmt;
use std::str::FromStr;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};

use super::ids::{Digest, SessionId};

/// Prevents these signatures from being used as signatures of anything else.
const DOMAIN: &str = "assay trace head";
/// Version of the byte string that is signed.
pub const SIGNATURE_VERSION: u32 = 1;

/// Bytes written as lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hex<const N: usize>(pub [u8; N]);

/// An Ed25519 public key.
pub type PublicKey = Hex<32>;

/// The end of a trace at some time, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// Sequence number of the last event that is covered.
    pub seq: u64,
    /// The hash of that event.
    pub head: Digest,
    /// The key that signed.
    pub key: PublicKey,
    /// Ed25519 over [`message`].
    pub signature: Hex<64>,
}

/// The byte string that is signed: five lines of text, each ended by a line feed.
pub fn message(session: SessionId, seq: u64, head: Digest) -> Vec<u8> {
    format!("{DOMAIN}\nversion {SIGNATURE_VERSION}\nsession {session}\nseq {seq}\nhead {head}\n")
        .into_bytes()
}

impl PublicKey {
    /// What people compare: the first 16 bytes of the key's BLAKE3, in groups of four digits.
    pub fn fingerprint(&self) -> String {
        let digits = Digest::of(&self.0).to_string();
        let groups: Vec<_> = (0..8).map(|at| &digits[at * 4..at * 4 + 4]).collect();
        groups.join(" ")
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&HEXLOWER.encode_display(&self.0), formatter)
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The text does not have this many hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("{0} hexadecimal digits are expected")]
pub struct NotHex(usize);

impl<const N: usize> FromStr for Hex<N> {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = NotHex(2 * N);
        // Checked first: to decode into a buffer of another length is a panic.
        if text.len() != 2 * N {
            return Err(wrong);
        }
        let mut bytes = [0; N];
        match HEXLOWER_PERMISSIVE.decode_mut(text.as_bytes(), &mut bytes) {
            Ok(_) => Ok(Self(bytes)),
            Err(_) => Err(wrong),
        }
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_text_is_the_documented_one() {
        let session = "0199d1a2-0000-7000-8000-000000000001".parse().unwrap();
        let text = message(session, 7, Digest::ZERO);
        let expected = format!(
            "assay trace head\nversion 1\nsession {session}\nseq 7\nhead {}\n",
            "0".repeat(64)
        );
        assert_eq!(text, expected.as_bytes());
    }

    #[test]
    fn hexadecimal_digits_are_read_as_written() {
        let key = Hex([7; 32]);
        assert_eq!(key.to_string().parse::<PublicKey>().unwrap(), key);
        assert!("07".parse::<PublicKey>().is_err());
        assert!("+f".repeat(32).parse::<PublicKey>().is_err());
        assert_eq!(
            "AF".repeat(32).parse::<PublicKey>().unwrap(),
            Hex([0xaf; 32])
        );
        assert_eq!(key.fingerprint().len(), 39);
    }
}
