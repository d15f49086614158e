//! One RFC 3161 response checked offline: form, imprint, CMS signature, certificate chain.

use super::{Stamp, StampFault};
use crate::limits::CERTIFICATES_MAX;
use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use model::Instant;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, ring};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// Extended key usage `timeStamping`, 1.3.6.1.5.5.7.3.8, as the bytes of its DER.
const TIME_STAMPING: [u8; 8] = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];

/// What the authority signs.
struct TstInfo<'a> {
    imprint_algorithm: ObjectIdentifier,
    imprint: &'a [u8],
    at: Instant,
    nonce: Option<Vec<u8>>,
}

/// Checks a whole response over the bytes `stamped` against root certificates (DER). The chain is
/// judged at the moment that the token states, so that a token outlives its certificate.
/// Certificates revoked since are not noticed: that needs the network.
///
/// # Errors
/// [`StampFault`]; the token then says nothing.
pub fn check_token(response: &[u8], stamped: &[u8], roots: &[Vec<u8>]) -> Result<Stamp, StampFault> {
    let token = read_response(response)?;
    let content = ContentInfo::from_der(token).map_err(malformed)?;
    if content.content_type != SIGNED_DATA {
        return Err(StampFault::Malformed("signed data are expected".into()));
    }
    let signed: SignedData = content.content.decode_as().map_err(malformed)?;
    if signed.encap_content_info.econtent_type != TST_INFO {
        return Err(StampFault::Malformed("a TSTInfo is expected".into()));
    }
    let inner = signed.encap_content_info.econtent.as_ref().ok_or_else(|| StampFault::Malformed("an empty token".into()))?;
    let inner: OctetStringRef<'_> = inner.decode_as().map_err(malformed)?;
    let info = read_info(inner.as_bytes())?;
    if digest(info.imprint_algorithm, stamped)? != info.imprint {
        return Err(StampFault::OtherBytes);
    }
    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err(StampFault::Malformed("exactly one signer is expected".into()));
    };
    let certificates = certificates(&signed);
    let (certificate, others) = split_signer(signer, certificates)?;
    check_signature(signer, &certificate, inner.as_bytes())?;
    let authority = authority(&certificate);
    check_chain(&certificate, &others, roots, info.at)
        .map_err(|why| StampFault::Untrusted { authority: authority.clone(), why: why_not(&why) })?;
    Ok(Stamp { at: info.at, authority, nonce: info.nonce })
}

fn malformed(fault: der::Error) -> StampFault {
    StampFault::Malformed(fault.to_string())
}

/// `SEQUENCE { SEQUENCE { status INTEGER, ... }, token }`; gives the token's bytes.
fn read_response(response: &[u8]) -> Result<&[u8], StampFault> {
    let whole = AnyRef::from_der(response).map_err(malformed)?;
    if whole.tag() != Tag::Sequence {
        return Err(StampFault::Malformed("a TimeStampResp is expected".into()));
    }
    let mut reader = SliceReader::new(whole.value()).map_err(malformed)?;
    let status = AnyRef::decode(&mut reader).map_err(malformed)?;
    let mut inside = SliceReader::new(status.value()).map_err(malformed)?;
    let status = u32::decode(&mut inside).map_err(malformed)?;
    if status > 1 {
        return Err(StampFault::Refused(status));
    }
    reader.read_slice(reader.remaining_len()).map_err(malformed)
}

/// `SEQUENCE { version, policy, SEQUENCE { algorithm, digest }, serial, genTime, ... nonce ... }`.
fn read_info(bytes: &[u8]) -> Result<TstInfo<'_>, StampFault> {
    let whole = AnyRef::from_der(bytes).map_err(malformed)?;
    let mut reader = SliceReader::new(whole.value()).map_err(malformed)?;
    let version = u8::decode(&mut reader).map_err(malformed)?;
    if version != 1 {
        return Err(StampFault::Malformed("a TSTInfo of version 1 is expected".into()));
    }
    ObjectIdentifier::decode(&mut reader).map_err(malformed)?;
    let imprint = AnyRef::decode(&mut reader).map_err(malformed)?;
    let mut inside = SliceReader::new(imprint.value()).map_err(malformed)?;
    let algorithm = cms::cert::x509::spki::AlgorithmIdentifierRef::decode(&mut inside).map_err(malformed)?;
    let imprint = OctetStringRef::decode(&mut inside).map_err(malformed)?.as_bytes();
    AnyRef::decode(&mut reader).map_err(malformed)?;
    let at = AnyRef::decode(&mut reader).map_err(malformed)?;
    let at = (at.tag() == Tag::GeneralizedTime).then(|| read_moment(at.value())).flatten();
    let at = at.ok_or_else(|| StampFault::Malformed("a GeneralizedTime in UTC is expected".into()))?;
    let mut nonce = None;
    while !reader.is_finished() {
        let more = AnyRef::decode(&mut reader).map_err(malformed)?;
        if more.tag() == Tag::Integer {
            nonce = Some(more.value().iter().copied().skip_while(|byte| *byte == 0).collect());
        }
    }
    Ok(TstInfo { imprint_algorithm: algorithm.oid, imprint, at, nonce })
}

/// `YYYYMMDDhhmmss[.fraction]Z`.
fn read_moment(value: &[u8]) -> Option<Instant> {
    let text = str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if seconds.len() != 14 || !plain(seconds) || !plain(fraction) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| seconds.get(range).unwrap_or_default();
    let ms: String = fraction.chars().chain("000".chars()).take(3).collect();
    let written = format!("{}-{}-{}T{}:{}:{}.{ms}Z", part(0..4), part(4..6), part(6..8), part(8..10), part(10..12), part(12..14));
    written.parse().ok()
}

fn digest(algorithm: ObjectIdentifier, bytes: &[u8]) -> Result<Vec<u8>, StampFault> {
    match algorithm {
        SHA256 => Ok(Sha256::digest(bytes).to_vec()),
        SHA384 => Ok(Sha384::digest(bytes).to_vec()),
        SHA512 => Ok(Sha512::digest(bytes).to_vec()),
        other => Err(StampFault::Algorithm(other.to_string())),
    }
}

fn certificates(signed: &SignedData) -> Vec<Certificate> {
    let all = signed.certificates.iter().flat_map(|set| set.0.iter());
    let plain = all.filter_map(|choice| if let CertificateChoices::Certificate(one) = choice { Some(one.clone()) } else { None });
    plain.take(CERTIFICATES_MAX).collect()
}

fn split_signer(signer: &SignerInfo, certificates: Vec<Certificate>) -> Result<(Certificate, Vec<Certificate>), StampFault> {
    let is_signer = |one: &Certificate| match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            one.tbs_certificate.issuer == id.issuer && one.tbs_certificate.serial_number == id.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            let extensions = one.tbs_certificate.extensions.iter().flatten();
            let key_id = extensions.filter(|extension| extension.extn_id == SUBJECT_KEY_ID);
            key_id.into_iter().any(|extension| extension.extn_value.as_bytes().get(2..) == Some(id.0.as_bytes()))
        }
    };
    let (mut signers, others): (Vec<_>, Vec<_>) = certificates.into_iter().partition(is_signer);
    match (signers.pop(), signers.is_empty()) {
        (Some(certificate), true) => Ok((certificate, others)),
        _ => Err(StampFault::Malformed("the signer's certificate is expected in the token, once".into())),
    }
}

/// The signature covers the signed attributes; these hold the digest of the content.
fn check_signature(signer: &SignerInfo, certificate: &Certificate, content: &[u8]) -> Result<(), StampFault> {
    let broken = |what: &str| StampFault::Signature(what.to_owned());
    let attributes = signer.signed_attrs.as_ref().ok_or_else(|| broken("it has no signed attributes"))?;
    let one = |kind: ObjectIdentifier| {
        let mut of_kind = attributes.iter().filter(move |attribute| attribute.oid == kind).flat_map(|attribute| attribute.values.iter());
        of_kind.next().filter(|_| of_kind.next().is_none())
    };
    let kind: Option<ObjectIdentifier> = one(CONTENT_TYPE).and_then(|value| value.decode_as().ok());
    if kind != Some(TST_INFO) {
        return Err(broken("its content type is none or another"));
    }
    let signed_digest: Option<OctetStringRef<'_>> = one(MESSAGE_DIGEST).and_then(|value| value.decode_as().ok());
    let computed = digest(signer.digest_alg.oid, content)?;
    if signed_digest.map(|digest| digest.as_bytes() == computed) != Some(true) {
        return Err(broken("the signed digest is another"));
    }
    let der = certificate.to_der().map_err(malformed)?;
    if let Some(value) = one(SIGNING_CERTIFICATE_V2)
        && !names_certificate(value.value(), &der)?
    {
        return Err(broken("it names another certificate than the one that signed"));
    }
    let der = CertificateDer::from(der);
    let entity = EndEntityCert::try_from(&der).map_err(|fault| StampFault::Signature(fault.to_string()))?;
    let signed = attributes.to_der().map_err(malformed)?;
    let algorithms = algorithms(signer.digest_alg.oid);
    let holds = algorithms.iter().any(|algorithm| entity.verify_signature(*algorithm, &signed, signer.signature.as_bytes()).is_ok());
    if holds { Ok(()) } else { Err(broken("it is not the signature of this certificate's key")) }
}

/// `SigningCertificateV2 ::= SEQUENCE { SEQUENCE OF SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, ... } ... }`:
/// whether the first names these bytes.
fn names_certificate(value: &[u8], der: &[u8]) -> Result<bool, StampFault> {
    let mut outer = SliceReader::new(value).map_err(malformed)?;
    let list = AnyRef::decode(&mut outer).map_err(malformed)?;
    let mut list = SliceReader::new(list.value()).map_err(malformed)?;
    let first = AnyRef::decode(&mut list).map_err(malformed)?;
    let mut inside = SliceReader::new(first.value()).map_err(malformed)?;
    let mut next = AnyRef::decode(&mut inside).map_err(malformed)?;
    let mut algorithm = SHA256;
    if next.tag() == Tag::Sequence {
        let mut named = SliceReader::new(next.value()).map_err(malformed)?;
        algorithm = ObjectIdentifier::decode(&mut named).map_err(malformed)?;
        next = AnyRef::decode(&mut inside).map_err(malformed)?;
    }
    Ok(next.tag() == Tag::OctetString && digest(algorithm, der)? == next.value())
}

/// What may have signed with this digest; the certificate's key decides which of them it was.
fn algorithms(digest: ObjectIdentifier) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    match digest {
        SHA256 => vec![ring::RSA_PKCS1_2048_8192_SHA256, ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256],
        SHA384 => vec![ring::RSA_PKCS1_2048_8192_SHA384, ring::ECDSA_P256_SHA384, ring::ECDSA_P384_SHA384],
        _ => vec![ring::RSA_PKCS1_2048_8192_SHA512],
    }
}

fn check_chain(certificate: &Certificate, others: &[Certificate], roots: &[Vec<u8>], at: Instant) -> Result<(), webpki::Error> {
    let der = |one: &Certificate| one.to_der().map(CertificateDer::from).map_err(|_| webpki::Error::BadDer);
    let roots: Vec<CertificateDer<'_>> = roots.iter().map(|root| CertificateDer::from(root.as_slice())).collect();
    let anchors = roots.iter().filter_map(|root| webpki::anchor_from_trusted_cert(root).ok()).collect::<Vec<_>>();
    let intermediates = others.iter().map(der).collect::<Result<Vec<_>, _>>()?;
    let signer = der(certificate)?;
    let entity = EndEntityCert::try_from(&signer)?;
    let seconds = u64::try_from(at.ms().div_euclid(1_000)).map_err(|_| webpki::Error::InvalidCertValidity)?;
    let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let usage = KeyUsage::required(&TIME_STAMPING);
    entity.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, &intermediates, at, usage, None, None).map(|_| ())
}

fn why_not(fault: &webpki::Error) -> String {
    match fault {
        webpki::Error::UnknownIssuer => "its chain leads to none of them".into(),
        webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. } | webpki::Error::InvalidCertValidity => {
            "a certificate of its chain was not valid at the time that the token states".into()
        }
        webpki::Error::RequiredEkuNotFoundContext(_) => "its certificate is not for time stamps".into(),
        other => other.to_string(),
    }
}

/// The common name of the certificate, or its whole name.
fn authority(certificate: &Certificate) -> String {
    let name = &certificate.tbs_certificate.subject;
    let parts = name.0.iter().flat_map(|part| part.0.iter());
    let common = parts.filter(|part| part.oid == COMMON_NAME).find_map(|part| str::from_utf8(part.value.value()).ok());
    common.map_or_else(|| name.to_string(), str::to_owned).escape_default().take(120).collect()
}
