//! Which observations go back to one voice: one party, one named speaker or agency, one text carried on.

use crate::EngineFault;
use crate::gather::Items;
use fusion::origins::{Limits, Telling, credits, plain_name, trace};
use model::{Incident, Item, Kind, Mission, Observation, ObservationId, Origin, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Groups observations by origin, by their smallest members: an upper bound on the number of independent ones.
///
/// What a statement says is its speaker's, whoever passes it on; anything else is its source's, and all sources of one
/// party are one. Beyond that, texts that carry one another, or credit one agency, are one.
pub fn origins_of(observations: &[&Observation], mission: &Mission) -> Vec<Origin> {
    let mut joined = Joined::new(observations.len());
    let mut voices: BTreeMap<String, usize> = BTreeMap::new();
    for (at, observation) in observations.iter().enumerate() {
        let first = *voices.entry(voice(observation, mission)).or_insert(at);
        joined.join(first, at);
    }
    tie(observations, &mut joined);
    joined.groups().into_iter().filter_map(|group| origin(&group, observations)).collect()
}

fn voice(observation: &Observation, mission: &Mission) -> String {
    match (&observation.kind, &observation.speaker) {
        (Kind::Statement, Some(speaker)) => format!("speaker {speaker}"),
        _ => voice_of(&observation.source, mission),
    }
}

/// A source's voice: its party's if it has one, else its own.
pub(crate) fn voice_of(source: &SourceId, mission: &Mission) -> String {
    let party = mission.source(source).and_then(|source| source.party.as_ref());
    party.map_or_else(|| format!("source {source}"), |party| format!("party {party}"))
}

fn origin(group: &[usize], observations: &[&Observation]) -> Option<Origin> {
    let members: BTreeSet<ObservationId> = group.iter().filter_map(|at| observations.get(*at)).map(|observation| observation.id).collect();
    let source = group.iter().filter_map(|at| observations.get(*at)).map(|observation| observation.source.clone()).min()?;
    Some(Origin { members: members.into_iter().collect(), source })
}

/// Joins the origins of incidents whose reports from texts carry one another or credit one agency.
///
/// # Errors
/// If an observation is absent or damaged.
pub(crate) fn join_copies(
    incidents: &mut [Incident],
    items: &mut Items<'_>,
    is_read: impl Fn(&ObservationId) -> bool,
) -> Result<(), EngineFault> {
    for incident in incidents.iter_mut().filter(|incident| incident.origins.len() > 1) {
        let told = |origin: &Origin| origin.members.iter().any(&is_read);
        if incident.origins.iter().filter(|origin| told(origin)).count() < 2 {
            continue;
        }
        let ids: Vec<String> =
            incident.members.iter().filter(|member| is_read(&member.observation)).map(|member| member.observation.to_string()).collect();
        let read = items.read(&ids)?;
        let observations: Vec<&Observation> =
            read.iter().filter_map(|item| if let Item::Observation(one) = item { Some(one) } else { None }).collect();
        let mut joined = Joined::new(observations.len());
        tie(&observations, &mut joined);
        for group in joined.groups().into_iter().filter(|group| group.len() > 1) {
            let ids: BTreeSet<ObservationId> = group.iter().filter_map(|at| observations.get(*at)).map(|one| one.id).collect();
            incident.origins = merged(std::mem::take(&mut incident.origins), &ids);
        }
    }
    Ok(())
}

/// Makes one of all origins that hold one of these observations.
fn merged(origins: Vec<Origin>, ids: &BTreeSet<ObservationId>) -> Vec<Origin> {
    let (tied, mut rest): (Vec<Origin>, Vec<Origin>) =
        origins.into_iter().partition(|origin| origin.members.iter().any(|id| ids.contains(id)));
    let source = tied.iter().map(|origin| origin.source.clone()).min();
    let mut members: Vec<ObservationId> = tied.into_iter().flat_map(|origin| origin.members).collect();
    members.sort();
    rest.extend(source.map(|source| Origin { members, source }));
    rest.sort();
    rest
}

/// Ties observations whose texts carry one another, or that credit one agency.
fn tie(observations: &[&Observation], joined: &mut Joined) {
    let tellings: Vec<Telling<'_>> = observations.iter().map(|one| telling(one)).collect();
    for (at, standing) in trace(&tellings, &Limits::default()).standings.iter().enumerate() {
        joined.join(standing.root as usize, at);
    }
    let mut credited: BTreeMap<String, usize> = BTreeMap::new();
    for (at, telling) in tellings.iter().enumerate() {
        for name in
            credits(telling.text).into_iter().filter_map(|range| telling.text.get(range)).map(plain_name).filter(|name| !name.is_empty())
        {
            joined.join(*credited.entry(name).or_insert(at), at);
        }
    }
}

fn telling(observation: &Observation) -> Telling<'_> {
    Telling { source: &observation.source.0, text: observation.text.as_deref().unwrap_or_default(), ..Telling::default() }
}

/// Which places hang together.
struct Joined(Vec<usize>);

impl Joined {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn top(&self, mut at: usize) -> usize {
        while let Some(up) = self.0.get(at).copied().filter(|up| *up != at) {
            at = up;
        }
        at
    }

    /// The smaller place stands for both.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.top(one), self.top(other));
        if let Some(up) = self.0.get_mut(one.max(other)) {
            *up = one.min(other);
        }
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.0.len() {
            groups.entry(self.top(at)).or_default().push(at);
        }
        groups.into_values().collect()
    }
}
