//! `tregua mirror`: a full, verified copy of a log and its vault; kept, checked, served, and a destroyed mission rebuilt from it.

use super::Bench;
use crate::cli::{Mirror as Call, MirrorVerb};
use crate::fault::Fault;
use crate::quorum::Quorum;
use crate::screen::{remark, say};
use crate::web_source::source_of;
use engine::Log;
use ledger::note::Verifier;
use model::count::grouped;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::copy::{Mirror, PullFault, Pulled, PulledVault, Source};

/// Runs a verb on mirrors.
pub fn run(bench: &Bench, call: &Call) -> Result<ExitCode, Fault> {
    match &call.verb {
        MirrorVerb::Pull { dir, from, vkey, policy, every } => {
            let mirror = begun(dir, vkey.as_deref())?;
            pull(bench, &mirror, from, &Quorum::read(policy.as_deref())?, *every)
        }
        MirrorVerb::Check { dir } => check(bench, &Mirror::new(dir)),
        MirrorVerb::Serve { dir, listen } => serve(bench, dir.as_deref(), *listen),
        MirrorVerb::Restore { from, vkey } => restore(bench, from, vkey),
    }
}

fn pull(bench: &Bench, mirror: &Mirror, from: &str, quorum: &Quorum, every: Option<u64>) -> Result<ExitCode, Fault> {
    loop {
        let code = match source_of(from).map_err(Fault::from).and_then(|source| take(bench, mirror, source.as_ref(), quorum)) {
            Err(fault) if every.is_some() && !matches!(fault, Fault::Pull(PullFault::Fork { .. })) => {
                remark(&format!("tregua: {fault}"));
                ExitCode::SUCCESS
            }
            other => other?,
        };
        let Some(seconds) = every else { return Ok(code) };
        std::thread::sleep(Duration::from_secs(seconds.max(1)));
    }
}

/// The copy in a folder, begun with the key if one is given.
fn begun(dir: &Path, vkey: Option<&str>) -> Result<Mirror, Fault> {
    let mirror = Mirror::new(dir);
    match vkey {
        Some(vkey) => mirror.begin(&key_of(vkey)?)?,
        None => {
            mirror.verifier().map_err(|fault| {
                Fault::Call(format!("--vkey: a new copy needs the log's verifier key, got from the log's keeper by another way ({fault})"))
            })?;
        }
    }
    Ok(mirror)
}

/// A verifier key as a person gives it: the key, or a file with it.
pub fn key_of(text: &str) -> Result<Verifier, Fault> {
    let path = Path::new(text);
    let key = if path.is_file() { super::adopt::read(path)? } else { text.to_owned() };
    key.trim().parse().map_err(|fault: ledger::note::KeyError| Fault::Call(format!("--vkey: {fault}")))
}

/// Brings a copy up to date: the log first, then what lies under it.
fn take(bench: &Bench, mirror: &Mirror, source: &dyn Source, quorum: &Quorum) -> Result<ExitCode, Fault> {
    let pulled = quorum.pull(mirror, source)?;
    let vault = mirror.pull_vault(source)?;
    tell(bench, mirror, &pulled, &vault)?;
    Ok(if vault.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn tell(bench: &Bench, mirror: &Mirror, pulled: &Pulled, vault: &PulledVault) -> Result<(), Fault> {
    let log = mirror.log()?;
    if bench.json {
        let value = serde_json::json!({
            "log": log.name(), "entries": log.size(), "root": log.root().to_string(), "new": pulled.new - pulled.old, "is_behind": pulled.is_behind,
            "files": vault.files, "bytes": vault.bytes, "refused": vault.refused,
        });
        say(&value.to_string());
        return Ok(());
    }
    say(&format!("{}: {} entries, {} of them new; root {}", log.name(), grouped(log.size()), grouped(pulled.new - pulled.old), log.root()));
    say(&format!("  {} new files of the vault, {} bytes", grouped(vault.files), grouped(vault.bytes)));
    if pulled.is_behind {
        say("  the source is behind this copy; nothing was taken back");
    }
    vault.refused.iter().for_each(|what| say(&format!("  refused: {what}")));
    Ok(())
}

fn check(bench: &Bench, mirror: &Mirror) -> Result<ExitCode, Fault> {
    let log = mirror.log()?;
    let mut found = log.check()?;
    found.extend(mirror.vault().check()?);
    if bench.json {
        say(&serde_json::json!({"log": log.name(), "entries": log.size(), "root": log.root().to_string(), "differences": found})
            .to_string());
    } else {
        found.iter().for_each(|what| say(what));
        say(&format!("{}: {} entries checked against the signed root; {} differences", log.name(), grouped(log.size()), found.len()));
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn serve(bench: &Bench, dir: Option<&Path>, listen: SocketAddr) -> Result<ExitCode, Fault> {
    let root: PathBuf = dir.map_or_else(|| bench.folder.root().join("data"), Path::to_path_buf);
    let log = Mirror::new(&root).log()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Fault::Serve(format!("the server cannot start: {cause}")))?;
    runtime.block_on(async {
        let listening = server::copies::listen_copy(listen)
            .await
            .map_err(|cause| Fault::Serve(format!("{listen} cannot be used ({cause}); `--listen 127.0.0.1:0` takes a free port")))?;
        say(&format!("http://{}", listening.address()));
        say(&format!("serving {} and its vault; Ctrl+C stops", log.name()));
        listening.serve(root).await.map_err(|cause| Fault::Serve(format!("the server stopped: {cause}")))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Brings log and vault back into a mission's folder; keys come from where they were kept apart.
fn restore(bench: &Bench, from: &str, vkey: &str) -> Result<ExitCode, Fault> {
    let _lock = bench.folder.lock()?;
    let mirror = Mirror::new(&bench.folder.root().join("data"));
    mirror.begin(&key_of(vkey)?)?;
    let code = take(bench, &mirror, source_of(from)?.as_ref(), &Quorum::default())?;
    store::sqlite::remove(&bench.folder.database())?;
    if !bench.json {
        say("put the files of keys/ back from where they are kept apart, then `tregua rebuild` and `tregua audit`");
    }
    Ok(code)
}
