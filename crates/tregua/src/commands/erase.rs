//! `tregua erase`: an order of two officers, then keys destroyed, what rested on them concluded anew, and that confirmed.

use super::{Bench, act, add};
use crate::cli::Erase;
use crate::fault::Fault;
use crate::screen::{remark, say};
use engine::acts::{Hand, declare};
use engine::erased::Orders;
use engine::explain::find_one;
use engine::{Log, Projection};
use model::{Act, KeyKind, Unit};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Most units in one order: it is one leaf of at most 48 KiB.
const UNITS_MAX: usize = 1_500;

/// Proposes an order, or carries out those that stand.
pub fn run(bench: &Bench, erase: &Erase) -> Result<ExitCode, Fault> {
    let (Some(what), Some(ground)) = (&erase.what, &erase.ground) else {
        if !carry_out(bench)? {
            say("every order of erasure in the log has been carried out");
        }
        return Ok(ExitCode::SUCCESS);
    };
    if ground.trim().is_empty() {
        return Err(Fault::Call("--ground: the legal ground is expected; the order stands in the log for everyone to read".into()));
    }
    let view = bench.view(None)?;
    let found = match what.parse::<u64>() {
        Ok(leaf) if view.artifact_at(leaf)?.is_some() => view.erasable_entry(leaf)?,
        Ok(leaf) => return Err(Fault::Call(format!("entry {leaf}: no file came in by it, or it was erased"))),
        Err(_) => {
            let id = find_one(&view, what)?;
            if !id.starts_with("OBS-") {
                return Err(Fault::Call(format!(
                    "{id}: a report (OBS-...) or the number of the entry of a file is expected; what was concluded from it goes with it"
                )));
            }
            view.erasable_observation(&id)?
        }
    };
    found.kept.iter().for_each(|kept| remark(&format!("note: {kept}; it stays readable")));
    if found.units.is_empty() {
        return Err(Fault::Input(format!("{what}: nothing of it lies under a key of its own: it cannot be erased")));
    }
    if found.units.len() > UNITS_MAX {
        return Err(Fault::Input(format!("{what}: {} things rest on it; one order names at most {UNITS_MAX}", found.units.len())));
    }
    say(&format!(
        "{what}: {} reports, {} versions of incidents and findings, {} keys to destroy; nobody will be able to read them again",
        found.observations_n,
        found.concluded_n,
        found.units.len()
    ));
    let order = Act::OrderErasure { ground: ground.clone(), units: found.units.into_iter().collect() };
    act::propose(bench, order, None, erase.by.as_deref(), erase.output.as_deref())
}

/// Carries out the orders that stand in the log: destroys the keys, makes the projection anew, concludes
/// upon what is left, and confirms. Safe to repeat; a crash at any step is finished by the next call.
/// Gives whether there was anything to do.
pub fn carry_out(bench: &Bench) -> Result<bool, Fault> {
    let (open, names) = {
        let view = bench.view(None)?;
        let orders = Orders::read(view.log())?;
        let open = unconfirmed(&view, &orders)?;
        let names = view.key_names(orders.units().filter(|(_, order)| open.contains(order)).map(|(unit, _)| unit))?;
        (open, names)
    };
    if open.is_empty() {
        return Ok(false);
    }
    {
        let mut writer = bench.write()?;
        // First: a projection that is made anew before the keys are gone is the fold of the log as well.
        store::sqlite::remove(&bench.folder.database())?;
        let destroyed = bench.folder.seals().destroy(&names, &mut writer.keys)?;
        say(&format!("{} keys destroyed; the key store is at epoch {}", destroyed.keys_n, destroyed.epoch));
    }
    let mut writer = bench.write()?;
    add::settle_and_say(bench, &mut writer)?;
    let node = bench.folder.keyring().all()?.into_iter().find(|file| file.kind == KeyKind::Node);
    let holder = node.as_ref().and_then(|node| writer.projection.register().holding(&node.secret.id())).map(|held| held.key.person.clone());
    let (Some(node), Some(person)) = (node, holder) else {
        remark("the node's key is not here: nobody confirms the erasure; `tregua erase` does it once it is");
        return Ok(true);
    };
    for order in &open {
        let hand = Hand { person: &person, key: &node.secret };
        let leaf = declare(&mut bench.desk(&mut writer), Act::ConfirmErasure { order: *order }, &hand)?;
        say(&format!("order at entry {order}: carried out here, confirmed by entry {leaf}"));
    }
    Ok(true)
}

/// Orders that this log does not confirm yet.
fn unconfirmed(view: &store::view::View, orders: &Orders) -> Result<BTreeSet<u64>, Fault> {
    let mut open: BTreeSet<u64> = orders.units().map(|(_, order): (Unit, u64)| order).collect();
    if open.is_empty() {
        return Ok(open);
    }
    for leaf in 0..view.log().size() {
        let stored = view.log().stored(leaf)?;
        if let Ok(model::Entry::Signed(signed)) = model::Entry::read(&stored)
            && let Act::ConfirmErasure { order } = signed.declared.act
        {
            open.remove(&order);
        }
    }
    Ok(open)
}
