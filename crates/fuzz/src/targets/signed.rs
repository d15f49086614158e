//! Targets of signed records: envelopes, acts, submissions and receipts as strangers send them.

use crate::Target;
use model::{Act, Digest, Entry, Instant, Key, KeyKind, Role, SourceId};
use record::dsse::Envelope;
use record::key::{PublicKey, SecretKey};
use record::receipt::Receipt;
use record::register::{Register, new_act, sign_act};
use record::stream::NONE_BEFORE;
use record::submission::{Parcel, Payload, admit};
use std::sync::OnceLock;

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "DSSE envelope", seeds: envelopes, run: read_envelope },
    Target { name: "public key", seeds: public_keys, run: read_public_key },
    Target { name: "signed act", seeds: acts, run: take_act },
    Target { name: "parcel", seeds: parcels, run: read_parcel },
    Target { name: "receipt", seeds: receipts, run: read_receipt },
];

const LOG: &str = "log.example/mission";

fn secret(n: u8) -> SecretKey {
    SecretKey::from_seed(&[n; 32])
}

fn moment() -> Option<Instant> {
    Instant::from_ms(1_800_000_000_000).ok()
}

fn key(kind: KeyKind, person: &str, n: u8, roles: &[Role]) -> Key {
    let public = secret(n).public().text().into();
    Key { body: None, kind, party: None, person: person.into(), public, roles: roles.to_vec() }
}

/// A register with a root, an officer and a device, and the acts that made it.
fn founded() -> &'static (Register, Vec<Entry>) {
    static FOUNDED: OnceLock<(Register, Vec<Entry>)> = OnceLock::new();
    FOUNDED.get_or_init(|| {
        let acts: [(Act, &[u8]); 3] = [
            (Act::Found { keys: vec![key(KeyKind::Root, "root", 1, &[])], threshold: 1 }, &[1]),
            (Act::AddKey { key: key(KeyKind::Officer, "officer", 2, &Role::ALL) }, &[1, 2]),
            (Act::AddKey { key: key(KeyKind::Device, "device", 3, &[]) }, &[1, 3]),
        ];
        let (mut register, mut entries) = (Register::default(), Vec::new());
        for (leaf, (act, by)) in (0..).zip(acts) {
            let Some(now) = moment() else { continue };
            let mut act = new_act(act, "root", LOG, now);
            by.iter().for_each(|n| drop(sign_act(&mut act, &secret(*n))));
            drop(register.take(leaf, &act));
            entries.push(Entry::Signed(act));
        }
        (register, entries)
    })
}

fn payload() -> Option<Payload> {
    Some(Payload {
        bytes_n: 1,
        claimed_at: moment()?,
        epoch: 1,
        media_type: Some("text/csv".into()),
        name: "a.csv".into(),
        prev: NONE_BEFORE,
        read_as: Some("csv".into()),
        seq: 1,
        sha256: Digest::of(b"a"),
        source: Some(SourceId("cameras".into())),
        stream: "main".into(),
        v: 1,
    })
}

fn parcel() -> Option<Parcel> {
    Some(Parcel { envelope: payload()?.sign(&secret(3)).ok()?, bytes: b"a".to_vec() })
}

fn receipt() -> Option<Receipt> {
    let (leaf_hash, submission) = (Digest::of(b"leaf"), payload()?.digest().ok()?);
    let (log, stream, node) = (LOG.into(), "main".into(), secret(4).id());
    Some(Receipt { epoch: 1, leaf_hash, log, node, promise_ms: 60_000, received_at: moment()?, seq: 1, stream, submission, v: 1 })
}

fn envelopes() -> Vec<Vec<u8>> {
    let sent = parcel().map(|parcel| parcel.envelope.show().into_bytes());
    sent.into_iter().chain([br#"{"payload":"-__-","payloadType":"t","signatures":[{"sig":"AAAA"}]}"#.to_vec()]).collect()
}

fn public_keys() -> Vec<Vec<u8>> {
    vec![secret(1).public().text().into()]
}

fn acts() -> Vec<Vec<u8>> {
    founded().1.iter().filter_map(|entry| entry.canonical().ok()).collect()
}

fn parcels() -> Vec<Vec<u8>> {
    parcel().map(|parcel| parcel.show().into_bytes()).into_iter().collect()
}

fn receipts() -> Vec<Vec<u8>> {
    receipt().and_then(|receipt| Some(receipt.sign(&secret(4)).ok()?.show().into_bytes())).into_iter().collect()
}

fn read_envelope(bytes: &[u8]) {
    if let Ok(envelope) = Envelope::read(bytes) {
        assert_eq!(Envelope::read(envelope.show().as_bytes()).as_ref(), Ok(&envelope), "an envelope reads back");
    }
}

fn read_public_key(bytes: &[u8]) {
    if let Ok(key) = std::str::from_utf8(bytes).map_err(drop).and_then(|text| PublicKey::read(text).map_err(drop)) {
        assert_eq!(key.text().as_bytes(), bytes, "a key has one spelling");
    }
}

/// Whatever act comes, only one that the root signed changes the register.
fn take_act(bytes: &[u8]) {
    let Ok(Entry::Signed(act)) = Entry::read(bytes) else { return };
    let (register, known) = founded();
    let mut after = register.clone();
    if after.take(50, &act).is_ok() {
        assert!(known.contains(&Entry::Signed(act)), "a mutated act counted");
    }
}

fn read_parcel(bytes: &[u8]) {
    let Ok(parcel) = Parcel::read(bytes) else { return };
    assert_eq!(Parcel::read(parcel.show().as_bytes()).as_ref(), Ok(&parcel), "a parcel reads back");
    if let Ok(admitted) = admit(&parcel.envelope, &founded().0, 50) {
        assert_eq!(Some(admitted.payload), payload(), "what was not signed was admitted");
    }
}

fn read_receipt(bytes: &[u8]) {
    let Ok(envelope) = Envelope::read(bytes) else { return };
    if let Ok(opened) = Receipt::open(&envelope, secret(4).public()) {
        assert_eq!(Some(opened), receipt(), "what was not signed was opened");
    }
}
