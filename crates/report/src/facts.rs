//! The input put in order: what belongs to which period, what was observed by whom.

use crate::family::Family;
use crate::figure::{Figure, Why};
use crate::input::Input;
use crate::method::{SPAN_MS_MAX, can_perceive};
use crate::period::Period;
use jiff::tz::TimeZone;
use model::time::zone_of;
use model::{
    Coverage, Finding, FindingId, Incident, IncidentId, Kind, Observation, ObservationId, PartyId, Sense, SourceId, Subject, When,
};
use std::collections::{BTreeMap, BTreeSet};

/// Which of the two periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The period reported on.
    Now,
    /// The one before it.
    Previous,
}

/// The input in order.
pub struct Facts<'a> {
    pub input: &'a Input<'a>,
    pub zone: TimeZone,
    pub zone_name: &'a str,
    /// Incidents that stand, by id.
    pub incidents: BTreeMap<IncidentId, &'a Incident>,
    /// Observations by id, members included.
    pub observations: BTreeMap<ObservationId, &'a Observation>,
    /// Findings by id.
    pub findings: BTreeMap<FindingId, &'a Finding>,
    /// Findings on an incident, in order of id.
    pub on_incident: BTreeMap<IncidentId, Vec<&'a Finding>>,
}

impl<'a> Facts<'a> {
    /// Puts the input in order.
    pub fn of(input: &'a Input<'a>) -> Self {
        let (zone, zone_name) = zone_of(&input.mission.zone).map_or((TimeZone::UTC, "UTC"), |zone| (zone, input.mission.zone.as_str()));
        let findings: BTreeMap<_, _> = input.findings.iter().map(|finding| (finding.id, finding)).collect();
        let mut on_incident: BTreeMap<IncidentId, Vec<&Finding>> = BTreeMap::new();
        for finding in findings.values() {
            if let Subject::Incident(id) = &finding.subject {
                on_incident.entry(*id).or_default().push(finding);
            }
        }
        let standing = input.incidents.iter().filter(|incident| !incident.members.is_empty() && incident.moved_to.is_empty());
        Self {
            input,
            zone,
            zone_name,
            incidents: standing.map(|incident| (incident.id, incident)).collect(),
            observations: input.observations.iter().map(|observation| (observation.id, observation)).collect(),
            findings,
            on_incident,
        }
    }

    /// One of the two periods.
    pub const fn period(&self, which: Which) -> Period {
        match which {
            Which::Now => self.input.period,
            Which::Previous => self.input.previous,
        }
    }

    /// The period in which a time begins; none if it is known too roughly to belong to one day.
    pub fn which(&self, when: &When) -> Option<Which> {
        [Which::Now, Which::Previous].into_iter().find(|which| belongs(when, &self.period(*which)))
    }

    /// Incidents of both periods, each with its period, by id.
    pub fn dated_incidents(&self) -> impl Iterator<Item = (Which, &'a Incident)> {
        self.incidents.values().filter_map(|incident| self.which(&incident.time).map(|which| (which, *incident)))
    }

    /// How many incidents of a family a period has: as found, and from where to where if reports are joined otherwise.
    pub fn drawn(&self, which: Which, family: Family) -> (u64, u64, u64) {
        let of_it = |(own, incident): &(Which, &Incident)| *own == which && Family::of(incident.kind) == family;
        let found = self.dated_incidents().filter(of_it).count() as u64;
        let is_now = which == Which::Now;
        let drawn = self.input.drawn.iter().find(|drawn| drawn.family == family && drawn.is_now == is_now);
        drawn.map_or((found, found, found), |drawn| (found, drawn.low.min(found), drawn.high.max(found)))
    }

    /// Incidents of this period, by id.
    pub fn incidents_now(&self) -> impl Iterator<Item = &'a Incident> {
        self.dated_incidents().filter(|(which, _)| *which == Which::Now).map(|(_, incident)| incident)
    }

    /// Observations of both periods, each with its period, by id.
    pub fn dated_observations(&self) -> impl Iterator<Item = (Which, &'a Observation)> {
        self.observations.values().filter_map(|observation| self.which(&observation.time).map(|which| (which, *observation)))
    }

    /// Observations of this period, by id.
    pub fn observations_now(&self) -> impl Iterator<Item = &'a Observation> {
        self.dated_observations().filter(|(which, _)| *which == Which::Now).map(|(_, observation)| observation)
    }

    /// The observations of an incident, in order of id.
    pub fn members(&self, incident: &'a Incident) -> impl Iterator<Item = &'a Observation> {
        let ids: BTreeSet<ObservationId> = incident.members.iter().map(|member| member.observation).collect();
        ids.into_iter().filter_map(|id| self.observations.get(&id).copied())
    }

    /// The kinds that an incident's members report, beside its own.
    pub fn kinds(&self, incident: &'a Incident) -> BTreeSet<Kind> {
        self.members(incident).map(|member| member.kind).chain([incident.kind]).collect()
    }

    /// Coverage that touches a period, in order of station and time.
    pub fn coverages(&self, which: Which) -> Vec<&'a Coverage> {
        let period = self.period(which);
        let touches = |coverage: &&Coverage| share(coverage, &period).is_some();
        let unique: BTreeMap<_, _> = self.input.coverages.iter().filter(touches).map(|coverage| (coverage.id, coverage)).collect();
        let mut coverages: Vec<_> = unique.into_values().collect();
        coverages.sort_by(|a, b| (&a.station, a.sense, a.time.from, a.id).cmp(&(&b.station, b.sense, b.time.from, b.id)));
        coverages
    }

    /// Minutes planned and observed in a period. A coverage that crosses its edge is shared out evenly.
    pub fn watched(&self, which: Which) -> (Figure, Figure) {
        let period = self.period(which);
        let coverages = self.coverages(which);
        let minutes = |of: fn(&Coverage) -> u32| {
            let sum = coverages.iter().map(|coverage| part(of(coverage), coverage, &period)).sum();
            Figure::minutes(sum, coverages.iter().map(|coverage| coverage.id.to_string()).collect::<BTreeSet<_>>().into_iter().collect())
        };
        (minutes(|coverage| coverage.planned_min), minutes(|coverage| coverage.observed_min))
    }

    /// The senses that watched in a period and could have perceived a family.
    pub fn senses(&self, which: Which, family: Family) -> BTreeSet<Sense> {
        let observed = self.coverages(which).into_iter().filter(|coverage| coverage.observed_min > 0);
        observed.map(|coverage| coverage.sense).filter(|sense| can_perceive(*sense, family)).collect()
    }

    /// Whether somebody could have seen something of a family in a period.
    pub fn is_observed(&self, which: Which, family: Family) -> bool {
        !self.senses(which, family).is_empty()
    }

    /// Whether the two periods may be compared for a family.
    pub fn comparable(&self, family: Family) -> Result<(), Why> {
        let (now, previous) = (self.senses(Which::Now, family), self.senses(Which::Previous, family));
        if now.is_empty() || previous.is_empty() {
            return Err(Why::NotObserved);
        }
        if now == previous { Ok(()) } else { Err(Why::OtherSenses) }
    }

    /// Where a party stands in the mission's order: those that it does not know come later, none comes last.
    pub fn party_rank(&self, party: Option<&PartyId>) -> u32 {
        let Some(party) = party else { return u32::MAX };
        let place = self.input.mission.parties.iter().position(|known| known.id == *party);
        place.and_then(|place| u32::try_from(place).ok()).unwrap_or(u32::MAX - 1)
    }

    /// A party's name, or its id if the mission does not know it.
    pub fn party_name(&self, party: &PartyId) -> String {
        self.input.mission.party(party).map_or_else(|| party.0.clone(), |party| party.name.clone())
    }

    /// A source's name, or its id if the mission does not know it.
    pub fn source_name(&self, source: &SourceId) -> String {
        self.input.mission.source(source).map_or_else(|| source.0.clone(), |source| source.name.clone())
    }
}

/// Whether a time belongs to a period: it begins in it; one that is too long for a day belongs to a longer period in which all
/// of it lies but for what a day may be off.
fn belongs(when: &When, period: &Period) -> bool {
    if !is_rough(when) {
        return period.holds(when.from);
    }
    let length = when.to.ms() - when.from.ms();
    period.length_ms() > SPAN_MS_MAX
        && period.overlap_ms(when.from, when.to) >= length - SPAN_MS_MAX
        && period.length_ms() >= length - SPAN_MS_MAX
}

/// Whether a time is known too roughly to belong to one day.
pub fn is_rough(when: &When) -> bool {
    when.to.ms() - when.from.ms() > SPAN_MS_MAX
}

/// Which part of a coverage lies in a period: numerator and denominator, ms; none if it does not touch it.
fn share(coverage: &Coverage, period: &Period) -> Option<(i64, i64)> {
    let length = coverage.time.to.ms() - coverage.time.from.ms();
    if length <= 0 {
        return period.holds(coverage.time.from).then_some((1, 1));
    }
    let overlap = period.overlap_ms(coverage.time.from, coverage.time.to);
    (overlap > 0).then_some((overlap, length))
}

fn part(minutes: u32, coverage: &Coverage, period: &Period) -> u64 {
    let Some((overlap, length)) = share(coverage, period) else { return 0 };
    let part = (i128::from(minutes) * i128::from(overlap) + i128::from(length) / 2) / i128::from(length);
    u64::try_from(part).unwrap_or(0)
}
