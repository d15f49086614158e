//! `tregua receipt check`: included, still within the promise, or suppressed with the proof.

use super::Bench;
use crate::cli::ReceiptVerb;
use crate::fault::Fault;
use crate::screen::say;
use crate::web_source::source_of;
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use ledger::policy::Policy;
use ledger::tile::{Level, TILE_WIDTH, Tile};
use ledger::tree::Hash;
use model::Instant;
use record::dsse::Envelope;
use record::key::PublicKey;
use record::receipt::{Receipt, Verdict, policy_seen_at};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::copy::Source;

/// Longest checkpoint or tile that is read, bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Runs a verb.
pub fn run(bench: &Bench, verb: &ReceiptVerb) -> Result<ExitCode, Fault> {
    let ReceiptVerb::Check { receipt: path, node_key, log, vkey, policy } = verb;
    let envelope = read_envelope(path)?;
    let receipt = Receipt::open(&envelope, &key_of(bench, path, node_key.as_deref(), log.is_none())?);
    let receipt = receipt.map_err(|fault| Fault::Input(format!("{}: {fault}", path.display())))?;
    let from = log.clone().unwrap_or_else(|| bench.folder.root().display().to_string());
    let source = source_of(&from)?;
    let seen = Seen::read(bench, source.as_ref(), &receipt, vkey.as_deref(), policy.as_deref())?;
    let leaves = read_leaves(source.as_ref(), seen.checkpoint.size)?;
    let verdict = receipt.hold_against(&seen.checkpoint, &leaves, seen.at);
    let verdict = verdict.map_err(|fault| Fault::Input(format!("{from}: {fault}")))?;
    show(bench, &receipt, &verdict, policy.is_some());
    let Verdict::Suppressed { .. } = verdict else { return Ok(ExitCode::SUCCESS) };
    let kept = keep_proof(path, &envelope, &seen, &leaves)?;
    say(&format!("  the proof is in {}: it needs nothing else, and `tregua receipt check` with --log {0} finds it again", kept.display()));
    Ok(ExitCode::from(1))
}

fn show(bench: &Bench, receipt: &Receipt, verdict: &Verdict, has_policy: bool) {
    if bench.json {
        let value = match verdict {
            Verdict::Included { index } => serde_json::json!({"verdict": "included", "entry": index, "log": receipt.log}),
            Verdict::Waiting { due } => serde_json::json!({"verdict": "waiting", "due": due.to_string(), "log": receipt.log}),
            Verdict::Suppressed { due, seen_at, size, root } => {
                serde_json::json!({"verdict": "suppressed", "due": due.to_string(), "seen_at": seen_at.to_string(), "size": size, "root": root.to_string(), "log": receipt.log})
            }
        };
        say(&value.to_string());
        return;
    }
    let what = format!("number {} of stream `{}`", receipt.seq, receipt.stream);
    match verdict {
        Verdict::Included { index } => say(&format!("included: {what} is entry {index} of the log {}", receipt.log)),
        Verdict::Waiting { due } if bench.now <= *due => {
            say(&format!("within the promise: {what} is not in the log yet; it must be by {due}"))
        }
        Verdict::Waiting { due } => {
            let why =
                if has_policy { "no quorum of witnesses has seen the log since" } else { "without --policy nobody can be held to it" };
            say(&format!("overdue: {what} should have been in the log by {due} and is not; {why}"));
        }
        Verdict::Suppressed { due, seen_at, size, root } => {
            say(&format!("SUPPRESSED: {what} was promised by {due}"));
            say(&format!(
                "  at {seen_at} a quorum of witnesses saw the log {} with {size} entries, root {root}: it is not among them",
                receipt.log
            ));
        }
    }
}

/// A checkpoint that the log signed, and when a quorum saw it.
struct Seen {
    note: Vec<u8>,
    checkpoint: Checkpoint,
    at: Option<Instant>,
}

impl Seen {
    fn read(bench: &Bench, source: &dyn Source, receipt: &Receipt, vkey: Option<&str>, policy: Option<&Path>) -> Result<Self, Fault> {
        let refused = |cause: &dyn std::fmt::Display| Fault::Input(format!("{}: {cause}", source.name()));
        if let Some(path) = policy {
            let bytes = fs::read(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
            let policy = Policy::read(&bytes).map_err(|fault| Fault::Input(format!("{}: {fault}", path.display())))?;
            let note = match file(source, "log/checkpoint.cosigned")? {
                Some(note) => note,
                None => needed(source, "log/checkpoint")?,
            };
            let judgement = policy.judge(&note).map_err(|fault| refused(&fault))?;
            let at = policy_seen_at(&policy, &judgement);
            return Ok(Self { note, checkpoint: judgement.checkpoint, at });
        }
        let note = needed(source, "log/checkpoint")?;
        let key = verifier(bench, vkey)?;
        let (checkpoint, _) = Checkpoint::open(&note, &receipt.log, &[key]).map_err(|fault| refused(&fault))?;
        Ok(Self { note, checkpoint, at: None })
    }
}

fn verifier(bench: &Bench, vkey: Option<&str>) -> Result<Verifier, Fault> {
    let Some(given) = vkey else {
        return bench.folder.verifier().map_err(|_| {
            Fault::Call("--vkey: the log's verifier key, or --policy, is needed: without it a checkpoint proves nothing".into())
        });
    };
    let text = fs::read_to_string(given).unwrap_or_else(|_| given.to_owned());
    text.trim().parse().map_err(|fault| Fault::Call(format!("--vkey: {fault}")))
}

fn read_envelope(path: &Path) -> Result<Envelope, Fault> {
    let refused = |cause: String| Fault::Input(format!("{}: {cause}", path.display()));
    let bytes = fs::read(path).map_err(|cause| refused(cause.to_string()))?;
    Envelope::read(&bytes).map_err(|fault| refused(fault.to_string()))
}

/// The node's key: as given, as kept beside the receipt, or as the mission's own register has it.
fn key_of(bench: &Bench, path: &Path, given: Option<&str>, is_own_log: bool) -> Result<PublicKey, Fault> {
    let kept = path.with_file_name("node.key");
    let text = match given {
        Some(text) => Some(text.to_owned()),
        None => fs::read_to_string(kept).ok(),
    };
    if let Some(text) = text {
        return PublicKey::read(text.trim()).map_err(|fault| Fault::Call(format!("--node-key: {fault}")));
    }
    if is_own_log {
        let view = bench.view(None)?;
        let register = view.register()?;
        let mut nodes = register.holdings().filter(|(_, holding)| holding.key.kind == model::KeyKind::Node);
        if let (Some((_, holding)), None) = (nodes.next(), nodes.next())
            && let Some(key) = holding.public()
        {
            return Ok(key.clone());
        }
    }
    Err(Fault::Call("--node-key: the public key of the node that signed the receipt is needed".into()))
}

fn file(source: &dyn Source, path: &str) -> Result<Option<Vec<u8>>, Fault> {
    Ok(store::copy::small(source, path, FILE_BYTES_MAX)?)
}

fn needed(source: &dyn Source, path: &str) -> Result<Vec<u8>, Fault> {
    file(source, path)?.ok_or_else(|| Fault::Input(format!("{}: {path} is not there", source.name())))
}

/// All leaf hashes, from the level-0 tiles; whether they are the checkpoint's is checked afterwards.
fn read_leaves(source: &dyn Source, size: u64) -> Result<Vec<Hash>, Fault> {
    let mut leaves = Vec::new();
    for index in 0..size.div_ceil(u64::from(TILE_WIDTH)) {
        let Some(tile) = Tile::at(Level::Hashes(0), index, size) else { break };
        let bytes = needed(source, &format!("log/{tile}"))?;
        leaves.extend(bytes.chunks(32).filter_map(Hash::read));
    }
    Ok(leaves)
}

/// Receipt, cosigned checkpoint and level-0 tiles in a folder that can be checked by itself.
fn keep_proof(receipt: &Path, envelope: &Envelope, seen: &Seen, leaves: &[Hash]) -> Result<PathBuf, Fault> {
    let folder = receipt.with_extension("suppressed");
    let keep = |name: &str, bytes: &[u8]| Ok::<_, Fault>(store::disk::write_durably(&folder.join(name), bytes)?);
    keep("receipt.json", envelope.show().as_bytes())?;
    for name in ["log/checkpoint", "log/checkpoint.cosigned"] {
        keep(name, &seen.note)?;
    }
    for (index, hashes) in (0..).zip(leaves.chunks(usize::from(TILE_WIDTH))) {
        if let Some(tile) = Tile::at(Level::Hashes(0), index, seen.checkpoint.size) {
            keep(&format!("log/{tile}"), &hashes.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>())?;
        }
    }
    Ok(folder)
}
