//! `tregua submit`: a file handed in to a node, signed, at the next place of its stream; the receipt is kept.
//!
//! What was signed is kept before it is sent, and sent again byte for byte until a receipt comes:
//! signing the same number twice would look like two devices.

use super::Bench;
use crate::cli::Submit;
use crate::fault::Fault;
use crate::hand::read_secret;
use crate::screen::{remark, say};
use model::{Digest, SourceId};
use record::dsse::{ENVELOPE_BYTES_MAX, Envelope};
use record::key::PublicKey;
use record::receipt::Receipt;
use record::stream::NONE_BEFORE;
use record::submission::{Parcel, Payload};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::keyring::KeyFile;

/// Largest file that is handed in this way, bytes: larger ones go by `tregua add` on the node.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Longest wait for a receipt.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// The next place of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Next {
    epoch: u64,
    prev: Digest,
    seq: u64,
}

/// Hands a file in.
pub fn run(bench: &Bench, call: &Submit) -> Result<ExitCode, Fault> {
    let key = read_secret(&call.key)?;
    let node = node_key(call)?;
    fs::create_dir_all(&call.receipts).map_err(|cause| refused(&call.receipts, &cause))?;
    let waiting = path_of(call, &key, "parcel");
    if waiting.is_file() {
        remark("what was signed before has no receipt yet: it is sent again first");
        let parcel = Parcel::read(&read(&waiting)?).map_err(engine::EngineFault::from)?;
        let name = send(bench, call, &key, &node, &parcel)?;
        if name.sha256 == Digest::of(&read_file(&call.file)?) {
            return Ok(ExitCode::SUCCESS);
        }
    }
    let parcel = sign(bench, call, &key)?;
    write(&waiting, parcel.show().as_bytes())?;
    send(bench, call, &key, &node, &parcel)?;
    Ok(ExitCode::SUCCESS)
}

fn sign(bench: &Bench, call: &Submit, key: &KeyFile) -> Result<Parcel, Fault> {
    let bytes = read_file(&call.file)?;
    let next = next_of(call, key)?;
    let claimed_at = match &call.claimed_at {
        Some(time) => time.parse().map_err(|fault| Fault::Call(format!("--claimed-at: {fault}")))?,
        None => bench.now,
    };
    let payload = Payload {
        bytes_n: bytes.len() as u64,
        claimed_at,
        epoch: next.epoch,
        media_type: None,
        name: call.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        prev: next.prev,
        read_as: call.read_as.clone(),
        seq: next.seq,
        sha256: Digest::of(&bytes),
        source: call.source.clone().map(SourceId),
        stream: call.stream.clone(),
        v: 1,
    };
    let envelope = payload.sign(&key.secret).map_err(engine::EngineFault::from)?;
    Ok(Parcel { envelope, bytes })
}

/// Sends a parcel, checks and keeps its receipt, and moves the stream on.
fn send(bench: &Bench, call: &Submit, key: &KeyFile, node: &PublicKey, parcel: &Parcel) -> Result<Payload, Fault> {
    let payload: Payload = serde_json::from_slice(parcel.envelope.unverified_payload())
        .map_err(|cause| Fault::Input(format!("{}: what was signed before cannot be read: {cause}", call.receipts.display())))?;
    let answer = post(&call.to, parcel)?;
    let not_promised = |why: String| {
        Fault::Input(format!("{}: the node promised nothing: {why}. What was signed is kept and will be sent again", call.to))
    };
    let envelope = Envelope::read(&answer).map_err(|fault| not_promised(fault.to_string()))?;
    let receipt = Receipt::open(&envelope, node).map_err(|fault| not_promised(fault.to_string()))?;
    let digest = payload.digest().map_err(engine::EngineFault::from)?;
    receipt.check_fresh(&digest, bench.now).map_err(|fault| not_promised(fault.to_string()))?;
    let kept = path_of(call, key, &format!("{}-{}.receipt.json", payload.epoch, payload.seq));
    write(&kept, envelope.show().as_bytes())?;
    write(&call.receipts.join("node.key"), format!("{}\n", node.text()).as_bytes())?;
    let next = Next { epoch: payload.epoch, prev: digest, seq: payload.seq + 1 };
    write(&path_of(call, key, "next"), serde_json::to_string(&next).unwrap_or_default().as_bytes())?;
    let waiting = path_of(call, key, "parcel");
    fs::remove_file(&waiting).map_err(|cause| refused(&waiting, &cause))?;
    say(&format!(
        "{}: number {} of stream `{}`, in the log {} by {}",
        payload.name,
        payload.seq,
        payload.stream,
        receipt.log,
        receipt.due()
    ));
    say(&format!("  receipt: {}; `tregua receipt check` says whether the promise was kept", kept.display()));
    Ok(payload)
}

fn post(to: &str, parcel: &Parcel) -> Result<Vec<u8>, Fault> {
    let unreached = |cause: String| Fault::Input(format!("{to}: {cause}. What was signed is kept and will be sent again"));
    let config =
        ureq::Agent::config_builder().timeout_global(Some(ANSWER_MAX)).max_redirects(0).http_status_as_error(false).user_agent("tregua");
    let agent = config.build().new_agent();
    let address = format!("{}/submissions", to.trim_end_matches('/'));
    let sent = agent.post(&address).header("content-type", "application/json").send(parcel.show().as_bytes());
    let mut answer = sent.map_err(|cause| unreached(cause.to_string()))?;
    let status = answer.status();
    let body = answer.body_mut().with_config().limit(ENVELOPE_BYTES_MAX as u64).read_to_vec();
    let body = body.map_err(|cause| unreached(cause.to_string()))?;
    if status.is_success() {
        return Ok(body);
    }
    let words: String = String::from_utf8_lossy(&body).chars().take(500).collect();
    Err(unreached(format!("the node answers {status}: {}", words.escape_debug())))
}

fn next_of(call: &Submit, key: &KeyFile) -> Result<Next, Fault> {
    let path = path_of(call, key, "next");
    if !path.is_file() {
        return Ok(Next { epoch: 1, prev: NONE_BEFORE, seq: 1 });
    }
    serde_json::from_slice(&read(&path)?).map_err(|cause| {
        let hint = "if it is lost, raise the epoch there and begin with seq 1";
        Fault::Input(format!("{}: it does not say where the stream stands: {cause}; {hint}", path.display()))
    })
}

fn node_key(call: &Submit) -> Result<PublicKey, Fault> {
    let kept = call.receipts.join("node.key");
    let text = match (&call.node_key, fs::read_to_string(&kept)) {
        (Some(text), _) => text.clone(),
        (None, Ok(text)) => text,
        (None, Err(_)) => return Err(Fault::Call("--node-key: the node's public key is needed once (`tregua key list` on the node shows it): without it a receipt proves nothing".into())),
    };
    PublicKey::read(text.trim()).map_err(|fault| Fault::Call(format!("--node-key: {fault}")))
}

/// `RECEIPTS/KEY-XS1F…-main.next`: one set of files for each key and stream.
fn path_of(call: &Submit, key: &KeyFile, ending: &str) -> PathBuf {
    let plain: String = call.stream.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    call.receipts.join(format!("{}-{plain}.{ending}", key.secret.id()))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Fault> {
    if fs::metadata(path).is_ok_and(|file| file.len() > FILE_BYTES_MAX) {
        return Err(Fault::Input(format!("{}: larger than 32 MiB: split it, or `tregua add` it on the node", path.display())));
    }
    read(path)
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|cause| refused(path, &cause))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    Ok(store::disk::write_durably(path, bytes)?)
}

fn refused(path: &Path, cause: &dyn std::fmt::Display) -> Fault {
    Fault::Input(format!("{}: {cause}", path.display()))
}
