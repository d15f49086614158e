//! What a witness remembers, and its one file: a digest over the rest, so that a torn file is seen.

use ledger::note::{Note, Verifier};
use ledger::tree::Hash;
use ledger::witness::{KnownLog, Seen};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Most logs of one witness. Source: assumed; their state stays below a megabyte.
pub const LOGS_MAX: usize = 256;

const FORM: &str = "tregua-witness-state v1 ";

/// The logs that a witness knows, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// What is known of each.
    pub logs: BTreeMap<String, LogState>,
}

/// One log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// Its name, keys, and the largest tree cosigned or begun with.
    pub log: KnownLog,
    /// The checkpoint of that tree, a note: cosigned by us, or the one that the witness began with.
    pub checkpoint: Option<String>,
    /// Whether we have cosigned that checkpoint.
    pub is_cosigned: bool,
    /// Trees refused that contradict what was cosigned.
    pub refused: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLog {
    checkpoint: Option<String>,
    is_cosigned: bool,
    refused: u64,
    root: String,
    size: u64,
    vkeys: Vec<String>,
}

impl State {
    /// Shows the whole file.
    pub fn show(&self) -> String {
        let written = |state: &LogState| WrittenLog {
            checkpoint: state.checkpoint.clone(),
            is_cosigned: state.is_cosigned,
            refused: state.refused,
            root: state.log.seen.root.to_string(),
            size: state.log.seen.size,
            vkeys: state.log.keys.iter().map(|key| key.vkey().to_string()).collect(),
        };
        let logs: BTreeMap<&String, WrittenLog> = self.logs.iter().map(|(name, state)| (name, written(state))).collect();
        let body = serde_json::to_string_pretty(&logs).unwrap_or_default() + "\n";
        format!("{FORM}{}\n{body}", digest(&body))
    }

    /// Reads the whole file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let (head, body) = text.split_once('\n').ok_or("a first line with the digest of the rest is expected")?;
        if head.strip_prefix(FORM) != Some(digest(body).as_str()) {
            return Err("it is torn or altered: its bytes do not have the digest in its first line");
        }
        let written: BTreeMap<String, WrittenLog> = serde_json::from_str(body).map_err(|_| "the state of a witness is expected")?;
        let logs = written.into_iter().map(|(name, log)| Some((name.clone(), read_log(name, log)?)));
        logs.collect::<Option<_>>().map(|logs| Self { logs }).ok_or("a key, root or checkpoint in it is none")
    }
}

fn read_log(name: String, written: WrittenLog) -> Option<LogState> {
    let keys: Vec<Verifier> = written.vkeys.iter().map(|vkey| vkey.parse().ok()).collect::<Option<_>>()?;
    let seen = Seen { size: written.size, root: Hash::read_base64(&written.root)? };
    if let Some(checkpoint) = &written.checkpoint {
        Note::read(checkpoint.as_bytes()).ok()?;
    }
    let WrittenLog { checkpoint, is_cosigned, refused, .. } = written;
    Some(LogState { log: KnownLog { name, keys, seen }, checkpoint, is_cosigned, refused })
}

fn digest(body: &str) -> String {
    Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
