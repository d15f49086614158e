//! `tregua merge | split | leave | unbind`: what an analyst settles about which reports are one event, signed.

use super::Bench;
use crate::cli::{Leave, Merge, Split, Unbind};
use crate::fault::Fault;
use crate::hand::officer;
use crate::screen::{remark, say};
use engine::acts::declare;
use engine::explain::find_one;
use engine::{Log, Projection};
use model::{Act, Incident, ObservationId};
use std::collections::BTreeSet;
use std::process::ExitCode;
use store::view::View;

/// Binds incidents or reports together.
pub fn merge(bench: &Bench, call: &Merge) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let mut groups: Vec<BTreeSet<ObservationId>> = Vec::new();
    for id in &call.ids {
        let found = find_one(&view, id)?;
        let group: BTreeSet<ObservationId> = match found.parse::<ObservationId>() {
            Ok(observation) => [observation].into(),
            Err(_) => members_of(&incident(&view, &found)?),
        };
        if let Some(twice) = groups.iter().flatten().find(|known| group.contains(known)) {
            return Err(Fault::Call(format!("{id}: {twice} is named twice; name each incident or report once")));
        }
        groups.push(group);
    }
    let groups = groups.into_iter().map(|group| group.into_iter().collect()).collect();
    enter(bench, Act::Merge { groups, reason: call.reason.clone() }, call.by.as_deref())
}

/// Holds reports of an incident apart from its others.
pub fn split(bench: &Bench, call: &Split) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let incident = incident(&view, &call.incident)?;
    let mut rest = members_of(&incident);
    let mut named: Vec<ObservationId> = Vec::new();
    for id in &call.observations {
        let found = find_one(&view, id)?;
        let observation: ObservationId =
            found.parse().map_err(|_| Fault::Call(format!("{found}: a report (OBS-...) of {} is expected", incident.id)))?;
        if !rest.remove(&observation) {
            return Err(Fault::Call(format!("{found}: it is not in {}, or named twice", incident.id)));
        }
        named.push(observation);
    }
    let mut groups: Vec<Vec<ObservationId>> = if call.each { named.into_iter().map(|one| vec![one]).collect() } else { vec![named] };
    groups.extend((!rest.is_empty()).then(|| rest.into_iter().collect()));
    if groups.len() < 2 {
        return Err(Fault::Call(format!("{}: all its reports are named; name those that are another event (or use --each)", incident.id)));
    }
    enter(bench, Act::Split { groups, reason: call.reason.clone() }, call.by.as_deref())
}

/// Leaves a doubt as it is.
pub fn leave(bench: &Bench, call: &Leave) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let incident = incident(&view, &call.incident)?;
    let Some((doubt, _)) = view.bonds()?.doubt(&incident) else {
        return Err(Fault::Call(format!("{}: nothing about it is in doubt, or it was settled before", incident.id)));
    };
    enter(bench, Act::Leave { doubt, incident: incident.id, reason: call.reason.clone() }, call.by.as_deref())
}

/// Takes an earlier act back.
pub fn unbind(bench: &Bench, call: &Unbind) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let own = view.log().name().to_owned();
    let named = call.log.clone().unwrap_or_else(|| own.clone());
    let acts = view.settling()?;
    let is_named = |signed: &model::Signed, index: u64| index == call.entry && signed.declared.log.as_deref() == Some(named.as_str());
    let found = acts.iter().find(|(came, signed)| is_named(signed, came.index)).map(|(_, signed)| &signed.declared.act);
    match found {
        Some(Act::Merge { .. } | Act::Split { .. } | Act::Leave { .. }) => {}
        Some(_) | None => {
            return Err(Fault::Call(format!(
                "entry {} of {named}: no merge, split or leave stands there; `tregua review --settled` lists them",
                call.entry
            )));
        }
    }
    let log = (named != own).then_some(named);
    enter(bench, Act::Unbind { act: call.entry, log, reason: call.reason.clone() }, call.by.as_deref())
}

fn members_of(incident: &Incident) -> BTreeSet<ObservationId> {
    incident.members.iter().map(|member| member.observation).collect()
}

/// The incident that an id, or the beginning of one, means; of a report the one that it is in.
fn incident(view: &View, id: &str) -> Result<Incident, Fault> {
    let found = find_one(view, id)?;
    let incident = view.incident_named(&found)?;
    let incident = incident.ok_or_else(|| Fault::Call(format!("{found}: an incident (INC-...) is expected")))?;
    match incident.moved_to.as_slice() {
        [] => Ok(incident),
        moved => {
            let homes: Vec<String> = moved.iter().map(ToString::to_string).collect();
            Err(Fault::Call(format!("{found}: it no longer stands; its reports went to {}", homes.join(", "))))
        }
    }
}

/// Signs and enters an act, and concludes anew what it bears on.
fn enter(bench: &Bench, act: Act, by: Option<&str>) -> Result<ExitCode, Fault> {
    let word = act.word();
    let (is_binding, mut writer) = (!matches!(act, Act::Leave { .. }), bench.write()?);
    let held = officer(&bench.folder, writer.projection.register(), writer.log.size(), by)?;
    let leaf = declare(&mut bench.desk(&mut writer), act, &held.hand())?;
    if bench.json {
        say(&serde_json::json!({"act": word, "entry": leaf, "by": held.person}).to_string());
    } else {
        say(&format!("{word}: entry {leaf}, signed by {}", held.person));
    }
    if is_binding {
        super::add::settle_and_say(bench, &mut writer)?;
    } else {
        remark("it is not asked again until other reports join, or the reports have other places to belong to");
    }
    Ok(ExitCode::SUCCESS)
}
