//! The parsers of the offline auditor: names, manifests, archives, time-stamp tokens, whole bundles.

use crate::Target;
use ledger::checkpoint::Checkpoint;
use ledger::note::Signer;
use ledger::proof::LogProof;
use ledger::tree::Hash;
use record::seal::{Opening, RecordProof};
use std::io::Cursor;
use std::sync::LazyLock;
use verify::archive::{TarFiles, ZipFiles};
use verify::bag::{MANIFEST, read_manifest};
use verify::check::check;
use verify::files::{Files, Listing};
use verify::path::check_path;
use verify::times::{check_token, request};
use verify::trust::Trust;
use verify::verdict::Verdict;
use verify::write::{Bundle, BundleFiles, write_tar, write_zip};

/// All targets of the crate.
pub const TARGETS: &[Target] = &[
    Target { name: "bundle path", seeds: paths, run: run_path },
    Target { name: "bag manifest", seeds: manifests, run: run_manifest },
    Target { name: "bundle tar", seeds: tars, run: run_tar },
    Target { name: "bundle zip", seeds: zips, run: run_zip },
    Target { name: "time stamp response", seeds: tokens, run: run_token },
    Target { name: "PEM roots", seeds: roots, run: run_roots },
];

const LOG: &str = "tregua.invalid/fuzz";

/// A bundle of one entry, with the policy that trusts its log. Made once.
static WORLD: LazyLock<Option<(BundleFiles, Trust)>> = LazyLock::new(world);

fn world() -> Option<(BundleFiles, Trust)> {
    let signer = Signer::from_seed(LOG, &[5; 32]).ok()?;
    let entry = br#"{"declared":{"act":{"adopt_mission":{"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}},"at":"2026-11-29T08:00:00.000Z","by":"nobody","v":1}}"#;
    let note = Checkpoint::new(LOG, 1, Hash::leaf(entry)).sign(&[&signer]).ok()?;
    let mut bundle = Bundle::new(note.to_string().as_bytes());
    bundle.add_record(&RecordProof { record: Opening::clear(entry.to_vec()), log: LogProof::new(0, Vec::new(), &note) });
    let policy = format!("log {}\nquorum none\n", signer.verifier().vkey());
    Some((bundle.finish(&[]), Trust::read(policy.as_bytes(), &[]).ok()?))
}

fn paths() -> Vec<Vec<u8>> {
    vec![b"data/items/OBS-7K3QZ2.item-proof".to_vec(), b"../x".to_vec(), b"/etc/passwd".to_vec()]
}

fn run_path(bytes: &[u8]) {
    let path = String::from_utf8_lossy(bytes);
    if check_path(&path).is_ok() {
        assert!(!path.starts_with('/') && path.split('/').all(|part| !part.is_empty() && part != ".."), "{path:?} passed");
        assert!(Listing::default().add(&path, 1).is_ok());
    }
}

fn manifests() -> Vec<Vec<u8>> {
    WORLD.iter().filter_map(|(files, _)| files.get(MANIFEST).cloned()).collect()
}

fn run_manifest(bytes: &[u8]) {
    if let Ok(lines) = read_manifest(MANIFEST, bytes) {
        let again: String = lines.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
        assert_eq!(read_manifest(MANIFEST, again.as_bytes()).ok(), Some(lines));
    }
}

fn tars() -> Vec<Vec<u8>> {
    WORLD.iter().filter_map(|(files, _)| write_tar(files, "x").ok()).collect()
}

fn zips() -> Vec<Vec<u8>> {
    WORLD.iter().filter_map(|(files, _)| write_zip(files, "x").ok()).collect()
}

/// Nobody else has signed: whatever the bytes are, no more than the one entry is ever proven.
fn run_files(files: &mut dyn Files) {
    let Some((_, trust)) = &*WORLD else { return };
    let found = check(files, trust);
    assert_ne!(found.verdict, Verdict::Proven, "without witnesses and authorities nothing has a time");
    assert!(found.items.iter().filter(|item| item.verdict != Verdict::Failed).count() <= 1, "{found}");
}

fn run_tar(bytes: &[u8]) {
    run_files(&mut TarFiles::new(Cursor::new(bytes)));
}

fn run_zip(bytes: &[u8]) {
    if let Ok(mut files) = ZipFiles::new(Cursor::new(bytes)) {
        run_files(&mut files);
    }
}

/// A refusal, and a request, which is no response: tokens cannot be made without an authority's key.
fn tokens() -> Vec<Vec<u8>> {
    let token = include_bytes!("../../seeds/first.tsr");
    vec![vec![0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02], request(&model::Digest::of(b"x"), [1; 8]), token.to_vec()]
}

fn run_token(bytes: &[u8]) {
    assert!(check_token(bytes, b"x", &[]).is_err(), "nobody is trusted, and nothing was stamped");
}

fn roots() -> Vec<Vec<u8>> {
    vec![b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec()]
}

fn run_roots(bytes: &[u8]) {
    if let Ok(roots) = verify::times::read_roots(bytes) {
        assert!(!roots.is_empty());
    }
}
