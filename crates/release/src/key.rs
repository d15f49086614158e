//! The release key: public names, and the sealed word in a release that says which incident it is of.
//!
//! Who has no key can link releases of one class of one incident to each other, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use model::{Audience, Class, Digest, IncidentId, ObservationId, PublicId};
use sha2::Sha256;
use std::collections::BTreeSet;
use std::fmt;

/// Most reports of an incident that can be released: its release must fit a leaf.
pub const MEMBERS_N_MAX: usize = 2_048;
/// A sealed basis holds room for a multiple of so many reports, so that its length tells little.
const MEMBERS_STEP: usize = 16;
const MEMBER_BYTES: usize = 10;
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The incident.
    pub incident: IncidentId,
    /// Hash of the version that was released, as an item of its batch.
    pub item: Digest,
    /// The reports that it was made of, at most [`MEMBERS_N_MAX`].
    pub members: BTreeSet<ObservationId>,
}

impl Basis {
    fn write(&self) -> Result<Vec<u8>, NoBasis> {
        if self.members.len() > MEMBERS_N_MAX {
            return Err(NoBasis);
        }
        let members_n = u16::try_from(self.members.len()).map_err(|_| NoBasis)?;
        let mut bytes = [self.incident.as_bytes().as_slice(), self.item.as_bytes(), &members_n.to_be_bytes()].concat();
        self.members.iter().for_each(|member| bytes.extend_from_slice(member.as_bytes()));
        let missing = self.members.len().next_multiple_of(MEMBERS_STEP) - self.members.len();
        bytes.extend(std::iter::repeat_n(0, missing * MEMBER_BYTES));
        Ok(bytes)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (incident, rest) = bytes.split_first_chunk::<10>()?;
        let (item, rest) = rest.split_first_chunk::<32>()?;
        let (members_n, rest) = rest.split_first_chunk::<2>()?;
        let named = rest.get(..usize::from(u16::from_be_bytes(*members_n)) * MEMBER_BYTES)?;
        let ids = named.chunks_exact(MEMBER_BYTES).map(|id| <[u8; MEMBER_BYTES]>::try_from(id).map(ObservationId::from_bytes));
        let basis = Self {
            incident: IncidentId::from_bytes(*incident),
            item: Digest::from_bytes(*item),
            members: ids.collect::<Result<_, _>>().ok()?,
        };
        (basis.write().ok()? == bytes).then_some(basis)
    }
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

    /// The name of an incident for one audience that is not the public.
    pub fn narrow_id(&self, audience: &Audience, incident: IncidentId) -> PublicId {
        let digest = self.mac("narrow-id", &[audience.to_string().as_bytes(), incident.as_bytes()]);
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
    /// If the incident has more reports than [`MEMBERS_N_MAX`].
    pub fn seal(&self, basis: &Basis, release: &[u8]) -> Result<String, NoBasis> {
        let plain = basis.write()?;
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
        Basis::read(&plain).ok_or(NoBasis)
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

    const INCIDENT: IncidentId = IncidentId::from_bytes([3; 10]);

    fn basis(members_n: u16) -> Basis {
        let id = |n: u16| ObservationId::from_bytes([[7; 8].as_slice(), &n.to_be_bytes()].concat().try_into().unwrap());
        Basis { incident: INCIDENT, item: Digest::from_bytes([5; 32]), members: (0..members_n).map(id).collect() }
    }

    #[test]
    fn public_names_of_two_classes_or_two_keys_have_nothing_in_common() {
        let key = ReleaseKey::from_bytes([1; 32]);
        let name = |class| key.public_id(class, INCIDENT);
        assert_eq!(name(Class::Event), name(Class::Event));
        assert_ne!(name(Class::Event), name(Class::Casualty));
        assert_ne!(name(Class::Event), ReleaseKey::from_bytes([2; 32]).public_id(Class::Event, INCIDENT));
        assert_ne!(name(Class::Event).as_bytes(), INCIDENT.as_bytes());
    }

    #[test]
    fn a_basis_opens_with_its_key_and_in_its_release_only() {
        let key = ReleaseKey::from_bytes([1; 32]);
        let sealed = key.seal(&basis(3), b"release").unwrap();
        assert_eq!(sealed.len(), key.seal(&basis(16), b"release").unwrap().len(), "how many reports there are does not show");
        assert_eq!(key.open(&sealed, b"release"), Ok(basis(3)));
        assert_eq!(key.open(&key.seal(&basis(2_048), b"release").unwrap(), b"release"), Ok(basis(2_048)));
        assert_eq!(key.seal(&basis(2_049), b"release"), Err(NoBasis));
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
