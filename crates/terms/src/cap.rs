//! Caps: how many weapons or people a party may have in a zone at one time.
//!
//! What one source counted on one day is one time; within it each thing counts once. A count above the cap shows a
//! breach whatever else nobody saw; a count below it shows that it was kept only if the whole zone was watched that day.

use crate::agreement::{LayerRef, Mention, Row, Term};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::read_act::{read_arms, read_layer};
use crate::spread::nodes;
use crate::verdict::Verdict;
use crate::weapon::is_meant;
use crate::zone::{Spot, show_layer, site_at};
use jiff::civil::Date;
use model::count::grouped;
use model::{Coverage, CoverageState, Finding, Missing, Observation, Outcome, PartyId, SourceId, When};
use std::collections::BTreeMap;

/// Greatest cap.
const CAP_MAX: u32 = 100_000_000;

/// A cap.
#[derive(Clone, Debug)]
pub(crate) struct Cap {
    pub(crate) parties: Vec<PartyId>,
    /// Absent if unreadable.
    pub(crate) zone: Option<LayerRef>,
    /// Which weapons; absent = people.
    pub(crate) arms: Option<Row>,
    /// Absent if unreadable.
    pub(crate) at_most: Option<u32>,
    /// The cap in one sentence, for reasons.
    pub(crate) told: String,
}

/// Reads the fields of a cap.
pub(crate) fn read_cap(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Cap {
    let parties = fields.texts("parties").unwrap_or_default();
    let zone = read_layer(fields, "zone", "zone_source", mentions, false);
    if zone.is_none() {
        fields.missing("zone", "zone = \"band_p1\"");
    }
    let at_most = fields.count("at_most", CAP_MAX);
    if at_most.is_none() {
        fields.missing("at_most", "at_most = 75, or 0 for none at all");
    }
    let is_people = fields.flag("people").unwrap_or(false);
    let arms = read_arms(fields, mentions);
    let header = fields.header.clone();
    match (&arms, is_people) {
        (None, false) => {
            let help = "give `models`, `classes` or a calibre, or `people = true`".to_owned();
            fields.faults.error(header, "the cap does not say what is counted".into(), Some(help));
        }
        (Some(_), true) => fields.faults.error(header, "`people = true` stands beside weapons".into(), Some("make two terms of it".into())),
        _ => {}
    }
    let names: Vec<PartyId> = parties.iter().map(|party| PartyId(party.word.clone())).collect();
    mentions.extend(parties.into_iter().map(Mention::Party));
    let what = if is_people { "people" } else { "weapons of these" };
    let told = format!("at most {} {what} at one time", at_most.map_or_else(|| "?".into(), |most| grouped(u64::from(most))));
    Cap { parties: names, zone, arms, at_most, told }
}

/// Holds all inventories against a cap: one finding for each party, day and source.
pub(crate) fn assess_cap<'a>(docket: &Docket<'a>, term: &'a Term, cap: &Cap, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    let Some((zone, at_most)) = cap.zone.as_ref().zip(cap.at_most).filter(|_| faults.is_empty()) else {
        return docket.faulty(term, &faults, findings);
    };
    for (force, reading) in docket.forces(term) {
        for party in &cap.parties {
            for ((day, source), reports) in counted(docket, cap, party, &force) {
                let standing = reports.iter().map(|report| force.standing(&report.time)).min().unwrap_or(Standing::Apart);
                if standing == Standing::Apart {
                    continue;
                }
                let tally = Tally::of(docket, cap, zone, &reports);
                if tally.is_elsewhere {
                    continue;
                }
                let place = show_layer("zone", zone);
                let about = format!("{} in {place} on {day}, as {source} counted", term.id);
                let mut verdict = tally.judge(docket, at_most, &Whole { zone, day, source, party });
                verdict.reasons.insert(0, cap.told.clone());
                let verdict = crate::scene::in_force(verdict, standing, &force);
                let mut rests_on = RestsOn { observations: reports.iter().map(|report| report.id).collect(), ..RestsOn::default() };
                rests_on.coverages.extend(watch(docket, zone, day).iter().map(|coverage| coverage.id));
                let time = reports.iter().fold(None, |all: Option<When>, report| {
                    Some(all.map_or_else(|| report.time.clone(), |all| crate::figures::span(&all, &report.time)))
                });
                let time = time.unwrap_or_else(|| force.whole());
                let owed = Owed { about, party: Some(party.clone()), time, verdict, rests_on };
                findings.push(docket.finding(term, reading.as_deref(), owed));
            }
        }
    }
}

/// What each source counted of a party on each day, what is surely not meant left out.
fn counted<'a>(docket: &Docket<'a>, cap: &Cap, party: &PartyId, force: &Force<'_>) -> BTreeMap<(Date, &'a SourceId), Vec<&'a Observation>> {
    let mut by_day: BTreeMap<(Date, &SourceId), Vec<&Observation>> = BTreeMap::new();
    let clock = force.zone().unwrap_or(&docket.mission.zone);
    let Ok(clock) = model::time::zone_of(clock) else { return by_day };
    let of = |report: &&Observation| report.actor.as_ref() == Some(party) && meant(cap, report, docket) != Some(false);
    for report in docket.case.dossier.inventories().filter(of) {
        by_day.entry((report.time.from.in_zone(&clock).date(), &report.source)).or_default().push(report);
    }
    by_day
}

/// Whether an inventory counts what the cap is about; `None` if it may.
fn meant(cap: &Cap, report: &Observation, docket: &Docket<'_>) -> Option<bool> {
    match (&cap.arms, &report.weapon) {
        (None, weapon) => Some(weapon.is_none()),
        (Some(_), None) => Some(false),
        (Some(arms), Some(weapon)) => is_meant(weapon, arms, &docket.agreement.arms),
    }
}

/// What a finding is about, besides the count.
struct Whole<'a> {
    zone: &'a LayerRef,
    day: Date,
    source: &'a SourceId,
    party: &'a PartyId,
}

/// What one source counted in the zone at one time.
struct Tally {
    lo: u64,
    /// Absent if nobody gives an upper end.
    hi: Option<u64>,
    lacking: Vec<(Missing, String)>,
    reasons: Vec<String>,
    used: Vec<model::LayerVersionId>,
    /// Whether all of it surely lies outside of the zone.
    is_elsewhere: bool,
}

impl Tally {
    fn of(docket: &Docket<'_>, cap: &Cap, zone: &LayerRef, reports: &[&Observation]) -> Self {
        let mut tally = Self { lo: 0, hi: Some(0), lacking: Vec::new(), reasons: Vec::new(), used: Vec::new(), is_elsewhere: true };
        let mut by_key: BTreeMap<&str, (u64, Option<u64>)> = BTreeMap::new();
        for report in reports {
            let count = report.count.as_ref();
            let (mut lo, hi) =
                (count.and_then(|count| count.lo).map_or(0, u64::from), count.map_or(Some(1), |count| count.hi.map(u64::from)));
            lo = if count.is_none() { 1 } else { lo };
            let place = report.place.as_ref().filter(|_| report.place_precision.is_none_or(|precision| precision.is_position())).map(nodes);
            let spot = Spot { label: format!("report {}", report.id).into(), nodes: place.as_deref() };
            let Some(inside) = site_at(docket.ground, &[report.time.from], zone, None, &[spot], false) else { continue };
            tally.is_elsewhere = false;
            tally.used.extend(inside.used.iter().copied());
            let is_sure = meant(cap, report, docket) == Some(true);
            match inside.outcome {
                Outcome::NoBreach | Outcome::Exempt => continue,
                Outcome::Breach if is_sure => {}
                Outcome::Breach => {
                    tally.lacking.push((Missing::Weapon, format!("report {}: whether it is one of these weapons is not known", report.id)));
                    lo = 0;
                }
                Outcome::Undetermined => {
                    tally.lacking.extend(inside.missing.iter().map(|missing| (*missing, inside.reasons.join("; "))));
                    lo = 0;
                }
            }
            match report.key.as_deref() {
                // The same thing counted twice counts once.
                Some(key) => {
                    let entry = by_key.entry(key).or_insert((0, Some(0)));
                    *entry = (entry.0.max(lo), entry.1.zip(hi).map(|(a, b)| a.max(b)));
                }
                None => tally.add(lo, hi),
            }
        }
        by_key.into_values().for_each(|(lo, hi)| tally.add(lo, hi));
        tally
    }

    fn add(&mut self, lo: u64, hi: Option<u64>) {
        self.lo += lo;
        self.hi = self.hi.zip(hi).map(|(a, b)| a + b);
    }

    fn judge(self, docket: &Docket<'_>, at_most: u32, whole: &Whole<'_>) -> Verdict {
        let most = u64::from(at_most);
        let number = match self.hi {
            Some(hi) if hi == self.lo => grouped(hi),
            Some(hi) => format!("{} to {}", grouped(self.lo), grouped(hi)),
            None => format!("at least {}", grouped(self.lo)),
        };
        let sentence = format!("{} counted {number} of {} there on {}", whole.source, whole.party, whole.day);
        let owner = docket.mission.source(whole.source).map(|source| source.party.as_ref());
        let own_word = owner.flatten();
        let mut verdict = Verdict::of(Outcome::Breach).because(sentence);
        verdict.used.extend(self.used);
        verdict.reasons.extend(self.reasons);
        if owner.is_none() || own_word.is_some_and(|owner| owner != whole.party) {
            return verdict.lacking(
                Missing::Coverage,
                "a count by the other side, or by a source that the mission does not list, settles nothing".into(),
            );
        }
        if self.lo > most {
            return verdict.because(format!("more than {}: breach", grouped(most)));
        }
        for (missing, reason) in self.lacking {
            verdict = verdict.lacking(missing, reason);
        }
        if self.hi.is_none_or(|hi| hi > most) {
            return if verdict.is_open() {
                verdict
            } else {
                verdict.lacking(Missing::Definition, "the number itself is not exact enough".into())
            };
        }
        verdict.missing.clear();
        verdict.outcome = Outcome::NoBreach;
        if own_word.is_some() {
            return verdict.lacking(Missing::Coverage, "a party's count of its own shows no compliance".into());
        }
        watched(docket, whole, verdict)
    }
}

/// The coverage of a zone on a day: of the region that has its name.
fn watch<'a>(docket: &Docket<'a>, zone: &LayerRef, day: Date) -> Vec<&'a Coverage> {
    let is_of_zone = |coverage: &&&Coverage| coverage.region.as_deref().is_some_and(|region| region.eq_ignore_ascii_case(&zone.layer));
    let is_of_day = |coverage: &&&Coverage| {
        let clock = model::time::zone_of(&coverage.time.zone);
        clock.is_ok_and(|clock| {
            coverage.time.from.in_zone(&clock).date() <= day && day <= coverage.time.to.plus_ms(-1).in_zone(&clock).date()
        })
    };
    docket.case.dossier.coverages().iter().filter(is_of_zone).filter(is_of_day).copied().collect()
}

/// A number within the cap keeps it only if the whole zone was watched as planned that day.
fn watched(docket: &Docket<'_>, whole: &Whole<'_>, verdict: Verdict) -> Verdict {
    let watch = watch(docket, whole.zone, whole.day);
    let (observed, planned) = watch.iter().fold((0u64, 0u64), |(observed, planned), coverage| {
        (observed + u64::from(coverage.observed_min.min(coverage.planned_min)), planned + u64::from(coverage.planned_min))
    });
    let is_full = planned > 0 && observed == planned && watch.iter().all(|coverage| coverage.state == CoverageState::Observed);
    let share = if planned == 0 {
        format!("no coverage of a region `{}` is on record for {}", whole.zone.layer, whole.day)
    } else {
        format!("coverage of {}: {} of {} planned minutes", whole.day, grouped(observed), grouped(planned))
    };
    if is_full {
        return verdict.because(format!("{share}: within the cap"));
    }
    verdict.lacking(Missing::Coverage, format!("{share}: a part that nobody watched may hold more"))
}
