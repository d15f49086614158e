//! Record keys at rest: each wrapped by the node's key-encryption key, so that destroying that one destroys all.

use super::cipher::Unopened;
use super::keys::{KEY_BYTES, RecordKey};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

/// A wrapped record key: nonce, ciphertext and tag, bytes.
pub const WRAPPED_BYTES: usize = NONCE_BYTES + KEY_BYTES + 16;
const NONCE_BYTES: usize = 24;

/// The key that wraps record keys.
pub struct Kek {
    cipher: XChaCha20Poly1305,
    secret: RecordKey,
}

impl Kek {
    /// Takes 32 random bytes.
    pub fn new(secret: RecordKey) -> Self {
        let key: [u8; KEY_BYTES] = secret.derive().bytes(&[b"tregua/wrap-cipher/v1"]);
        Self { cipher: XChaCha20Poly1305::new(&Key::from(key)), secret }
    }

    /// The secret itself, for keeping it.
    pub const fn expose(&self) -> &[u8; KEY_BYTES] {
        self.secret.expose()
    }

    /// Wraps a key under a name. The nonce follows from name and key, so that one name may wrap
    /// several keys, and no number has to be remembered.
    pub fn wrap(&self, name: &[u8; 32], key: &RecordKey) -> [u8; WRAPPED_BYTES] {
        let nonce = self.secret.derive().bytes(&[b"tregua/wrap-nonce/v1", name, key.expose()]);
        let nonce: [u8; NONCE_BYTES] = std::array::from_fn(|at| nonce.get(at).copied().unwrap_or(0));
        // The cipher refuses only messages of more than 256 GiB.
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: key.expose(), aad: name }).unwrap_or_default();
        let mut wrapped = [0; WRAPPED_BYTES];
        wrapped.iter_mut().zip(nonce.iter().chain(&sealed)).for_each(|(to, from)| *to = *from);
        wrapped
    }

    /// Unwraps a key.
    ///
    /// # Errors
    /// If it was not wrapped by this key under this name, or is damaged.
    pub fn unwrap(&self, name: &[u8; 32], wrapped: &[u8; WRAPPED_BYTES]) -> Result<RecordKey, Unopened> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_BYTES>().ok_or(Unopened)?;
        let key = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: name }).map_err(|_| Unopened)?;
        key.try_into().map(RecordKey::from_bytes).map_err(|_| Unopened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_under_its_own_name_by_the_key_that_wrapped_it_and_not_otherwise() {
        let kek = Kek::new(RecordKey::from_bytes([1; 32]));
        let key = RecordKey::from_bytes([2; 32]);
        let wrapped = kek.wrap(&[3; 32], &key);
        assert_eq!(kek.unwrap(&[3; 32], &wrapped), Ok(key.clone()));
        assert_eq!(kek.unwrap(&[4; 32], &wrapped), Err(Unopened));
        assert_eq!(Kek::new(RecordKey::from_bytes([5; 32])).unwrap(&[3; 32], &wrapped), Err(Unopened));
        for bit in 0..WRAPPED_BYTES * 8 {
            let mut bad = wrapped;
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(kek.unwrap(&[3; 32], &bad), Err(Unopened), "bit {bit}");
        }
        assert!(!wrapped.windows(8).any(|window| window == [2; 8]));
        assert_ne!(wrapped, kek.wrap(&[3; 32], &RecordKey::from_bytes([9; 32])));
    }
}
