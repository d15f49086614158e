//! Arrival does not matter: the files between two adoptions in another order, and each of them twice, give the same.

use crate::fail_with;
use crate::stands::Stands;
use crate::story::{Add, Step, What};
use crate::world::{Play, World, readable};
use model::observation::Passage;
use model::{Digest, Item, Observation};
use std::collections::BTreeMap;

#[test]
fn another_order_of_arrival_and_doubled_files_change_no_observation_incident_or_finding() {
    let worlds = readable().filter(|world| !world.story.order_matters);
    fail_with(worlds.flat_map(|world| check(&world).unwrap_or_else(|fault| vec![fault])).collect());
}

fn check(world: &World) -> Result<Vec<String>, String> {
    let told = contents(&Play::all(world, &world.mission, &world.story.steps)?.stands()?);
    let otherwise = contents(&Play::all(world, &world.mission, &otherwise(&world.story.steps))?.stands()?);
    let missing =
        told.iter().filter(|(id, _)| !otherwise.contains_key(*id)).map(|(id, what)| format!("{}: {id} is lost: {what}", world.name));
    let new = otherwise.iter().filter(|(id, _)| !told.contains_key(*id)).map(|(id, what)| format!("{}: {id} is new: {what}", world.name));
    let changed = told.iter().filter_map(|(id, what)| {
        otherwise.get(id).filter(|other| *other != what).map(|other| format!("{}: {id} was {what}\n    and is {other}", world.name))
    });
    Ok(missing.chain(new).chain(changed).collect())
}

/// Each group of files between two adoptions backwards, then forwards with the same rows in other
/// bytes (a blank line more), then backwards as they were.
fn otherwise(steps: &[Step]) -> Vec<Step> {
    let does = |step: &&Step| matches!(step.what, What::Adopt(_) | What::Add(_));
    let done: Vec<Step> = steps.iter().filter(does).cloned().collect();
    let mut otherwise = Vec::new();
    for group in done.chunk_by(|a, b| matches!((&a.what, &b.what), (What::Add(_), What::Add(_)))) {
        if !matches!(group[0].what, What::Add(_)) {
            otherwise.extend_from_slice(group);
            continue;
        }
        otherwise.extend(group.iter().rev().cloned());
        otherwise.extend(group.iter().filter_map(in_other_bytes));
        otherwise.extend(group.iter().rev().cloned());
    }
    otherwise
}

/// Only for tables and GeoJSON: a blank line is no content there.
fn in_other_bytes(step: &Step) -> Option<Step> {
    let What::Add(add) = &step.what else { return None };
    let is_fit = [".csv", ".geojson", ".json"].iter().any(|ending| add.file.ends_with(ending));
    is_fit.then(|| Step { what: What::Add(Add { blank_lines_n: 1, ..add.clone() }), ..step.clone() })
}

/// What observations, incidents and findings say, by id, without where it was read.
fn contents(stands: &Stands) -> BTreeMap<String, String> {
    let nowhere = || Passage { artifact: Digest::from_bytes([0; 32]), entry: None, line: 0 };
    let observations = stands.observations.iter().map(|one| Item::Observation(Observation { from: nowhere(), ..one.clone() }));
    let incidents = stands.incidents.iter().cloned().map(Item::Incident);
    let findings = stands.findings.iter().cloned().map(Item::Finding);
    let items = observations.chain(incidents).chain(findings);
    items.map(|item| (item.id(), String::from_utf8(item.canonical().unwrap()).unwrap())).collect()
}
