//! Submissions: what a device, party or officer hands in, under its own signature and in its own order.
//!
//! The payload holds the digest of the bytes; the bytes travel beside the envelope. A received
//! entry keeps every field of the payload and the signature, so that the signed payload can be
//! written again from the log alone.

use crate::dsse::{DsseFault, Envelope, Mark};
use crate::key::{SIGNATURE_BYTES, SecretKey};
use crate::register::{Register, SignedBy};
use crate::stream::{Place, PlaceFault, check_place};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{Digest, Instant, KeyId, KeyKind, Received, Sent, SourceId};
use serde::{Deserialize, Serialize};

/// Payload type of a submission.
pub const SUBMISSION_TYPE: &str = "application/vnd.tregua.submission.v1+json";
/// Longest name, stream name, media type or format word, characters.
pub const WORD_CHARS_MAX: usize = 255;

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// How many bytes.
    pub bytes_n: u64,
    /// When, as the sender says.
    pub claimed_at: Instant,
    /// Epoch of the stream, from 1: raised when the sender lost its count.
    pub epoch: u64,
    /// Media type.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media_type: Option<String>,
    /// The file's name without its folder.
    pub name: String,
    /// Digest of the payload before it in the stream; 64 zeroes = the first.
    pub prev: Digest,
    /// The format, if it is not to be recognised from the content.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_as: Option<String>,
    /// Number in the epoch, from 1, without gaps.
    pub seq: u64,
    /// Digest of the bytes.
    pub sha256: Digest,
    /// Which of the mission's sources it comes from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<SourceId>,
    /// Name of the stream among those of the sender.
    pub stream: String,
    /// Version, 1.
    pub v: u32,
}

/// Why a submission is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionFault {
    /// The envelope does not hold.
    #[error("submission: {0}")]
    Envelope(#[from] DsseFault),
    /// Not exactly one signature.
    #[error("submission: it has {0} signatures; exactly one is expected")]
    Signatures(usize),
    /// No key of the register made the signature.
    #[error("submission: the signature is by no key of the register, or not of this payload")]
    Signature,
    /// The key may not hand anything in, or not now.
    #[error("submission: {key} of {person} {why}")]
    Key {
        /// The key.
        key: KeyId,
        /// Its holder.
        person: String,
        /// Why not.
        why: String,
    },
    /// The payload is not what it should be.
    #[error("submission: {0}")]
    Payload(String),
    /// Its place in the stream is none.
    #[error("submission: {0}")]
    Place(#[from] PlaceFault),
    /// The bytes are others than those that were signed.
    #[error("submission: the bytes have the digest {found}; {signed} was signed")]
    Bytes {
        /// Digest of the bytes.
        found: Digest,
        /// Digest in the payload.
        signed: Digest,
    },
}

/// A submission whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// What was signed.
    pub payload: Payload,
    /// Digest of the payload's bytes: the submission's id, and what the next one names as before it.
    pub digest: Digest,
    /// Who signed.
    pub by: SignedBy,
    sig: Vec<u8>,
}

impl Payload {
    /// Signs it.
    ///
    /// # Errors
    /// [`SubmissionFault::Payload`].
    pub fn sign(&self, key: &SecretKey) -> Result<Envelope, SubmissionFault> {
        Ok(Envelope::signed(SUBMISSION_TYPE, self.bytes()?, key))
    }

    /// Digest of its bytes.
    ///
    /// # Errors
    /// [`SubmissionFault::Payload`].
    pub fn digest(&self) -> Result<Digest, SubmissionFault> {
        Ok(Digest::of(&self.bytes()?))
    }

    fn bytes(&self) -> Result<Vec<u8>, SubmissionFault> {
        self.check()?;
        model::json::canonical(self).map_err(|cause| SubmissionFault::Payload(cause.to_string()))
    }

    fn check(&self) -> Result<(), SubmissionFault> {
        let words = [Some(&self.name), Some(&self.stream), self.read_as.as_ref()];
        let plain = words.into_iter().flatten().all(|word| is_word(word) && !word.contains('/'));
        // A media type has one slash; nothing else has any, so that no name is ever a path.
        let typed = self.media_type.as_ref().is_none_or(|word| is_word(word) && word.matches('/').count() == 1);
        if !plain || !typed {
            let what = format!("name, stream and format are 1 to {WORD_CHARS_MAX} characters without slashes and control characters");
            return Err(SubmissionFault::Payload(format!("{what}; a media type is such as `text/csv`")));
        }
        Ok(check_place(self.epoch, self.seq, &self.prev)?)
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.chars().count() <= WORD_CHARS_MAX && !word.chars().any(char::is_control)
}

/// Checks a submission against the register as it stands before entry `leaf`.
///
/// # Errors
/// Why it is refused; nothing of it need be kept.
pub fn admit(envelope: &Envelope, register: &Register, leaf: u64) -> Result<Admitted, SubmissionFault> {
    let [mark] = envelope.signatures() else { return Err(SubmissionFault::Signatures(envelope.signatures().len())) };
    let by = signer(envelope, mark, register, leaf)?;
    let public = register.holding(&by.key).and_then(|holding| holding.public()).ok_or(SubmissionFault::Signature)?;
    let bytes = envelope.open(SUBMISSION_TYPE, public)?;
    let payload: Payload = serde_json::from_slice(bytes).map_err(|cause| SubmissionFault::Payload(cause.to_string()))?;
    if payload.bytes()? != bytes || payload.v != 1 {
        return Err(SubmissionFault::Payload("the payload is not written in the record's profile, version 1".into()));
    }
    Ok(Admitted { digest: Digest::of(bytes), payload, by, sig: mark.sig.clone() })
}

/// Checks again, from the log alone, a received entry that was handed in signed; `None` if it was not.
///
/// # Errors
/// Why it does not hold.
pub fn admit_again(received: &Received, register: &Register, leaf: u64) -> Result<Option<Admitted>, SubmissionFault> {
    let Some(sent) = &received.sent else { return Ok(None) };
    let sig = STANDARD.decode(&sent.sig).map_err(|_| SubmissionFault::Signature)?;
    let payload = Payload {
        bytes_n: received.bytes_n,
        claimed_at: sent.claimed_at,
        epoch: sent.epoch,
        media_type: sent.media_type.clone(),
        name: received.name.clone(),
        prev: sent.prev,
        read_as: received.read_as.clone(),
        seq: sent.seq,
        sha256: received.sha256,
        source: received.source.clone(),
        stream: sent.stream.clone(),
        v: 1,
    };
    let mut envelope = Envelope::new(SUBMISSION_TYPE, payload.bytes()?);
    envelope.add(Mark { keyid: sent.key.to_string(), sig });
    let admitted = admit(&envelope, register, leaf)?;
    if admitted.by.key == sent.key { Ok(Some(admitted)) } else { Err(SubmissionFault::Signature) }
}

fn signer(envelope: &Envelope, mark: &Mark, register: &Register, leaf: u64) -> Result<SignedBy, SubmissionFault> {
    if mark.sig.len() != SIGNATURE_BYTES {
        return Err(SubmissionFault::Signature);
    }
    let signs = |id: &KeyId| register.holding(id).and_then(|holding| holding.public()).is_some_and(|key| envelope.is_signed_by(key));
    let hinted: Option<KeyId> = mark.keyid.parse().ok().filter(signs);
    let id = hinted.or_else(|| register.holdings().map(|(id, _)| *id).find(signs)).ok_or(SubmissionFault::Signature)?;
    let holding = register.holding(&id).ok_or(SubmissionFault::Signature)?;
    let refused = |why: String| SubmissionFault::Key { key: id, person: holding.key.person.clone(), why };
    if !matches!(holding.key.kind, KeyKind::Device | KeyKind::Officer | KeyKind::Party) {
        return Err(refused(format!("is a {} key; device, officer and party keys hand things in", holding.key.kind.word())));
    }
    if holding.added >= leaf {
        return Err(refused(format!("came into the register only at entry {}", holding.added)));
    }
    if let Some(ended) = holding.ended.filter(|ended| leaf > *ended) {
        return Err(refused(format!("ended at entry {ended}")));
    }
    Ok(SignedBy::of(&holding.key, holding.is_doubtful_at(leaf)))
}

impl Admitted {
    /// Its place in its stream.
    pub fn place(&self) -> Place {
        let Payload { stream, epoch, seq, prev, .. } = self.payload.clone();
        Place { sender: self.by.person.clone(), stream, epoch, seq, prev }
    }

    /// Checks that bytes are the ones that were signed.
    ///
    /// # Errors
    /// [`SubmissionFault::Bytes`].
    pub fn check_bytes(&self, bytes: &[u8]) -> Result<(), SubmissionFault> {
        let found = Digest::of(bytes);
        if found == self.payload.sha256 && bytes.len() as u64 == self.payload.bytes_n {
            return Ok(());
        }
        Err(SubmissionFault::Bytes { found, signed: self.payload.sha256 })
    }

    /// The entry that it becomes.
    pub fn received(&self, received_at: Instant) -> Received {
        let payload = self.payload.clone();
        let sent = Sent {
            claimed_at: payload.claimed_at,
            epoch: payload.epoch,
            key: self.by.key,
            media_type: payload.media_type,
            prev: payload.prev,
            seq: payload.seq,
            sig: STANDARD.encode(&self.sig),
            stream: payload.stream,
        };
        Received {
            bytes_n: payload.bytes_n,
            map: None,
            name: payload.name,
            read_as: payload.read_as,
            received_at,
            sent: Some(sent),
            sha256: payload.sha256,
            source: payload.source,
            v: 1,
        }
    }
}

/// An envelope with its bytes, as they travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The signed payload.
    pub envelope: Envelope,
    /// The bytes.
    pub bytes: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct ParcelJson<'a> {
    content: String,
    #[serde(borrow)]
    envelope: &'a serde_json::value::RawValue,
}

impl Parcel {
    /// Reads `{"content": "<base64>", "envelope": {...}}`. Verifies nothing.
    ///
    /// # Errors
    /// [`SubmissionFault::Payload`] or [`SubmissionFault::Envelope`].
    pub fn read(bytes: &[u8]) -> Result<Self, SubmissionFault> {
        let malformed =
            |cause: String| SubmissionFault::Payload(format!("`{{\"content\": BASE64, \"envelope\": {{...}}}}` is expected: {cause}"));
        let json: ParcelJson<'_> = serde_json::from_slice(bytes).map_err(|cause| malformed(cause.to_string()))?;
        let content = STANDARD.decode(json.content.as_bytes()).map_err(|_| malformed("`content` is not base64".into()))?;
        Ok(Self { envelope: Envelope::read(json.envelope.get().as_bytes())?, bytes: content })
    }

    /// Writes it on one line.
    pub fn show(&self) -> String {
        format!("{{\"content\":\"{}\",\"envelope\":{}}}", STANDARD.encode(&self.bytes), self.envelope.show())
    }
}
