//! Submissions (T5): what a sender signed is what is in the log, and can be checked again from the log alone.

use crate::people::{at, register, secret};
use model::{Act, Digest, Entry, Received, SourceId};
use record::dsse::Envelope;
use record::register::Register;
use record::stream::NONE_BEFORE;
use record::submission::{Parcel, Payload, SUBMISSION_TYPE, admit, admit_again};

fn payload(seq: u64) -> Payload {
    Payload {
        bytes_n: 5,
        claimed_at: at(0),
        epoch: 1,
        media_type: Some("text/csv".into()),
        name: "day.csv".into(),
        prev: if seq == 1 { NONE_BEFORE } else { Digest::of(b"before") },
        read_as: Some("csv".into()),
        seq,
        sha256: Digest::of(b"bytes"),
        source: Some(SourceId("cameras".into())),
        stream: "main".into(),
        v: 1,
    }
}

fn refused(envelope: &Envelope, register: &Register, leaf: u64) -> String {
    admit(envelope, register, leaf).unwrap_err().to_string()
}

fn taken() -> Received {
    admit(&payload(1).sign(&secret(20)).unwrap(), &register(), 7).unwrap().received(at(9))
}

#[test]
fn a_received_entry_gives_the_signed_payload_again() {
    let register = register();
    let admitted = admit(&payload(1).sign(&secret(20)).unwrap(), &register, 7).unwrap();
    assert_eq!(admitted.by.person, "camera 1");
    let entry = Entry::Received(admitted.received(at(9)));
    let Entry::Received(read) = Entry::read(&entry.canonical().unwrap()).unwrap() else { panic!() };
    assert_eq!(admit_again(&read, &register, 7).unwrap(), Some(admitted.clone()));
    assert_eq!(admitted.digest, payload(1).digest().unwrap());
    assert!(admitted.check_bytes(b"bytes").is_ok() && admitted.check_bytes(b"other").is_err());
}

#[test]
fn devices_parties_and_officers_hand_in_and_nobody_else_does() {
    let register = register();
    for seed in [10, 20, 40] {
        assert!(admit(&payload(1).sign(&secret(seed)).unwrap(), &register, 7).is_ok());
    }
    for seed in [1, 30] {
        assert!(refused(&payload(1).sign(&secret(seed)).unwrap(), &register, 7).contains("device, officer and party keys hand things in"));
    }
    assert!(refused(&payload(1).sign(&secret(99)).unwrap(), &register, 7).contains("no key of the register"));
}

#[test]
fn a_key_not_yet_there_or_revoked_hands_nothing_in() {
    let mut register = register();
    assert!(refused(&payload(1).sign(&secret(20)).unwrap(), &register, 4).contains("came into the register only at entry 4"));
    let revoke = Act::RevokeKey { compromised_since: Some(5), key: secret(20).id(), reason: "cut out of its mast".into() };
    register.take(8, &crate::people::signed(revoke, "Rita", 8, &[&secret(1), &secret(2)])).unwrap();
    assert!(refused(&payload(1).sign(&secret(20)).unwrap(), &register, 9).contains("ended at entry 8"));
    assert!(admit_again(&taken(), &register, 7).unwrap().unwrap().by.is_doubtful, "what it said since is flagged, not deleted");
}

#[test]
fn every_field_that_an_operator_could_bend_breaks_the_signature() {
    let register = register();
    type Bend = (&'static str, fn(&mut Received));
    let bends: [Bend; 12] = [
        ("name", |r| r.name = "other.csv".into()),
        ("source", |r| r.source = None),
        ("digest", |r| r.sha256 = Digest::of(b"other")),
        ("size", |r| r.bytes_n = 6),
        ("format", |r| r.read_as = None),
        ("claimed time", |r| r.sent.as_mut().unwrap().claimed_at = at(-1_000_000)),
        ("epoch", |r| r.sent.as_mut().unwrap().epoch = 2),
        ("number", |r| {
            let sent = r.sent.as_mut().unwrap();
            (sent.seq, sent.prev) = (2, Digest::of(b"x"));
        }),
        ("stream", |r| r.sent.as_mut().unwrap().stream = "side".into()),
        ("media type", |r| r.sent.as_mut().unwrap().media_type = None),
        ("key", |r| r.sent.as_mut().unwrap().key = secret(40).id()),
        ("signature", |r| r.sent.as_mut().unwrap().sig = "AAAA".into()),
    ];
    assert!(admit_again(&taken(), &register, 7).is_ok());
    for (what, bend) in bends {
        let mut received = taken();
        bend(&mut received);
        assert!(admit_again(&received, &register, 7).is_err(), "{what}");
    }
}

#[test]
fn a_signature_under_another_kind_of_payload_is_none() {
    let register = register();
    let bytes = model::json::canonical(&payload(1)).unwrap();
    let retyped = Envelope::signed("application/vnd.tregua.receipt.v1+json", bytes.clone(), &secret(20));
    assert!(refused(&retyped, &register, 7).contains("is expected here"));
    let mut twice = Envelope::signed(SUBMISSION_TYPE, bytes, &secret(20));
    twice.sign(&secret(40));
    assert!(refused(&twice, &register, 7).contains("exactly one is expected"));
    let loose = Envelope::signed(SUBMISSION_TYPE, serde_json::to_vec_pretty(&payload(1)).unwrap(), &secret(20));
    assert!(refused(&loose, &register, 7).contains("not written in the record's profile"));
}

#[test]
fn a_name_is_never_a_path() {
    for name in ["../x", "a/b", "", "a\nb"] {
        assert!(Payload { name: name.into(), ..payload(1) }.sign(&secret(20)).is_err(), "{name}");
    }
}

#[test]
fn a_parcel_reads_back() {
    let parcel = Parcel { envelope: payload(1).sign(&secret(20)).unwrap(), bytes: b"bytes".to_vec() };
    assert_eq!(Parcel::read(parcel.show().as_bytes()).unwrap(), parcel);
    assert!(Parcel::read(b"{}").unwrap_err().to_string().contains("is expected"));
}
