//! The assessment step: incidents and figures held against the agreements in use.
//!
//! A step assesses what something changed for ([`crate::scope`]) and records what differs from what
//! stands. It says the same as if it had assessed everything; the audit holds both against each other.

use crate::EngineFault;
use crate::batch::{Conclusion, Sharing, inputs_root, item_hash};
use crate::contract::{Adopted, Desk, Log, Projection, StandingFinding, Vault};
use crate::gather::{Items, mission, parameters, read_mission};
use crate::receive::conclude;
use crate::scope::{Now, Scope, scope};
use model::entry::{Method, Withdrawal};
use model::{Coverage, Digest, Finding, FindingId, Geometry, Incident, Instant, Item, Kind, LayerVersion, Mission, Observation, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Agreement, Case, Dossier, Facts, LayerIndex, Sieve, Trace};

/// Incidents whose observations are read into memory together.
const INCIDENTS_AT_ONCE: usize = 4_096;

/// What the assessment step changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessed {
    /// Agreements in use.
    pub agreements_n: usize,
    /// Incidents that some clause concerns.
    pub concerned_n: usize,
    /// Incidents of them that were held against the clauses in this step.
    pub evaluated_n: usize,
    /// Findings that stand now, by outcome word.
    pub outcomes: BTreeMap<String, usize>,
    /// Findings that are new, differ from before or were withdrawn.
    pub changed_n: usize,
}

/// Which incidents a derivation looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Those that something changed for: what a step does.
    Changed,
    /// All: what a step is held against.
    Everything,
}

/// What would be in use: texts and layers that are not in the log.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The mission's file.
    pub mission: Option<String>,
    /// Agreements, each by its text.
    pub agreements: Vec<String>,
    /// Layer versions.
    pub layers: Vec<(LayerVersion, Geometry)>,
}

/// A finding that a step changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its id.
    pub id: FindingId,
    /// As it stands; absent = it is new.
    pub before: Option<StandingFinding>,
    /// As it would stand; absent = it is withdrawn.
    pub now: Option<Finding>,
}

/// A step that was worked out and not recorded.
#[derive(Debug)]
pub struct Derived {
    /// What would be recorded.
    pub conclusion: Conclusion,
    /// What it comes to.
    pub assessed: Assessed,
    /// What differs, by id.
    pub differences: Vec<Difference>,
}

/// Assesses what changed and records what differs.
///
/// # Errors
/// If storage fails; then nothing of this step is in the log.
pub fn assess(desk: &mut Desk<'_>) -> Result<Assessed, EngineFault> {
    let derived = derive_assessment(desk.log, desk.vault, desk.projection, Depth::Changed)?;
    let trigger = desk.log.size().saturating_sub(1);
    conclude(desk, derived.conclusion, trigger)?;
    Ok(derived.assessed)
}

/// Derives the findings that a step records.
///
/// # Errors
/// If storage fails.
pub fn derive_assessment(log: &dyn Log, vault: &dyn Vault, projection: &dyn Projection, depth: Depth) -> Result<Derived, EngineFault> {
    derive(log, vault, projection, depth, &Proposal::default())
}

/// Works out what would change if something came into use, and records nothing.
///
/// # Errors
/// If the proposal cannot be read, or storage fails.
pub fn foresee(log: &dyn Log, vault: &dyn Vault, projection: &dyn Projection, proposal: &Proposal) -> Result<Derived, EngineFault> {
    derive(log, vault, projection, Depth::Changed, proposal)
}

fn derive(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &dyn Projection,
    depth: Depth,
    proposal: &Proposal,
) -> Result<Derived, EngineFault> {
    let in_use = match &proposal.mission {
        Some(text) => crate::contract::InUse { mission: read_mission(text)?, sha256: Digest::of(text.as_bytes()) },
        None => mission(vault, projection)?,
    };
    let method =
        Method { name: terms::method::NAME.into(), parameters: parameters(&[in_use.sha256.as_bytes()]), revision: terms::method::REVISION };
    let texts = read_texts(vault, &projection.adoptions()?, &proposal.agreements)?;
    let layers = projection.layers()?;
    let mut inputs: Vec<Digest> = texts.iter().flat_map(|text| text.agreement.texts()).collect();
    inputs.extend(layers.iter().map(|layer| Digest::of(layer.id.as_bytes())));
    let (mut findings, mut assessed) = (Vec::new(), Assessed { agreements_n: texts.len(), ..Assessed::default() });
    let mut scope_used = Scope::All;
    if !texts.is_empty() {
        let ground = ground_of(vault, layers, &proposal.layers)?;
        let now = Now {
            method: &method,
            mission: &in_use.mission,
            texts: &texts,
            has_other_texts: !proposal.agreements.is_empty(),
            proposed: &proposal.layers,
            ground: &ground,
        };
        if depth == Depth::Changed {
            scope_used = scope(vault, projection, &now)?;
        }
        let mut items = Items::new(log, vault, projection);
        let papers = Papers::read(&mut items, projection, &texts, &mut inputs)?;
        let dossier = papers.dossier();
        let mut traces: Vec<Vec<Trace>> = texts.iter().map(|_| Vec::new()).collect();
        let kinds: Vec<Kind> =
            Kind::ALL.into_iter().filter(|kind| texts.iter().any(|text| terms::is_concerned(&text.agreement, *kind))).collect();
        let concerned = projection.incidents_with(&kinds)?;
        inputs.extend(concerned.iter().map(|(_, hash)| *hash));
        let ids: Vec<String> = concerned.iter().filter(|(id, _)| scope_used.has(id)).map(|(id, _)| id.to_string()).collect();
        (assessed.concerned_n, assessed.evaluated_n) = (concerned.len(), ids.len());
        let sieve = Sieve::of(texts.iter().map(|text| (&text.agreement, &text.version)), &ground, &in_use.mission);
        for chunk in ids.chunks(INCIDENTS_AT_ONCE) {
            let incidents = incidents_with_members(&mut items, chunk)?;
            for (incident, members) in &incidents {
                let facts = Facts { incident, members: members.iter().collect(), dossier: &dossier };
                findings.extend(sieve.assess(&facts));
                for (text, traces) in texts.iter().zip(&mut traces) {
                    traces.extend(terms::traces(&text.agreement, &facts, &ground, &in_use.mission));
                }
            }
        }
        if scope_used.has_wholes() {
            findings.extend(duties(&texts, &traces, &findings, &dossier, (&ground, &in_use.mission)));
        }
        findings.extend(series(&mut items, projection, &texts, &in_use.mission, &mut inputs, scope_used.has_wholes())?);
    }
    let before = projection.findings(scope_used.incidents().map(|incidents| (incidents, scope_used.has_wholes())))?;
    assessed.outcomes = outcomes(projection, &before, &findings)?;
    let (items, differences) = changed(before, findings)?;
    assessed.changed_n = items.len();
    let sharing = Sharing::of(&in_use.mission, None);
    let inputs_n = inputs.len();
    let conclusion = Conclusion { kind: "assessment", method, inputs_n, inputs_root: inputs_root(&inputs), log: None, items, sharing };
    Ok(Derived { conclusion, assessed, differences })
}

/// What stands after a step: what stood, less what the step looked at, and what it found.
fn outcomes(
    projection: &dyn Projection,
    before: &BTreeMap<FindingId, StandingFinding>,
    findings: &[Finding],
) -> Result<BTreeMap<String, usize>, EngineFault> {
    let mut outcomes = projection.outcomes()?;
    for finding in before.values() {
        if let Some(n) = outcomes.get_mut(&finding.outcome) {
            *n = n.saturating_sub(1);
        }
    }
    for finding in findings {
        *outcomes.entry(finding.outcome.word().to_owned()).or_default() += 1;
    }
    outcomes.retain(|_, n| *n > 0);
    Ok(outcomes)
}

/// An agreement in use, with its version.
pub struct Text {
    /// The agreement, each term cited from the text since which it reads as it does.
    pub agreement: Agreement,
    /// Digest of the text in use.
    pub version: Digest,
}

/// Reads the agreements in use and joins those that amend, inherit from or are annexed to others. One that cannot be read at all was refused when it was adopted.
///
/// # Errors
/// If storage fails.
pub fn agreements(vault: &dyn Vault, projection: &dyn Projection) -> Result<Vec<Text>, EngineFault> {
    read_texts(vault, &projection.adoptions()?, &[])
}

/// Reads agreements from all of their texts in a row; proposed texts come after those that were adopted.
///
/// # Errors
/// If one is absent or damaged, or a proposed one is no agreement.
pub fn read_texts(vault: &dyn Vault, adopted: &[Adopted], proposed: &[String]) -> Result<Vec<Text>, EngineFault> {
    let mut chains: BTreeMap<String, Agreement> = BTreeMap::new();
    for text in adopted {
        let bytes = vault.read(&text.sha256)?;
        let next = terms::read_agreement(&String::from_utf8_lossy(&bytes)).0;
        go_on(&mut chains, &text.id, next);
    }
    for text in proposed {
        let (next, faults) = terms::read_agreement(text);
        let why = || faults.first().map_or_else(|| "it holds no agreement".to_owned(), ToString::to_string);
        let next = next.ok_or_else(|| EngineFault::Record { what: "the agreement".into(), cause: why() })?;
        let id = next.id().to_owned();
        go_on(&mut chains, &id, Some(next));
    }
    let joined = terms::join(chains.into_values().collect());
    Ok(joined.into_iter().map(|agreement| Text { version: *agreement.digest(), agreement }).collect())
}

fn go_on(chains: &mut BTreeMap<String, Agreement>, id: &str, next: Option<Agreement>) {
    let next = match (chains.remove(id), next) {
        (Some(before), Some(next)) => before.succeeded_by(next),
        (None, Some(next)) => next,
        (_, None) => return,
    };
    chains.insert(id.to_owned(), next);
}

/// Loads the layers' geometries and indexes them.
///
/// # Errors
/// If one is absent or damaged.
pub fn ground(vault: &dyn Vault, layers: Vec<LayerVersion>) -> Result<LayerIndex, EngineFault> {
    ground_of(vault, layers, &[])
}

fn ground_of(vault: &dyn Vault, layers: Vec<LayerVersion>, proposed: &[(LayerVersion, Geometry)]) -> Result<LayerIndex, EngineFault> {
    let mut loaded: BTreeMap<Digest, Geometry> = BTreeMap::new();
    let mut versions = Vec::with_capacity(layers.len() + proposed.len());
    for layer in layers.into_iter().filter(|layer| !proposed.iter().any(|(new, _)| new.id == layer.id)) {
        let geometry = match loaded.get(&layer.geometry) {
            Some(geometry) => geometry.clone(),
            None => {
                let geometry = read_geometry(vault, &layer.geometry)?;
                loaded.insert(layer.geometry, geometry.clone());
                geometry
            }
        };
        versions.push((layer, geometry));
    }
    versions.extend_from_slice(proposed);
    Ok(LayerIndex::new(versions))
}

fn read_geometry(vault: &dyn Vault, digest: &Digest) -> Result<Geometry, EngineFault> {
    let bytes = vault.read(digest)?;
    serde_json::from_slice(&bytes).map_err(|cause| EngineFault::Record { what: format!("geometry {digest}"), cause: cause.to_string() })
}

/// What terms ask for besides incidents, in memory.
struct Papers {
    reports: Vec<Observation>,
    coverages: Vec<Coverage>,
    as_of: Option<Instant>,
}

impl Papers {
    /// Reads deeds, inventories and coverage, if any agreement in use could ask for them.
    fn read(items: &mut Items<'_>, projection: &dyn Projection, texts: &[Text], inputs: &mut Vec<Digest>) -> Result<Self, EngineFault> {
        if !texts.iter().any(|text| terms::asks_for_papers(&text.agreement)) {
            return Ok(Self { reports: Vec::new(), coverages: Vec::new(), as_of: None });
        }
        let deeds: Vec<String> = projection.deeds()?.iter().map(ToString::to_string).collect();
        let coverages: Vec<String> = projection.coverages()?.iter().map(ToString::to_string).collect();
        for ids in [&deeds, &coverages] {
            inputs.extend(projection.locate(ids)?.iter().map(|at| at.hash));
        }
        let as_of = projection.last_received()?;
        inputs.extend(as_of.map(|as_of| Digest::tagged("as of", &[&as_of.ms().to_be_bytes()])));
        let coverages = items.read(&coverages)?.into_iter();
        let coverages = coverages.filter_map(|item| if let Item::Coverage(coverage) = item { Some(coverage) } else { None }).collect();
        Ok(Self { reports: observations(items, &deeds)?, coverages, as_of })
    }

    fn dossier(&self) -> Dossier<'_> {
        Dossier::new(self.reports.iter().collect(), self.coverages.iter().collect(), self.as_of)
    }
}

/// What is owed without an event, by every agreement in use.
fn duties(
    texts: &[Text],
    traces: &[Vec<Trace>],
    findings: &[Finding],
    dossier: &Dossier<'_>,
    (ground, mission): (&LayerIndex, &Mission),
) -> Vec<Finding> {
    let mut owed = Vec::new();
    for (text, traces) in texts.iter().zip(traces).filter(|(text, _)| terms::has_duties(&text.agreement)) {
        let of_it: Vec<Finding> = findings.iter().filter(|finding| finding.agreement == text.agreement.id()).cloned().collect();
        let case = Case { dossier, traces, findings: &of_it };
        owed.extend(terms::assess_duties(&text.agreement, &text.version, &case, ground, mission));
    }
    owed
}

fn incidents_with_members(items: &mut Items<'_>, ids: &[String]) -> Result<Vec<(Incident, Vec<Observation>)>, EngineFault> {
    let mut incidents = Vec::new();
    for item in items.read(ids)? {
        if let Item::Incident(incident) = item {
            let ids: Vec<String> = incident.members.iter().map(|member| member.observation.to_string()).collect();
            let members = observations(items, &ids)?;
            incidents.push((incident, members));
        }
    }
    Ok(incidents)
}

fn observations(items: &mut Items<'_>, ids: &[String]) -> Result<Vec<Observation>, EngineFault> {
    let read = items.read(ids)?;
    Ok(read.into_iter().filter_map(|item| if let Item::Observation(observation) = item { Some(observation) } else { None }).collect())
}

/// Findings on the series of figures, if they are asked for; all figures are inputs.
fn series(
    items: &mut Items<'_>,
    projection: &dyn Projection,
    texts: &[Text],
    mission: &Mission,
    inputs: &mut Vec<Digest>,
    is_asked: bool,
) -> Result<Vec<Finding>, EngineFault> {
    let ids: Vec<String> = projection.figures()?.iter().map(ToString::to_string).collect();
    inputs.extend(projection.locate(&ids)?.iter().map(|at| at.hash));
    if !is_asked {
        return Ok(Vec::new());
    }
    let statements = observations(items, &ids)?;
    let stated: Vec<&Observation> = statements.iter().collect();
    Ok(texts.iter().flat_map(|text| terms::assess_series(&text.agreement, &text.version, &stated, mission)).collect())
}

/// What differs between the findings that stood and those that were found.
fn changed(before: BTreeMap<FindingId, StandingFinding>, findings: Vec<Finding>) -> Result<(Vec<Item>, Vec<Difference>), EngineFault> {
    let now: BTreeSet<FindingId> = findings.iter().map(|finding| finding.id).collect();
    let (mut items, mut differences) = (Vec::new(), Vec::new());
    for (id, gone) in before.iter().filter(|(id, _)| !now.contains(id)) {
        let reason = "the incident, the figures or the clause it was about no longer stand as they did".to_owned();
        items.push(Item::Withdrawal(Withdrawal { id: *id, reason }));
        differences.push(Difference { id: *id, before: Some(gone.clone()), now: None });
    }
    for finding in findings {
        let stood = before.get(&finding.id);
        let item = Item::Finding(finding);
        let bytes = item.canonical().map_err(|cause| EngineFault::Record { what: item.id(), cause: cause.to_string() })?;
        if stood.map(|stood| stood.hash) == Some(item_hash(&bytes)) {
            continue;
        }
        if let Item::Finding(finding) = &item {
            differences.push(Difference { id: finding.id, before: stood.cloned(), now: Some(finding.clone()) });
        }
        items.push(item);
    }
    Ok((items, differences))
}

/// All outcomes in the order in which they are shown.
pub const OUTCOMES: [Outcome; 4] = [Outcome::Breach, Outcome::Undetermined, Outcome::Exempt, Outcome::NoBreach];
