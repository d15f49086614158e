//! What stands at a place of a story, read through the same view as pages and reports.

use model::{Coverage, Digest, Finding, Incident, LayerVersion, Mission, Observation, ObservationId, Refusal, Subject};
use std::collections::BTreeMap;
use store::Folder;
use store::view::View;

/// Everything that stands, each in the order of the view.
pub struct Stands {
    pub folder: Folder,
    pub mission: Mission,
    pub observations: Vec<Observation>,
    pub incidents: Vec<Incident>,
    pub findings: Vec<Finding>,
    pub refusals: Vec<Refusal>,
    pub layers: Vec<LayerVersion>,
    pub coverage: Vec<Coverage>,
    /// What is claimed, held against itself.
    pub ledger: counts::claims::Ledger,
    /// Names of the artifacts.
    pub names: BTreeMap<String, String>,
    places: BTreeMap<ObservationId, usize>,
}

impl Stands {
    /// Reads what stands.
    pub fn read(folder: &Folder) -> Result<Self, engine::EngineFault> {
        let view = View::open(folder, None)?;
        let observations = view.observations(i64::MIN, i64::MAX)?;
        let places = observations.iter().enumerate().map(|(place, observation)| (observation.id, place)).collect();
        Ok(Self {
            folder: folder.clone(),
            mission: view.mission()?,
            incidents: view.incidents(i64::MIN, i64::MAX)?,
            findings: view.findings(i64::MIN, i64::MAX)?,
            refusals: view.refusals(u32::MAX)?,
            layers: view.layers()?,
            coverage: view.coverage(i64::MIN, i64::MAX)?,
            ledger: engine::claims::claims_of(&observations),
            names: view.artifacts()?.into_iter().map(|artifact| (artifact.sha256, artifact.name)).collect(),
            observations,
            places,
        })
    }

    /// The observation with an id; a member that does not stand is a fault of the program.
    pub fn observation(&self, id: &ObservationId) -> &Observation {
        &self.observations[self.places[id]]
    }

    /// The observations under the subject of a finding.
    pub fn under(&self, finding: &Finding) -> Vec<&Observation> {
        match &finding.subject {
            Subject::Incident(id) => {
                let incident = self.incidents.iter().find(|incident| incident.id == *id);
                incident.into_iter().flat_map(|incident| &incident.members).map(|member| self.observation(&member.observation)).collect()
            }
            Subject::Duty { observations, .. } | Subject::Series { observations, .. } => {
                observations.iter().map(|id| self.observation(id)).collect()
            }
        }
    }

    /// The name under which an artifact came.
    pub fn name(&self, artifact: &Digest) -> &str {
        &self.names[&artifact.to_string()]
    }
}
