//! The installation's key: made once, kept in the data folder, and used to sign the ends of traces.

use std::fmt;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use rand::TryRngCore as _;

use super::chain::Head;
use crate::domain::ids::SessionId;
use crate::domain::signature::{Hex, PublicKey, SignedHead, message};

/// The key's file in the data folder: 64 hexadecimal digits, readable only by the service.
const FILE: &str = "signing-key";
/// The permission bits for everybody but the owner.
const OTHERS: u32 = 0o077;

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("there is no signing key at {0}; the service makes it when it first starts")]
    Absent(PathBuf),
    /// Others may read or write the file.
    #[error("others may read or write {0}; give it mode 0600, or treat the key as lost")]
    Exposed(PathBuf),
    /// The file has some other content.
    #[error("{0} does not hold a signing key")]
    Damaged(PathBuf),
    #[error("{path}: {cause}")]
    Io {
        /// The key's file, or its folder.
        path: PathBuf,
        cause: std::io::Error,
    },
}

/// Its secret half is neither shown nor logged.
pub struct InstallationKey(SigningKey);

impl fmt::Debug for InstallationKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InstallationKey({})", self.public())
    }
}

impl InstallationKey {
    /// A key that is not stored, for proving without a service.
    pub fn generate() -> std::io::Result<Self> {
        let mut secret = [0; 32];
        rand::rngs::OsRng
            .try_fill_bytes(&mut secret)
            .map_err(std::io::Error::other)?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// Reads the key from a data folder.
    pub fn open(data_dir: &Path) -> Result<Self, KeyError> {
        let path = data_dir.join(FILE);
        let io = |cause: std::io::Error| match cause.kind() {
            ErrorKind::NotFound => KeyError::Absent(path.clone()),
            _ => KeyError::Io {
                path: path.clone(),
                cause,
            },
        };
        let mode = std::fs::metadata(&path).map_err(io)?.permissions().mode();
        if mode & OTHERS != 0 {
            return Err(KeyError::Exposed(path));
        }
        let text = std::fs::read_to_string(&path).map_err(io)?;
        let secret: Hex<32> = text
            .trim_end()
            .parse()
            .map_err(|_| KeyError::Damaged(path.clone()))?;
        Ok(Self(SigningKey::from_bytes(&secret.0)))
    }

    /// Reads the key from a data folder. Makes it if there is none.
    pub fn open_or_make(data_dir: &Path) -> Result<Self, KeyError> {
        match Self::open(data_dir) {
            Err(KeyError::Absent(_)) => {}
            found => return found,
        }
        let io = |cause| KeyError::Io {
            path: data_dir.to_owned(),
            cause,
        };
        let made = Self::generate().map_err(io)?;
        // A temporary file has mode 0600 from the beginning.
        let mut file = tempfile::NamedTempFile::new_in(data_dir).map_err(io)?;
        writeln!(file, "{}", Hex(made.0.to_bytes())).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        match file.persist_noclobber(data_dir.join(FILE)) {
            Ok(_) => {}
            // Another process was faster: its key is used.
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io(error.error)),
        }
        std::fs::File::open(data_dir)
            .and_then(|folder| folder.sync_all())
            .map_err(io)?;
        Self::open(data_dir)
    }

    pub fn public(&self) -> PublicKey {
        Hex(self.0.verifying_key().to_bytes())
    }

    /// Signs the end of a session's trace.
    pub fn sign(&self, session: SessionId, head: Head) -> SignedHead {
        let signature = self.0.sign(&message(session, head.seq, head.hash));
        SignedHead {
            seq: head.seq,
            head: head.hash,
            key: self.public(),
            signature: Hex(signature.to_bytes()),
        }
    }
}

/// Whether the key's owner signed this for a trace of this session that has this head.
pub fn is_signed(session: SessionId, head: Head, signed: &SignedHead) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(&signed.key.0) else {
        return false;
    };
    let signature = Signature::from_bytes(&signed.signature.0);
    let said = message(session, head.seq, head.hash);
    signed.head == head.hash && key.verify_strict(&said, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            InstallationKey::open(folder.path()),
            Err(KeyError::Absent(_))
        ));
        let made = InstallationKey::open_or_make(folder.path()).unwrap();
        let again = InstallationKey::open_or_make(folder.path()).unwrap();
        assert_eq!(made.public(), again.public());
        let file = folder.path().join(FILE);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let secret = std::fs::read_to_string(&file).unwrap();
        assert!(!format!("{made:?}").contains(secret.trim()));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            InstallationKey::open(folder.path()),
            Err(KeyError::Exposed(_))
        ));
    }

    #[test]
    fn a_signature_is_good_for_one_session_and_one_head() {
        let key = InstallationKey::generate().unwrap();
        let (session, other) = (SessionId::generate(), SessionId::generate());
        let head = Head {
            seq: 3,
            ..Head::EMPTY
        };
        let signed = key.sign(session, head);
        assert!(is_signed(session, head, &signed));
        assert!(!is_signed(other, head, &signed));
        assert!(!is_signed(session, Head { seq: 4, ..head }, &signed));
        let mut forged = signed.clone();
        forged.key = InstallationKey::generate().unwrap().public();
        assert!(!is_signed(session, head, &forged));
    }
}
