//! `tregua log`: looking after the log itself.

use super::{Bench, cosigning};
use crate::cli::LogVerb;
use crate::cosign;
use crate::fault::Fault;
use crate::hand::{Held, officer};
use crate::screen::say;
use engine::Log;
use model::Act;
use std::path::Path;
use std::process::ExitCode;
use store::fsck::FolderCopy;

/// Runs a verb.
pub fn run(bench: &Bench, verb: &LogVerb) -> Result<ExitCode, Fault> {
    match verb {
        LogVerb::Claim { by } => claim(bench, by),
        LogVerb::Cosign { follow: false } => cosigning::cosign(bench),
        LogVerb::Cosign { follow: true } => cosigning::follow(bench),
        LogVerb::Status => cosigning::status(bench),
        LogVerb::Recover { from } => recover(bench, from),
        LogVerb::Stamp { tsa } => super::stamp::run(bench, tsa),
    }
}

fn claim(bench: &Bench, by: &str) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    let log = bench.folder.read_log()?;
    let ratchet = bench.folder.ratchet(log.name())?;
    let is_level = ratchet.read()?.is_some_and(|mark| mark.stands == log.head());
    let held = claimant(bench, by)?;
    let writer = bench.folder.claim(cosign::outside(&bench.folder)?)?;
    let (size, root) = (writer.log.size(), writer.log.root());
    if !is_level {
        enter_claim(bench, writer, held.as_ref(), Act::ClaimLog { reason: "the lock was made anew on this machine".into(), root, size })?;
    }
    if is_level {
        say(&format!("this machine writes the log {} already, {size} entries; nothing changed", log.name()));
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{by} says that no other machine writes the log {}", log.name()));
    say(&format!("this machine now writes it, from entry {size} on; how far it was signed is kept in {}", ratchet.path().display()));
    say("should another machine write it too, the log has two histories from there, and everybody who has seen both can prove it");
    Ok(ExitCode::SUCCESS)
}

/// Who claims, with their key, where the log has a key register.
fn claimant(bench: &Bench, by: &str) -> Result<Option<Held>, Fault> {
    let view = bench.view(None)?;
    let register = view.register()?;
    let founded = register.founded().is_some();
    if founded { officer(&bench.folder, &register, view.as_of(), Some(by)).map(Some) } else { Ok(None) }
}

/// The claim is an act of its own, where the log has a key register.
fn enter_claim(bench: &Bench, writer: store::folder::Writer, by: Option<&Held>, act: Act) -> Result<(), Fault> {
    let mut writer = bench.catch_up(writer)?;
    if let Some(held) = by {
        engine::acts::declare(&mut bench.desk(&mut writer), act, &held.hand())?;
    }
    Ok(())
}

fn recover(bench: &Bench, from: &Path) -> Result<ExitCode, Fault> {
    let copy = FolderCopy::find(from)?;
    let (size, mended) = bench.folder.recover_log(&copy)?;
    say(&format!("the log has {size} entries now; {} files were brought back, each confirmed by the signed root", mended.files.len()));
    say("run `tregua fsck` to see whether the vault is whole, and `tregua rebuild` to make the projection anew");
    Ok(ExitCode::SUCCESS)
}
