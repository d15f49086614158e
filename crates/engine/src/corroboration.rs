//! How surely an incident happened at all, by all that is said of it: origins count, not documents (METHOD 4).
//!
//! Derived for those who read, and not recorded: it follows from the incident and its reports. It says that
//! something of this kind happened, never who did it.

pub use fusion::origins::Corroboration;
use fusion::origins::reports::weight_of;
use fusion::origins::{Interest, Limits, Word, corroborate};
use model::{Incident, Mission, Observation, ObservationId, PartyId};
use std::collections::BTreeMap;

/// Even odds before anything was said. Source: assumed.
const PRIOR_MNAT: i32 = 0;

/// Adds up what the members say. A report counts as far as it belongs to the incident; within an origin the strongest
/// counts in full, each other one by the share that METHOD 4 leaves to a later document without shown independence.
pub fn corroboration(incident: &Incident, members: &[Observation], mission: &Mission) -> Corroboration {
    let limits = Limits::default();
    let chances: BTreeMap<ObservationId, u32> = incident.members.iter().map(|member| (member.observation, member.chance_ppm)).collect();
    let mut words = Vec::with_capacity(members.len());
    for observation in members {
        let origin = incident.origins.iter().position(|origin| origin.members.contains(&observation.id)).unwrap_or(incident.origins.len());
        let (lr_mnat, class) = weight_of(observation.sense);
        let chance_ppm = i64::from(chances.get(&observation.id).copied().unwrap_or(0));
        let lr_mnat = i32::try_from(i64::from(lr_mnat) * chance_ppm / 1_000_000).unwrap_or(0);
        let origin = u32::try_from(origin).unwrap_or(u32::MAX);
        let p_dep_ppm = limits.p_dep_most_ppm;
        words.push(Word { origin, p_dep_ppm, lr_mnat, interest: interest(observation, mission), class: class as u16 });
    }
    corroborate(PRIOR_MNAT, &words, &limits)
}

/// A party's report serves its interest, unless it says that it did it itself.
fn interest(observation: &Observation, mission: &Mission) -> Interest {
    let party: Option<&PartyId> = mission.source(&observation.source).and_then(|source| source.party.as_ref());
    match (party, &observation.actor) {
        (None, _) => Interest::None,
        (Some(party), Some(actor)) if party == actor => Interest::Admission,
        (Some(_), _) => Interest::AboutOpponent,
    }
}

/// The same in one sentence.
pub fn show_corroboration(found: &Corroboration) -> String {
    let tenths = (found.chance_ppm + 500) / 1_000;
    format!(
        "that it happened: log-odds {} nat from even, {}.{} % ({}); {} reports from {} origins, worth {}.{:03} independent ones",
        crate::explain::nats(found.log_odds_mnat),
        tenths / 10,
        tenths % 10,
        model::finding::chance_word(found.chance_ppm),
        found.documents_n,
        found.origins_n,
        found.n_eff_e3 / 1_000,
        found.n_eff_e3 % 1_000
    )
}
