//! Sealed records: one leaf and one proof for every audience, and no bit of a proof that could be another.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use ledger::batch::{BatchTree, item_path};
use ledger::checkpoint::Checkpoint;
use ledger::note::{Note, Signer, Verifier};
use ledger::proof::LogProof;
use ledger::tree::Hash;
use model::json::check_canonical;
use proptest::prelude::*;
use record::seal::*;

const LOG: &str = "test.invalid/log";

fn signer() -> Signer {
    Signer::from_seed(LOG, &[1; 32]).unwrap()
}

fn keys() -> [Verifier; 1] {
    [signer().verifier().clone()]
}

/// An observation with a canary in everything that leads to the source.
fn observation(number: u64) -> (String, Vec<u8>) {
    let id = format!("OBS-{number:016}");
    let text = format!(
        r#"{{"observation":{{"count":{{"hi":3,"lo":3,"qualifier":"exact","text":"3"}},"from":{{"artifact":"{}","line":{number}}},"id":"{id}","key":"canary-key","kind":"explosion","place":{{"normal":{{"centre":{{"lat_e7":-331234567,"lon_e7":-171234567}},"sd_m":50}}}},"sense":"heard","source":"canary_source","speaker":"canary speaker","text":"canary words","time":{{"from":"2026-01-07T20:00:00.000Z","to":"2026-01-07T20:00:00.000Z"}}}}}}"#,
        "ab".repeat(32)
    );
    assert!(check_canonical(text.as_bytes()).is_ok(), "{text}");
    (id, text.into_bytes())
}

fn header(n: u64, root: &Hash) -> Vec<u8> {
    let digest = model::Digest::from_bytes(root.0);
    format!(
        r#"{{"concluded":{{"basis":{{"as_of":1,"inputs_n":1,"inputs_root":"{digest}","trigger":0}},"kind":"reading","mark":"red","method":{{"name":"reading","parameters":"{digest}","revision":1}},"n":{n},"order":"id","root":"{digest}","v":1}}}}"#
    )
    .into_bytes()
}

/// A sealed batch of `n` observations in a log of three leaves, the middle one its header.
struct Batch {
    items: Vec<(String, Vec<u8>, RecordKey)>,
    hash_file: Vec<u8>,
    header: Vec<u8>,
    key: RecordKey,
    log: LogProof,
}

impl Batch {
    fn new(n: u64) -> Self {
        let mut source = KeySource::new(&[5; 32], &n.to_be_bytes());
        let key = source.draw();
        let items: Vec<_> = (0..n).map(observation).map(|(id, bytes)| (id, bytes, source.draw())).collect();
        let mut tree = BatchTree::new();
        for (id, bytes, key) in &items {
            tree.push(id.as_bytes(), item_hash(bytes, key, id)).unwrap();
        }
        let closed = tree.close();
        let header = header(n, &closed.root);
        let leaf = SealedLeaf::of(&key.leaf_salt(), &committed(&header, &key)).bytes();
        let log = log_proof(&leaf);
        Self { items, hash_file: closed.hash_file, header, key, log }
    }

    fn proof(&self, index: usize, audience: Audience) -> ItemProof {
        let (id, bytes, key) = &self.items[index];
        let n = self.items.len() as u64;
        let read = |at: u64, length: usize| Ok::<_, String>(self.hash_file[at as usize..at as usize + length].to_vec());
        ItemProof {
            item: Opening::of_item(bytes, key, id, audience),
            index: index as u64,
            n,
            path: item_path(index as u64, n, read).unwrap(),
            header: Opening::of_entry(&self.header, &self.key, audience),
            log: self.log.clone(),
        }
    }
}

fn log_proof(leaf: &[u8]) -> LogProof {
    let (before, after) = (Hash::leaf(b"{\"before\":1}"), Hash::leaf(b"{\"after\":1}"));
    let root = Hash::node(&Hash::node(&before, &Hash::leaf(leaf)), &after);
    let note: Note = Checkpoint::new(LOG, 3, root).sign(&[&signer()]).unwrap();
    LogProof::new(1, vec![before, after], &note)
}

fn holds(proof: &ItemProof) -> bool {
    proof.verify(LOG, &keys()).is_ok()
}

#[test]
fn every_item_of_batches_of_1_to_300_proves() {
    for n in 1..=300 {
        let batch = Batch::new(n);
        for index in [0, n / 3, n / 2, n - 1] {
            assert!(holds(&batch.proof(index as usize, Audience::Public)), "item {index} of {n}");
        }
    }
    let batch = Batch::new(300);
    assert!((0..300).all(|index| holds(&batch.proof(index, Audience::Party))));
}

#[test]
fn one_observation_opens_to_commission_party_and_public_from_the_same_leaf_by_the_same_proof() {
    let batch = Batch::new(9);
    let [commission, party, public] = [Audience::Commission, Audience::Party, Audience::Public].map(|audience| batch.proof(4, audience));
    let (record, leaf) = (&batch.items[4].1, Hash::leaf(&batch.proof(0, Audience::Public).header.leaf()));
    let shown = |proof: &ItemProof| {
        let (proven, _) = proof.verify(LOG, &keys()).unwrap();
        assert_eq!((proven.leaf, &proof.path, &proof.item.committed), (leaf, &public.path, &public.item.committed));
        String::from_utf8(proven.view).unwrap()
    };
    assert_eq!(shown(&commission).as_bytes(), record.as_slice());
    let (to_party, to_public) = (shown(&party), shown(&public));
    assert!(to_party.contains("-331234567") && to_party.contains("2026-01-07") && !to_party.contains("canary"), "{to_party}");
    assert!(!to_party.contains("abab"), "the artifact leads to the source: {to_party}");
    assert!(to_public.contains("explosion") && !to_public.contains("331234567") && !to_public.contains("2026"), "{to_public}");
    assert!(!public.to_string().contains("canary") && !party.to_string().contains("canary"));
    assert!(commission.to_string().contains(&batch.proof(4, Audience::Commission).item.disclosures[0]));
}

#[test]
fn every_bit_flip_of_a_written_proof_is_refused_or_changes_nothing_that_is_proven() {
    let batch = Batch::new(5);
    let proof = batch.proof(2, Audience::Party);
    let (good, text) = (proof.verify(LOG, &keys()).unwrap(), proof.to_string());
    assert_eq!(ItemProof::read(text.as_bytes()).unwrap().to_string(), text);
    let log_starts = text.find("\n\n").unwrap();
    for bit in 0..text.len() * 8 {
        let mut bad = text.clone().into_bytes();
        bad[bit / 8] ^= 1 << (bit % 8);
        let verified = ItemProof::read(&bad).and_then(|proof| proof.verify(LOG, &keys()));
        let Ok(verified) = verified else { continue };
        // Foreign notes are read leniently: only unused bits of their base64 may differ.
        assert!(bit / 8 > log_starts, "bit {bit} of {:?}", &text[bit / 8 - 20..bit / 8 + 1]);
        assert_eq!(verified, good);
    }
}

#[test]
fn another_index_number_salt_path_or_header_fails() {
    let batch = Batch::new(8);
    let good = batch.proof(3, Audience::Commission);
    assert!(holds(&good));
    let other = Batch::new(8).proof(4, Audience::Commission);
    for (what, bad) in [
        ("index", ItemProof { index: 4, ..good.clone() }),
        ("index beyond the batch", ItemProof { index: 8, ..good.clone() }),
        ("n", ItemProof { n: 9, ..good.clone() }),
        ("salt", ItemProof { item: Opening { salt: Some([0; 32]), ..good.item.clone() }, ..good.clone() }),
        ("no salt", ItemProof { item: Opening { salt: None, ..good.item.clone() }, ..good.clone() }),
        ("path", ItemProof { path: other.path.clone(), ..good.clone() }),
        ("no path", ItemProof { path: Vec::new(), ..good.clone() }),
        ("item", ItemProof { item: other.item.clone(), ..good.clone() }),
        ("header's salt", ItemProof { header: Opening { salt: Some([0; 32]), ..good.header.clone() }, ..good.clone() }),
        ("header without salt", ItemProof { header: Opening { salt: None, ..good.header.clone() }, ..good.clone() }),
        (
            "disclosures of another item",
            ItemProof { item: Opening { disclosures: other.item.disclosures.clone(), ..good.item.clone() }, ..good },
        ),
    ] {
        assert!(!holds(&bad), "{what}");
    }
}

#[test]
fn a_root_under_another_header_fails() {
    let (batch, other) = (Batch::new(8), Batch::new(9));
    let mut proof = batch.proof(3, Audience::Commission);
    (proof.header, proof.log) = (Opening::of_entry(&other.header, &other.key, Audience::Commission), other.log.clone());
    assert!(!holds(&proof));
    proof.n = 9;
    assert!(!holds(&proof));
}

#[test]
fn a_log_leaf_offered_as_an_item_and_an_item_offered_as_a_log_leaf_fail() {
    let batch = Batch::new(1);
    let good = batch.proof(0, Audience::Commission);
    let leaf_as_item = ItemProof { item: good.header.clone(), ..good.clone() };
    assert!(!holds(&leaf_as_item));
    // A batch of one item whose root is the item's hash: the item offered as the record behind a leaf.
    let item_as_leaf = RecordProof { record: good.item.clone(), log: good.log.clone() };
    assert!(item_as_leaf.verify(LOG, &keys()).is_err());
    let clear = RecordProof { record: Opening::clear(batch.items[0].1.clone()), log: log_proof(&batch.items[0].1) };
    assert!(clear.verify(LOG, &keys()).is_err(), "an item is no entry even if it stands in a log");
    let record = RecordProof { record: good.header.clone(), log: good.log };
    assert!(record.verify(LOG, &keys()).is_ok());
    assert_eq!(RecordProof::read(record.to_string().as_bytes()), Ok(record));
}

#[test]
fn a_clear_batch_of_an_old_log_proves_by_the_same_format() {
    let (_, bytes) = observation(1);
    let header = header(1, &ledger::batch::item_hash(&ledger::batch::CLEAR_SALT, &bytes));
    let proof = ItemProof {
        item: Opening::clear(bytes.clone()),
        index: 0,
        n: 1,
        path: Vec::new(),
        header: Opening::clear(header.clone()),
        log: log_proof(&header),
    };
    let again = ItemProof::read(proof.to_string().as_bytes()).unwrap();
    assert_eq!(again.verify(LOG, &keys()).unwrap().0.view, bytes);
}

#[test]
fn an_erased_item_leaves_every_other_proof_as_it_was() {
    let mut batch = Batch::new(20);
    batch.items[7].1 = b"erased".to_vec();
    batch.items[7].2 = RecordKey::from_bytes([0; 32]);
    for index in (0..20).filter(|index| *index != 7) {
        assert!(holds(&batch.proof(index, Audience::Commission)), "{index}");
    }
    assert!(!holds(&batch.proof(7, Audience::Commission)));
}

proptest! {
    #[test]
    fn committed_bytes_show_no_protected_value_and_open_to_exactly_what_was_recorded(
        source in "[a-z]{6,20}", words in "\\PC{6,40}", seed in any::<[u8; 32]>(), has_key in any::<bool>()
    ) {
        let key = RecordKey::from_bytes(seed);
        let mut inner = serde_json::json!({"id": "OBS-1", "kind": "shot", "source": source.clone(), "text": words});
        if has_key {
            inner["key"] = "k-canary".into();
        }
        let record = serde_json::to_vec(&serde_json::json!({"observation": inner})).unwrap();
        prop_assume!(check_canonical(&record).is_ok());
        let bytes = committed(&record, &key);
        prop_assert_eq!(&bytes, &committed(&record, &key));
        prop_assert!(check_canonical(&bytes).is_ok());
        let shown = String::from_utf8(bytes.clone()).unwrap();
        let needle = format!("\"{}\"", source);
        prop_assert!(!shown.contains(&needle) && !shown.contains("k-canary"));
        prop_assert_eq!(view(&bytes, &disclosures(&record, &key, Audience::Commission)).unwrap(), record.clone());
        // How many fields there are cannot be seen: digests come in eights.
        let digests = serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["observation"]["_sd"].as_array().unwrap().len();
        prop_assert_eq!(digests, 8);
        let other = disclosures(&record, &RecordKey::from_bytes([1; 32]), Audience::Commission);
        prop_assert!(matches!(view(&bytes, &other), Err(DisclosureFault::Foreign(0))));
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[{}\\[\\]\",:_sdc0-9a-zA-Z-]{0,80}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = (SealedLeaf::read(bytes), ItemProof::read(bytes), RecordProof::read(bytes), view(bytes, std::slice::from_ref(&text)));
            let _ = (open(&[0; 32], bytes), open_artifact(&[0; 32], bytes));
        }
    }
}
