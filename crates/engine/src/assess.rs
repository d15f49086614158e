//! The assessment step: incidents and figures held against the agreements in use.

use crate::EngineFault;
use crate::batch::{Conclusion, Sharing, inputs_root, item_hash};
use crate::contract::{Desk, Log, Projection, Vault};
use crate::gather::{Items, mission, parameters};
use crate::receive::conclude;
use model::entry::{Method, Withdrawal};
use model::{Coverage, Digest, Finding, Geometry, Incident, Instant, Item, Kind, LayerVersion, Mission, Observation, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Agreement, Case, Dossier, Facts, LayerIndex, Trace};

/// Incidents whose observations are read into memory together.
const INCIDENTS_AT_ONCE: usize = 4_096;

/// What the assessment step changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessed {
    /// Agreements in use.
    pub agreements_n: usize,
    /// Incidents that some clause concerns.
    pub concerned_n: usize,
    /// Findings that stand now, by outcome word.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Findings that are new, differ from before or were withdrawn.
    pub changed_n: usize,
}

/// Assesses all that stands and records what changed.
///
/// # Errors
/// If storage fails; then nothing of this step is in the log.
pub fn assess(desk: &mut Desk<'_>) -> Result<Assessed, EngineFault> {
    let (conclusion, assessed) = derive_assessment(desk.log, desk.vault, desk.projection)?;
    let trigger = desk.log.size().saturating_sub(1);
    conclude(desk, conclusion, trigger)?;
    Ok(assessed)
}

/// Derives the findings on all that stands: the changed ones, and a summary of all.
///
/// # Errors
/// If storage fails.
pub fn derive_assessment(log: &dyn Log, vault: &dyn Vault, projection: &dyn Projection) -> Result<(Conclusion, Assessed), EngineFault> {
    let in_use = mission(vault, projection)?;
    let texts = agreements(vault, projection)?;
    let layers = projection.layers()?;
    let mut inputs: Vec<Digest> = texts.iter().flat_map(|text| text.agreement.texts()).collect();
    inputs.extend(layers.iter().map(|layer| Digest::of(layer.id.as_bytes())));
    let mut findings: Vec<Finding> = Vec::new();
    let mut concerned_n = 0;
    if !texts.is_empty() {
        let ground = ground(vault, layers)?;
        let mut items = Items::new(log, vault, projection);
        let papers = Papers::read(&mut items, projection, &texts, &mut inputs)?;
        let dossier = papers.dossier();
        let mut traces: Vec<Vec<Trace>> = texts.iter().map(|_| Vec::new()).collect();
        let kinds: Vec<Kind> =
            Kind::ALL.into_iter().filter(|kind| texts.iter().any(|text| terms::is_concerned(&text.agreement, *kind))).collect();
        let concerned = projection.incidents_with(&kinds)?;
        concerned_n = concerned.len();
        inputs.extend(concerned.iter().map(|(_, hash)| *hash));
        let ids: Vec<String> = concerned.iter().map(|(id, _)| id.to_string()).collect();
        for chunk in ids.chunks(INCIDENTS_AT_ONCE) {
            for (incident, members) in incidents_with_members(&mut items, chunk)? {
                let facts = Facts { incident: &incident, members: members.iter().collect(), dossier: &dossier };
                for (text, traces) in texts.iter().zip(&mut traces) {
                    findings.extend(terms::assess(&text.agreement, &text.version, &facts, &ground, &in_use.mission));
                    traces.extend(terms::traces(&text.agreement, &facts, &ground, &in_use.mission));
                }
            }
        }
        findings.extend(duties(&texts, &traces, &findings, &dossier, (&ground, &in_use.mission)));
        findings.extend(series(&mut items, projection, &texts, &in_use.mission, &mut inputs)?);
    }
    let mut outcomes = BTreeMap::new();
    for finding in &findings {
        *outcomes.entry(finding.outcome.word()).or_default() += 1;
    }
    let items = changed(projection, findings)?;
    let assessed = Assessed { agreements_n: texts.len(), concerned_n, outcomes, changed_n: items.len() };
    let method =
        Method { name: terms::method::NAME.into(), parameters: parameters(&[in_use.sha256.as_bytes()]), revision: terms::method::REVISION };
    let sharing = Sharing::of(&in_use.mission, None);
    let inputs_n = inputs.len();
    Ok((Conclusion { kind: "assessment", method, inputs_n, inputs_root: inputs_root(&inputs), log: None, items, sharing }, assessed))
}

/// An agreement in use, with its version.
pub struct Text {
    /// The agreement.
    pub agreement: Agreement,
    /// Digest of its text.
    pub version: Digest,
}

/// Reads the agreements in use and joins those that amend, inherit from or are annexed to others. One that cannot be read at all was refused when it was adopted.
///
/// # Errors
/// If storage fails.
pub fn agreements(vault: &dyn Vault, projection: &dyn Projection) -> Result<Vec<Text>, EngineFault> {
    let mut read = Vec::new();
    for adopted in projection.agreements()? {
        let bytes = vault.read(&adopted.sha256)?;
        read.extend(terms::read_agreement(&String::from_utf8_lossy(&bytes)).0);
    }
    Ok(terms::join(read).into_iter().map(|agreement| Text { version: *agreement.digest(), agreement }).collect())
}

/// Loads the layers' geometries and indexes them.
///
/// # Errors
/// If one is absent or damaged.
pub fn ground(vault: &dyn Vault, layers: Vec<LayerVersion>) -> Result<LayerIndex, EngineFault> {
    let mut loaded: BTreeMap<Digest, Geometry> = BTreeMap::new();
    let mut versions = Vec::with_capacity(layers.len());
    for layer in layers {
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

fn series(
    items: &mut Items<'_>,
    projection: &dyn Projection,
    texts: &[Text],
    mission: &Mission,
    inputs: &mut Vec<Digest>,
) -> Result<Vec<Finding>, EngineFault> {
    let ids: Vec<String> = projection.figures()?.iter().map(ToString::to_string).collect();
    inputs.extend(projection.locate(&ids)?.iter().map(|at| at.hash));
    let statements = observations(items, &ids)?;
    let stated: Vec<&Observation> = statements.iter().collect();
    Ok(texts.iter().flat_map(|text| terms::assess_series(&text.agreement, &text.version, &stated, mission)).collect())
}

fn changed(projection: &dyn Projection, findings: Vec<Finding>) -> Result<Vec<Item>, EngineFault> {
    let before = projection.findings()?;
    let now: BTreeSet<_> = findings.iter().map(|finding| finding.id).collect();
    let mut items = Vec::new();
    for id in before.keys().filter(|id| !now.contains(id)) {
        let reason = "the incident, the figures or the clause it was about no longer stand as they did".to_owned();
        items.push(Item::Withdrawal(Withdrawal { id: *id, reason }));
    }
    for finding in findings {
        let stands = before.get(&finding.id).map(|(hash, _)| *hash);
        let item = Item::Finding(finding);
        let bytes = item.canonical().map_err(|cause| EngineFault::Record { what: item.id(), cause: cause.to_string() })?;
        if stands != Some(item_hash(&bytes)) {
            items.push(item);
        }
    }
    Ok(items)
}

/// All outcomes in the order in which they are shown.
pub const OUTCOMES: [Outcome; 4] = [Outcome::Breach, Outcome::Undetermined, Outcome::Exempt, Outcome::NoBreach];
