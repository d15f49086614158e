//! `tregua due`, `tregua tick`: everything that is due, and what time it is.

use super::Bench;
use crate::cli::{DueCall, TickCall};
use crate::fault::Fault;
use crate::hand;
use crate::screen::say;
use engine::{Log, Projection};
use std::path::Path;
use std::process::ExitCode;

/// Lets the node say what time it is.
pub fn tick(bench: &Bench, call: &TickCall) -> Result<ExitCode, Fault> {
    let mut writer = bench.write()?;
    let register = writer.projection.register();
    let node = hand::node(&bench.folder, register)?;
    let none = || Fault::Call("the node's key is not here: a tick is signed by the node".into());
    let node = node.ok_or_else(none)?;
    let officer = if call.confirm { Some(hand::officer(&bench.folder, register, writer.log.size(), call.by.as_deref())?) } else { None };
    let before = writer.projection.office().due();
    let mut desk = bench.desk(&mut writer);
    let leaf = engine::timely::tick(&mut desk, &node.hand(), officer.as_ref().map(hand::Held::hand).as_ref())?;
    let office = desk.projection.office();
    let lapsed: Vec<_> = before.iter().filter(|due| !due.is_waiting && due.at.is_some_and(|at| at <= bench.now)).collect();
    if bench.json {
        say(&serde_json::json!({"entry": leaf, "settled": office.now(), "lapsed": lapsed}).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("tick: entry {leaf}, the settled time is {}", bench.now));
    for due in lapsed {
        say(&format!("  lapsed: {} of {} ({})", due.what, due.subject, due.whose));
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything that is due.
pub fn due(bench: &Bench, call: &DueCall) -> Result<ExitCode, Fault> {
    let view = bench.view(call.as_of)?;
    let (office, mission) = (view.office()?, view.mission()?);
    let all = office.due();
    if let Some(path) = &call.ics {
        let settled = office.now().unwrap_or(bench.now);
        let text = casework::show_ics(&all, &mission.name, &mission.zone, settled);
        if path == Path::new("-") {
            say(text.trim_end_matches('\n'));
        } else {
            std::fs::write(path, text).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
            say(&format!("{}: {} due", path.display(), all.iter().filter(|due| due.at.is_some()).count()));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let zone = model::time::zone_of(&mission.zone).map_err(|fault| Fault::Call(fault.to_string()))?;
    for due in &all {
        if bench.json {
            say(&serde_json::to_string(due).unwrap_or_default());
            continue;
        }
        let at = match due.at {
            Some(at) => at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string(),
            None if due.is_waiting => "from the next tick".into(),
            None => "stands still".into(),
        };
        let overdue = if due.at.zip(office.now()).is_some_and(|(at, now)| at <= now) { ", overdue" } else { "" };
        say(&format!("{at}  {} of {} ({}){overdue}", due.what, due.subject, due.whose));
    }
    if all.is_empty() && !bench.json {
        say("nothing is due");
    }
    Ok(ExitCode::SUCCESS)
}
