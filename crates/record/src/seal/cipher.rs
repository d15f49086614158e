//! Records and artifacts as ciphertext: XChaCha20-Poly1305, one key for each thing that is encrypted.
//!
//! Every cipher key is derived for one message and used once, so that the nonce may be a count:
//! zero for a record; chunk number and last flag for an artifact, so that chunks can neither be
//! moved nor left out.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

/// Plain bytes of an artifact that are encrypted together. Source: INTEGRITY section 12.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// What the cipher adds to a record or chunk, bytes.
const TAG_BYTES: usize = 16;

/// Ciphertext that the key does not open: damaged, cut off, or another one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open it: it is damaged, cut off, or belongs to another record")]
pub struct Unopened;

/// Encrypts a record. `key` must be derived for this record and nothing else.
pub fn seal(key: &[u8; 32], record: &[u8]) -> Vec<u8> {
    encrypt(&cipher(key), 0, true, record)
}

/// Decrypts a record.
///
/// # Errors
/// [`Unopened`].
pub fn open(key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
    decrypt(&cipher(key), 0, true, sealed)
}

/// Encrypts an item of a batch. `key` is the item's own, or the batch's; `offset` is where it will
/// stand in the batch's file, so that no two items of a batch have one nonce.
pub fn seal_item(key: &[u8; 32], offset: u64, item: &[u8]) -> Vec<u8> {
    encrypt(&cipher(key), offset, true, item)
}

/// Decrypts an item of a batch.
///
/// # Errors
/// [`Unopened`].
pub fn open_item(key: &[u8; 32], offset: u64, sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
    decrypt(&cipher(key), offset, true, sealed)
}

/// Encrypts an artifact in chunks of [`CHUNK_BYTES`]. `key` must be derived for these bytes and nothing else.
pub fn seal_artifact(key: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
    let cipher = cipher(key);
    let n = chunks_n(bytes.len(), CHUNK_BYTES);
    let mut sealed = Vec::with_capacity(bytes.len() + n * TAG_BYTES);
    for number in 0..n {
        let chunk = bytes.get(number * CHUNK_BYTES..).unwrap_or(&[]);
        let chunk = chunk.get(..CHUNK_BYTES).unwrap_or(chunk);
        sealed.extend(encrypt(&cipher, number as u64, number + 1 == n, chunk));
    }
    sealed
}

/// Decrypts an artifact.
///
/// # Errors
/// [`Unopened`], also when chunks were moved, doubled or left out.
pub fn open_artifact(key: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
    let cipher = cipher(key);
    let n = chunks_n(sealed.len(), CHUNK_BYTES + TAG_BYTES);
    let mut bytes = Vec::with_capacity(sealed.len());
    for number in 0..n {
        let chunk = sealed.get(number * (CHUNK_BYTES + TAG_BYTES)..).unwrap_or(&[]);
        let chunk = chunk.get(..CHUNK_BYTES + TAG_BYTES).unwrap_or(chunk);
        bytes.extend(decrypt(&cipher, number as u64, number + 1 == n, chunk)?);
    }
    Ok(bytes)
}

/// Nothing at all is one empty chunk.
const fn chunks_n(bytes: usize, chunk: usize) -> usize {
    if bytes == 0 { 1 } else { bytes.div_ceil(chunk) }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

fn nonce(number: u64, is_last: bool) -> XNonce {
    let mut nonce = [0; 24];
    for (to, from) in nonce.iter_mut().skip(15).zip(number.to_be_bytes()) {
        *to = from;
    }
    if let Some(flag) = nonce.last_mut() {
        *flag = u8::from(is_last);
    }
    XNonce::from(nonce)
}

fn encrypt(cipher: &XChaCha20Poly1305, number: u64, is_last: bool, plain: &[u8]) -> Vec<u8> {
    // The cipher refuses only messages of more than 256 GiB: bounds above this lie far below.
    cipher.encrypt(&nonce(number, is_last), plain).unwrap_or_default()
}

fn decrypt(cipher: &XChaCha20Poly1305, number: u64, is_last: bool, sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
    cipher.decrypt(&nonce(number, is_last), sealed).map_err(|_| Unopened)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [9; 32];

    #[test]
    fn a_record_opens_with_its_key_and_no_bit_of_it_can_change() {
        let sealed = seal(&KEY, b"what was said");
        assert_eq!(open(&KEY, &sealed), Ok(b"what was said".to_vec()));
        assert_eq!(open(&[8; 32], &sealed), Err(Unopened));
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&KEY, &bad), Err(Unopened), "bit {bit}");
        }
    }

    #[test]
    fn an_artifact_of_any_size_opens() {
        for n in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5] {
            let bytes: Vec<u8> = (0..n).map(|at| (at % 251) as u8).collect();
            let sealed = seal_artifact(&KEY, &bytes);
            assert_eq!(open_artifact(&KEY, &sealed), Ok(bytes), "{n}");
        }
    }

    #[test]
    fn chunks_that_are_swapped_doubled_or_cut_off_do_not_open() {
        let sealed = seal_artifact(&KEY, &[5; 3 * CHUNK_BYTES]);
        let chunks: Vec<&[u8]> = sealed.chunks(CHUNK_BYTES + TAG_BYTES).collect();
        for order in [&[1usize, 0, 2][..], &[0, 1], &[0, 1, 1, 2], &[2], &[0, 1, 2, 2], &[]] {
            let other: Vec<u8> = order.iter().flat_map(|at| chunks[*at].to_vec()).collect();
            assert_eq!(open_artifact(&KEY, &other), Err(Unopened), "{order:?}");
        }
        assert_eq!(open_artifact(&KEY, &sealed[..sealed.len() - 1]), Err(Unopened));
    }
}
