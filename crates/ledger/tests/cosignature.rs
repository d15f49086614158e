//! Cosignatures: made by two implementations, checked by two, and useless when bent.
#![expect(clippy::unwrap_used, reason = "tests")]

use fips204::ml_dsa_44;
use fips204::traits::{KeyGen as _, SerDes as _, Signer as _, Verifier as _};
use ledger::checkpoint::Checkpoint;
use ledger::note::{self, Cosigner, Note, NoteError, Signature, Signer, Verifier};
use ledger::tree::Hash;
use serde_json::Value;
use std::num::NonZeroU64;

/// Made by own/cosignature_v1.py with the cryptography library of another language.
fn published() -> Value {
    serde_json::from_str(include_str!("own/cosignature_v1.json")).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn seed(value: &Value) -> [u8; 32] {
    let bytes = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text(value)).unwrap();
    bytes.try_into().unwrap()
}

fn at(unix_s: u64) -> NonZeroU64 {
    NonZeroU64::new(unix_s).unwrap()
}

fn checkpoint() -> String {
    Checkpoint::new("log.example/mission", 1, Hash::leaf(b"only entry")).to_string()
}

#[test]
fn keys_come_out_byte_for_byte_and_foreign_signatures_verify() {
    let published = published();
    let mut counts = [0; 3];
    for case in list(&published["cases"]) {
        for signature in list(&case["signatures"]) {
            let (name, seed, vkey) = (text(&signature["name"]), seed(&signature["seed"]), text(&signature["vkey"]));
            let kind = signature["kind"].as_u64().unwrap();
            let verifier = match kind {
                1 => Signer::from_seed(name, &seed).unwrap().verifier().clone(),
                4 => Cosigner::ed25519_from_seed(name, &seed).unwrap().verifier().clone(),
                _ => Cosigner::ml_dsa_44_from_seed(name, &seed).unwrap().verifier().clone(),
            };
            assert_eq!((verifier.vkey().to_string().as_str(), verifier.clone()), (vkey, vkey.parse().unwrap()));
            let line = Signature::read(text(&signature["line"])).unwrap();
            assert_eq!((line.name.as_str(), line.id, line.to_string().as_str()), (name, verifier.id(), text(&signature["line"])));
            assert!(verifier.has_signed(text(&case["text"]).as_bytes(), &line.bytes), "{name} {kind}");
            let time = signature["unix_s"].as_u64().filter(|time| *time > 0);
            assert_eq!(verifier.cosigned_unix_s(&line.bytes), time);
            counts[match kind {
                1 => 0,
                4 => 1,
                _ => 2,
            }] += 1;
        }
    }
    assert_eq!(counts, [3, 3, 12]);
}

#[test]
fn ed25519_cosignatures_come_out_byte_for_byte() {
    for case in list(&published()["cases"]) {
        for signature in list(&case["signatures"]).iter().filter(|signature| signature["kind"] == 4) {
            let cosigner = Cosigner::ed25519_from_seed(text(&signature["name"]), &seed(&signature["seed"])).unwrap();
            let ours = cosigner.cosign(text(&case["text"]), at(signature["unix_s"].as_u64().unwrap())).unwrap();
            assert_eq!(ours.to_string(), text(&signature["line"]));
        }
    }
}

/// `cosigned_message` written out by hand, apart from the code under test.
fn message(cosigner: &str, unix_s: u64, checkpoint: &Checkpoint) -> Vec<u8> {
    let mut message = b"subtree/v1\n\0".to_vec();
    message.push(u8::try_from(cosigner.len()).unwrap());
    message.extend(cosigner.as_bytes());
    message.extend(unix_s.to_be_bytes());
    message.push(u8::try_from(checkpoint.log_name.len()).unwrap());
    message.extend(checkpoint.log_name.as_bytes());
    message.extend([0; 8]);
    message.extend(checkpoint.size.to_be_bytes());
    message.extend(checkpoint.root.as_bytes());
    message
}

#[test]
fn ml_dsa_44_agrees_with_a_second_implementation_in_both_directions() {
    for number in 0..12_u8 {
        let name = format!("witness.example/{number}");
        let ours = Cosigner::ml_dsa_44_from_seed(&name, &[number; 32]).unwrap();
        let (public, secret) = ml_dsa_44::KG::keygen_from_seed(&[number; 32]);
        assert_eq!(ours.verifier().vkey().key(), public.clone().into_bytes());
        let checkpoint = Checkpoint::new("log.example", u64::from(number) << 40, Hash::leaf(&[number]));
        let time = 1_790_000_000 + u64::from(number);
        let signed = message(&name, time, &checkpoint);
        let signature = ours.cosign(&checkpoint.to_string(), at(time)).unwrap();
        let (stamp, bytes) = signature.bytes.split_first_chunk::<8>().unwrap();
        assert_eq!(u64::from_be_bytes(*stamp), time);
        assert!(public.verify(&signed, bytes.try_into().unwrap(), &[]));
        let theirs = secret.try_sign_with_seed(&[0; 32], &signed, &[]).unwrap();
        assert_eq!(bytes, theirs, "deterministic signing gives the same bytes");
        let hedged = secret.try_sign_with_seed(&[number + 1; 32], &signed, &[]).unwrap();
        assert!(ours.verifier().has_signed(checkpoint.to_string().as_bytes(), &[stamp.as_slice(), &hedged].concat()));
    }
}

#[test]
fn a_bent_cosignature_is_none() {
    let text = checkpoint();
    for cosigner in [Cosigner::ed25519_from_seed("w", &[3; 32]).unwrap(), Cosigner::ml_dsa_44_from_seed("w", &[3; 32]).unwrap()] {
        let signature = cosigner.cosign(&text, at(1_790_000_000)).unwrap().bytes;
        let verifier = cosigner.verifier();
        assert!(verifier.has_signed(text.as_bytes(), &signature));
        for bit in (0..signature.len() * 8).step_by(if signature.len() > 100 { 97 } else { 1 }) {
            let mut bent = signature.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            assert!(!verifier.has_signed(text.as_bytes(), &bent), "bit {bit}");
        }
        assert!(!verifier.has_signed(text.as_bytes(), &signature[..signature.len() - 1]));
        assert!(!verifier.has_signed(text.as_bytes(), &[signature.as_slice(), b"\0"].concat()));
        assert!(!verifier.has_signed(b"no checkpoint\n", &signature));
        let other = text.replace("\n1\n", "\n2\n");
        assert!(!verifier.has_signed(other.as_bytes(), &signature));
    }
}

#[test]
fn a_time_past_2_to_the_63_is_neither_made_nor_taken() {
    let cosigner = Cosigner::ed25519_from_seed("w", &[3; 32]).unwrap();
    assert!(matches!(cosigner.cosign(&checkpoint(), at(1 << 63)), Err(NoteError::Malformed { .. })));
    let mut latest = cosigner.cosign(&checkpoint(), at((1 << 63) - 1)).unwrap().bytes;
    assert_eq!(cosigner.verifier().cosigned_unix_s(&latest), Some((1 << 63) - 1));
    latest[0] |= 0x80;
    assert_eq!(cosigner.verifier().cosigned_unix_s(&latest), None);
}

#[test]
fn only_checkpoints_are_cosigned() {
    let cosigner = Cosigner::ed25519_from_seed("w", &[3; 32]).unwrap();
    for text in ["", "a\n", "a\n1\n", "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"] {
        assert!(matches!(cosigner.cosign(text, at(1)), Err(NoteError::Malformed { .. })), "{text:?}");
    }
    let signer = Signer::ml_dsa_44_from_seed("log", &[3; 32]).unwrap();
    assert!(matches!(Note::sign("free text\n", &[&signer]), Err(NoteError::Malformed { .. })));
}

#[test]
fn an_ml_dsa_44_cosignature_binds_the_cosigner_and_not_the_extension_lines() {
    let cosigner = Cosigner::ml_dsa_44_from_seed("w1", &[3; 32]).unwrap();
    let signature = cosigner.cosign(&checkpoint(), at(9)).unwrap();
    let renamed = Verifier::cosigner_ml_dsa_44("w2", cosigner.verifier().vkey().key()).unwrap();
    assert!(!renamed.has_signed(checkpoint().as_bytes(), &signature.bytes));
    let extended = checkpoint() + "extension\n";
    assert!(cosigner.verifier().has_signed(extended.as_bytes(), &signature.bytes), "as the specification says");
    let ed25519 = Cosigner::ed25519_from_seed("w1", &[3; 32]).unwrap();
    let signature = ed25519.cosign(&checkpoint(), at(9)).unwrap();
    assert!(!ed25519.verifier().has_signed(extended.as_bytes(), &signature.bytes));
}

#[test]
fn a_log_signs_with_both_keys_and_either_opens_it() {
    let ed25519 = Signer::from_seed("log.example", &[1; 32]).unwrap();
    let ml_dsa = Signer::ml_dsa_44_from_seed("log.example", &[2; 32]).unwrap();
    let checkpoint = Checkpoint::new("log.example", 1, Hash::leaf(b"only entry"));
    let signed = checkpoint.sign(&[&ed25519, &ml_dsa]).unwrap().to_string();
    assert_eq!(signed, checkpoint.sign(&[&ed25519, &ml_dsa]).unwrap().to_string(), "one tree, one signature");
    assert!(Checkpoint::is_canonical(signed.as_bytes()));
    for key in [ed25519.verifier(), ml_dsa.verifier()] {
        let (opened, note) = Checkpoint::open(signed.as_bytes(), "log.example", std::slice::from_ref(key)).unwrap();
        assert_eq!((opened, note.verified.len(), note.unverified.len()), (checkpoint.clone(), 1, 1));
    }
    assert_eq!(ml_dsa.verifier().cosigned_unix_s(&Note::read(signed.as_bytes()).unwrap().signatures()[1].bytes), None);
}

#[test]
fn a_wrong_cosignature_by_a_known_key_spoils_the_note() {
    let log = Signer::from_seed("log.example", &[1; 32]).unwrap();
    let cosigner = Cosigner::ml_dsa_44_from_seed("w", &[2; 32]).unwrap();
    let note = Checkpoint::new("log.example", 1, Hash::leaf(b"only entry")).sign(&[&log]).unwrap();
    let mut wrong = cosigner.cosign(note.unverified_text(), at(5)).unwrap();
    wrong.bytes[7] ^= 1;
    let note = note.with_signatures(note.signatures().iter().cloned().chain([wrong])).unwrap().to_string();
    let known = [log.verifier().clone(), cosigner.verifier().clone()];
    assert!(matches!(note::open(note.as_bytes(), &known), Err(NoteError::WrongSignature { .. })));
    assert!(note::open(note.as_bytes(), &known[..1]).is_ok(), "to whom the key is unknown, the line means nothing");
}

#[test]
fn a_newer_signature_of_one_key_replaces_the_older() {
    let log = Signer::from_seed("log.example", &[1; 32]).unwrap();
    let cosigner = Cosigner::ed25519_from_seed("w", &[2; 32]).unwrap();
    let note = Checkpoint::new("log.example", 1, Hash::leaf(b"only entry")).sign(&[&log]).unwrap();
    let at_time = |time| cosigner.cosign(note.unverified_text(), at(time)).unwrap();
    let both = note.with_signatures([note.signatures()[0].clone(), at_time(5), at_time(6)]).unwrap();
    assert_eq!(both.signatures(), [note.signatures()[0].clone(), at_time(6)]);
    assert!(matches!(note.with_signatures([]), Err(NoteError::Malformed { .. })));
}
