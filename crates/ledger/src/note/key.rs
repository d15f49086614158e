//! Keys of notes: their text form, what verifies with them, what signs with them.

use crate::note::Signature;
use crate::text::{read_base64, show_base64};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// Signature type byte of Ed25519 over the note text.
const ED25519: u8 = 0x01;

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text is no verifier key.
    #[error("verifier key `{0}` is not `<name>+<8 hexadecimal digits>+<base64 of type and key>`")]
    Malformed(String),
    /// The name cannot stand in a signature line.
    #[error("key name `{0}` is empty or has spaces, control characters or `+` in it")]
    Name(String),
    /// The key ID in the text is not the one that belongs to name, type and key.
    #[error("verifier key `{name}`: the key ID is `{found:08x}`, by its key it should be {computed:08x}")]
    WrongId {
        /// Key name.
        name: String,
        /// ID in the text.
        found: u32,
        /// ID recomputed from name, type and key.
        computed: u32,
    },
    /// The type byte is one that we do not verify.
    #[error("verifier key `{name}`: signature type `0x{kind:02x}` is not 0x01 (Ed25519)")]
    UnknownType {
        /// Key name.
        name: String,
        /// Signature type byte.
        kind: u8,
    },
    /// The bytes are no sound Ed25519 public key.
    #[error("verifier key `{0}`: the 32 bytes of a sound Ed25519 public key are expected")]
    Unsound(String),
}

/// A verifier key as written in policies and registers: any type, its ID checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vkey {
    name: String,
    kind: u8,
    key: Vec<u8>,
}

impl Vkey {
    /// Key name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Signature type byte: 0x01 Ed25519, 0x04 and 0x06 cosignatures.
    pub const fn kind(&self) -> u8 {
        self.kind
    }

    /// Key ID: the first four bytes of SHA-256(name, LF, type, key).
    pub fn id(&self) -> u32 {
        key_id(&self.name, self.kind, &self.key)
    }
}

/// `<name>+<id>+<base64>`.
impl fmt::Display for Vkey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind], self.key.as_slice()].concat();
        write!(out, "{}+{:08x}+{}", self.name, self.id(), show_base64(&key))
    }
}

impl FromStr for Vkey {
    type Err = KeyError;

    /// Reads a verifier key and recomputes its ID; a published key with a wrong ID is refused.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed(text.to_owned());
        let (name, id, key) = split_vkey(text).ok_or_else(malformed)?;
        check_name(name)?;
        let (kind, key) = key.split_first().ok_or_else(malformed)?;
        let vkey = Self { name: name.to_owned(), kind: *kind, key: key.to_vec() };
        if vkey.id() == id {
            return Ok(vkey);
        }
        Err(KeyError::WrongId { name: name.to_owned(), found: id, computed: vkey.id() })
    }
}

fn split_vkey(text: &str) -> Option<(&str, u32, Vec<u8>)> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let well_written = id.len() == 8 && id.bytes().all(lower_hex);
    let id = well_written.then(|| u32::from_str_radix(id, 16).ok()).flatten()?;
    Some((name, id, read_base64(key)?))
}

/// A public key that note signatures are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: u32,
    key: PublicKey,
}

/// One variant per signature type that we verify.
#[derive(Clone, Debug, PartialEq, Eq)]
enum PublicKey {
    Ed25519(VerifyingKey),
}

impl Verifier {
    /// Takes an Ed25519 public key under a name.
    ///
    /// # Errors
    /// [`KeyError::Name`] or [`KeyError::Unsound`] (not a point, or of small order).
    pub fn ed25519(name: &str, key: &[u8]) -> Result<Self, KeyError> {
        check_name(name)?;
        let point = key.try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
        let point = point.filter(|point| !point.is_weak());
        let point = point.ok_or_else(|| KeyError::Unsound(name.to_owned()))?;
        let id = key_id(name, ED25519, key);
        Ok(Self { name: name.to_owned(), id, key: PublicKey::Ed25519(point) })
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
        };
        Vkey { name: self.name.clone(), kind, key }
    }

    /// Whether `signature` (without the key ID) is this key's signature of `text`. Strict: a
    /// malleable or small-order signature is none.
    pub fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            PublicKey::Ed25519(key) => {
                ed25519_dalek::Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(text, &signature).is_ok())
            }
        }
    }
}

impl TryFrom<&Vkey> for Verifier {
    type Error = KeyError;

    fn try_from(vkey: &Vkey) -> Result<Self, KeyError> {
        match vkey.kind {
            ED25519 => Self::ed25519(&vkey.name, &vkey.key),
            kind => Err(KeyError::UnknownType { name: vkey.name.clone(), kind }),
        }
    }
}

impl FromStr for Verifier {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::try_from(&text.parse::<Vkey>()?)
    }
}

/// A secret Ed25519 key under a name. Neither shown nor written by anything here.
pub struct Signer {
    verifier: Verifier,
    key: SigningKey,
}

impl Signer {
    /// Takes the 32-byte seed of RFC 8032. The same seed always gives the same signatures.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        let verifier = Verifier::ed25519(name, key.verifying_key().as_bytes())?;
        Ok(Self { verifier, key })
    }

    /// The public half.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Signs a note's text.
    pub(super) fn sign(&self, text: &str) -> Signature {
        let signature = self.key.sign(text.as_bytes());
        Signature { name: self.verifier.name.clone(), id: self.verifier.id, bytes: signature.to_bytes().to_vec() }
    }
}

/// Shows the public half only.
impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({})", self.verifier.vkey())
    }
}

/// A key name is not empty and has neither Unicode spaces, nor control characters, nor plus.
pub(super) fn is_name(name: &str) -> bool {
    let wrong = |letter: char| letter.is_whitespace() || letter < ' ' || letter == '+';
    !name.is_empty() && !name.contains(wrong)
}

fn check_name(name: &str) -> Result<(), KeyError> {
    if is_name(name) { Ok(()) } else { Err(KeyError::Name(name.to_owned())) }
}

fn key_id(name: &str, kind: u8, key: &[u8]) -> u32 {
    let digest = Sha256::new_with_prefix(name).chain_update([b'\n', kind]).chain_update(key);
    let [first, second, third, fourth, ..] = <[u8; 32]>::from(digest.finalize());
    u32::from_be_bytes([first, second, third, fourth])
}
