//! A sighted weapon against all withdrawal rows: which match, which applies, and the result.

use crate::agreement::{Agreement, Precedence, Row, Term};
use crate::distance::{Sighting, judge_row, show_limit};
use crate::moment::{Force, Standing, force};
use crate::scenario::{Scenario, told_apart};
use crate::scene::Scene;
use crate::verdict::{Verdict, agree, settle};
use crate::weapon::{Candidate, Classes, Level, Match, candidates, matches};
use jiff::civil::Date;
use model::{Finding, Instant, Missing, Outcome, PartyId, WeaponStatus};
use std::collections::{BTreeMap, BTreeSet};

/// A row that is or may be in force.
struct InForce<'a> {
    term: &'a Term,
    row: &'a Row,
    standing: Standing,
    force: Force<'a>,
    /// Since when: what tells documents apart.
    since: Option<Date>,
}

/// A row that names a candidate, or may.
#[derive(Clone)]
struct Matched<'a> {
    row: &'a InForce<'a>,
    level: Level,
    doubts: BTreeSet<Missing>,
}

/// Holds the sightings of weapons in an incident against the agreement's withdrawal rows.
pub(crate) fn assess_weapons<'a>(scene: &Scene<'a>, findings: &mut Vec<Finding>) {
    let agreement = scene.agreement;
    let rows: Vec<(&Term, &Row)> = rows(agreement).collect();
    let sightings: Vec<Sighting<'_>> = scene.sightings().map(|(report, nodes)| Sighting::of(report, nodes)).collect();
    let Some(owners) = owners(scene, &rows).filter(|_| !rows.is_empty() && !sightings.is_empty()) else { return };
    let classes = Classes::of(agreement);
    let scenarios = Scenario::all(agreement, rows.iter().map(|(term, _)| *term));
    let judge = |scenario: &Scenario<'a>| {
        let rows = in_force(scene, &rows, scenario);
        let table = Table { scene, rows, owners: &owners, classes: &classes };
        (!table.rows.is_empty()).then(|| table.judge(&sightings))
    };
    let results: Vec<Option<Verdict>> = scenarios.iter().map(judge).collect();
    let party = if let [Owner::Bound(party)] = owners.as_slice() { Some(*party) } else { None };
    for (label, mut verdict) in told_apart(&scenarios, results) {
        verdict.reasons.splice(0..0, label.iter().map(|label| format!("under the reading {label}")));
        let applied = verdict.clause.as_deref().and_then(|id| agreement.term(id));
        let Some(term) = applied.or_else(|| rows.first().map(|(term, _)| *term)) else { continue };
        let reading = label.or_else(|| term.reading.clone());
        findings.push(scene.finding(term, reading, party, verdict));
    }
}

fn rows(agreement: &Agreement) -> impl Iterator<Item = (&Term, &Row)> {
    agreement.terms.iter().filter_map(|term| Some((term, term.row()?)))
}

/// Whose the weapon may be.
enum Owner<'a> {
    Bound(&'a PartyId),
    /// Somebody whom no row binds.
    Other(&'a PartyId),
}

/// The owners that sightings by no party's source name, or, if none is, every party that has a baseline or is one of the agreement's. `None` if the weapon is surely nobody's who is bound.
fn owners<'a>(scene: &Scene<'a>, rows: &[(&'a Term, &'a Row)]) -> Option<Vec<Owner<'a>>> {
    let has_baseline = |actor: &PartyId| rows.iter().any(|(_, row)| row.baseline.iter().any(|(party, _)| party == actor));
    let is_bound = |actor: &PartyId| scene.agreement.parties.contains(actor) || has_baseline(actor);
    let mut named: Vec<&PartyId> =
        scene.sightings().filter(|(report, _)| scene.is_neutral(report)).filter_map(|(report, _)| report.actor.as_ref()).collect();
    let rank = |party: &PartyId| scene.agreement.parties.iter().position(|known| known == party).unwrap_or(usize::MAX);
    named.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    named.dedup();
    if named.is_empty() {
        let mut parties: Vec<&PartyId> = scene.agreement.parties.iter().collect();
        for (party, _) in rows.iter().flat_map(|(_, row)| &row.baseline) {
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
        return Some(parties.into_iter().map(Owner::Bound).collect());
    }
    let owners: Vec<Owner<'a>> =
        named.into_iter().map(|actor| if is_bound(actor) { Owner::Bound(actor) } else { Owner::Other(actor) }).collect();
    owners.iter().any(|owner| matches!(owner, Owner::Bound(_))).then_some(owners)
}

fn in_force<'a>(scene: &Scene<'a>, rows: &[(&'a Term, &'a Row)], scenario: &Scenario<'a>) -> Vec<InForce<'a>> {
    let of_scenario = rows.iter().filter(|(term, _)| scenario.holds(term));
    let standing = |(term, row): &(&'a Term, &'a Row)| {
        let force = force(scene.agreement, term, scenario.moments);
        let since = row.since.or_else(|| force.first_day());
        let standing = force.standing(&scene.incident.time).min(since_standing(scene, row, &force));
        InForce { term, row, standing, force, since }
    };
    of_scenario.map(standing).filter(|row| row.standing != Standing::Apart).collect()
}

/// A row begins on its own `since`, too.
fn since_standing(scene: &Scene<'_>, row: &Row, force: &Force<'_>) -> Standing {
    let zone = force.zone().unwrap_or(&scene.mission.zone);
    let start = row.since.and_then(|since| Instant::start_of_day(&since.to_string(), zone).ok());
    let time = &scene.incident.time;
    match start {
        None => Standing::Inside,
        Some(start) if start <= time.from => Standing::Inside,
        Some(start) if time.to > start => Standing::Open,
        Some(_) => Standing::Apart,
    }
}

/// The rows in force, before one incident.
struct Table<'s, 'a> {
    scene: &'s Scene<'a>,
    rows: Vec<InForce<'a>>,
    owners: &'s [Owner<'a>],
    classes: &'s Classes<'a>,
}

impl Table<'_, '_> {
    fn judge(&self, sightings: &[Sighting<'_>]) -> Verdict {
        let mut verdict = settle(sightings.iter().map(|sighting| (sighting.label(), self.by_owner(sighting))).collect());
        verdict.reasons.insert(0, self.scene.actor_sentence());
        verdict
    }

    fn by_owner(&self, sighting: &Sighting<'_>) -> Verdict {
        let case = |owner: &Owner<'_>| match owner {
            Owner::Bound(party) => (format!("if it is {party}'s"), self.by_candidate(sighting, party)),
            Owner::Other(actor) => (format!("if it is {actor}'s"), Verdict::of(Outcome::NoBreach).because(format!("no row binds {actor}"))),
        };
        let mut verdict = agree(self.owners.iter().map(case).collect(), &[Missing::Actor]);
        if let Some(status) = sighting.report.status {
            verdict.reasons.push(format!("the source itself says: {}", status_words(status)));
        }
        verdict
    }

    fn by_candidate(&self, sighting: &Sighting<'_>, party: &PartyId) -> Verdict {
        let candidates = candidates(sighting.report.weapon.as_ref(), &self.scene.agreement.arms);
        let case = |candidate: &Candidate| (format!("if it is {}", candidate.words()), self.by_doubt(sighting, party, candidate));
        let mut verdict = agree(candidates.iter().map(case).collect(), &[Missing::Weapon]);
        let told = candidates.iter().map(Candidate::words).collect::<Vec<_>>().join(" or ");
        verdict.reasons.insert(0, format!("the weapon: {told}"));
        verdict
    }

    /// Rows that may or may not match are tried out: none of them, each, and all.
    fn by_doubt(&self, sighting: &Sighting<'_>, party: &PartyId, weapon: &Candidate) -> Verdict {
        let (doubtful, sure): (Vec<_>, Vec<_>) = self.matched(weapon).into_iter().partition(|row| !row.doubts.is_empty());
        let first = self.rows.iter().map(|row| row.term.id.clone()).min();
        if sure.is_empty() && doubtful.is_empty() {
            let reason = format!("no row in force names {}; looked at: {}", weapon.words(), self.names());
            return Verdict { clause: first, ..Verdict::undetermined(Missing::Definition, reason) };
        }
        let names = |rows: &[Matched<'_>]| rows.iter().map(|row| row.row.term.id.as_str()).collect::<Vec<_>>().join(", ");
        let mut variants: Vec<(String, Vec<Matched<'_>>)> = vec![(format!("without {}", names(&doubtful)), sure.clone())];
        if !doubtful.is_empty() {
            variants.extend(doubtful.iter().map(|row| (format!("with {}", row.row.term.id), sure.iter().chain([row]).cloned().collect())));
        }
        if doubtful.len() > 1 {
            variants.push((format!("with {}", names(&doubtful)), sure.iter().chain(&doubtful).cloned().collect()));
        }
        let judge = |(label, rows): (String, Vec<Matched<'_>>)| {
            let nothing = || Verdict { clause: first.clone(), ..Verdict::of(Outcome::NoBreach).because("no row would apply".into()) };
            (label, if rows.is_empty() { nothing() } else { self.by_precedence(sighting, party, &rows) })
        };
        let doubts: Vec<Missing> = doubtful.iter().flat_map(|row| row.doubts.iter().copied()).collect();
        agree(variants.into_iter().map(judge).collect(), &doubts)
    }

    fn names(&self) -> String {
        self.rows.iter().map(|row| row.term.id.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn matched(&self, weapon: &Candidate) -> Vec<Matched<'_>> {
        let matched = |row: &'_ InForce<'_>| {
            let (level, doubt) = match matches(row.row, weapon, self.classes) {
                Match::Yes(level) => (level, None),
                Match::Perhaps(level) => (level, Some(Missing::Weapon)),
                Match::No if row.row.is_vague => (Level::Calibre, Some(Missing::Definition)),
                Match::No => return None,
            };
            let straddles = (row.standing == Standing::Open).then_some(Missing::EffectiveMoment);
            Some((level, doubt.into_iter().chain(straddles).collect()))
        };
        self.rows.iter().filter_map(|row| matched(row).map(|(level, doubts)| Matched { row, level, doubts })).collect()
    }

    /// Inside one document the row applies that names the weapon most exactly; between documents
    /// the declared precedence decides.
    fn by_precedence(&self, sighting: &Sighting<'_>, party: &PartyId, rows: &[Matched<'_>]) -> Verdict {
        let mut best: BTreeMap<Option<Date>, Level> = BTreeMap::new();
        for row in rows {
            let level = best.entry(row.row.since).or_insert(row.level);
            *level = (*level).max(row.level);
        }
        let (kept, beaten): (Vec<_>, Vec<_>) = rows.iter().partition(|row| best.get(&row.row.since) == Some(&row.level));
        let applied = preferred(self.scene.agreement.precedence, &kept);
        let case = |row: &&Matched<'_>| {
            let mut verdict = judge_row(self.scene, row.row.term, row.row.row, party, sighting);
            verdict.clause = Some(row.row.term.id.clone());
            let has_own_day = row.row.row.since.is_some() && row.row.term.moments.is_empty();
            let mut reasons = if has_own_day { Vec::new() } else { row.row.force.sentences(row.row.standing) };
            reasons.append(&mut verdict.reasons);
            (format!("under clause {}", row.row.term.id), Verdict { reasons, ..verdict })
        };
        let cases: Vec<(String, Verdict)> = applied.iter().map(case).collect();
        let is_strictest = self.scene.agreement.precedence == Some(Precedence::Strictest);
        let mut verdict = if is_strictest { strictest(cases) } else { agree(cases, &[Missing::Precedence]) };
        verdict.reasons.insert(0, self.told(rows, &beaten, &applied));
        verdict
    }

    /// All matched rows, and why some of them are not applied.
    fn told(&self, rows: &[Matched<'_>], beaten: &[&Matched<'_>], applied: &[&Matched<'_>]) -> String {
        let list = |rows: &[&Matched<'_>]| rows.iter().map(|row| row.row.term.id.as_str()).collect::<Vec<_>>().join(", ");
        let named: Vec<String> = rows.iter().map(show_matched).collect();
        let mut sentence = format!("rows that match: {}", named.join("; "));
        if !beaten.is_empty() {
            sentence += &format!("; not applied, since another row of the same document names the weapon more exactly: {}", list(beaten));
        }
        let is_beaten = |row: &&Matched<'_>| beaten.iter().any(|beaten| beaten.row.term.id == row.row.term.id);
        let is_applied = |row: &&Matched<'_>| applied.iter().any(|applied| applied.row.term.id == row.row.term.id);
        let passed: Vec<&Matched<'_>> = rows.iter().filter(|row| !is_applied(row) && !is_beaten(row)).collect();
        let precedence = self.scene.agreement.precedence;
        match precedence {
            Some(precedence) if !passed.is_empty() => {
                sentence += &format!("; {} applies {}, not {}", precedence.word(), list(applied), list(&passed))
            }
            Some(precedence) if applied.len() > 1 => sentence += &format!("; by {} all of {} count", precedence.word(), list(applied)),
            None if applied.len() > 1 => sentence += "; the agreement does not declare which one applies",
            _ => {}
        }
        sentence
    }
}

fn show_matched(matched: &Matched<'_>) -> String {
    let row = matched.row.row;
    let limit = match (row.distance_m, row.width) {
        (Some(distance_m), _) => show_limit(distance_m),
        (None, Some(width)) => format!("a zone {} wide", show_limit(width.zone_m)),
        (None, None) => "distance unreadable".into(),
    };
    let since = matched.row.since.map(|since| format!(", since {since}")).unwrap_or_default();
    let reading = matched.row.term.reading.as_ref().map(|reading| format!(", reading {reading}")).unwrap_or_default();
    let doubt = if matched.doubts.is_empty() { "" } else { ", perhaps" };
    format!("{} ({limit}, {}{since}{reading}{doubt})", matched.row.term.id, matched.level.word())
}

/// The rows that a precedence leaves; a row without a date is neither earlier nor later.
fn preferred<'m, 'a>(precedence: Option<Precedence>, rows: &[&'m Matched<'a>]) -> Vec<&'m Matched<'a>> {
    let latest = rows.iter().filter_map(|row| row.row.since).max();
    let exact = rows.iter().map(|row| row.level).max();
    let is_left = |row: &&&Matched<'_>| match precedence {
        Some(Precedence::LatestInForce) => row.row.since.is_none() || row.row.since == latest,
        Some(Precedence::SpecificFirst) => Some(row.level) == exact,
        Some(Precedence::Strictest) | None => true,
    };
    rows.iter().filter(is_left).copied().collect()
}

/// The row that is most likely broken decides; an open one only if none is broken.
fn strictest(cases: Vec<(String, Verdict)>) -> Verdict {
    let rank = |verdict: &Verdict| match verdict.outcome {
        Outcome::Breach => 2,
        Outcome::Undetermined => 1,
        Outcome::NoBreach | Outcome::Exempt => 0,
    };
    let top = cases.iter().map(|(_, verdict)| (rank(verdict), verdict.chance_ppm)).max();
    let chosen = cases.iter().position(|(_, verdict)| Some((rank(verdict), verdict.chance_ppm)) == top);
    let mut verdict =
        chosen.and_then(|at| cases.get(at)).map_or_else(|| Verdict::of(Outcome::Undetermined), |(_, verdict)| verdict.clone());
    for (label, other) in cases {
        verdict.used.extend(other.used);
        verdict.reasons.extend(other.reasons.into_iter().map(|reason| format!("{label}: {reason}")));
    }
    verdict
}

const fn status_words(status: WeaponStatus) -> &'static str {
    match status {
        WeaponStatus::InViolation => "in violation of the withdrawal lines",
        WeaponStatus::BeyondLinesOutsideSites => "beyond the lines but outside designated storage sites",
        WeaponStatus::InSiteVerified => "in a storage site, verified",
        WeaponStatus::InSiteNotVerifiable => "in a storage site, not verifiable",
        WeaponStatus::Missing => "missing from its storage site",
    }
}
