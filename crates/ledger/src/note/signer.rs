//! Secret keys: a log's, which sign without a time, and a cosigner's, which never do.

use super::cosignature::{TIME_UNIX_S_MAX, ed25519_message, join_time, ml_dsa_44_message};
use super::{KeyError, NoteError, Signature, Verifier};
use ed25519_dalek::{Signer as _, SigningKey};
use ml_dsa::{Keypair as _, MlDsa44};
use std::fmt;
use std::num::NonZeroU64;

/// A log's secret key under the log's name. Neither shown nor written by anything here.
///
/// A log signs with Ed25519, which every reader of logs knows, and beside it with ML-DSA-44,
/// which outlasts quantum computers. The latter is a cosignature with timestamp 0: a statement
/// about the tree and not about the time, so that one tree has one signature.
pub struct Signer {
    verifier: Verifier,
    key: SecretKey,
}

/// A witness's or mirror's secret key. Neither shown nor written by anything here.
pub struct Cosigner {
    verifier: Verifier,
    key: SecretKey,
}

enum SecretKey {
    Ed25519(Box<SigningKey>),
    MlDsa44(Box<ml_dsa::SigningKey<MlDsa44>>),
}

impl SecretKey {
    fn ml_dsa_44(seed: &[u8; 32]) -> Self {
        Self::MlDsa44(Box::new(ml_dsa::SigningKey::from_seed(&(*seed).into())))
    }

    /// The public half, in the bytes of verifier keys.
    fn public(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.verifying_key().as_bytes().to_vec(),
            Self::MlDsa44(key) => key.verifying_key().encode().to_vec(),
        }
    }

    /// A timestamped signature over the checkpoint in `text`.
    fn cosign(&self, cosigner: &str, unix_s: u64, text: &str) -> Result<Vec<u8>, NoteError> {
        let message = match self {
            Self::Ed25519(_) => Some(ed25519_message(unix_s, text.as_bytes())),
            Self::MlDsa44(_) => ml_dsa_44_message(cosigner, unix_s, text.as_bytes()),
        };
        let expected = "a checkpoint with a log name of at most 255 bytes";
        let message = message.ok_or(NoteError::Malformed { line: 0, expected })?;
        Ok(join_time(unix_s, &self.sign(&message)?))
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, NoteError> {
        match self {
            Self::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Self::MlDsa44(key) => {
                let signature = key.expanded_key().sign_deterministic(message, &[]);
                signature.map(|signature| signature.encode().to_vec()).map_err(|_| NoteError::NotSigned)
            }
        }
    }
}

impl Signer {
    /// Takes the 32-byte Ed25519 seed of RFC 8032. The same seed always gives the same signatures.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SecretKey::Ed25519(Box::new(SigningKey::from_bytes(seed)));
        let verifier = Verifier::ed25519(name, &key.public())?;
        Ok(Self { verifier, key })
    }

    /// Takes the 32-byte ML-DSA-44 seed of FIPS 204 (xi). The same seed always gives the same
    /// signatures. It signs checkpoints and no other notes.
    ///
    /// # Errors
    /// [`KeyError::Name`], [`KeyError::LongName`].
    pub fn ml_dsa_44_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SecretKey::ml_dsa_44(seed);
        let verifier = Verifier::cosigner_ml_dsa_44(name, &key.public())?;
        Ok(Self { verifier, key })
    }

    /// The public half.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Signs a note's text.
    pub(super) fn sign(&self, text: &str) -> Result<Signature, NoteError> {
        let bytes = match &self.key {
            SecretKey::Ed25519(_) => self.key.sign(text.as_bytes()),
            SecretKey::MlDsa44(_) => self.key.cosign(self.verifier.name(), 0, text),
        };
        Ok(Signature::by(&self.verifier, bytes?))
    }
}

impl Cosigner {
    /// Takes the 32-byte Ed25519 seed of RFC 8032 (signature type 0x04). One key per cosigner:
    /// this type of cosignature does not commit to the cosigner's name.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn ed25519_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SecretKey::Ed25519(Box::new(SigningKey::from_bytes(seed)));
        let verifier = Verifier::cosigner_ed25519(name, &key.public())?;
        Ok(Self { verifier, key })
    }

    /// Takes the 32-byte ML-DSA-44 seed of FIPS 204 (signature type 0x06).
    ///
    /// # Errors
    /// [`KeyError::Name`], [`KeyError::LongName`].
    pub fn ml_dsa_44_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SecretKey::ml_dsa_44(seed);
        let verifier = Verifier::cosigner_ml_dsa_44(name, &key.public())?;
        Ok(Self { verifier, key })
    }

    /// The public half.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// States that the checkpoint in `text` is the largest consistent tree seen at `unix_s`,
    /// seconds since 1970. Whether that is so is the caller's to know: see [`crate::witness`].
    ///
    /// # Errors
    /// [`NoteError::Malformed`] for a text that is no checkpoint, or a time past 2^63 - 1.
    pub fn cosign(&self, text: &str, unix_s: NonZeroU64) -> Result<Signature, NoteError> {
        let malformed = |expected| NoteError::Malformed { line: 0, expected };
        crate::checkpoint::Checkpoint::read_text(text).map_err(|_| malformed("a checkpoint"))?;
        if unix_s.get() > TIME_UNIX_S_MAX {
            return Err(malformed("a time of at most 2^63 - 1 seconds"));
        }
        Ok(Signature::by(&self.verifier, self.key.cosign(self.verifier.name(), unix_s.get(), text)?))
    }
}

/// Shows the public half only.
impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({})", self.verifier.vkey())
    }
}

/// Shows the public half only.
impl fmt::Debug for Cosigner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Cosigner({})", self.verifier.vkey())
    }
}
