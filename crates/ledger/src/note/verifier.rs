//! Public keys that note signatures are checked with.

use super::cosignature::{ed25519_message, ml_dsa_44_message, split_time};
use super::vkey::{COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44, ED25519, KeyError, Vkey, check_name, key_id};
use ed25519_dalek::VerifyingKey;
use ml_dsa::MlDsa44;
use std::str::FromStr;

/// Longest name that an ML-DSA-44 cosignature can commit to, bytes. Source: tlog-cosignature.
const NAME_BYTES_MAX: usize = 255;

/// A public key under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Verifier {
    name: String,
    id: u32,
    key: PublicKey,
}

/// One variant per signature type that we verify.
#[derive(Clone, Debug, PartialEq)]
enum PublicKey {
    Ed25519(VerifyingKey),
    CosignatureEd25519(VerifyingKey),
    CosignatureMlDsa44(Box<ml_dsa::VerifyingKey<MlDsa44>>),
}

impl Verifier {
    /// Takes an Ed25519 public key (type 0x01) under a name.
    ///
    /// # Errors
    /// [`KeyError::Name`] or [`KeyError::Unsound`] (not a point, or of small order).
    pub fn ed25519(name: &str, key: &[u8]) -> Result<Self, KeyError> {
        let point = read_point(name, key)?;
        Self::new(name, ED25519, key, PublicKey::Ed25519(point))
    }

    /// Takes the Ed25519 public key of a cosigner (type 0x04).
    ///
    /// # Errors
    /// As [`Verifier::ed25519`].
    pub fn cosigner_ed25519(name: &str, key: &[u8]) -> Result<Self, KeyError> {
        let point = read_point(name, key)?;
        Self::new(name, COSIGNATURE_ED25519, key, PublicKey::CosignatureEd25519(point))
    }

    /// Takes the ML-DSA-44 public key of a cosigner, or of a log that signs with it (type 0x06).
    ///
    /// # Errors
    /// [`KeyError::Name`], [`KeyError::LongName`] or [`KeyError::Unsound`] (not 1,312 bytes).
    pub fn cosigner_ml_dsa_44(name: &str, key: &[u8]) -> Result<Self, KeyError> {
        if name.len() > NAME_BYTES_MAX {
            return Err(KeyError::LongName(name.to_owned()));
        }
        let encoded = key.try_into().map_err(|_| KeyError::Unsound(name.to_owned()))?;
        let point = Box::new(ml_dsa::VerifyingKey::decode(&encoded));
        Self::new(name, COSIGNATURE_ML_DSA_44, key, PublicKey::CosignatureMlDsa44(point))
    }

    fn new(name: &str, kind: u8, bytes: &[u8], key: PublicKey) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), id: key_id(name, kind, bytes), key })
    }

    /// Key name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Key ID.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Its text form.
    pub fn vkey(&self) -> Vkey {
        let (kind, key) = match &self.key {
            PublicKey::Ed25519(key) => (ED25519, key.to_bytes().to_vec()),
            PublicKey::CosignatureEd25519(key) => (COSIGNATURE_ED25519, key.to_bytes().to_vec()),
            PublicKey::CosignatureMlDsa44(key) => (COSIGNATURE_ML_DSA_44, key.encode().to_vec()),
        };
        Vkey::new(self.name.clone(), kind, key)
    }

    /// Whether `signature` (without the key ID) is this key's signature of the note text `text`.
    /// Strict: a malleable or small-order signature is none. A cosignature without a time
    /// (timestamp 0) is a signature too; it only says nothing of time.
    pub fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            PublicKey::Ed25519(key) => is_signed(key, text, signature),
            PublicKey::CosignatureEd25519(key) => {
                split_time(signature).is_some_and(|(unix_s, signature)| is_signed(key, &ed25519_message(unix_s, text), signature))
            }
            PublicKey::CosignatureMlDsa44(key) => self.has_cosigned(key, text, signature).unwrap_or(false),
        }
    }

    /// When this key made the cosignature, seconds since 1970. `None` for a signature of a type
    /// without a time, and for timestamp 0. Says nothing unless [`Verifier::has_signed`].
    pub fn cosigned_unix_s(&self, signature: &[u8]) -> Option<u64> {
        let time = match &self.key {
            PublicKey::Ed25519(_) => None,
            PublicKey::CosignatureEd25519(_) | PublicKey::CosignatureMlDsa44(_) => split_time(signature),
        };
        time.map(|(unix_s, _)| unix_s).filter(|unix_s| *unix_s > 0)
    }

    fn has_cosigned(&self, key: &ml_dsa::VerifyingKey<MlDsa44>, text: &[u8], signature: &[u8]) -> Option<bool> {
        let (unix_s, signature) = split_time(signature)?;
        let signature = ml_dsa::Signature::try_from(signature).ok()?;
        let message = ml_dsa_44_message(&self.name, unix_s, text)?;
        Some(key.verify_with_context(&message, &[], &signature))
    }
}

impl Eq for Verifier {}

impl TryFrom<&Vkey> for Verifier {
    type Error = KeyError;

    fn try_from(vkey: &Vkey) -> Result<Self, KeyError> {
        match vkey.kind() {
            ED25519 => Self::ed25519(vkey.name(), vkey.key()),
            COSIGNATURE_ED25519 => Self::cosigner_ed25519(vkey.name(), vkey.key()),
            COSIGNATURE_ML_DSA_44 => Self::cosigner_ml_dsa_44(vkey.name(), vkey.key()),
            kind => Err(KeyError::UnknownType { name: vkey.name().to_owned(), kind }),
        }
    }
}

impl FromStr for Verifier {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::try_from(&text.parse::<Vkey>()?)
    }
}

fn read_point(name: &str, key: &[u8]) -> Result<VerifyingKey, KeyError> {
    let point = key.try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
    let point = point.filter(|point| !point.is_weak());
    point.ok_or_else(|| KeyError::Unsound(name.to_owned()))
}

fn is_signed(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    ed25519_dalek::Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}
