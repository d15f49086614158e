//! Verifier keys as text: name, key ID, type and public key, the ID always recomputed.

use crate::text::{read_base64, show_base64};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// Signature type byte of Ed25519 over the note text. Source: signed-note 1.0.0.
pub const ED25519: u8 = 0x01;

/// Signature type byte of timestamped Ed25519 cosignatures. Source: tlog-cosignature 1.0.0.
pub const COSIGNATURE_ED25519: u8 = 0x04;

/// Signature type byte of timestamped ML-DSA-44 cosignatures. Source: tlog-cosignature 1.1.0-rc.1.
pub const COSIGNATURE_ML_DSA_44: u8 = 0x06;

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text is no verifier key.
    #[error("verifier key `{0}` is not `<name>+<8 hexadecimal digits>+<base64 of type and key>`")]
    Malformed(String),
    /// The name cannot stand in a signature line.
    #[error("key name `{0}` is empty or has spaces, control characters or `+` in it")]
    Name(String),
    /// The name is too long for an ML-DSA-44 cosignature to commit to it.
    #[error("key name `{0}` is longer than the 255 bytes that an ML-DSA-44 cosignature holds")]
    LongName(String),
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
    #[error(
        "verifier key `{name}`: signature type `0x{kind:02x}` is none of 0x01 (Ed25519), 0x04 (Ed25519 cosignature), 0x06 (ML-DSA-44 cosignature)"
    )]
    UnknownType {
        /// Key name.
        name: String,
        /// Signature type byte.
        kind: u8,
    },
    /// The bytes are no sound public key of their type.
    #[error("verifier key `{0}`: the 32 bytes of a sound Ed25519 public key or the 1,312 of an ML-DSA-44 one are expected")]
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
    /// Puts a key together from parts that have been checked.
    pub(super) const fn new(name: String, kind: u8, key: Vec<u8>) -> Self {
        Self { name, kind, key }
    }

    /// Key name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Signature type byte: 0x01 Ed25519, 0x04 and 0x06 cosignatures.
    pub const fn kind(&self) -> u8 {
        self.kind
    }

    /// The public key without its type byte.
    pub fn key(&self) -> &[u8] {
        &self.key
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

/// A key name is not empty and has neither Unicode spaces, nor control characters, nor plus.
pub(super) fn is_name(name: &str) -> bool {
    let wrong = |letter: char| letter.is_whitespace() || letter < ' ' || letter == '+';
    !name.is_empty() && !name.contains(wrong)
}

pub(super) fn check_name(name: &str) -> Result<(), KeyError> {
    if is_name(name) { Ok(()) } else { Err(KeyError::Name(name.to_owned())) }
}

pub(super) fn key_id(name: &str, kind: u8, key: &[u8]) -> u32 {
    let digest = Sha256::new_with_prefix(name).chain_update([b'\n', kind]).chain_update(key);
    let [first, second, third, fourth, ..] = <[u8; 32]>::from(digest.finalize());
    u32::from_be_bytes([first, second, third, fourth])
}
