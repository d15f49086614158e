//! The test of a remedy against what was observed later: an answer for a person to confirm, with its reason.

use crate::method::{COVERED_PERCENT_MIN, HARDLY_PPM, SURE_PPM};
use model::remedy::{Outcome, Test};
use serde::Serialize;

/// Something that was seen and could count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The incident or report.
    pub id: String,
    /// How many at least.
    pub lo: u32,
    /// How many at most; absent = no upper bound.
    pub hi: Option<u32>,
    /// Chance that it lies in the zone, ppm; absent = its place is not known.
    pub inside_ppm: Option<u32>,
}

/// What was seen in the time that a test asks about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// What could count.
    pub sightings: Vec<Sighting>,
    /// Minutes for which somebody was to look.
    pub planned_min: u64,
    /// Minutes for which somebody looked.
    pub observed_min: u64,
    /// Whether that time is over by the settled time.
    pub is_over: bool,
    /// Whether the zone is known.
    pub has_zone: bool,
}

/// What a test came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tested {
    /// What came out: proposed, for an analyst to confirm.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: String,
    /// What it rests on.
    pub rests_on: Vec<String>,
}

/// Holds a test against what was seen. Where nobody looked, or a place or number is open, it is undetermined.
pub fn evaluate(test: &Test, looked: &Looked) -> Tested {
    let answer = |outcome, reason: String, rests_on: Vec<String>| Tested { outcome, reason, rests_on };
    let open = |reason: &str| answer(Outcome::Undetermined, reason.into(), Vec::new());
    match test {
        Test::Manual { question } => open(&format!("people decide: {question}")),
        Test::CountAtMost { zone, .. } | Test::Seen { zone, .. } if !looked.has_zone => {
            open(&format!("the zone `{zone}` is not among the mission's layers"))
        }
        Test::CountAtMost { n, .. } => at_most(u64::from(*n), looked),
        Test::Seen { .. } => match (sure(looked), looked.is_over && is_covered(looked)) {
            (seen, _) if !seen.is_empty() => answer(Outcome::Met, format!("{} seen", seen.len()), seen),
            (_, true) if !looked.sightings.iter().any(is_open) => {
                answer(Outcome::NotMet, "nothing of it was seen, and the time was observed".into(), Vec::new())
            }
            (_, true) => open("what was seen may lie inside or outside"),
            (_, false) => open("nothing of it was seen, and not all of the time was observed or is over"),
        },
        Test::Document { .. } => {
            let there: Vec<String> = looked.sightings.iter().map(|one| one.id.clone()).collect();
            match (there.is_empty(), looked.is_over) {
                (false, _) => answer(Outcome::Met, format!("{} reports of it", there.len()), there),
                (true, true) => answer(Outcome::NotMet, "no report of it came in time".into(), Vec::new()),
                (true, false) => open("no report of it came yet, and its time runs"),
            }
        }
    }
}

fn at_most(n: u64, looked: &Looked) -> Tested {
    let inside = sure(looked);
    let counted = |of: &mut dyn Iterator<Item = &Sighting>| of.map(|one| u64::from(one.lo)).sum::<u64>();
    let least = counted(&mut looked.sightings.iter().filter(|one| inside.contains(&one.id)));
    let possible = looked.sightings.iter().filter(|one| inside.contains(&one.id) || is_open(one));
    let most = possible.map(|one| one.hi.map(u64::from)).try_fold(0, |sum: u64, hi| Some(sum + hi?));
    let most_words = most.map_or_else(|| "any number".into(), |most| most.to_string());
    let (outcome, reason) = match most {
        _ if least > n => (Outcome::NotMet, format!("at least {least} were there, {n} may be")),
        _ if !looked.is_over => (Outcome::Undetermined, format!("{least} to {most_words} were there so far, {n} may be; its time runs")),
        _ if !is_covered(looked) => (
            Outcome::Undetermined,
            format!("{} of {} planned minutes were observed: what was not seen says nothing", looked.observed_min, looked.planned_min),
        ),
        Some(most) if most <= n => (Outcome::Met, format!("at most {most} were there, {n} may be")),
        Some(_) | None => (Outcome::Undetermined, format!("{least} to {most_words} were there, {n} may be")),
    };
    let rests_on = looked.sightings.iter().filter(|one| inside.contains(&one.id) || is_open(one)).map(|one| one.id.clone()).collect();
    Tested { outcome, reason, rests_on }
}

/// What surely lies inside.
fn sure(looked: &Looked) -> Vec<String> {
    looked.sightings.iter().filter(|one| one.inside_ppm.is_some_and(|ppm| ppm >= SURE_PPM)).map(|one| one.id.clone()).collect()
}

/// Whether it may lie inside or outside.
fn is_open(one: &Sighting) -> bool {
    one.inside_ppm.is_none_or(|ppm| (HARDLY_PPM..SURE_PPM).contains(&ppm))
}

/// Whether enough of the planned time was observed; nothing planned is nothing observed.
const fn is_covered(looked: &Looked) -> bool {
    looked.planned_min > 0 && looked.observed_min.saturating_mul(100) >= looked.planned_min.saturating_mul(COVERED_PERCENT_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{DeedKind, Kind};

    fn sighting(lo: u32, hi: u32, inside_ppm: u32) -> Sighting {
        Sighting { id: format!("INC-{lo}-{inside_ppm}"), lo, hi: Some(hi), inside_ppm: Some(inside_ppm) }
    }

    fn looked(sightings: Vec<Sighting>, observed_min: u64) -> Looked {
        Looked { sightings, planned_min: 100, observed_min, is_over: true, has_zone: true }
    }

    #[test]
    fn a_count_is_met_only_where_somebody_looked_and_no_doubt_reaches_over_it() {
        let test = Test::CountAtMost { class: None, kind: Kind::WeaponSeen, n: 2, window_h: 48, zone: "z".into() };
        for (sightings, observed_min, expected) in [
            (vec![], 100, Outcome::Met),
            (vec![], 89, Outcome::Undetermined),
            (vec![sighting(2, 2, 990_000)], 100, Outcome::Met),
            (vec![sighting(2, 3, 990_000)], 100, Outcome::Undetermined),
            (vec![sighting(3, 3, 990_000)], 0, Outcome::NotMet),
            (vec![sighting(3, 3, 700_000)], 100, Outcome::Undetermined),
            (vec![sighting(9, 9, 10_000)], 100, Outcome::Met),
            (vec![sighting(1, 1, 990_000), sighting(2, 2, 960_000)], 100, Outcome::NotMet),
        ] {
            let tested = evaluate(&test, &looked(sightings.clone(), observed_min));
            assert_eq!(tested.outcome, expected, "{sightings:?}, {observed_min}: {}", tested.reason);
        }
        let running = Looked { is_over: false, ..looked(vec![], 100) };
        assert_eq!(evaluate(&test, &running).outcome, Outcome::Undetermined, "its time runs");
        assert_eq!(evaluate(&test, &Looked { has_zone: false, ..looked(vec![], 100) }).outcome, Outcome::Undetermined);
    }

    #[test]
    fn what_must_be_seen_and_what_must_come_in_are_open_until_their_time_is_over() {
        let seen = Test::Seen { kind: Kind::Convoy, zone: "z".into() };
        assert_eq!(evaluate(&seen, &looked(vec![sighting(1, 1, 990_000)], 0)).outcome, Outcome::Met);
        assert_eq!(evaluate(&seen, &looked(vec![], 100)).outcome, Outcome::NotMet);
        assert_eq!(evaluate(&seen, &looked(vec![], 0)).outcome, Outcome::Undetermined);
        assert_eq!(evaluate(&seen, &looked(vec![sighting(1, 1, 500_000)], 100)).outcome, Outcome::Undetermined);
        let paper = Test::Document { deed: DeedKind::List };
        assert_eq!(evaluate(&paper, &looked(vec![], 0)).outcome, Outcome::NotMet);
        assert_eq!(evaluate(&paper, &Looked { is_over: false, ..looked(vec![], 0) }).outcome, Outcome::Undetermined);
        assert_eq!(evaluate(&Test::Manual { question: "gone".into() }, &looked(vec![], 100)).outcome, Outcome::Undetermined);
    }
}
