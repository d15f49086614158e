//! `tregua fsck`: the record checked level by level; each damaged place named, and mended from a copy.

use super::Bench;
use crate::cli::Fsck;
use crate::fault::Fault;
use crate::screen::{complain, say};
use engine::StoreFault;
use std::process::ExitCode;
use store::fsck::{Damage, Extent, FolderCopy, Level, Mended};

/// Nothing is damaged.
const CLEAN: u8 = 0;
/// Something is there and wrong.
const FAULT: u8 = 1;
/// Nothing is wrong, and something is not there.
const INCOMPLETE: u8 = 2;
/// Nothing could be checked.
const CANNOT_RUN: u8 = 3;

/// Checks, mends if asked to, and checks again.
pub fn run(bench: &Bench, fsck: &Fsck) -> Result<ExitCode, Fault> {
    match checked(bench, fsck) {
        Ok(code) => Ok(ExitCode::from(code)),
        Err(fault @ Fault::Engine(engine::EngineFault::Store(StoreFault::Busy { .. }))) => Err(fault),
        Err(fault) => {
            complain(&fault.to_string());
            Ok(ExitCode::from(CANNOT_RUN))
        }
    }
}

fn checked(bench: &Bench, fsck: &Fsck) -> Result<u8, Fault> {
    let mut damages = check(bench)?;
    let mut mended = Mended::default();
    if let Some(from) = fsck.from.as_ref().filter(|_| fsck.repair && !damages.is_empty()) {
        if !bench.json {
            damages.iter().for_each(|damage| say(&format!("found: {damage}")));
        }
        mended = bench.folder.mend_log(&FolderCopy::find(from)?)?;
        damages = check(bench)?;
    }
    show(bench, &damages, &mended);
    Ok(match damages.iter().any(|damage| damage.extent == Extent::Wrong) {
        true => FAULT,
        false if damages.is_empty() => CLEAN,
        false => INCOMPLETE,
    })
}

fn check(bench: &Bench) -> Result<Vec<Damage>, Fault> {
    let mut damages = bench.folder.check_log()?.damages;
    if damages.is_empty() {
        damages.extend(bench.folder.check_seals()?);
    }
    let blobs = bench.folder.vault().check()?;
    damages.extend(blobs.into_iter().map(|what| Damage::of(Level::Artifacts, Extent::Wrong, "data/vault", what)));
    Ok(damages)
}

fn show(bench: &Bench, damages: &[Damage], mended: &Mended) {
    if bench.json {
        say(&serde_json::json!({"damages": damages.iter().map(shown).collect::<Vec<_>>(), "mended": mended.files}).to_string());
        return;
    }
    mended.files.iter().for_each(|file| say(&format!("mended: {file}")));
    damages.iter().for_each(|damage| say(&damage.to_string()));
    match damages.len() {
        0 => say("checkpoint, tiles, entries and vault are as they were signed"),
        n => say(&format!("{n} damaged places; `tregua fsck --repair --from MIRROR` mends the log from a copy")),
    }
}

fn shown(damage: &Damage) -> serde_json::Value {
    let extent = match damage.extent {
        Extent::Wrong => "wrong",
        Extent::Absent => "absent",
    };
    serde_json::json!({
        "level": damage.level as u8, "extent": extent, "file": damage.file, "leaf": damage.leaf, "item": damage.item, "what": damage.what,
    })
}
