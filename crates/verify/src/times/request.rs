//! Asking for a time stamp: the DER bytes of a TimeStampReq over a SHA-256 digest.

use model::Digest;

/// Bytes of the nonce.
pub const NONCE_BYTES: usize = 8;

/// Version 1 and `SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING (32 bytes follow) }`.
const HEAD: [u8; 24] = [
    0x30, 0x44, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// Writes a request (RFC 3161, section 2.4.1) that asks for the authority's certificate too. The
/// nonce's highest bit is set, so that it always has the same length.
///
/// ```text
/// SEQUENCE { 1, { { sha256, NULL }, digest }, nonce INTEGER, certReq TRUE }
/// ```
pub fn request(digest: &Digest, nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
    let [first, rest @ ..] = nonce;
    let mut request = HEAD.to_vec();
    request.extend_from_slice(digest.as_bytes());
    request.extend_from_slice(&[0x02, 0x09, 0x00, first | 0x80]);
    request.extend_from_slice(&rest);
    request.extend_from_slice(&[0x01, 0x01, 0xff]);
    request
}
