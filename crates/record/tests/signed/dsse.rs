//! DSSE: the encoding of the specification, and that only what was verified is parsed.

use crate::people::secret;
use record::dsse::{DsseFault, ENVELOPE_BYTES_MAX, Envelope, pae};
use std::path::Path;

const TYPE: &str = "application/vnd.tregua.test.v1+json";

/// `name:` and the fenced block after it, as the protocol's text gives its example.
fn block<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, after) = text.split_once(&format!("\n{name}:\n\n```none\n")).unwrap();
    after.split_once("\n```").unwrap().0
}

#[test]
fn the_encoding_is_that_of_the_specification() {
    let Ok(data) = std::env::var("TREGUA_DATA") else {
        eprintln!("skipped: the DSSE vector needs the published protocol text: TREGUA_DATA not set");
        return;
    };
    let text = std::fs::read_to_string(Path::new(&data).join("tlog_vectors/dsse/protocol.md")).unwrap();
    let (payload_type, body, encoded) = (block(&text, "PAYLOAD_TYPE"), block(&text, "SERIALIZED_BODY"), block(&text, "PAE"));
    assert_eq!(String::from_utf8(pae(payload_type, body.as_bytes())).unwrap(), encoded);
    // Its signature is ECDSA P-256, which we neither make nor take: the envelope reads, and is not signed by any of our keys.
    let (_, json) = text.split_once("```json\n").unwrap();
    let envelope = Envelope::read(json.split_once("\n```").unwrap().0.as_bytes()).unwrap();
    assert_eq!((envelope.payload_type(), envelope.unverified_payload()), (payload_type, body.as_bytes()));
    assert!(!envelope.is_signed_by(secret(1).public()));
}

#[test]
fn lengths_are_of_bytes_and_stand_for_both_parts() {
    assert_eq!(pae("tü", "é \n".as_bytes()), "DSSEv1 3 tü 4 é \n".as_bytes());
    assert_ne!(pae("a", b"b c"), pae("a 1 b", b"c"));
}

#[test]
fn an_envelope_reads_back_in_either_base64() {
    let envelope = Envelope::signed(TYPE, vec![0xfb, 0xff, 0xfe], &secret(1));
    let text = envelope.show();
    assert_eq!(Envelope::read(text.as_bytes()).unwrap(), envelope);
    assert!(text.contains("\"+//+\""));
    let mark = text.split("\"sig\":\"").nth(1).unwrap().split('"').next().unwrap();
    let url_safe = text.replace("+//+", "-__-").replace(mark, &mark.replace('+', "-").replace('/', "_").replace('=', ""));
    assert_eq!(Envelope::read(url_safe.as_bytes()).unwrap(), envelope);
    assert!(envelope.open(TYPE, secret(1).public()).is_ok());
}

#[test]
fn a_payload_of_another_type_or_key_is_not_opened() {
    let mut envelope = Envelope::signed(TYPE, b"{}".to_vec(), &secret(1));
    assert_eq!(envelope.open(TYPE, secret(1).public()), Ok(&b"{}"[..]));
    assert!(matches!(envelope.open(TYPE, secret(2).public()), Err(DsseFault::Unsigned { .. })));
    assert!(matches!(envelope.open("application/json", secret(1).public()), Err(DsseFault::Type { .. })));
    let retyped = envelope.show().replace(".test.", ".best.");
    assert!(matches!(Envelope::read(retyped.as_bytes()).unwrap().open(TYPE, secret(1).public()), Err(DsseFault::Unsigned { .. })));
    envelope.sign(&secret(2));
    assert!(envelope.open(TYPE, secret(2).public()).is_ok(), "several signatures under one payload");
}

#[test]
fn what_is_no_envelope_is_refused_in_a_sentence() {
    let good = Envelope::signed(TYPE, b"{}".to_vec(), &secret(1)).show();
    let marks = vec!["{\"sig\":\"AAAA\"}"; 33].join(",");
    for (bad, says) in [
        (String::new(), "EOF"),
        ("[]".into(), "invalid length"),
        (good.replace("\"payload\":\"e30=\"", "\"payload\":\"e30=\",\"payload\":\"e30=\""), "duplicate field"),
        (good.replace("e30=", "e30*"), "`payload` is not base64"),
        (format!("{{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{marks}]}}"), "more than 32 signatures"),
        ("x".repeat(ENVELOPE_BYTES_MAX + 1), "larger than 1 MiB"),
    ] {
        let fault = Envelope::read(bad.as_bytes()).unwrap_err().to_string();
        assert!(fault.starts_with("not a DSSE envelope") && fault.contains(says), "{says}: {fault}");
    }
}
