//! Published vectors of other people's logs, read through TREGUA_DATA.
//!
//! Every test counts what it ran and what it did not, prints both with the reason, and asserts
//! the counts: a missing folder is a failure. Run with `--nocapture` to see the counts.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr, reason = "tests")]

mod common;

use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::note::{self, Cosigner, KeyError, Note, NoteError, Verifier, Vkey};
use ledger::policy::Policy;
use ledger::proof::{LogProof, ProofError};
use ledger::tile::{Edge, Level, Tile, TileSource, read_entries};
use ledger::tree::{Frontier, Hash};
use ledger::tree::{prove_consistency, prove_inclusion, root};
use ledger::tree::{verify_consistency, verify_inclusion, verify_subtree_consistency, verify_subtree_inclusion};
use ledger::witness::{KnownLog, Seen, decide};
use serde_json::Value;
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

/// A folder of vectors; `None`, after saying so, without TREGUA_DATA.
fn vectors(folder: &str) -> Option<PathBuf> {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        eprintln!("skipped: TREGUA_DATA not set");
        return None;
    };
    let folder = Path::new(&data).join("tlog_vectors").join(folder);
    assert!(folder.is_dir(), "{} is missing", folder.display());
    Some(folder)
}

fn bytes(path: impl AsRef<Path>) -> Vec<u8> {
    fs::read(path.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&bytes(path)).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn hash(value: &Value) -> Option<Hash> {
    Hash::read_base64(value.as_str()?)
}

fn hashes(value: &Value) -> Option<Vec<Hash>> {
    list(value).iter().map(hash).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What became of a vector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Accepted,
    Refused,
    /// A value is not a 32-byte hash and so cannot even be written with our types.
    Untyped,
}

fn outcome<E>(checked: Option<Result<(), E>>) -> Outcome {
    match checked {
        None => Outcome::Untyped,
        Some(Ok(())) => Outcome::Accepted,
        Some(Err(_)) => Outcome::Refused,
    }
}

/// Runs one folder of proof vectors; gives back how many were accepted or refused by the
/// verifier, how many refused because a value is no 32-byte hash, and how many not run: those
/// that want success for roots of another length.
fn run_proofs(folder: &str, check: impl Fn(&Value) -> Outcome) -> Option<(usize, usize, usize)> {
    let (mut run, mut untyped, mut not_run) = (0, 0, 0);
    for file in files(&vectors("rfc6962_merkle")?.join("testdata").join(folder)) {
        let vector = json(&file);
        match (vector["wantErr"].as_bool().unwrap(), check(&vector)) {
            (true, Outcome::Refused) | (false, Outcome::Accepted) => run += 1,
            (true, Outcome::Untyped) => untyped += 1,
            (false, Outcome::Untyped) => not_run += 1,
            (_, outcome) => panic!("{}: {outcome:?}", file.display()),
        }
    }
    eprintln!(
        "rfc6962_merkle/{folder}: {run} run, {untyped} refused as no 32-byte hashes, {not_run} not run (want success for 12-byte roots)"
    );
    Some((run, untyped, not_run))
}

#[test]
fn rfc6962_inclusion_vectors_hold() {
    let check = |v: &Value| {
        let checked = || {
            let (index, size) = (v["leafIdx"].as_u64()?, v["treeSize"].as_u64()?);
            Some(verify_inclusion(&hash(&v["leafHash"])?, index, size, &hashes(&v["proof"])?, &hash(&v["root"])?))
        };
        outcome(checked())
    };
    assert!(run_proofs("inclusion", check).is_none_or(|counts| counts == (65, 25, 0)));
}

#[test]
fn rfc6962_consistency_vectors_hold() {
    let check = |v: &Value| {
        let checked = || {
            let (old, new) = (v["size1"].as_u64()?, v["size2"].as_u64()?);
            Some(verify_consistency(old, new, &hashes(&v["proof"])?, &hash(&v["root1"])?, &hash(&v["root2"])?))
        };
        outcome(checked())
    };
    assert!(run_proofs("consistency", check).is_none_or(|counts| counts == (60, 21, 1)));
}

#[test]
fn rfc6962_subtree_inclusion_vectors_hold() {
    let check = |v: &Value| {
        let checked = || {
            let (index, subtree) = (v["leafIdx"].as_u64()?, (v["start"].as_u64()?, v["end"].as_u64()?));
            Some(verify_subtree_inclusion(&hash(&v["leafHash"])?, index, subtree, &hashes(&v["proof"])?, &hash(&v["root"])?))
        };
        outcome(checked())
    };
    assert!(run_proofs("subtreeinclusion", check).is_none_or(|counts| counts == (133, 42, 0)));
}

#[test]
fn rfc6962_subtree_consistency_vectors_hold() {
    let check = |v: &Value| {
        let checked = || {
            let (start, end, size) = (v["start"].as_u64()?, v["end"].as_u64()?, v["size"].as_u64()?);
            let (part, root) = (hash(&v["root1"])?, hash(&v["root2"])?);
            Some(verify_subtree_consistency(start, end, size, &hashes(&v["proof"])?, &part, &root))
        };
        outcome(checked())
    };
    assert!(run_proofs("subtreeconsistency", check).is_none_or(|counts| counts == (70, 30, 2)));
}

#[test]
fn rfc6962_roots_of_sizes_0_to_8_come_out() {
    let Some(folder) = vectors("rfc6962_merkle") else { return };
    let published = json(folder.join("roots.json"));
    let inputs = list(&published["leaf_inputs_hex"]);
    let leaves: Vec<_> = inputs.iter().map(|input| Hash::leaf(&from_hex(text(input)))).collect();
    let roots = list(&published["root_by_size_hex"]);
    let mut frontier = Frontier::new();
    for (size, published) in roots.iter().enumerate() {
        assert_eq!(frontier.root().as_bytes().as_slice(), from_hex(text(published)), "size {size}");
        assert_eq!(frontier.root(), common::naive_root(&leaves[..size]));
        leaves.get(size).into_iter().for_each(|leaf| frontier.append(*leaf));
    }
    eprintln!("roots.json: {} roots run, 0 not run", roots.len());
    assert_eq!((inputs.len(), roots.len()), (8, 9));
}

const TESSERA_VKEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

#[test]
fn the_tessera_log_opens_and_every_entry_and_growth_in_it_proves() {
    let Some(folder) = vectors("tessera_log") else { return };
    let folder = folder.join("testdata/log");
    let name = "example.com/log/testdata";
    let keys = [TESSERA_VKEY.parse::<Verifier>().unwrap()];
    let open = |file: &str| {
        let bytes = bytes(folder.join(file));
        assert!(Checkpoint::is_canonical(&bytes), "{file}");
        let (checkpoint, note) = Checkpoint::open(&bytes, name, &keys).unwrap();
        assert_eq!((note.verified.len(), note.unverified.len()), (1, 0));
        checkpoint
    };
    let checkpoints: Vec<_> = (0..=15).map(|size| open(&format!("checkpoint.{size}"))).collect();
    assert_eq!(open("checkpoint"), checkpoints[15]);
    let read_tile = |tile: Tile| fs::read(folder.join(tile.to_string()));
    let (mut tiles, mut bundles, mut inclusions, mut consistencies) = (0, 0, 0, 0);
    for (size, checkpoint) in (0_u64..).zip(&checkpoints) {
        let mut source = TileSource::new(size, read_tile);
        assert_eq!((checkpoint.size, root(&mut source, size).unwrap()), (size, checkpoint.root));
        assert_eq!(Edge::read(size, read_tile).unwrap().root(), checkpoint.root);
        let Some(bundle) = Tile::at(Level::Entries, 0, size) else { continue };
        let bundle_bytes = bytes(folder.join(bundle.to_string()));
        let entries = read_entries(&bundle_bytes, bundle.width()).unwrap();
        let leaves: Vec<_> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
        let written = Edge::new().append(&leaves);
        let tile = Tile::at(Level::Hashes(0), 0, size).unwrap();
        assert_eq!(written, [(tile, bytes(folder.join(tile.to_string())))]);
        (tiles, bundles) = (tiles + 1, bundles + 1);
        for (index, leaf) in (0..).zip(&leaves) {
            let path = prove_inclusion(&mut source, index, size).unwrap();
            verify_inclusion(leaf, index, size, &path, &checkpoint.root).unwrap();
            inclusions += 1;
        }
        for old in checkpoints.iter().filter(|old| old.size <= size) {
            let proof = prove_consistency(&mut source, old.size, size).unwrap();
            verify_consistency(old.size, size, &proof, &old.root, &checkpoint.root).unwrap();
            consistencies += 1;
        }
    }
    eprintln!(
        "tessera_log: 17 checkpoints, {tiles} tiles, {bundles} bundles run, 0 not run; {inclusions} inclusion and {consistencies} consistency proofs"
    );
    assert_eq!(files(&folder).len(), 17 + tiles + bundles);
    assert_eq!((tiles, bundles, inclusions, consistencies), (15, 15, 120, 135));
}

fn note_outcome(result: &Result<note::OpenedNote, NoteError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(NoteError::Unsigned) => "unverified",
        Err(NoteError::Ambiguous { .. }) => "ambiguous",
        Err(NoteError::WrongSignature { .. }) => "invalid_signature",
        Err(NoteError::Malformed { .. }) => "malformed",
        Err(NoteError::NotSigned) => "not_signed",
    }
}

#[test]
fn golang_note_cases_open_as_in_go() {
    let Some(folder) = vectors("golang_note") else { return };
    let published = json(folder.join("open_cases.json"));
    let cases = list(&published["cases"]);
    for case in cases {
        let keys: Vec<Verifier> = list(&case["vkeys"]).iter().map(|key| text(key).parse().unwrap()).collect();
        let opened = note::open(text(&case["note"]).as_bytes(), &keys);
        assert_eq!(note_outcome(&opened), text(&case["want"]), "{}: {opened:?}", case["desc"]);
        if let Ok(note) = opened {
            let counts = (note.verified.len() as u64, note.unverified.len() as u64);
            assert_eq!((Some(counts.0), Some(counts.1)), (case["verified"].as_u64(), case["unverified"].as_u64()), "{}", case["desc"]);
        }
    }
    let prefix = from_hex(text(&published["invalid_utf8_prefix_must_be_malformed_hex"]));
    let not_utf8 = [prefix.as_slice(), text(&cases[0]["note"]).as_bytes()].concat();
    assert!(matches!(Note::read(&not_utf8), Err(NoteError::Malformed { .. })));
    let keys = published["keys"].as_object().unwrap();
    for key in keys.values() {
        assert_eq!(text(key).parse::<Verifier>().unwrap().vkey().to_string(), text(key));
    }
    eprintln!("golang_note/open_cases.json: {} cases, 1 not in UTF-8, {} keys run, 0 not run", cases.len(), keys.len());
    assert_eq!((cases.len(), keys.len()), (14, 2));
}

#[test]
fn real_notes_open_and_are_written_back_as_they_were() {
    let Some(folder) = vectors("golang_note") else { return };
    let published = json(folder.join("real_notes.json"));
    for real in list(&published) {
        let (bytes, key) = (text(&real["note"]).as_bytes(), text(&real["vkey"]).parse().unwrap());
        let opened = note::open(bytes, &[key]).unwrap();
        assert_eq!((opened.verified.len(), opened.unverified.len()), (1, 0));
        assert_eq!(Note::read(bytes).unwrap().to_string().as_bytes(), bytes);
    }
    let sum = text(&published[1]["note"]).as_bytes();
    let key = [text(&published[1]["vkey"]).parse().unwrap()];
    assert_eq!(Checkpoint::open(sum, "go.sum database tree", &key).unwrap().0.size, 6_476_701);
    let other = Checkpoint::open(sum, "sum.golang.org", &key);
    assert!(matches!(other, Err(CheckpointError::OtherLog { .. })));
    eprintln!("golang_note/real_notes.json: {} run, 0 not run", list(&published).len());
    assert_eq!(list(&published).len(), 2);
}

/// The line of each must-fail proof at which reading must stop, so that none fails by accident.
const PROOF_FAULTS: [(&str, usize); 8] = [
    ("missing header", 1),
    ("bad extra", 2),
    ("missing index", 2),
    ("index not a number", 2),
    ("negative index", 2),
    ("bad hash", 3),
    ("hash length 64", 3),
    ("huge line", 3),
];

#[test]
fn must_fail_proofs_fail_where_their_fault_is() {
    let Some(folder) = vectors("formats") else { return };
    let published = json(folder.join("proof_policy_cases.json"));
    let cases = list(&published["tlog_proof_must_fail"]);
    let mut faults = Vec::new();
    for case in cases {
        let read = LogProof::read(text(&case["proof"]).as_bytes());
        let Err(ProofError::Malformed { line, .. }) = read else { panic!("{}: {read:?}", case["desc"]) };
        faults.push((text(&case["desc"]), line));
    }
    assert_eq!(faults, PROOF_FAULTS);
    eprintln!("formats, tlog-proof: {} run, 0 not run", cases.len());
}

#[test]
fn trust_policies_are_read_and_refused_as_published() {
    let Some(folder) = vectors("formats") else { return };
    let published = json(folder.join("proof_policy_cases.json"));
    let mut counts = (0, 0, 0);
    for case in list(&published["tlog_policy"]) {
        let read = Policy::read(text(&case["policy"]).as_bytes());
        match text(&case["want"]) {
            "ok" => {
                let policy = read.unwrap();
                assert_eq!((policy.witnesses().len(), policy.groups().len()), (2, 1), "{}", case["desc"]);
                assert_eq!(policy.forks_need(), 2);
                counts.0 += 1;
            }
            "err" => {
                assert!(read.is_err(), "{}", case["desc"]);
                counts.1 += 1;
            }
            table => {
                assert_eq!(table, "table");
                counts.2 += 1;
            }
        }
    }
    eprintln!("formats, tlog-policy: {} run, 0 not run; the table runs in tests/policy.rs", counts.0 + counts.1);
    assert_eq!(counts, (1, 6, 1));
}

/// The built-in policies are written in the older syntax: keys in hexadecimal.
#[test]
fn real_trust_policies_are_read_once_their_keys_are_verifier_keys() {
    let Some(folder) = vectors("sigsum_policy") else { return };
    let folder = folder.join("pkg/policy/builtin");
    let mut shapes = Vec::new();
    for file in files(&folder) {
        let old = String::from_utf8(bytes(&file)).unwrap();
        assert!(Policy::read(old.as_bytes()).is_err(), "{}: a key in hexadecimal is no verifier key", file.display());
        let theirs = sigsum::policy::Policy::parse(&old).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let new: String = old.lines().map(|line| with_vkeys(line) + "\n").collect();
        let policy = Policy::read(new.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(policy.logs().len(), theirs.logs().count());
        for witness in policy.witnesses() {
            let known = theirs.get_witness_by_keyhash(&sigsum::Hash::new(witness.key.vkey().key())).unwrap();
            assert_eq!(witness.name.to_string(), known.name);
        }
        shapes.push((policy.logs().len(), policy.witnesses().len(), policy.groups().len(), policy.forks_need()));
    }
    eprintln!("sigsum_policy: {} run, 0 not run", shapes.len());
    assert_eq!(shapes, [(2, 3, 1, 1), (2, 8, 2, 2), (1, 3, 1, 1), (1, 7, 2, 3)]);
}

fn with_vkeys(line: &str) -> String {
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let place = match words.first().map(String::as_str) {
        Some("log") => 1,
        Some("witness") => 2,
        _ => return line.to_owned(),
    };
    let key = from_hex(&words[place]);
    let verifier = if place == 1 { Verifier::ed25519("log", &key) } else { Verifier::cosigner_ed25519(&words[1], &key) };
    words[place] = verifier.unwrap().vkey().to_string();
    words.join(" ")
}

#[test]
fn add_checkpoint_requests_get_the_published_answers() {
    let Some(folder) = vectors("litewitness") else { return };
    let published = json(folder.join("add_checkpoint_cases.json"));
    let sigsum = Verifier::ed25519(text(&published["sigsum"]["origin"]), &from_hex(text(&published["sigsum"]["log_key_hex"]))).unwrap();
    let sumdb = text(&published["sumdb"]["vkey"]).parse().unwrap();
    let cosigner = Cosigner::ed25519_from_seed("example.com/witness", &[1; 32]).unwrap();
    let (mut run, mut older) = (0, 0);
    for (part, key) in [("sigsum", sigsum), ("sumdb", sumdb)] {
        let name = text(&published[part]["origin"]).to_owned();
        let mut log = KnownLog { name, keys: vec![key], seen: Seen::NOTHING };
        for case in list(&published[part]["cases"]) {
            let decided = decide(text(&case["request_body"]).as_bytes(), |name| (name == log.name).then_some(&log));
            let (status, body) = match decided {
                Ok(grant) => {
                    log.seen = grant.next;
                    (200, grant.cosign(std::slice::from_ref(&cosigner), NonZeroU64::MIN).unwrap().answer)
                }
                Err(refusal) => (refusal.status(), refusal.body()),
            };
            assert_eq!(Some(u64::from(status)), case["spec_status"].as_u64(), "{case}");
            let (asserted, want) = text(&case["assert"]).split_once(' ').map(|(_, want)| want.split_once(' ').unwrap()).unwrap();
            let want: String = serde_json::from_str(want).unwrap();
            assert!(if asserted == "==" { body == want } else { body.contains(&want) }, "{body} {case}");
            older += u32::from(case["status"] != case["spec_status"]);
            run += 1;
        }
    }
    eprintln!("litewitness: {run} requests run, 0 not run; {older} answered as the specification now says and not as that witness did");
    assert_eq!((run, older), (10, 1));
}

#[test]
fn vkeys_are_read_and_a_wrong_key_id_is_refused() {
    let Some(folder) = vectors("formats") else { return };
    let published = json(folder.join("proof_policy_cases.json"));
    let (valid, wrong) = (list(&published["vkeys_valid"]), list(&published["vkeys_wrong_key_id"]));
    let mut kinds = Vec::new();
    for key in valid {
        let vkey: Vkey = text(key).parse().unwrap();
        assert_eq!(vkey.to_string(), text(key));
        assert_eq!(Verifier::try_from(&vkey).unwrap().vkey(), vkey);
        kinds.push(vkey.kind());
    }
    for key in wrong {
        let refused = text(key).parse::<Vkey>();
        assert!(matches!(refused, Err(KeyError::WrongId { found: 0x5893_dc2c, computed: 0x3123_6897, .. })));
    }
    eprintln!("formats, vkeys: {} + {} run, 0 not run", valid.len(), wrong.len());
    assert_eq!((kinds, wrong.len()), (vec![1, 4, 6], 1));
}

#[test]
fn the_real_certificate_log_argon_proves() {
    let Some(folder) = vectors("ct_argon_live") else { return };
    let folder = folder.join("crates/tlog_tiles/tests/http_get");
    let head = json(folder.join("get-sth"));
    let (size, root) = (head["tree_size"].as_u64().unwrap(), hash(&head["sha256_root_hash"]).unwrap());
    let entry = json(folder.join("get-entries-start-10000-end-10000"));
    let entry = text(&entry["entries"][0]["leaf_input"]);
    // Leaf inputs are longer than a hash: read them with another reader than ours.
    let leaf = Hash::leaf(&base64::Engine::decode(&base64::prelude::BASE64_STANDARD, entry).unwrap());
    assert_eq!(leaf.to_string(), "nCs3mfIydh9x4CKyQ+u2xtmpxmFggA5MLymHwNQSlLg=", "the hash in the file's name");
    let inclusion = json(folder.join("get-proof-by-hash-tree-size-961984011-hash-nCs3mfIydh9x4CKyQ-2Bu2xtmpxmFggA5MLymHwNQSlLg-3D"));
    let (index, path) = (inclusion["leaf_index"].as_u64().unwrap(), hashes(&inclusion["audit_path"]).unwrap());
    assert_eq!(index, 10_000);
    verify_inclusion(&leaf, index, size, &path, &root).unwrap();
    assert!(verify_inclusion(&leaf, index + 1, size, &path, &root).is_err());
    // Root at size 3,654,490: public, in the client test of golang.org/x/mod/sumdb/tlog; it also
    // follows from the proof itself.
    let old_root = Hash::read_base64("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=").unwrap();
    let consistency = json(folder.join("get-sth-consistency-first-3654490-second-961984011"));
    let proof = hashes(&consistency["consistency"]).unwrap();
    verify_consistency(3_654_490, size, &proof, &old_root, &root).unwrap();
    assert!(verify_consistency(3_654_491, size, &proof, &old_root, &root).is_err());
    eprintln!("ct_argon_live: 1 inclusion, 1 consistency run; 1 not run (the head's ECDSA signature is no note)");
    assert_eq!((path.len(), proof.len(), files(&folder).len()), (30, 30, 4));
}

#[test]
fn sunlight_tiles_have_the_names_and_sizes_of_tiles() {
    let Some(folder) = vectors("sunlight_skylight") else { return };
    let folder = folder.join("testdata/navigli2025h2");
    let found = files(&folder);
    for file in &found {
        let path = file.strip_prefix(&folder).unwrap().to_str().unwrap();
        let tile: Tile = path.parse().unwrap();
        assert_eq!(tile.to_string(), path);
        assert_eq!(bytes(file).len(), usize::from(tile.width()) * 32, "{path}");
    }
    let full = bytes(folder.join("tile/0/003"));
    assert!(full.starts_with(&bytes(folder.join("tile/0/003.p/10"))));
    // A partial tile that is gone is read from the full one.
    let mut from_full = TileSource::new(778, |tile: Tile| fs::read(folder.join(tile.full().to_string())));
    let mut from_partial = TileSource::new(778, |tile: Tile| fs::read(folder.join(tile.to_string())));
    let path = prove_inclusion(&mut from_full, 770, 778).unwrap_err().to_string();
    assert!(path.contains("tile/1/000"), "{path}");
    for index in 768..778 {
        use ledger::tree::HashSource;
        assert_eq!(from_full.read_hash(0, index).unwrap(), from_partial.read_hash(0, index).unwrap());
    }
    eprintln!("sunlight_skylight/navigli2025h2: {} tiles run (names and sizes), 0 not run", found.len());
    assert_eq!(found.len(), 5);
}

#[test]
fn the_sunlight_mirror_tiles_have_the_root_of_its_checkpoint() {
    let Some(folder) = vectors("sunlight_skylight") else { return };
    let folder = folder.join("cmd/skylight/testdata");
    let rome = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706";
    let mirror = folder.join("witness/mirror").join(rome);
    let checkpoint = bytes(mirror.join("checkpoint"));
    let checkpoint = Checkpoint::read_text(Note::read(&checkpoint).unwrap().unverified_text()).unwrap();
    let edge = Edge::read(checkpoint.size, |tile: Tile| fs::read(mirror.join(tile.to_string()))).unwrap();
    assert_eq!((edge.size(), edge.root()), (300, checkpoint.root));
    let notes = [
        "tree/checkpoint",
        &format!("witness/{rome}/checkpoint"),
        "witness2/88ad7a28caeb0b2aa890fdf0304c2fcaf59fca2ee140134ff8c1300bac493482/checkpoint",
    ];
    for file in notes {
        assert!(Checkpoint::is_canonical(&bytes(folder.join(file))), "{file}");
    }
    for decoy in ["witness/checkpoint", "witness/mirror/checkpoint"] {
        assert!(Note::read(&bytes(folder.join(decoy))).is_err(), "{decoy}");
    }
    let cosigned = [
        ("witness/witness.v0.json", format!("witness/{rome}/checkpoint")),
        ("witness/mirror/mirror.v0.json", format!("witness/mirror/{rome}/checkpoint")),
        ("witness2/witness.v0.json", notes[2].to_owned()),
    ];
    for (about, file) in &cosigned {
        let key: Verifier = text(&json(folder.join(about))["verifier_keys"][0]).parse().unwrap();
        let opened = note::open(&bytes(folder.join(file)), std::slice::from_ref(&key)).unwrap();
        assert_eq!((opened.verified.len(), key.vkey().kind()), (1, 4), "{file}");
        assert_eq!(key.cosigned_unix_s(&opened.verified[0].bytes), Some(1_767_139_200), "{file}");
    }
    eprintln!("sunlight_skylight/cmd: 4 checkpoints, 3 mirror tiles, 2 decoys, 3 vkeys, {} Ed25519 cosignatures run", cosigned.len());
    eprintln!("  not run: 2 RFC 6962 signatures (type 0x05), placeholder tiles in tree/ and 2 gzip placeholder bundles");
}

#[test]
fn wycheproof_ed25519_agrees_with_strict_verification() {
    let Some(folder) = vectors("wycheproof") else { return };
    let published = json(folder.join("ed25519_test.json"));
    let mut run = 0;
    for group in list(&published["testGroups"]) {
        let key = Verifier::ed25519("wycheproof", &from_hex(text(&group["publicKey"]["pk"]))).unwrap();
        for case in list(&group["tests"]) {
            let signed = key.has_signed(&from_hex(text(&case["msg"])), &from_hex(text(&case["sig"])));
            assert_eq!(signed, text(&case["result"]) == "valid", "case {}", case["tcId"]);
            run += 1;
        }
    }
    eprintln!("wycheproof Ed25519: {run} run, 0 not run");
    assert_eq!(run, 151);
    assert_eq!(published["numberOfTests"].as_u64(), Some(run));
}

/// Our verifier signs and checks under an empty context only and always puts a time before the
/// signature: so the library underneath it is run here, with exactly the calls that we make.
#[test]
fn wycheproof_ml_dsa_44_agrees_with_the_library_that_we_verify_with() {
    use ml_dsa::{MlDsa44, Signature, VerifyingKey};
    let Some(folder) = vectors("wycheproof") else { return };
    let file = files(&folder).into_iter().find(|path| path.to_string_lossy().contains("mldsa_44_verify")).unwrap();
    let published = json(file);
    let (mut run, mut valid) = (0, 0);
    for group in list(&published["testGroups"]) {
        let public = from_hex(text(&group["publicKey"]));
        let ours = Verifier::cosigner_ml_dsa_44("wycheproof", &public);
        for case in list(&group["tests"]) {
            let want = text(&case["result"]) == "valid";
            let context = case["ctx"].as_str().map(from_hex).unwrap_or_default();
            let signature = Signature::<MlDsa44>::try_from(from_hex(text(&case["sig"])).as_slice());
            let verified = public.as_slice().try_into().ok().zip(signature.ok()).is_some_and(|(public, signature)| {
                VerifyingKey::<MlDsa44>::decode(&public).verify_with_context(&from_hex(text(&case["msg"])), &context, &signature)
            });
            assert_eq!(verified, want, "case {}", case["tcId"]);
            assert!(ours.is_ok() || !want, "case {}: a key that we refuse verifies nothing", case["tcId"]);
            (run, valid) = (run + 1, valid + u64::from(want));
        }
    }
    eprintln!("wycheproof ML-DSA-44: {run} run ({valid} valid), 0 not run");
    assert_eq!((Some(run), run), (published["numberOfTests"].as_u64(), 180));
}

#[test]
fn the_folders_of_other_crates_are_named() {
    let Some(folder) = vectors(".") else { return };
    let others = [("dsse", "signed submissions and receipts: the crate `record`"), ("jcs_rfc8785", "JSON profile: the crate `model`")];
    let ours = [
        "rfc6962_merkle",
        "tessera_log",
        "golang_note",
        "formats",
        "ct_argon_live",
        "sunlight_skylight",
        "wycheproof",
        "litewitness",
        "sigsum_policy",
        "c2sp_specs",
    ];
    for (name, reason) in others {
        eprintln!("{name}: {} files not run ({reason})", files(&folder.join(name)).len());
    }
    let mut named: Vec<_> = others.iter().map(|(name, _)| *name).chain(ours).collect();
    named.sort_unstable();
    let mut found: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()).collect();
    found.retain(|entry| entry.path().is_dir());
    let mut found: Vec<_> = found.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, named, "a folder of vectors that no test knows");
}
