//! The one secret of a record, and everything that is derived from it by HKDF-SHA256 (RFC 5869).

use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Length of a record key and of everything derived from it, bytes.
pub const KEY_BYTES: usize = 32;

/// The secret of one erasable unit: an entry, a batch, or one item of a batch. Whoever has it can
/// read the unit and open any of its fields; once it is destroyed nobody can.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordKey([u8; KEY_BYTES]);

impl RecordKey {
    /// Takes 32 random bytes, or bytes that were a key before.
    pub const fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The secret itself, for wrapping it.
    pub const fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The salt of the leaf's commitment.
    pub fn leaf_salt(&self) -> [u8; KEY_BYTES] {
        self.derive().bytes(&[b"tregua/leaf-salt/v1"])
    }

    /// The key of one item under its batch's key, for batches whose items are not erased one by one.
    pub fn item_key(&self, item_id: &str) -> Self {
        Self(self.derive().bytes(&[b"tregua/item-key/v1", item_id.as_bytes()]))
    }

    /// The salt of an item's hash; `self` is the item's own key.
    pub fn item_salt(&self, item_id: &str) -> [u8; KEY_BYTES] {
        self.derive().bytes(&[b"tregua/item-salt/v1", item_id.as_bytes()])
    }

    /// The cipher's key for the record.
    pub fn record_cipher(&self) -> [u8; KEY_BYTES] {
        self.derive().bytes(&[b"tregua/record-cipher/v1"])
    }

    /// The cipher's key for items of a batch: of all that share the batch's key, or of the one whose
    /// own key this is.
    pub fn item_cipher(&self) -> [u8; KEY_BYTES] {
        self.derive().bytes(&[b"tregua/item-cipher/v1"])
    }

    /// The cipher's key for bytes that belong to the record, by their SHA-256.
    pub fn artifact_cipher(&self, sha256: &[u8; KEY_BYTES]) -> [u8; KEY_BYTES] {
        self.derive().bytes(&[b"tregua/artifact-cipher/v1", sha256])
    }

    /// The name under which such bytes are kept: SHA-256(`tregua/blob/v1\0` || salt || SHA-256 of
    /// the bytes). Who holds a file cannot test by it whether the file is here.
    pub fn artifact_ref(&self, sha256: &[u8; KEY_BYTES]) -> [u8; KEY_BYTES] {
        let salt: [u8; KEY_BYTES] = self.derive().bytes(&[b"tregua/artifact-ref/v1"]);
        Sha256::new_with_prefix(b"tregua/blob/v1\0").chain_update(salt).chain_update(sha256).finalize().into()
    }

    /// Starts deriving; cheaper than the methods above where many things are derived from one key.
    pub(super) fn derive(&self) -> Derivation {
        Derivation(Hkdf::new(None, &self.0))
    }
}

/// Under which key an item of a batch lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKey {
    /// Its own: it can be erased alone.
    Own(RecordKey),
    /// That of its batch, which is given here: it can be erased with the whole batch only.
    OfBatch(RecordKey),
}

impl ItemKey {
    /// The key from which the item's salts follow.
    pub fn of(&self, item_id: &str) -> RecordKey {
        match self {
            Self::Own(key) => key.clone(),
            Self::OfBatch(key) => key.item_key(item_id),
        }
    }

    /// The key with which it is encrypted.
    pub fn cipher(&self) -> [u8; KEY_BYTES] {
        let (Self::Own(key) | Self::OfBatch(key)) = self;
        key.item_cipher()
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RecordKey(secret)")
    }
}

/// HKDF after its first step.
pub(super) struct Derivation(Hkdf<Sha256>);

impl Derivation {
    /// Derives 32 bytes; the pieces of `info` are joined without anything between them.
    pub(super) fn bytes(&self, info: &[&[u8]]) -> [u8; KEY_BYTES] {
        let mut bytes = [0; KEY_BYTES];
        // HKDF refuses only more than 255 blocks of output; this is one.
        let derived = self.0.expand_multi_info(info, &mut bytes);
        debug_assert!(derived.is_ok(), "one block of output is always allowed");
        bytes
    }
}

/// Fresh record keys from a seed that the binary took from the system, and that is used once.
pub struct KeySource {
    seed: Hkdf<Sha256>,
    drawn: u64,
}

impl KeySource {
    /// Starts from 32 random bytes. `context` (such as the log's root) keeps two starts from one
    /// seed apart; a seed must nevertheless never be used twice outside tests.
    pub fn new(seed: &[u8; KEY_BYTES], context: &[u8]) -> Self {
        Self { seed: Hkdf::new(Some(context), seed), drawn: 0 }
    }

    /// The next key; never the same twice.
    pub fn draw(&mut self) -> RecordKey {
        let number = self.drawn.to_be_bytes();
        self.drawn += 1;
        RecordKey(Derivation(self.seed.clone()).bytes(&[b"tregua/record-key/v1", &number]))
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeySource({} drawn)", self.drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_secret_never_gives_two_things_the_same_bytes() {
        let key = RecordKey::from_bytes([7; 32]);
        let derived = [
            key.leaf_salt(),
            *key.item_key("OBS-A").expose(),
            key.item_salt("OBS-A"),
            *key.item_key("OBS-B").expose(),
            key.record_cipher(),
            key.item_cipher(),
            key.artifact_cipher(&[1; 32]),
            key.artifact_cipher(&[2; 32]),
            key.artifact_ref(&[1; 32]),
            key.artifact_ref(&[2; 32]),
        ];
        let distinct: std::collections::BTreeSet<_> = derived.iter().collect();
        assert_eq!(distinct.len(), derived.len());
        assert_eq!(format!("{key:?}"), "RecordKey(secret)");
    }

    #[test]
    fn keys_drawn_differ_by_number_seed_and_context() {
        let drawn = |seed: u8, context: &[u8]| {
            let mut source = KeySource::new(&[seed; 32], context);
            [source.draw(), source.draw()]
        };
        let all = [drawn(1, b"a"), drawn(2, b"a"), drawn(1, b"b")].concat();
        for (place, key) in all.iter().enumerate() {
            assert!(!all.iter().skip(place + 1).any(|other| other == key), "{place}");
        }
    }

    /// RFC 5869, test case 3 (no salt, no info), first 32 of its 42 bytes: our way of calling HKDF is HKDF.
    #[test]
    fn the_published_vector_of_hkdf_comes_out() {
        let derivation = Derivation(Hkdf::new(None, &[0x0b; 22]));
        let expected = [
            0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f, 0x71, 0x5f, 0x80, 0x2a, 0x06, 0x3c, 0x5a, 0x31, 0xb8, 0xa1, 0x1f, 0x5c, 0x5e,
            0xe1, 0x87, 0x9e, 0xc3, 0x45, 0x4e, 0x5f, 0x3c, 0x73, 0x8d, 0x2d,
        ];
        assert_eq!(derivation.bytes(&[]), expected);
    }
}
