//! The fusion step: all observations that stand to incidents; only what changed is recorded.

use crate::batch::{Conclusion, Sharing, inputs_root, item_hash};
use crate::bonds;
use crate::contract::{Desk, Log, Projection, Vault};
use crate::gather::{Items, mission, parameters};
use crate::origins::{join_copies, voice_of};
use crate::receive::conclude;
use crate::{EngineFault, Words};
use fusion::{Evidence, Parameters};
use model::entry::Method;
use model::{Digest, Incident, IncidentId, Item, Mission, Observation, ObservationId, Origin, Sense, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// The revision of the method from which on texts that carry one another are one origin.
const COPIES_SINCE: u32 = 2;

/// What the fusion step changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fused {
    /// Observations considered.
    pub evidence_n: usize,
    /// Incidents that stand now.
    pub incidents_n: usize,
    /// Incidents that are new or differ from before, or no longer stand.
    pub changed_n: usize,
}

/// Fuses all that stands and records what changed.
///
/// # Errors
/// If storage fails; then nothing of this step is in the log.
pub fn fuse(desk: &mut Desk<'_>) -> Result<Fused, EngineFault> {
    let (conclusion, incidents_n) = derive_fusion(desk.log, desk.vault, desk.projection, fusion::method::REVISION)?;
    let fused = Fused { evidence_n: conclusion.inputs_n, incidents_n, changed_n: conclusion.items.len() };
    let trigger = desk.log.size().saturating_sub(1);
    conclude(desk, conclusion, trigger)?;
    Ok(fused)
}

/// Derives the fusion of all that stands by a revision of the method: the changed incidents, and how many
/// stand in all. A revision that this program does not know is taken as its own; the audit then names both.
///
/// # Errors
/// If storage fails.
pub fn derive_fusion(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &dyn Projection,
    revision: u32,
) -> Result<(Conclusion, usize), EngineFault> {
    let in_use = mission(vault, projection)?;
    let (evidence, hashes, words) = projection.evidence()?;
    let known = Parameters::of_revision(revision);
    let revision = if known.is_some() { revision } else { fusion::method::REVISION };
    let parameters_used = known.unwrap_or_default();
    let sources: Vec<SourceId> = words.all().iter().map(|word| SourceId(word.clone())).collect();
    let settling = bonds::fold(&projection.settling()?);
    let pairs = settling.pairs();
    let (mut incidents, weights) =
        fusion::fuse_weighed(&evidence, &settling.bonds, &pairs, &sources, &in_use.mission.zone, &parameters_used);
    settling.note(&mut incidents, &weights);
    incidents.iter_mut().for_each(|incident| join_origins(incident, &in_use.mission));
    if revision >= COPIES_SINCE {
        let read: BTreeSet<ObservationId> = evidence.iter().filter(|one| one.sense == Sense::Read).map(|one| one.id).collect();
        join_copies(&mut incidents, &mut Items::new(log, vault, projection), |id| read.contains(id))?;
    }
    let incidents_n = incidents.len();
    let items = changed(projection, incidents)?;
    let bound = settling.digest();
    let mut parts = vec![parameters_used.digest(revision), in_use.sha256];
    parts.extend(bound);
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes().as_slice()).collect();
    let method = Method { name: fusion::method::NAME.into(), parameters: parameters(&parts), revision };
    let conclusion = Conclusion {
        kind: "fusion",
        method,
        inputs_n: evidence.len(),
        inputs_root: inputs_root(&hashes),
        log: None,
        items,
        sharing: Sharing::of(&in_use.mission, None),
    };
    Ok((conclusion, incidents_n))
}

/// Sources of one party are one voice, whatever their number.
fn join_origins(incident: &mut Incident, mission: &Mission) {
    let voice = |origin: &Origin| voice_of(&origin.source, mission);
    let mut joined: BTreeMap<String, Origin> = BTreeMap::new();
    for origin in std::mem::take(&mut incident.origins) {
        match joined.get_mut(&voice(&origin)) {
            Some(known) => {
                known.members.extend(origin.members);
                known.members.sort();
                known.source = known.source.clone().min(origin.source);
            }
            None => {
                joined.insert(voice(&origin), origin);
            }
        }
    }
    incident.origins = joined.into_values().collect();
    incident.origins.sort();
}

fn changed(projection: &dyn Projection, incidents: Vec<Incident>) -> Result<Vec<Item>, EngineFault> {
    let before = projection.incidents()?;
    let gone: Vec<IncidentId> = {
        let now: std::collections::BTreeSet<IncidentId> = incidents.iter().map(|incident| incident.id).collect();
        before.keys().filter(|id| !now.contains(id)).copied().collect()
    };
    let mut items = dissolved(&gone, &incidents);
    for incident in incidents {
        let stands = before.get(&incident.id).copied();
        let item = Item::Incident(incident);
        if stands.is_none() || stands != Some(hash_of(&item)?) {
            items.push(item);
        }
    }
    Ok(items)
}

fn hash_of(item: &Item) -> Result<Digest, EngineFault> {
    let bytes = item.canonical().map_err(|cause| EngineFault::Record { what: item.id(), cause: cause.to_string() })?;
    Ok(item_hash(&bytes))
}

/// An incident that no longer stands points to where its naming member went.
fn dissolved(gone: &[IncidentId], incidents: &[Incident]) -> Vec<Item> {
    if gone.is_empty() {
        return Vec::new();
    }
    let mut home: BTreeMap<ObservationId, &Incident> = BTreeMap::new();
    for incident in incidents {
        home.extend(incident.members.iter().map(|member| (member.observation, incident)));
    }
    let mut items = Vec::new();
    for id in gone {
        if let Some(incident) = home.get(&ObservationId::from_bytes(*id.as_bytes())) {
            items.push(Item::Incident(Incident {
                alternatives: Vec::new(),
                bonds: Vec::new(),
                id: *id,
                members: Vec::new(),
                moved_to: vec![incident.id],
                origins: Vec::new(),
                place: None,
                ..(*incident).clone()
            }));
        }
    }
    items
}

/// The evidence of an observation, with its source and station numbered.
pub fn evidence_of(observation: &Observation, words: &mut Words) -> Option<Evidence> {
    let source = words.number(&observation.source.0) - 1;
    let station = observation.speaker.as_ref().map(|speaker| format!("{}\u{1f}{speaker}", observation.source));
    let speaker = words.number_of(station.as_deref());
    let block = observation.sequence.as_ref().map(|sequence| format!("{}\u{1f}{}", observation.source, sequence.block));
    let block = words.number_of(block.as_deref());
    Evidence::of(observation, source, speaker, block)
}
