//! The fusion step: what changed since the last one, or all that stands, to incidents; only what changed is recorded.

use crate::assess::Depth;
use crate::batch::{Conclusion, Sharing, inputs_root, item_hash};
use crate::bonds::{self, Settling};
use crate::contract::{Desk, Log, Moved, Projection, Vault};
use crate::gather::{Items, mission, parameters};
use crate::origins::{join_copies, voice_of};
use crate::receive::conclude;
use crate::{EngineFault, Words};
use fusion::near::{AtHand, Near, Region, fuse_near, region_of};
use fusion::{Evidence, Parameters};
use model::entry::Method;
use model::{Digest, Incident, IncidentId, Item, Mission, Observation, ObservationId, Origin, Sense, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// The revision of the method from which on texts that carry one another are one origin.
const COPIES_SINCE: u32 = 2;

/// The revision from which on a step decides again only what changed can touch, and names that as its inputs.
pub(crate) const TOUCHED_SINCE: u32 = 3;

/// So often a step asks for more evidence; then it takes all.
const ROUNDS_MAX: usize = 8;

/// With so much at hand, and more than half of all, a step takes all.
const AT_HAND_MAX: usize = 5_000;

/// What the fusion step changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fused {
    /// Observations that are evidence.
    pub evidence_n: usize,
    /// Of these, the ones that the step looked at.
    pub considered_n: usize,
    /// Incidents that stand now.
    pub incidents_n: usize,
    /// Incidents that are new or differ from before, or no longer stand.
    pub changed_n: usize,
}

/// Fuses what changed and records which incidents did.
///
/// # Errors
/// If storage fails; then nothing of this step is in the log.
pub fn fuse(desk: &mut Desk<'_>) -> Result<Fused, EngineFault> {
    let conclusion = derive_fusion(desk.log, desk.vault, desk.projection, fusion::method::REVISION, Depth::Changed)?;
    let (considered_n, changed_n) = (conclusion.inputs_n, conclusion.items.len());
    let trigger = desk.log.size().saturating_sub(1);
    conclude(desk, conclusion, trigger)?;
    let (evidence_n, incidents_n) = desk.projection.counts()?;
    Ok(Fused { evidence_n, considered_n, incidents_n, changed_n })
}

/// Derives the fusion by a revision of the method: the changed incidents. A revision that this program does not know is
/// taken as its own; the audit then names both. In either depth the same incidents stand afterwards.
///
/// # Errors
/// If storage fails.
pub fn derive_fusion(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &dyn Projection,
    revision: u32,
    depth: Depth,
) -> Result<Conclusion, EngineFault> {
    let in_use = mission(vault, projection)?;
    let known = Parameters::of_revision(revision);
    let revision = if known.is_some() { revision } else { fusion::method::REVISION };
    let method = known.unwrap_or_default();
    let settling = bonds::fold(&projection.settling()?);
    let sources: Vec<SourceId> = projection.words().all().iter().map(|word| SourceId(word.clone())).collect();
    let fusing = Fusing { projection, zone: &in_use.mission.zone, method: &method, settling: &settling, sources: &sources, revision };
    let decided = match depth {
        Depth::Changed if revision >= TOUCHED_SINCE => fusing.touched()?,
        Depth::Changed | Depth::Everything => None,
    };
    let Decided { mut incidents, before, inputs, read } = match decided {
        Some(decided) => decided,
        None => fusing.everything()?,
    };
    incidents.iter_mut().for_each(|incident| join_origins(incident, &in_use.mission));
    if revision >= COPIES_SINCE {
        join_copies(&mut incidents, &mut Items::new(log, vault, projection), |id| read.contains(id))?;
    }
    let mut parts = vec![method.digest(revision), in_use.sha256];
    parts.extend(settling.digest());
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes().as_slice()).collect();
    Ok(Conclusion {
        kind: "fusion",
        method: Method { name: fusion::method::NAME.into(), parameters: parameters(&parts), revision },
        inputs_n: inputs.len(),
        inputs_root: inputs_root(&inputs),
        log: None,
        items: changed(&before, incidents)?,
        sharing: Sharing::of(&in_use.mission, None),
    })
}

/// What a step decided.
struct Decided {
    incidents: Vec<Incident>,
    /// The incidents that stood for what was decided.
    before: BTreeMap<IncidentId, Digest>,
    /// Hashes of what was considered.
    inputs: Vec<Digest>,
    /// What was read from texts.
    read: BTreeSet<ObservationId>,
}

/// What a step works with.
struct Fusing<'a> {
    projection: &'a dyn Projection,
    zone: &'a str,
    method: &'a Parameters,
    settling: &'a Settling,
    sources: &'a [SourceId],
    revision: u32,
}

impl Fusing<'_> {
    fn everything(&self) -> Result<Decided, EngineFault> {
        let (evidence, inputs, _) = self.projection.evidence()?;
        let (bonds, pairs) = (&self.settling.bonds, self.settling.pairs());
        let (mut incidents, weights) = fusion::fuse_weighed(&evidence, bonds, &pairs, self.sources, self.zone, self.method);
        self.settling.note(&mut incidents, &weights);
        Ok(Decided { incidents, before: self.projection.incidents()?, inputs, read: read_of(&evidence) })
    }

    /// Decides again what changed can touch; none if that must be everything.
    fn touched(&self) -> Result<Option<Decided>, EngineFault> {
        let is_same = |method: &str, revision| method == fusion::method::NAME && revision == self.revision;
        let Some(last) = self.projection.last_fusion()?.filter(|last| is_same(&last.method, last.revision) && !last.is_outdated) else {
            return Ok(None);
        };
        let mut moved = self.projection.moved()?;
        if last.is_settled_since {
            let named = self.settling.bindings.iter().flat_map(|binding| binding.groups.iter().flatten().copied());
            self.add(&mut moved, named.collect())?;
        }
        if moved.names_changed {
            return Ok(None);
        }
        let pairs = self.settling.pairs();
        let mut region = region_of(&moved.versions, self.method);
        for _ in 0..ROUNDS_MAX {
            let at_hand = self.gather(&moved.ids, &region)?;
            if at_hand.len() > AT_HAND_MAX && 2 * at_hand.len() > self.projection.counts()?.0 {
                return Ok(None);
            }
            let evidence: Vec<Evidence> = at_hand.iter().map(|(one, _)| *one).collect();
            let names = self.projection.names_in(&region)?;
            let hand = AtHand { evidence: &evidence, names: &names, region: &region, touched: &moved.versions };
            match fuse_near(&hand, (&self.settling.bonds, &pairs), self.sources, self.zone, self.method) {
                Err(more) => region.join(&more),
                Ok(near) => {
                    let beyond = self.bound_beyond(&near.decided);
                    let before_n = moved.versions.len();
                    self.add(&mut moved, beyond)?;
                    let more = moved.versions.get(before_n..).unwrap_or(&[]);
                    if more.is_empty() {
                        return self.decided(near, &at_hand, &evidence).map(Some);
                    }
                    region.join(&region_of(more, self.method));
                }
            }
        }
        Ok(None)
    }

    fn decided(&self, near: Near, at_hand: &[(Evidence, Digest)], evidence: &[Evidence]) -> Result<Decided, EngineFault> {
        let mut incidents = near.incidents;
        self.settling.note(&mut incidents, &near.weights);
        let before = self.projection.incidents_of(&near.decided)?;
        Ok(Decided { incidents, before, inputs: at_hand.iter().map(|(_, hash)| *hash).collect(), read: read_of(evidence) })
    }

    /// Adds observations that something bears on though they did not change, as far as they stand.
    fn add(&self, moved: &mut Moved, ids: BTreeSet<ObservationId>) -> Result<(), EngineFault> {
        let new: BTreeSet<ObservationId> = ids.into_iter().filter(|id| !moved.ids.contains(id)).collect();
        let found = self.projection.evidence_of(&new)?;
        moved.ids.extend(found.iter().map(|(one, _)| one.id));
        moved.versions.extend(found.into_iter().map(|(one, _)| one));
        Ok(())
    }

    /// What acts name beside something that was decided again: a bond says one thing in all its incidents.
    fn bound_beyond(&self, decided: &BTreeSet<ObservationId>) -> BTreeSet<ObservationId> {
        let named = |binding: &bonds::Binding| binding.groups.iter().flatten().copied().collect::<Vec<_>>();
        let holding = self.settling.bindings.iter().filter(|binding| binding.state.holds()).map(named);
        let met = holding.filter(|ids| ids.iter().any(|id| decided.contains(id)));
        met.flatten().filter(|id| !decided.contains(id)).collect()
    }

    /// The evidence at hand, in order of id, each once.
    fn gather(&self, ids: &BTreeSet<ObservationId>, region: &Region) -> Result<Vec<(Evidence, Digest)>, EngineFault> {
        let mut at_hand = self.projection.evidence_in(region)?;
        at_hand.extend(self.projection.evidence_of(ids)?);
        at_hand.sort_unstable_by_key(|(one, _)| one.id);
        at_hand.dedup_by_key(|(one, _)| one.id);
        Ok(at_hand)
    }
}

fn read_of(evidence: &[Evidence]) -> BTreeSet<ObservationId> {
    evidence.iter().filter(|one| one.sense == Sense::Read).map(|one| one.id).collect()
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

fn changed(before: &BTreeMap<IncidentId, Digest>, incidents: Vec<Incident>) -> Result<Vec<Item>, EngineFault> {
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
