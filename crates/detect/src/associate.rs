//! Picks of a network to events: the likeliest first, each pick in one event at most.
//!
//! A candidate's evidence: for each station outwards from it, what a pick at the expected time is worth against chance,
//! or what its silence is; the event's range is where the sum is greatest.

use crate::fit::{Fitted, fit};
use crate::lanes::{Lanes, peak, whole_s};
use crate::method::{
    DEAF_NATS, FIT_ROUNDS_MAX, HOPE_MNAT, MATCH_SD, ODDS_MNAT_MIN, ODDS_NATS_MIN, PICKS_PER_EVENT, ROOM_M2_S, ROOM_M2_S_MAX, ROUNDS,
    SAME_M, SAME_S,
};
use crate::network::{Hearing, Pick, Station, distance_m};
use crate::search::{Looked, Open, Search, rectangle};
use std::collections::{BTreeSet, BinaryHeap};

/// An event that a network heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Where and when, with covariance.
    pub fitted: Fitted,
    /// Its picks, as indices, in order.
    pub picks: Vec<u32>,
    /// Stations in its range that have no pick of it.
    pub silent: u32,
    /// Evidence against chance, nats.
    pub odds_nats: f64,
    /// Root mean square of what is left of its picks, seconds.
    pub residual_s: f64,
}

/// What a network heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events {
    /// Events in order of time.
    pub events: Vec<Heard>,
    /// Picks that belong to none, as indices.
    pub unused: Vec<u32>,
}

struct Judge<'a> {
    hearing: &'a Hearing,
    stations: &'a [Station],
    picks: &'a [Pick],
    lanes: Lanes,
    /// ln of events a second and square metre, guessed.
    events_ln: f64,
}

/// A candidate, ordered by its evidence.
#[derive(Debug)]
struct Candidate {
    odds_mnat: i64,
    heard: Heard,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.odds_mnat.cmp(&other.odds_mnat).then_with(|| other.heard.picks.cmp(&self.heard.picks))
    }
}

/// Finds the events. The same picks in any order give the same events; indices are those of the slice.
pub fn associate(hearing: &Hearing, stations: &[Station], picks: &[Pick]) -> Events {
    let mut work = Work::new(Judge::new(hearing, stations, picks));
    for (floor_mnat, rank_max) in ROUNDS {
        work.search.widen(rank_max);
        work.round(floor_mnat);
    }
    work.again();
    let mut events = work.events;
    events.sort_by(|a: &Heard, b| a.fitted.at_s.total_cmp(&b.fitted.at_s).then_with(|| a.picks.cmp(&b.picks)));
    Events { events, unused: work.judge.lanes.left() }
}

/// Candidates that wait, and the events taken so far.
struct Work<'a> {
    judge: Judge<'a>,
    search: Search<'a>,
    /// Slots by time.
    order: Vec<u32>,
    ripe: BinaryHeap<Candidate>,
    /// Slots of candidates that lost some of their picks.
    lost: Vec<u32>,
    /// For each slot the odds of the likeliest waiting candidate that would have it.
    claims: Vec<Option<i64>>,
    met: BTreeSet<(i64, i64, i64)>,
    open: BinaryHeap<Open>,
    parts: Vec<Open>,
    events: Vec<Heard>,
}

impl<'a> Work<'a> {
    fn new(judge: Judge<'a>) -> Self {
        let sd_s = median(judge.picks.iter().map(|pick| pick.sd_s).collect());
        let most = judge.events_ln + libm::log(ROOM_M2_S_MAX) + TAU_LN;
        let usual = judge.events_ln + libm::log(ROOM_M2_S) + TAU_LN;
        let search = Search::new(judge.hearing, judge.stations, sd_s, ODDS_NATS_MIN - most, usual);
        let mut order: Vec<u32> = (0..judge.lanes.len()).collect();
        let at_s = |slot: &u32| judge.lanes.slot(*slot).map_or(0.0, |slot| slot.at_s);
        order.sort_by(|a, b| at_s(a).total_cmp(&at_s(b)).then(a.cmp(b)));
        let claims = vec![None; order.len()];
        let lost = Vec::new();
        let (ripe, met, open) = (BinaryHeap::new(), BTreeSet::new(), BinaryHeap::new());
        Self { judge, search, order, ripe, lost, claims, met, open, parts: Vec::new(), events: Vec::new() }
    }

    /// Looks for events of at least these odds from each free pick, then takes the likeliest first.
    fn round(&mut self, floor_mnat: i64) {
        self.met.clear();
        self.claims.fill(None);
        for slot in std::mem::take(&mut self.order) {
            if !self.judge.lanes.is_free(slot) {
                continue;
            }
            self.order.push(slot);
            if self.claims.get(slot as usize).is_some_and(Option::is_none) {
                self.seek(slot, floor_mnat);
            }
        }
        while let Some(best) = self.ripe.pop() {
            self.take(best, floor_mnat);
        }
    }

    /// Looks once more from the picks that lesser candidates lost, as long as that finds events.
    fn again(&mut self) {
        while !self.lost.is_empty() {
            let found = self.events.len();
            self.lost.sort_unstable();
            self.lost.dedup();
            self.order = std::mem::take(&mut self.lost);
            self.round(ODDS_MNAT_MIN);
            if self.events.len() == found {
                break;
            }
        }
    }

    /// The likeliest event that made a pick, if it has these odds: cells that give most hope first, none that cannot do better.
    fn seek(&mut self, slot: u32, floor_mnat: i64) {
        let mut best_mnat = floor_mnat;
        self.open.clear();
        self.search.begin(&self.judge.lanes, slot, &mut self.open);
        while let Some(one) = self.open.pop() {
            if one.bound_mnat < best_mnat {
                continue;
            }
            match self.search.look(&self.judge.lanes, slot, one, &mut self.parts) {
                Looked::Halved => self.open.extend(self.parts.drain(..).filter(|part| part.bound_mnat >= best_mnat)),
                Looked::Start(start) => {
                    let Some(candidate) = self.judge.refine(start, &mut self.met) else { continue };
                    if candidate.odds_mnat >= floor_mnat {
                        best_mnat = best_mnat.max(candidate.odds_mnat + HOPE_MNAT);
                        self.wait(candidate);
                    }
                }
            }
        }
    }

    fn wait(&mut self, candidate: Candidate) {
        for pick in &candidate.heard.picks {
            if let Some(own) = self.claims.get_mut(self.judge.lanes.of_pick(*pick) as usize) {
                *own = Some(own.map_or(candidate.odds_mnat, |odds_mnat| odds_mnat.max(candidate.odds_mnat)));
            }
        }
        self.ripe.push(candidate);
    }

    /// Takes a candidate; one whose picks were taken meanwhile is judged anew.
    fn take(&mut self, best: Candidate, floor_mnat: i64) {
        let lanes = &mut self.judge.lanes;
        if best.heard.picks.iter().all(|pick| lanes.is_free(lanes.of_pick(*pick))) {
            best.heard.picks.iter().for_each(|pick| lanes.take(*pick));
            self.events.push(best.heard);
            return;
        }
        self.lost.extend(best.heard.picks.iter().map(|pick| lanes.of_pick(*pick)));
        let start = (best.heard.fitted.x_m, best.heard.fitted.y_m, best.heard.fitted.at_s);
        let again = self.judge.refine(start, &mut BTreeSet::new());
        self.ripe.extend(again.filter(|candidate| candidate.odds_mnat >= floor_mnat));
    }
}

/// ln of (2 pi)^(3/2), of a normal law in place and time.
const TAU_LN: f64 = 2.756_815_599_614_018_3;

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of picks are small")]
impl<'a> Judge<'a> {
    fn new(hearing: &'a Hearing, stations: &'a [Station], picks: &'a [Pick]) -> Self {
        let (_, whole_s) = whole_s(picks);
        let (west, east, south, north) = rectangle(stations);
        let area_m2 = (east - west).max(1_000.0) * (north - south).max(1_000.0);
        let events = (picks.len() as f64 / PICKS_PER_EVENT).max(1.0);
        let lanes = Lanes::new(hearing, stations, picks);
        Self { hearing, stations, picks, lanes, events_ln: libm::log(events / (area_m2 * whole_s)) }
    }

    /// Fits and chooses picks in turn, until they stay; absent if what is left is no more than chance, or was met already.
    fn refine(&self, start: (f64, f64, f64), met: &mut BTreeSet<(i64, i64, i64)>) -> Option<Candidate> {
        let mut chosen = self.choose(&loose(start), 3.0)?;
        let mut fitted = fit(self.hearing, self.stations, &self.of(&chosen.picks), start, 3)?;
        if !met.insert((grid(fitted.x_m, SAME_M), grid(fitted.y_m, SAME_M), grid(fitted.at_s, SAME_S))) {
            return None;
        }
        for _ in 0..FIT_ROUNDS_MAX {
            let next = self.choose(&fitted, 1.0)?;
            let is_settled = next.picks == chosen.picks;
            chosen = next;
            fitted = fit(self.hearing, self.stations, &self.of(&chosen.picks), (fitted.x_m, fitted.y_m, fitted.at_s), 8)?;
            if is_settled {
                break;
            }
        }
        let chosen = self.choose(&fitted, 1.0)?;
        let odds_nats = chosen.odds_nats + self.room(&fitted);
        if odds_nats < ODDS_NATS_MIN {
            return None;
        }
        let own = self.of(&chosen.picks);
        let square = |pick: &Pick| {
            let left =
                pick.at_s - self.stations.get(pick.station as usize).map_or(0.0, |at| fitted.arrival_s(self.hearing, *at, pick.wave));
            left * left
        };
        let residual_s = (own.iter().map(square).sum::<f64>() / own.len() as f64).sqrt();
        #[expect(clippy::cast_possible_truncation, reason = "evidence of thousands of nats at most")]
        let odds_mnat = (odds_nats * 1e3).round_ties_even() as i64;
        let mut picks = chosen.picks;
        picks.sort_unstable();
        Some(Candidate { odds_mnat, heard: Heard { fitted, picks, silent: chosen.silent, odds_nats, residual_s } })
    }

    /// ln of events expected in the room that the fit leaves open (Laplace).
    fn room(&self, fitted: &Fitted) -> f64 {
        let [[a, b, c], [_, d, e], [_, _, f]] = fitted.covariance;
        let determinant = a * (d * f - e * e) - b * (b * f - e * c) + c * (b * e - d * c);
        self.events_ln + 0.5 * libm::log(determinant.max(1e-12)) + TAU_LN
    }

    fn of(&self, picks: &[u32]) -> Vec<Pick> {
        picks.iter().filter_map(|index| self.picks.get(*index as usize)).copied().collect()
    }

    /// Goes outwards from a place, station by station, and keeps the range of the greatest evidence.
    fn choose(&self, fitted: &Fitted, loose: f64) -> Option<Chosen> {
        let waves = self.hearing.speeds_m_s.len();
        let mut near: Vec<(f64, usize)> = (0..self.stations.len() * waves)
            .filter(|channel| self.lanes.is_live(*channel))
            .filter_map(|channel| Some((distance_m(*self.stations.get(channel / waves)?, fitted.x_m, fitted.y_m), channel)))
            .filter(|(far_m, _)| *far_m <= self.hearing.reach_m)
            .collect();
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (mut sum, mut best, mut kept, mut silent, mut silent_kept) = (0.0, 0.0, 0, 0, 0);
        let mut picks: Vec<u32> = Vec::new();
        let silence = libm::log(1.0 - self.hearing.detected);
        for (far_m, channel) in near {
            let v = self.hearing.speeds_m_s.get(channel % waves).copied().unwrap_or(1.0);
            match self.nearest(channel, fitted.at_s + far_m / v * (1.0 + fitted.slow), loose, far_m / v) {
                Some((index, evidence)) => {
                    sum += evidence;
                    picks.push(index);
                    if sum > best {
                        (best, kept, silent_kept) = (sum, picks.len(), silent);
                    }
                }
                None => {
                    sum += silence;
                    silent += 1;
                }
            }
            if sum < best - DEAF_NATS {
                break;
            }
        }
        picks.truncate(kept);
        (kept >= self.hearing.stations_min).then_some(Chosen { picks, silent: silent_kept, odds_nats: best })
    }

    /// The free pick of a channel nearest to the expected time, and what it is worth.
    fn nearest(&self, channel: usize, expected_s: f64, loose: f64, travel_s: f64) -> Option<(u32, f64)> {
        // While the place is rough the speed's error and the cell's size may move the time.
        let wide_s = if loose > 1.0 { 2.0 + 2.0 * self.hearing.speed_sd_share * travel_s } else { 0.0 };
        let most_s = self.lanes.window_s(channel) + wide_s;
        let inside = self.lanes.free(channel, expected_s - most_s, expected_s + most_s);
        let inside = inside.filter(|slot| (slot.at_s - expected_s).abs() <= MATCH_SD * slot.sd_s + wide_s);
        let nearest = inside.min_by(|a, b| (a.at_s - expected_s).abs().total_cmp(&(b.at_s - expected_s).abs()))?;
        let (left, sd_s) = (nearest.at_s - expected_s, nearest.sd_s + wide_s / 2.0);
        let density = peak(sd_s) - peak(nearest.sd_s) - 0.5 * (left / sd_s) * (left / sd_s);
        Some((nearest.pick, nearest.worth + density))
    }
}

/// The picks of a place and what they are worth.
struct Chosen {
    picks: Vec<u32>,
    silent: u32,
    odds_nats: f64,
}

const fn loose((x_m, y_m, at_s): (f64, f64, f64)) -> Fitted {
    Fitted { x_m, y_m, at_s, slow: 0.0, covariance: [[0.0; 3]; 3] }
}

#[expect(clippy::cast_possible_truncation, reason = "places and times on one planet")]
fn grid(number: f64, step: f64) -> i64 {
    (number / step).floor() as i64
}

#[cfg(test)]
mod tests;
