//! Which incidents a step assesses: all, or those that something changed for since the step before.
//!
//! What the last assessment saw is the fold up to its entry, so the audit finds the same scope again.
//! Too many incidents in scope cost time, too few would be wrong: where it cannot be said, it is all.

use crate::EngineFault;
use crate::assess::{Text, ground, read_texts};
use crate::contract::{Assessment, Projection, Vault};
use model::entry::Method;
use model::{Geometry, IncidentId, Kind, LayerVersion, Mission};
use std::collections::BTreeSet;
use terms::{Agreement, LayerChange, LayerIndex, Reach, Search};

/// Which incidents are assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All, and all figures.
    All,
    /// Some.
    These {
        /// The incidents, also such as no longer stand.
        incidents: BTreeSet<IncidentId>,
        /// Whether all that is no single incident's is assessed, series of figures and duties; else none of it.
        wholes: bool,
    },
}

impl Scope {
    /// Whether an incident is assessed.
    pub fn has(&self, id: &IncidentId) -> bool {
        match self {
            Self::All => true,
            Self::These { incidents, .. } => incidents.contains(id),
        }
    }

    /// Whether series of figures and duties are assessed.
    pub const fn has_wholes(&self) -> bool {
        match self {
            Self::All => true,
            Self::These { wholes, .. } => *wholes,
        }
    }

    /// The incidents, where they are not all.
    pub const fn incidents(&self) -> Option<&BTreeSet<IncidentId>> {
        match self {
            Self::All => None,
            Self::These { incidents, .. } => Some(incidents),
        }
    }
}

/// What a step is about to assess with.
pub struct Now<'a> {
    /// How, with the mission in use as its parameter.
    pub method: &'a Method,
    /// The mission in use.
    pub mission: &'a Mission,
    /// The agreements.
    pub texts: &'a [Text],
    /// Whether some of them are not in the log yet.
    pub has_other_texts: bool,
    /// Versions of layers that are not in the log yet.
    pub proposed: &'a [(LayerVersion, Geometry)],
    /// All layers.
    pub ground: &'a LayerIndex,
}

/// Finds the scope of the next assessment.
///
/// # Errors
/// If storage fails.
pub fn scope(vault: &dyn Vault, projection: &dyn Projection, now: &Now<'_>) -> Result<Scope, EngineFault> {
    let last = match projection.assessment()? {
        Some(last) if last.method == *now.method && !last.is_erased_since => last,
        _ => return Ok(Scope::All),
    };
    if now.texts.iter().any(|text| terms::looks_at_findings(&text.agreement)) {
        return Ok(Scope::All);
    }
    let touched = projection.touched()?;
    let mut incidents = touched.incidents;
    let before = projection.layers_at(last.leaf)?;
    let mut layers = projection.layers()?;
    layers.extend(now.proposed.iter().map(|(version, _)| version.clone()));
    let changes = terms::changes(&before, &layers);
    let earlier = if changes.is_empty() { None } else { Some(ground(vault, before)?) };
    let grounds: Vec<&LayerIndex> = [now.ground].into_iter().chain(&earlier).collect();
    let mut searches: BTreeSet<Search> = BTreeSet::new();
    let is_other_text = search_texts(vault, projection, now, &last, &grounds, &mut searches)?;
    search_layers(now, &changes, &grounds, &mut searches);
    let rests = |reach: &Reach<'_>| (reach.rests_on_papers && touched.papers) || (reach.rests_on_as_of && touched.arrivals);
    let resting = now.texts.iter().flat_map(|text| reaches(&text.agreement, now.mission)).filter(|(_, reach)| rests(reach));
    searches.extend(resting.flat_map(|(_, reach)| reach.searches(now.ground)));
    incidents.append(&mut projection.incidents_found(&searches.into_iter().collect::<Vec<_>>())?);
    incidents.extend(traced(projection, now)?);
    let has_duties = now.texts.iter().any(|text| terms::has_duties(&text.agreement));
    Ok(Scope::These { incidents, wholes: touched.figures || is_other_text || has_duties })
}

/// Duties that look at many incidents look at all of them, each time.
fn traced(projection: &dyn Projection, now: &Now<'_>) -> Result<Vec<IncidentId>, EngineFault> {
    let is_traced = |kind: &Kind| now.texts.iter().any(|text| terms::is_traced(&text.agreement, *kind));
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(is_traced).collect();
    Ok(projection.incidents_with(&kinds)?.into_iter().map(|(id, _)| id).collect())
}

/// Where terms can say something that an agreement has otherwise than before; gives whether there are such terms.
fn search_texts(
    vault: &dyn Vault,
    projection: &dyn Projection,
    now: &Now<'_>,
    last: &Assessment,
    grounds: &[&LayerIndex],
    searches: &mut BTreeSet<Search>,
) -> Result<bool, EngineFault> {
    let mut adopted = projection.adoptions()?;
    let all_n = adopted.len();
    adopted.retain(|adopted| adopted.leaf <= last.leaf);
    if adopted.len() == all_n && !now.has_other_texts {
        return Ok(false);
    }
    let before = read_texts(vault, &adopted, &[])?;
    let ids: BTreeSet<&str> = before.iter().chain(now.texts).map(|text| text.agreement.id()).collect();
    let of = |texts: &[Text], id: &str| texts.iter().position(|text| text.agreement.id() == id);
    let mut is_other = false;
    for id in ids {
        let (old, new) = (of(&before, id).and_then(|place| before.get(place)), of(now.texts, id).and_then(|place| now.texts.get(place)));
        let changed = Agreement::changed(old.map(|text| &text.agreement), new.map(|text| &text.agreement));
        is_other |= !changed.is_empty();
        for text in old.into_iter().chain(new) {
            for (_, reach) in reaches(&text.agreement, now.mission).filter(|(id, _)| changed.contains(*id)) {
                searches.extend(grounds.iter().flat_map(|ground| reach.searches(*ground)));
            }
        }
    }
    Ok(is_other)
}

/// Each term that says something of incidents, with its reach.
fn reaches<'a>(agreement: &'a Agreement, mission: &'a Mission) -> impl Iterator<Item = (&'a str, Reach<'a>)> + 'a {
    agreement.terms().iter().filter_map(move |term| Some((term.id.as_str(), Reach::of(agreement, term, mission)?)))
}

/// Where terms can say something while another version of a layer counts than before.
fn search_layers(now: &Now<'_>, changes: &[LayerChange], grounds: &[&LayerIndex], searches: &mut BTreeSet<Search>) {
    for (_, reach) in now.texts.iter().flat_map(|text| reaches(&text.agreement, now.mission)) {
        for change in changes.iter().filter(|change| reach.looks_up(&change.layer, &change.source)) {
            let all = grounds.iter().flat_map(|ground| reach.searches(*ground));
            let then = |search: Search| if reach.at_other_times { Some(search) } else { search.during(change.period) };
            searches.extend(all.filter_map(then));
        }
    }
}
