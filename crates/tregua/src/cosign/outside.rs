//! Before the log is written: what do its witnesses and mirrors say of it?

use super::ask::{Asking, Shown, Told};
use super::gather::{keep_fork, read_fork, read_if_there};
use super::{WITNESS_MAX, witnesses_of};
use crate::fault::Fault;
use crate::web_source::source_of;
use ledger::policy::Policy;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;
use store::start::Outside;
use store::{FileLog, Folder};

/// The mission's own policy, as people write it: its log, its witnesses with their addresses, its quorum.
const POLICY_FILE: &str = "witnesses.policy";

/// Where the mission's mirrors are, a folder or an http address a line.
const MIRRORS_FILE: &str = "mirrors";

/// The mission's policy; `None` where none is written.
///
/// # Errors
/// If it is no policy, or names another log.
pub fn policy_of(folder: &Folder) -> Result<Option<Policy>, Fault> {
    let Some(bytes) = read_if_there(&folder.root().join(POLICY_FILE))? else { return Ok(None) };
    let policy = Policy::read(&bytes).map_err(|fault| Fault::Input(format!("{POLICY_FILE}: {fault}")))?;
    let key = folder.verifier()?;
    if !policy.logs().iter().any(|log| log.key == key) {
        return Err(Fault::Input(format!("{POLICY_FILE}: the line `log {}` is expected, the key of this mission's log", key.vkey())));
    }
    Ok(Some(policy))
}

/// Asks every witness and mirror of the mission for its newest checkpoint of this log, side by
/// side, at most [`WITNESS_MAX`] long. Evidence of a fork is kept.
///
/// # Errors
/// If the policy or the list of mirrors cannot be read.
pub fn outside(folder: &Folder) -> Result<impl FnOnce(&FileLog) -> Outside, Fault> {
    let policy = policy_of(folder)?;
    let mirrors = read_if_there(&folder.root().join(MIRRORS_FILE))?.map(String::from_utf8).transpose();
    let mirrors = mirrors.map_err(|_| Fault::Input(format!("{MIRRORS_FILE}: a folder or an http address a line is expected")))?;
    let mirrors: Vec<String> =
        mirrors.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let folder = folder.clone();
    Ok(move |_: &FileLog| {
        let asked = ask(&folder, policy.as_ref(), &mirrors);
        asked.unwrap_or_else(|fault| Outside::Contradicts(format!("the log's own files cannot be compared with its witnesses' ({fault})")))
    })
}

fn ask(folder: &Folder, policy: Option<&Policy>, mirrors: &[String]) -> Result<Outside, Fault> {
    let key = folder.verifier()?;
    let log_folder = folder.root().join("data").join("log");
    if let Some(fork) = read_fork(&log_folder, &key)? {
        return Ok(Outside::Contradicts(fork.to_string()));
    }
    let (answers, heard) = channel();
    let asked = ask_witnesses(folder, policy, &answers)? + ask_mirrors(folder, mirrors, &answers)?;
    drop(answers);
    let until = Instant::now() + WITNESS_MAX;
    let mut outside = if asked == 0 { Outside::Nobody } else { Outside::Silent };
    while let Ok((who, told, size)) = heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
        if let Told::Contradicts(fork) = &told {
            keep_fork(&log_folder, fork)?;
        }
        match told {
            Told::Contradicts(_) | Told::Ahead(_) => return Ok(Outside::Contradicts(format!("{who} {}", told.show(size)))),
            Told::Confirms(_) => outside = Outside::Agrees,
            Told::Cosigned(_) | Told::NotConfigured | Told::Nothing | Told::Useless(_) | Told::Silent(_) => {}
        }
    }
    Ok(outside)
}

/// Who, what, and at which size of ours.
type Word = (String, Told, u64);

fn ask_witnesses(folder: &Folder, policy: Option<&Policy>, answers: &Sender<Word>) -> Result<usize, Fault> {
    let witnesses = policy.map(witnesses_of).unwrap_or_default();
    let asked = witnesses.len();
    for witness in witnesses {
        let shown = Shown::new(folder.read_log()?, folder.verifier()?)?;
        let answers = answers.clone();
        std::thread::spawn(move || {
            let told = Asking::new(&witness).look(&shown);
            drop(answers.send((format!("witness {}", witness.names), told, shown.size())));
        });
    }
    Ok(asked)
}

fn ask_mirrors(folder: &Folder, mirrors: &[String], answers: &Sender<Word>) -> Result<usize, Fault> {
    for mirror in mirrors {
        let shown = Shown::new(folder.read_log()?, folder.verifier()?)?;
        let (mirror, answers) = (absolute(folder.root(), mirror), answers.clone());
        std::thread::spawn(move || {
            let part = source_of(&mirror).and_then(|source| source.part("log/checkpoint", 0));
            let told = match part {
                Ok(Some(part)) => shown.compare(&part.bytes).unwrap_or_else(|| Told::Useless("it shows no checkpoint of this log".into())),
                Ok(None) => Told::Nothing,
                Err(fault) => Told::Silent(fault.to_string()),
            };
            drop(answers.send((format!("mirror {mirror}"), told, shown.size())));
        });
    }
    Ok(mirrors.len())
}

/// Folders are meant from the mission's own.
fn absolute(root: &Path, mirror: &str) -> String {
    if mirror.contains("://") { mirror.to_owned() } else { root.join(mirror).display().to_string() }
}
