//! DSSE 1.0.2: what is signed is type and bytes together, and what was verified is what is parsed.
//!
//! Source: the DSSE protocol (secure-systems-lab/dsse). The key id in an envelope is a hint that
//! narrows the search and decides nothing. Ed25519 only, strictly verified.

use crate::key::{PublicKey, SecretKey};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use serde::{Deserialize, Serialize};

/// Longest envelope that is read, bytes.
pub const ENVELOPE_BYTES_MAX: usize = 1024 * 1024;
/// Most signatures under one payload.
pub const SIGNATURES_MAX: usize = 32;

const EITHER_PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EITHER_PADDING);

/// Why an envelope is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DsseFault {
    /// The bytes are no envelope.
    #[error("not a DSSE envelope: {0}")]
    Malformed(String),
    /// No signature of the expected key is under it.
    #[error("the payload of type `{payload_type}` is not signed by {key}")]
    Unsigned {
        /// The payload's type.
        payload_type: String,
        /// The key that was expected.
        key: String,
    },
    /// The signature holds, but for something else.
    #[error("the payload is of type `{found}`; `{expected}` is expected here")]
    Type {
        /// Type in the envelope.
        found: String,
        /// Type that this place takes.
        expected: &'static str,
    },
}

/// A payload with its type and the signatures under both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    payload_type: String,
    signatures: Vec<Mark>,
}

/// One signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which key it claims to be by; may be empty.
    pub keyid: String,
    /// The signature.
    pub sig: Vec<u8>,
}

/// The JSON form, with the names that the DSSE specification gives.
#[derive(Serialize, Deserialize)]
struct Json {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<JsonMark>,
}

#[derive(Serialize, Deserialize)]
struct JsonMark {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    keyid: String,
    sig: String,
}

/// The bytes that are signed: `DSSEv1 <length> <type> <length> <payload>`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

impl Envelope {
    /// Takes a payload without signatures.
    pub fn new(payload_type: &str, payload: Vec<u8>) -> Self {
        Self { payload, payload_type: payload_type.into(), signatures: Vec::new() }
    }

    /// Puts a payload under a key's signature.
    pub fn signed(payload_type: &str, payload: Vec<u8>, key: &SecretKey) -> Self {
        let mut envelope = Self::new(payload_type, payload);
        envelope.sign(key);
        envelope
    }

    /// Adds a signature.
    pub fn sign(&mut self, key: &SecretKey) {
        let sig = key.sign(&pae(&self.payload_type, &self.payload)).to_vec();
        self.signatures.push(Mark { keyid: key.id().to_string(), sig });
    }

    /// Adds a signature that was made elsewhere.
    pub fn add(&mut self, mark: Mark) {
        self.signatures.push(mark);
    }

    /// The payload's type, unverified.
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// The payload, unverified: for display and look-up only.
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signatures, unverified.
    pub fn signatures(&self) -> &[Mark] {
        &self.signatures
    }

    /// Whether a key signed type and payload.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let message = pae(&self.payload_type, &self.payload);
        self.signatures.iter().any(|mark| key.has_signed(&message, &mark.sig))
    }

    /// The payload, once a key's signature of it and its type are checked: parse these bytes and no others.
    ///
    /// # Errors
    /// [`DsseFault::Unsigned`] or [`DsseFault::Type`].
    pub fn open(&self, expected: &'static str, key: &PublicKey) -> Result<&[u8], DsseFault> {
        if !self.is_signed_by(key) {
            return Err(DsseFault::Unsigned { payload_type: self.payload_type.clone(), key: key.id().to_string() });
        }
        if self.payload_type != expected {
            return Err(DsseFault::Type { found: self.payload_type.clone(), expected });
        }
        Ok(&self.payload)
    }

    /// Reads the JSON form; base64 may be standard or URL-safe. Verifies nothing.
    ///
    /// # Errors
    /// [`DsseFault::Malformed`].
    pub fn read(bytes: &[u8]) -> Result<Self, DsseFault> {
        let malformed = |what: String| DsseFault::Malformed(what);
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(malformed("it is larger than 1 MiB".into()));
        }
        let json: Json = serde_json::from_slice(bytes).map_err(|cause| malformed(cause.to_string()))?;
        if json.signatures.len() > SIGNATURES_MAX {
            return Err(malformed(format!("it has more than {SIGNATURES_MAX} signatures")));
        }
        let payload = decode(&json.payload).ok_or_else(|| malformed("`payload` is not base64".into()))?;
        let mark = |mark: JsonMark| decode(&mark.sig).map(|sig| Mark { keyid: mark.keyid, sig });
        let signatures = json.signatures.into_iter().map(mark).collect::<Option<_>>();
        let signatures = signatures.ok_or_else(|| malformed("a `sig` is not base64".into()))?;
        Ok(Self { payload, payload_type: json.payload_type, signatures })
    }

    /// Writes the JSON form, on one line.
    pub fn show(&self) -> String {
        let mark = |mark: &Mark| JsonMark { keyid: mark.keyid.clone(), sig: STANDARD.encode(&mark.sig) };
        let json = Json {
            payload: STANDARD.encode(&self.payload),
            payload_type: self.payload_type.clone(),
            signatures: self.signatures.iter().map(mark).collect(),
        };
        serde_json::to_string(&json).unwrap_or_default()
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    LENIENT.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}
