//! The release key: public names, and the sealed word in a release that says which incident it is of.
//!
//! Who has no key can link releases of one class of one incident to each other, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use model::{Audience, Class, Digest, IncidentId, PublicId};
use sha2::Sha256;
use std::fmt;

/// Bytes of an incident's id and of an item's hash.
const BASIS_BYTES: usize = 10 + 32;
const NONCE_BYTES: usize = 24;

/// 32 secret bytes of a mission, in `keys/release.key`.
#[derive(Clone)]
pub struct ReleaseKey([u8; 32]);

impl fmt::Debug for ReleaseKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ReleaseKey")
    }
}

/// Why a basis cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the basis of the release was made with another release key, or for another release")]
pub struct NoBasis;

/// Which version of which incident a release is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The incident.
    pub incident: IncidentId,
    /// Hash of the version that was released, as an item of its batch.
    pub item: Digest,
}

impl ReleaseKey {
    /// Takes 32 random bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The public name of an incident in a class: without the key, names of two classes cannot be
    /// linked, and no name can be tried against a guessed incident.
    pub fn public_id(&self, class: Class, incident: IncidentId) -> PublicId {
        let digest = self.mac("public-id", &[class.word().as_bytes(), incident.as_bytes()]);
        PublicId::from_digest(&Digest::from_bytes(digest))
    }

    /// Salt of a committed release: known to whoever is given its file.
    pub fn salt(&self, audience: &Audience, basis: &Basis) -> [u8; 32] {
        self.mac("salt", &[audience.to_string().as_bytes(), basis.incident.as_bytes(), basis.item.as_bytes()])
    }

    /// Seals a basis for one release. The nonce follows from what is sealed (as in RFC 5297), so
    /// that the same release is the same bytes and no two different ones share a nonce.
    ///
    /// # Errors
    /// Never for inputs of this size; the cipher's interface allows for it.
    pub fn seal(&self, basis: &Basis, release: &[u8]) -> Result<String, NoBasis> {
        let plain = [basis.incident.as_bytes().as_slice(), basis.item.as_bytes()].concat();
        let mac = self.mac("nonce", &[&plain, release]);
        let nonce = mac.first_chunk::<NONCE_BYTES>().ok_or(NoBasis)?;
        let sealed = self.cipher().encrypt(&XNonce::from(*nonce), Payload { msg: &plain, aad: release }).map_err(|_| NoBasis)?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens the basis of a release.
    ///
    /// # Errors
    /// If it was sealed with another key or for another release.
    pub fn open(&self, sealed: &str, release: &[u8]) -> Result<Basis, NoBasis> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| NoBasis)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(NoBasis)?;
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: release }).map_err(|_| NoBasis)?;
        let plain: [u8; BASIS_BYTES] = plain.try_into().map_err(|_| NoBasis)?;
        let (incident, item) = plain.split_first_chunk::<10>().ok_or(NoBasis)?;
        let item: [u8; 32] = item.try_into().map_err(|_| NoBasis)?;
        Ok(Basis { incident: IncidentId::from_bytes(*incident), item: Digest::from_bytes(item) })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac("basis-cipher", &[]).into())
    }

    fn mac(&self, thing: &str, parts: &[&[u8]]) -> [u8; 32] {
        // A key of 32 bytes always fits HMAC; the digest of the input keeps its parts apart.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(Digest::tagged(&format!("release-{thing}"), parts).as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASIS: Basis = Basis { incident: IncidentId::from_bytes([3; 10]), item: Digest::from_bytes([5; 32]) };

    #[test]
    fn public_names_of_two_classes_or_two_keys_have_nothing_in_common() {
        let key = ReleaseKey::from_bytes([1; 32]);
        let name = |class| key.public_id(class, BASIS.incident);
        assert_eq!(name(Class::Event), name(Class::Event));
        assert_ne!(name(Class::Event), name(Class::Casualty));
        assert_ne!(name(Class::Event), ReleaseKey::from_bytes([2; 32]).public_id(Class::Event, BASIS.incident));
        assert_ne!(name(Class::Event).as_bytes(), BASIS.incident.as_bytes());
    }

    #[test]
    fn a_basis_opens_with_its_key_and_in_its_release_only() {
        let key = ReleaseKey::from_bytes([1; 32]);
        let sealed = key.seal(&BASIS, b"release").unwrap();
        assert_eq!(sealed.len(), 110, "constant size: it tells nothing");
        assert_eq!(key.open(&sealed, b"release"), Ok(BASIS));
        assert_eq!(key.open(&sealed, b"another"), Err(NoBasis));
        assert_eq!(ReleaseKey::from_bytes([2; 32]).open(&sealed, b"release"), Err(NoBasis));
        for text in ["", "AAAA", "not base64!"] {
            assert_eq!(key.open(text, b"release"), Err(NoBasis));
        }
    }

    #[test]
    fn the_key_is_never_shown() {
        assert_eq!(format!("{:?}", ReleaseKey::from_bytes([1; 32])), "ReleaseKey");
    }
}
