//! `tregua log stamp`: the log's checkpoint stamped by time-stamp authorities (RFC 3161), kept beside the log.

use super::Bench;
use crate::fault::Fault;
use crate::screen::{remark, say};
use engine::{Log, StoreFault};
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use model::Digest;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use store::disk::write_durably;
use ureq::Agent;
use verify::times::{NONCE_BYTES, check_token, request};

/// Folder of the time stamps below the log's.
pub const FOLDER: &str = "timestamps";
/// Longest wait for an authority.
const ANSWER_MAX: Duration = Duration::from_secs(20);
/// Longest answer that is read, bytes: a token with a long chain has some 10 KiB.
const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// A checkpoint with what authorities answered about it.
pub struct Stamped {
    /// The checkpoint, byte for byte as it was stamped.
    pub checkpoint: Vec<u8>,
    /// Responses, by the authority's name as a file name has it.
    pub responses: BTreeMap<String, Vec<u8>>,
}

/// Asks every authority and keeps each request with its response.
pub fn run(bench: &Bench, urls: &[String]) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    let log = bench.folder.read_log()?;
    let (size, checkpoint) = checkpoint(&log)?;
    let folder = log.folder().join(FOLDER);
    let kept = folder.join(format!("{size}.checkpoint"));
    // What was stamped once is stamped again, so that one file goes with all its stamps.
    let checkpoint = if kept.is_file() { store::disk::read(&kept)? } else { checkpoint };
    write_durably(&kept, &checkpoint)?;
    let mut refused = 0;
    for url in urls {
        let name = file_name(url);
        match ask(url, &checkpoint) {
            Ok((query, response)) => {
                write_durably(&folder.join(format!("{size}-{name}.tsq")), &query)?;
                write_durably(&folder.join(format!("{size}-{name}.tsr")), &response)?;
                say(&format!("{url}: stamped the checkpoint of {size} entries, kept as data/log/{FOLDER}/{size}-{name}.tsr"));
            }
            Err(why) => {
                refused += 1;
                remark(&format!("tregua: {url}: {why}"));
            }
        }
    }
    if urls.len() < 2 {
        remark("one authority is one word: name a second one, in another jurisdiction");
    }
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The cosigned checkpoint where there is one of the present size, else the log's own.
fn checkpoint(log: &store::FileLog) -> Result<(u64, Vec<u8>), Fault> {
    let cosigned = fs::read(log.folder().join("checkpoint.cosigned")).ok();
    let size_of = |bytes: &[u8]| Some(Checkpoint::read_text(Note::read(bytes).ok()?.unverified_text()).ok()?.size);
    let cosigned = cosigned.and_then(|bytes| Some((size_of(&bytes)?, bytes)));
    Ok(cosigned.filter(|(size, _)| *size == log.size()).unwrap_or_else(|| (log.size(), log.checkpoint().into_bytes())))
}

/// Sends the request by HTTP POST (RFC 3161, section 3.4). The token is signed, so that TLS adds
/// nothing but secrecy, and a checkpoint is public. What comes back is kept only if everything but
/// the authority's standing holds: whom to trust is the reader's to say.
fn ask(url: &str, checkpoint: &[u8]) -> Result<(Vec<u8>, Vec<u8>), String> {
    if !url.starts_with("http://") {
        return Err("an address that begins with http:// is expected (the token is signed; most authorities answer there)".into());
    }
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|cause| format!("this machine gives no random numbers: {cause}"))?;
    let query = request(&Digest::of(checkpoint), nonce);
    let config =
        Agent::config_builder().timeout_global(Some(ANSWER_MAX)).max_redirects(0).http_status_as_error(false).user_agent("tregua").build();
    let asked = config.new_agent().post(url).content_type("application/timestamp-query").send(query.as_slice());
    let mut answer = asked.map_err(|cause| cause.to_string())?;
    if !answer.status().is_success() {
        return Err(format!("the authority answers {}", answer.status()));
    }
    let response = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(|cause| cause.to_string())?;
    match check_token(&response, checkpoint, &[]) {
        Ok(_) => Ok((query, response)),
        Err(fault) if fault.is_of_a_stranger() => Ok((query, response)),
        Err(fault) => Err(format!("the answer is not kept: {fault}")),
    }
}

/// The host of an address in the characters of a bundle's file names.
fn file_name(url: &str) -> String {
    let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or_default();
    host.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '_' }).take(80).collect()
}

/// All stamped checkpoints of a log, smallest first.
pub fn stamped(log: &Path) -> Result<Vec<Stamped>, StoreFault> {
    let mut sizes: BTreeMap<u64, Stamped> = BTreeMap::new();
    let files = store::disk::files_below(&log.join(FOLDER))?;
    let names = files.iter().filter_map(|path| Some((path, path.file_name()?.to_str()?)));
    for (path, size) in names.clone().filter_map(|(path, name)| Some((path, name.strip_suffix(".checkpoint")?.parse::<u64>().ok()?))) {
        sizes.insert(size, Stamped { checkpoint: store::disk::read(path)?, responses: BTreeMap::new() });
    }
    for (path, (size, name)) in names.filter_map(|(path, name)| Some((path, name.strip_suffix(".tsr")?.split_once('-')?))) {
        if let Some(stamped) = size.parse().ok().and_then(|size: u64| sizes.get_mut(&size)) {
            stamped.responses.insert(name.to_owned(), store::disk::read(path)?);
        }
    }
    Ok(sizes.into_values().collect())
}
