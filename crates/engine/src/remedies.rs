//! The test of a remedy against what stands: gathered here, judged by `casework`.

use casework::docket::{Looked, Remedy, Sighting};
use casework::method::COVERED_PERCENT_MIN;
use model::remedy::Test;
use model::{Coverage, Deed, Incident, Instant, Observation, PartyId};
use terms::{Ground, LayerIndex, chance_inside};

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// The time that a test asks about: from, to. Absent while the deadline does not run yet.
pub fn window(remedy: &Remedy) -> Option<(Instant, Instant)> {
    let due = remedy.due.due()?;
    Some(match &remedy.order.test {
        Test::CountAtMost { window_h, .. } => (due, due.plus_ms(i64::from(*window_h) * HOUR_MS)),
        Test::Document { .. } | Test::Manual { .. } | Test::Seen { .. } => (due.plus_ms(-i64::from(remedy.order.within_h) * HOUR_MS), due),
    })
}

/// What stood in that time.
#[derive(Debug)]
pub struct Stood<'a> {
    /// Incidents that begin in it, with their reports.
    pub incidents: &'a [(Incident, Vec<Observation>)],
    /// Reports of what was done on paper.
    pub deeds: &'a [Observation],
    /// Who looked.
    pub coverage: &'a [Coverage],
    /// The mission's layers.
    pub ground: &'a LayerIndex,
}

/// What of it the test of a remedy asks about.
pub fn look(remedy: &Remedy, (from, to): (Instant, Instant), stood: &Stood<'_>, settled: Option<Instant>) -> Looked {
    let is_over = settled.is_some_and(|now| now >= to);
    let is_in = |at: Instant| from <= at && at < to;
    let (zone, sightings) = match &remedy.order.test {
        Test::Manual { .. } => return Looked { is_over, has_zone: true, ..Looked::default() },
        Test::Document { deed } => {
            let of =
                stood.deeds.iter().filter(|one| is_in(one.time.from) && is_deed(one, &remedy.order.actor, |found| found.kind == *deed));
            let sightings = of.map(|one| Sighting { id: one.id.to_string(), lo: 1, hi: Some(1), inside_ppm: None }).collect();
            return Looked { sightings, is_over, has_zone: true, ..Looked::default() };
        }
        Test::CountAtMost { class, kind, zone, .. } => (
            zone,
            sightings(stood, zone, from, |incident, reports| {
                let is_class =
                    |one: &Observation| class.is_none() || one.weapon.as_ref().and_then(|weapon| weapon.class.as_ref()) == class.as_ref();
                incident.kind == *kind && reports.iter().any(is_class)
            }),
        ),
        Test::Seen { kind, zone } => (zone, sightings(stood, zone, from, |incident, _| incident.kind == *kind)),
    };
    let of_zone = |one: &&Coverage| one.region.as_deref() == Some(zone) || one.station == *zone;
    let planned_min = u64::try_from((to.ms() - from.ms()) / MINUTE_MS).unwrap_or(0);
    let observed_min = minutes_seen(stood.coverage.iter().filter(of_zone), (from, to));
    let has_zone = stood.ground.has(zone, None);
    Looked { sightings, planned_min, observed_min, is_over, has_zone }
}

/// Minutes of a window in which somebody looked, each once, however many looked. A watch of which too little was
/// observed is none.
fn minutes_seen<'a>(coverage: impl Iterator<Item = &'a Coverage>, (from, to): (Instant, Instant)) -> u64 {
    let is_whole = |one: &&Coverage| u64::from(one.observed_min) * 100 >= u64::from(one.planned_min) * COVERED_PERCENT_MIN;
    let mut spans: Vec<(Instant, Instant)> =
        coverage.filter(is_whole).map(|one| (one.time.from.max(from), one.time.to.min(to))).filter(|(from, to)| from < to).collect();
    spans.sort();
    let (mut ms, mut reached) = (0, from);
    for (from, to) in spans {
        ms += (to.ms() - from.max(reached).ms()).max(0);
        reached = reached.max(to);
    }
    u64::try_from(ms / MINUTE_MS).unwrap_or(0)
}

fn is_deed(one: &Observation, actor: &PartyId, is: impl Fn(&Deed) -> bool) -> bool {
    one.deed.as_ref().is_some_and(is) && one.actor.as_ref().is_none_or(|found| found == actor)
}

/// Incidents that could count, with how many they are and how surely they lie in the zone. Reports of one incident are
/// one sighting: the largest number of them counts.
fn sightings(stood: &Stood<'_>, zone: &str, at: Instant, is: impl Fn(&Incident, &[Observation]) -> bool) -> Vec<Sighting> {
    let versions = stood.ground.versions(zone, None, at);
    let could = stood.incidents.iter().filter(|(incident, reports)| is(incident, reports));
    could
        .map(|(incident, reports)| {
            let inside = versions.iter().filter_map(|part| chance_inside(incident.place.as_ref()?, part.shape, part.version.accuracy_m));
            let counts = || reports.iter().filter_map(|one| one.count.as_ref());
            let lo = counts().filter_map(|count| count.lo).max().unwrap_or(1);
            let hi = counts().map(|count| count.hi).try_fold(lo, |most, hi| Some(most.max(hi?)));
            Sighting { id: incident.id.to_string(), lo, hi, inside_ppm: inside.max() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::coverage::CoverageState;
    use model::observation::Passage;
    use model::{CoverageId, Digest, Sense, SourceId, TimePrecision, When};

    fn watch(from_h: i64, to_h: i64, observed_percent: u32) -> Coverage {
        let at = |hours: i64| Instant::from_ms(1_800_000_000_000 + hours * HOUR_MS).unwrap();
        let time = When::between(at(from_h), at(to_h), TimePrecision::Minute, "UTC").unwrap();
        let planned_min = u32::try_from((to_h - from_h) * 60).unwrap();
        Coverage {
            cause: None,
            from: Passage { artifact: Digest::of(b"a"), entry: None, line: 1 },
            id: CoverageId::from_digest(&Digest::of(b"a")),
            observed_min: planned_min * observed_percent / 100,
            planned_min,
            region: Some("zone".into()),
            sense: Sense::Camera,
            source: SourceId("cameras".into()),
            state: CoverageState::Observed,
            station: "camera 1".into(),
            time,
        }
    }

    #[test]
    fn two_watches_at_the_same_time_are_one_and_a_poor_one_is_none() {
        let at = |hours: i64| Instant::from_ms(1_800_000_000_000 + hours * HOUR_MS).unwrap();
        for (watches, minutes) in [
            (vec![watch(0, 10, 100), watch(0, 10, 100)], 600),
            (vec![watch(0, 10, 100), watch(5, 15, 95)], 900),
            (vec![watch(0, 10, 100), watch(20, 24, 89)], 600),
            (vec![watch(-5, 30, 100)], 1_440),
            (vec![], 0),
        ] {
            assert_eq!(minutes_seen(watches.iter(), (at(0), at(24))), minutes, "{watches:?}");
        }
    }
}
