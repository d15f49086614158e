//! Drafts held against the incidents of a mission, in pieces that somebody else may work on side by side; nothing is recorded.

use crate::EngineFault;
use crate::assess::Text;
use model::{Finding, Incident, LayerVersionId, Mission, Observation};
use std::collections::BTreeMap;
use terms::{Agreement, Case, Dossier, Facts, LayerIndex, Sieve, Tally, Trace};

/// What incidents are held against.
pub struct Stage<'a> {
    /// The drafts, joined with the agreements that they have to do with.
    pub texts: &'a [Text],
    /// The layers.
    pub ground: &'a LayerIndex,
    /// Name of the layer of each version.
    pub layers: &'a BTreeMap<LayerVersionId, String>,
    /// The mission.
    pub mission: &'a Mission,
    /// What terms ask for besides incidents.
    pub dossier: &'a Dossier<'a>,
    /// Whether results are kept one by one, for comparing.
    pub keeps: bool,
}

/// What a piece came to.
pub struct Piece {
    /// Its findings, counted.
    pub tally: Tally,
    /// Incidents in it.
    pub incidents_n: usize,
    /// What incidents left behind, by text.
    traces: Vec<Vec<Trace>>,
    /// Findings on incidents, where a duty asks for them.
    findings: Vec<Finding>,
}

impl Piece {
    /// A piece of no incidents.
    pub fn nothing(stage: &Stage<'_>) -> Self {
        let traces = stage.texts.iter().map(|_| Vec::new()).collect();
        Self { tally: Tally::new(stage.keeps), incidents_n: 0, traces, findings: Vec::new() }
    }

    /// Takes in another piece.
    pub fn with(&mut self, other: Self) {
        self.tally.with(other.tally);
        self.incidents_n += other.incidents_n;
        self.traces.iter_mut().zip(other.traces).for_each(|(all, mut more)| all.append(&mut more));
        self.findings.extend(other.findings);
    }
}

/// Reads drafts beside the agreements in use: a draft takes the place of the one that has its id.
///
/// # Errors
/// If a draft is no agreement.
pub fn joined(in_use: &[String], drafts: &[String]) -> Result<Vec<Text>, EngineFault> {
    let mut read: BTreeMap<String, Agreement> = BTreeMap::new();
    for text in in_use {
        read.extend(terms::read_agreement(text).0.map(|agreement| (agreement.id().to_owned(), agreement)));
    }
    let mut meant = Vec::new();
    for text in drafts {
        let (agreement, faults) = terms::read_agreement(text);
        let why = || faults.first().map_or_else(|| "it holds no agreement".to_owned(), ToString::to_string);
        let agreement = agreement.ok_or_else(|| EngineFault::Record { what: "the draft".into(), cause: why() })?;
        meant.push(*agreement.digest());
        read.insert(agreement.id().to_owned(), agreement);
    }
    let joined = terms::join(read.into_values().collect()).into_iter();
    let texts = joined.map(|agreement| Text { version: *agreement.digest(), agreement });
    Ok(texts.filter(|text| text.agreement.texts().any(|digest| meant.contains(&digest))).collect())
}

/// Holds some incidents against the drafts.
pub fn rehearse(stage: &Stage<'_>, sieve: &Sieve<'_>, incidents: &[(Incident, Vec<Observation>)]) -> Piece {
    let mut piece = Piece::nothing(stage);
    let layer = |id: &LayerVersionId| stage.layers.get(id).cloned();
    for (incident, members) in incidents {
        piece.incidents_n += 1;
        let facts = Facts { incident, members: members.iter().collect(), dossier: stage.dossier };
        let findings = sieve.assess(&facts);
        if !findings.is_empty() {
            piece.tally.add(&findings, &day_of(incident.time.from, stage.mission), &layer);
        }
        for (text, traces) in stage.texts.iter().zip(&mut piece.traces) {
            traces.extend(terms::traces(&text.agreement, &facts, stage.ground, stage.mission));
        }
        let asked = |finding: &Finding| {
            stage.texts.iter().any(|text| text.agreement.id() == finding.agreement && terms::looks_at_findings(&text.agreement))
        };
        piece.findings.extend(findings.into_iter().filter(asked));
    }
    piece
}

/// Adds what is no single incident's: duties, and series of figures.
pub fn close(stage: &Stage<'_>, mut all: Piece, statements: &[Observation]) -> Tally {
    let stated: Vec<&Observation> = statements.iter().collect();
    let mut wholes = Vec::new();
    for (text, traces) in stage.texts.iter().zip(&all.traces) {
        let of_it: Vec<Finding> = all.findings.iter().filter(|finding| finding.agreement == text.agreement.id()).cloned().collect();
        let case = Case { dossier: stage.dossier, traces, findings: &of_it };
        wholes.extend(terms::assess_duties(&text.agreement, &text.version, &case, stage.ground, stage.mission));
        wholes.extend(terms::assess_series(&text.agreement, &text.version, &stated, stage.mission));
    }
    let layer = |id: &LayerVersionId| stage.layers.get(id).cloned();
    for finding in &wholes {
        all.tally.add(std::slice::from_ref(finding), &day_of(finding.time.from, stage.mission), &layer);
    }
    all.tally
}

fn day_of(at: model::Instant, mission: &Mission) -> String {
    at.day_in(&mission.zone).unwrap_or_default()
}
