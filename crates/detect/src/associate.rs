//! Picks of a network to events: the likeliest first, each pick in one event at most.
//!
//! A candidate's evidence: for each station outwards from it, what a pick at the expected time is worth against chance,
//! or what its silence is; the event's range is where the sum is greatest.

use crate::fit::{Fitted, fit};
use crate::method::{FIT_ROUNDS_MAX, MATCH_SD, ODDS_NATS_MIN, PICKS_PER_EVENT, SAME_M, SAME_S};
use crate::network::{Hearing, Pick, Station, distance_m};
use crate::search::{Search, Seed};
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
    /// For each channel its picks by time.
    channels: Vec<Vec<u32>>,
    /// ln of picks a second of each channel.
    rates_ln: Vec<f64>,
    /// ln of events a second and square metre, guessed.
    events_ln: f64,
    used: Vec<bool>,
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
    let mut judge = Judge::new(hearing, stations, picks);
    let mut search = Search::new(hearing, stations, picks);
    let (mut events, mut candidates) = (Vec::new(), Vec::new());
    while let Some(heard) = search.most() {
        let seeds = search.seeds(heard, &judge.used);
        candidates.extend(judge.candidates(seeds));
        judge.take(heard, &mut candidates, &mut events);
    }
    judge.take(hearing.stations_min, &mut candidates, &mut events);
    events.sort_by(|a: &Heard, b| a.fitted.at_s.total_cmp(&b.fitted.at_s).then_with(|| a.picks.cmp(&b.picks)));
    Events { events, unused: judge.open() }
}

#[expect(clippy::cast_precision_loss, reason = "counts of picks are small")]
impl<'a> Judge<'a> {
    fn new(hearing: &'a Hearing, stations: &'a [Station], picks: &'a [Pick]) -> Self {
        let waves = hearing.speeds_m_s.len();
        let mut channels = vec![Vec::new(); stations.len() * waves];
        for (index, pick) in (0u32..).zip(picks) {
            if let Some(own) = channels.get_mut(pick.station as usize * waves + usize::from(pick.wave)) {
                own.push(index);
            }
        }
        let at = |index: &u32| picks.get(*index as usize).map_or(0.0, |pick| pick.at_s);
        channels.iter_mut().for_each(|own| own.sort_unstable_by(|a, b| at(a).total_cmp(&at(b)).then(a.cmp(b))));
        let (first, last) = picks.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), pick| (lo.min(pick.at_s), hi.max(pick.at_s)));
        let whole_s = (last - first).max(60.0);
        let rates_ln = channels.iter().map(|own| libm::log((own.len() as f64).max(0.5) / whole_s)).collect();
        let area_m2 =
            stations.iter().fold((f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY), |(w, e, s, n), station| {
                (w.min(station.x_m), e.max(station.x_m), s.min(station.y_m), n.max(station.y_m))
            });
        let area_m2 = ((area_m2.1 - area_m2.0).max(1_000.0)) * ((area_m2.3 - area_m2.2).max(1_000.0));
        let events = (picks.len() as f64 / PICKS_PER_EVENT).max(1.0);
        Self {
            hearing,
            stations,
            picks,
            channels,
            rates_ln,
            events_ln: libm::log(events / (area_m2 * whole_s)),
            used: vec![false; picks.len()],
        }
    }

    fn open(&self) -> Vec<u32> {
        (0u32..).zip(&self.used).filter(|(_, used)| !**used).map(|(index, _)| index).collect()
    }

    /// Seeds, fitted; those that come out alike once.
    fn candidates(&self, seeds: Vec<Seed>) -> Vec<Candidate> {
        let (mut met, mut known) = (BTreeSet::new(), BTreeSet::new());
        let found = seeds.into_iter().filter_map(|seed| self.refine((seed.x_m, seed.y_m, seed.at_s), &mut met));
        found.filter(|candidate| known.insert(candidate.heard.picks.clone())).collect()
    }

    /// Takes the likeliest candidate that so many stations heard, again and again; one whose picks were
    /// taken meanwhile is judged anew.
    fn take(&mut self, heard: usize, candidates: &mut Vec<Candidate>, events: &mut Vec<Heard>) {
        let ripe: Vec<Candidate> = candidates.extract_if(.., |candidate| candidate.heard.picks.len() >= heard).collect();
        let mut heap = BinaryHeap::from(ripe);
        while let Some(best) = heap.pop() {
            let is_free = |index: &u32| self.used.get(*index as usize).is_some_and(|used| !used);
            if best.heard.picks.iter().all(is_free) {
                for index in &best.heard.picks {
                    if let Some(used) = self.used.get_mut(*index as usize) {
                        *used = true;
                    }
                }
                events.push(best.heard);
                continue;
            }
            let start = (best.heard.fitted.x_m, best.heard.fitted.y_m, best.heard.fitted.at_s);
            match self.refine(start, &mut BTreeSet::new()) {
                Some(again) if again.heard.picks.len() >= heard => heap.push(again),
                Some(again) => candidates.push(again),
                None => {}
            }
        }
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
        self.events_ln + 0.5 * libm::log(determinant.max(1e-12)) + 1.5 * libm::log(2.0 * std::f64::consts::PI)
    }

    fn of(&self, picks: &[u32]) -> Vec<Pick> {
        picks.iter().filter_map(|index| self.picks.get(*index as usize)).copied().collect()
    }

    /// Goes outwards from a place, station by station, and keeps the range of the greatest evidence.
    fn choose(&self, fitted: &Fitted, loose: f64) -> Option<Chosen> {
        let waves = self.hearing.speeds_m_s.len();
        let mut near: Vec<(f64, usize)> = (0..self.channels.len())
            .filter(|channel| self.channels.get(*channel).is_some_and(|own| !own.is_empty()))
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
        }
        picks.truncate(kept);
        (kept >= self.hearing.stations_min).then_some(Chosen { picks, silent: silent_kept, odds_nats: best })
    }

    /// The free pick of a channel nearest to the expected time, and what it is worth.
    fn nearest(&self, channel: usize, expected_s: f64, loose: f64, travel_s: f64) -> Option<(u32, f64)> {
        let own = self.channels.get(channel)?;
        let at = |index: u32| self.picks.get(index as usize).map_or(f64::INFINITY, |pick| pick.at_s);
        // While the place is rough the speed's error and the cell's size may move the time.
        let wide_s = if loose > 1.0 { 2.0 + 2.0 * self.hearing.speed_sd_share * travel_s } else { 0.0 };
        let from = own.partition_point(|index| at(*index) < expected_s - 4.0 * MATCH_SD - wide_s);
        let mut best: Option<(f64, u32, f64)> = None;
        for index in own.get(from..).unwrap_or(&[]) {
            let pick = self.picks.get(*index as usize)?;
            let left = pick.at_s - expected_s;
            let window_s = MATCH_SD * pick.sd_s + wide_s;
            if left > window_s {
                break;
            }
            if left.abs() <= window_s
                && !self.used.get(*index as usize).copied().unwrap_or(true)
                && best.is_none_or(|(far, _, _)| left.abs() < far)
            {
                best = Some((left.abs(), *index, pick.sd_s));
            }
        }
        let (left, index, sd_s) = best?;
        let sd_s = sd_s + wide_s / 2.0;
        let density = -0.5 * (left / sd_s) * (left / sd_s) - libm::log(sd_s) - 0.918_938_533_204_672_7;
        Some((index, libm::log(self.hearing.detected) + density - self.rates_ln.get(channel).copied().unwrap_or(0.0)))
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
