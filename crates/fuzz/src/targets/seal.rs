//! Targets of sealed records: leaves, disclosures, proofs and ciphertext as strangers send them.

use crate::Target;
use record::seal::{
    Audience, ItemProof, Opening, RecordKey, RecordProof, SealedLeaf, committed, disclosures, open, open_artifact, seal, seal_artifact,
    view,
};

/// The targets of this file.
pub const TARGETS: &[Target] = &[
    Target { name: "sealed-leaf", seeds: leaves, run: leaf },
    Target { name: "disclosures", seeds: shown, run: disclosed },
    Target { name: "item-proof", seeds: proofs, run: item_proof },
    Target { name: "ciphertext", seeds: sealed, run: ciphertext },
];

const KEY: [u8; 32] = [7; 32];
const RECORD: &[u8] = br#"{"observation":{"id":"OBS-7K3QZ2","kind":"explosion","source":"patrols","text":"heard at night"}}"#;

fn leaves() -> Vec<Vec<u8>> {
    vec![SealedLeaf::of(&KEY, RECORD).bytes()]
}

fn leaf(bytes: &[u8]) {
    if let Ok(leaf) = SealedLeaf::read(bytes) {
        assert_eq!(leaf.bytes(), bytes);
    }
}

/// Committed bytes on the first line, a disclosure on each further one.
fn shown() -> Vec<Vec<u8>> {
    let key = RecordKey::from_bytes(KEY);
    let committed = String::from_utf8_lossy(&committed(RECORD, &key)).into_owned();
    [Audience::Commission, Audience::Party, Audience::Public]
        .into_iter()
        .map(|audience| [vec![committed.clone()], disclosures(RECORD, &key, audience)].concat().join("\n").into_bytes())
        .collect()
}

fn disclosed(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let committed = lines.next().unwrap_or(&[]);
    let disclosures: Vec<String> = lines.map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    if let Ok(opened) = view(committed, &disclosures) {
        assert!(model::json::check_canonical(&opened).is_ok());
        assert!(view(committed, &[]).is_ok(), "what opens with disclosures opens without");
    }
}

fn proofs() -> Vec<Vec<u8>> {
    let log = "c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u{2014} log.example AAAAAAAA\n";
    let key = RecordKey::from_bytes(KEY);
    let opening = Opening::of_item(RECORD, &key, "OBS-7K3QZ2", Audience::Party);
    let lines = |word: &str| {
        let salt = opening.disclosures.iter().map(|disclosure| format!("open {disclosure}\n")).collect::<String>();
        format!("{word} {}\nsalt {}\n{salt}", String::from_utf8_lossy(&opening.committed), "A".repeat(43))
    };
    vec![
        format!("tregua-item-proof/v1\n{}index 0\nn 1\n{}\n{log}", lines("item"), lines("header")).into_bytes(),
        format!("tregua-record-proof/v1\n{}\n{log}", lines("record")).into_bytes(),
    ]
}

fn item_proof(bytes: &[u8]) {
    if let Ok(proof) = ItemProof::read(bytes) {
        assert_eq!(ItemProof::read(proof.to_string().as_bytes()).as_ref(), Ok(&proof));
        assert!(proof.verify("log.example", &[]).is_err(), "nothing is proven without a key");
    }
    if let Ok(proof) = RecordProof::read(bytes) {
        assert_eq!(RecordProof::read(proof.to_string().as_bytes()).as_ref(), Ok(&proof));
        assert!(proof.verify("log.example", &[]).is_err(), "nothing is proven without a key");
    }
}

fn sealed() -> Vec<Vec<u8>> {
    vec![seal(&KEY, RECORD), seal_artifact(&KEY, &RECORD.repeat(20))]
}

fn ciphertext(bytes: &[u8]) {
    if let Ok(record) = open(&KEY, bytes) {
        assert_eq!(seal(&KEY, &record), bytes);
    }
    if let Ok(artifact) = open_artifact(&KEY, bytes) {
        assert_eq!(seal_artifact(&KEY, &artifact), bytes);
    }
}
