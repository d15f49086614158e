//! Time by third parties: RFC 3161 tokens over signed checkpoints.
//!
//! A token says: these bytes existed at this moment, by an authority whose root certificate the
//! reader chose. One token over a checkpoint covers every entry below it.

mod request;
#[cfg(feature = "timestamps")]
mod token;

pub use request::{NONCE_BYTES, request};
#[cfg(feature = "timestamps")]
pub use token::check_token;

use model::Instant;

/// What a token says, once everything about it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When, by the authority's clock; fractions of a second are cut to milliseconds.
    pub at: Instant,
    /// The authority, as its certificate names it.
    pub authority: String,
    /// The nonce that it answers, big-endian without leading zeroes, if there is one.
    pub nonce: Option<Vec<u8>>,
}

/// Why a token is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// The bytes are no time-stamp response.
    #[error("no time-stamp response as RFC 3161 writes it: {0}")]
    Malformed(String),
    /// The authority refused.
    #[error("the authority refused to stamp: status {0}")]
    Refused(u32),
    /// It stamps other bytes.
    #[error("it stamps other bytes than these")]
    OtherBytes,
    /// Its signature or inner digest does not hold.
    #[error("its signature does not hold: {0}")]
    Signature(String),
    /// Nobody trusted vouches for the authority, or not at that time, or not for time stamps.
    #[error("no given root vouches for the authority `{authority}`: {why}")]
    Untrusted {
        /// The authority, as its certificate names it.
        authority: String,
        /// What the chain lacks.
        why: String,
    },
    /// It uses an algorithm that we do not check.
    #[error("algorithm {0}: SHA-256, SHA-384 or SHA-512 with RSA, P-256 or P-384 is expected")]
    Algorithm(String),
}

impl StampFault {
    /// Whether the token may be perfectly good and only its authority is not among the given
    /// roots: such a token counts for nothing and spoils nothing.
    pub const fn is_of_a_stranger(&self) -> bool {
        matches!(self, Self::Untrusted { .. })
    }
}

/// Checks nothing: this build has no time stamps.
///
/// # Errors
/// Always.
#[cfg(not(feature = "timestamps"))]
pub fn check_token(_response: &[u8], _stamped: &[u8], _roots: &[Vec<u8>]) -> Result<Stamp, StampFault> {
    Err(StampFault::Untrusted { authority: "not read".into(), why: "this build reads no time stamps".into() })
}

/// Reads the certificates of a PEM file, each as its DER bytes.
///
/// # Errors
/// If the file is no PEM, or holds no certificate.
#[cfg(feature = "timestamps")]
pub fn read_roots(pem: &[u8]) -> Result<Vec<Vec<u8>>, StampFault> {
    use rustls_pki_types::{CertificateDer, pem::PemObject};
    let malformed = |what: String| StampFault::Malformed(what);
    let certificates = CertificateDer::pem_slice_iter(pem).take(crate::limits::CERTIFICATES_MAX);
    let certificates = certificates.collect::<Result<Vec<_>, _>>().map_err(|fault| malformed(fault.to_string()))?;
    if certificates.is_empty() {
        return Err(malformed("a PEM file with at least one certificate is expected".into()));
    }
    Ok(certificates.into_iter().map(|certificate| certificate.as_ref().to_vec()).collect())
}

/// Reads nothing: this build has no time stamps.
///
/// # Errors
/// Always.
#[cfg(not(feature = "timestamps"))]
pub fn read_roots(_pem: &[u8]) -> Result<Vec<Vec<u8>>, StampFault> {
    Err(StampFault::Malformed("this build reads no time stamps, so that roots are of no use to it".into()))
}
