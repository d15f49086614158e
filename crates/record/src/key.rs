//! Keys that sign acts, submissions and receipts: Ed25519, the public half written in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use model::KeyId;
use std::fmt;

/// Length of a signature, bytes.
pub const SIGNATURE_BYTES: usize = 64;

/// Text that is no public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a public key: the base64 of the 32 bytes of a sound Ed25519 key is expected")]
pub struct NoKey(String);

/// A public key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    text: String,
}

impl PublicKey {
    /// Reads the base64 of 32 bytes; a key of small order is refused.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn read(text: &str) -> Result<Self, NoKey> {
        let fault = || NoKey(text.chars().take(80).collect());
        let bytes = STANDARD.decode(text).map_err(|_| fault())?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| fault())?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| fault())?;
        let canonical = STANDARD.encode(key.to_bytes()) == text;
        if key.is_weak() || !canonical { Err(fault()) } else { Ok(Self { key, text: text.into() }) }
    }

    /// Its base64, 44 characters.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its id.
    pub fn id(&self) -> KeyId {
        KeyId::of(&self.text)
    }

    /// Whether `signature` is this key's of `message`. Strict: a malleable signature is none.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PublicKey({})", self.text)
    }
}

/// A secret key. Neither shown nor written by anything here.
#[derive(Clone)]
pub struct SecretKey {
    key: SigningKey,
    public: PublicKey,
}

impl SecretKey {
    /// Takes the 32-byte seed of RFC 8032. The same seed always gives the same signatures.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey { key: key.verifying_key(), text: STANDARD.encode(key.verifying_key().to_bytes()) };
        Self { key, public }
    }

    /// The public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The id of the public half.
    pub fn id(&self) -> KeyId {
        self.public.id()
    }

    /// Signs bytes as they are. Callers sign a DSSE encoding, never bare content.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.key.sign(message).to_bytes()
    }
}

/// Shows the public half only.
impl fmt::Debug for SecretKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SecretKey({})", self.public.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_key_reads_back_and_small_order_is_refused() {
        let key = SecretKey::from_seed(&[7; 32]);
        assert_eq!(PublicKey::read(key.public().text()).map(|key| key.id()), Ok(key.id()));
        let identity = STANDARD.encode([1u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for wrong in ["", "AAAA", identity.as_str(), &format!("{} ", key.public().text()), &key.public().text().replace('=', "")] {
            assert!(PublicKey::read(wrong).is_err(), "{wrong}");
        }
        assert!(!format!("{key:?}").contains("07070707"));
    }
}
