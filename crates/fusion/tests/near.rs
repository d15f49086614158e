//! Fusing again what a change can touch gives what fusing everything gives.

mod make;

use fusion::near::{AtHand, Region, fuse_near, middle_of, region_of, tile_of};
use fusion::{Bonds, Evidence, Parameters, fuse_bound};
use make::{Chance, DAY_MS, instant, mixed, sources};
use model::{Incident, ObservationId, Position};
use std::collections::{BTreeMap, BTreeSet};

/// Histories that are tried.
const CASES_N: u64 = 60;
/// Changes to each, one after the other.
const STEPS_N: usize = 3;
/// Days over which the history is spread.
const DAYS: i64 = 300;

/// Evidence in three parts of a country and over a year: some of it far from any change.
fn history(seed: u64, n: usize) -> Vec<Evidence> {
    let mut chance = Chance(seed);
    let mut parts = Vec::new();
    for part in 0..8u64 {
        let (lon, days) = (chance.below(3) as i32 * 20_000_000, chance.below(DAYS as usize) as i64);
        parts.extend(mixed(seed.wrapping_mul(31).wrapping_add(part), n / 8 + 1).into_iter().map(|mut one| {
            one.id =
                ObservationId::from_digest(&model::Digest::tagged("test", &[one.id.as_bytes(), &part.to_be_bytes(), &seed.to_be_bytes()]));
            one.from = instant(one.from.ms() + days * DAY_MS);
            one.to = instant(one.to.ms() + days * DAY_MS);
            one.place.iter_mut().for_each(|place| place.centre.lon_e7 += lon);
            one
        }));
    }
    parts
}

/// What a store would give: short evidence by tile and middle, long evidence by tile.
fn at_hand(all: &[Evidence], region: &Region, changed: &BTreeSet<ObservationId>) -> (Vec<Evidence>, Vec<Position>) {
    let tiles: BTreeSet<i64> = region.tiles().collect();
    let is_in = |one: &Evidence| {
        one.place.is_some_and(|place| {
            let (tile, (middle, is_long)) = (tile_of(place.centre), middle_of(one));
            let in_box = || region.boxes().any(|(other, from, to)| other == tile && (from..=to).contains(&middle));
            if is_long { tiles.contains(&tile) } else { in_box() }
        })
    };
    let held = all.iter().filter(|one| is_in(one) || changed.contains(&one.id)).copied().collect();
    let named = all.iter().filter_map(|one| one.place.filter(|place| place.wide_ppm > 0 && tiles.contains(&tile_of(place.centre))));
    (held, named.map(|place| place.centre).collect())
}

fn names(all: &[Evidence]) -> BTreeSet<Position> {
    all.iter().filter_map(|one| one.place.filter(|place| place.wide_ppm > 0)).map(|place| place.centre).collect()
}

/// The incidents after a change, from those before; none if a name changed. Also how much was decided again.
fn step(before: &[Incident], old: &[Evidence], new: &[Evidence], bonds: &Bonds) -> Option<(Vec<Incident>, usize)> {
    let method = Parameters::default();
    let by_id = |all: &[Evidence]| all.iter().map(|one| (one.id, *one)).collect::<BTreeMap<_, _>>();
    let (was, is) = (by_id(old), by_id(new));
    let ids: BTreeSet<ObservationId> = was.keys().chain(is.keys()).filter(|id| was.get(id) != is.get(id)).copied().collect();
    let touched: Vec<Evidence> = ids.iter().flat_map(|id| [was.get(id), is.get(id)]).flatten().copied().collect();
    if names(old) != names(new) {
        return None;
    }
    let mut region = region_of(&touched, &method);
    loop {
        let (evidence, names) = at_hand(new, &region, &ids);
        let hand = AtHand { evidence: &evidence, names: &names, region: &region, touched: &touched };
        match fuse_near(&hand, (bonds, &[]), &sources(8), "UTC", &method) {
            Err(more) => region.join(&more),
            Ok(near) => {
                let is_stale = |incident: &&Incident| incident.members.iter().any(|member| near.decided.contains(&member.observation));
                let mut after: Vec<Incident> = before.iter().filter(|incident| !is_stale(incident)).cloned().collect();
                after.extend(near.incidents);
                after.sort_by_key(|incident| incident.id);
                return Some((after, near.decided.len()));
            }
        }
    }
}

#[test]
fn a_change_decided_again_near_by_is_the_change_of_the_whole() {
    let (mut compared_n, mut partial_n) = (0, 0);
    for seed in 0..CASES_N {
        let mut chance = Chance(seed ^ 0xace);
        let all = history(seed, 30 + chance.below(120));
        let pool = history(seed ^ 0xbeef, 40);
        let known = names(&all);
        // New reports use names that are in use, or none: a new name is the caller's care.
        let pool: Vec<Evidence> =
            pool.into_iter().filter(|one| one.place.is_none_or(|place| place.wide_ppm == 0 || known.contains(&place.centre))).collect();
        let mut now = all.clone();
        let bonds = Bonds::default();
        let mut incidents = fuse_bound(&now, &bonds, &sources(8), "UTC", &Parameters::default());
        for _ in 0..STEPS_N {
            let mut next = now.clone();
            next.extend((0..3).map(|_| chance.pick(&pool)).filter(|one| now.iter().all(|other| other.id != one.id)));
            next.sort();
            next.dedup_by_key(|one| one.id);
            if chance.is(0.5) {
                next.remove(chance.below(next.len()));
            }
            if chance.is(0.5) {
                let place = chance.below(next.len());
                next[place].from = instant(next[place].from.ms() - 3_600_000);
            }
            let whole = fuse_bound(&next, &bonds, &sources(8), "UTC", &Parameters::default());
            if let Some((after, decided_n)) = step(&incidents, &now, &next, &bonds) {
                assert_eq!(after, whole, "history {seed}");
                compared_n += 1;
                partial_n += usize::from(decided_n < next.len() / 2);
            }
            (now, incidents) = (next, whole);
        }
    }
    println!("{compared_n} changes, {partial_n} of which touched less than half");
    assert!(compared_n > 60 && partial_n > 20, "{compared_n} {partial_n}");
}
