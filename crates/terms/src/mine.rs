//! Mine bans: no new mines, which asks when a mine was laid, and old ones cleared by a day, which asks where it still lies.

use crate::act::{Act, assess_act_in, faulty, spots};
use crate::agreement::{Mention, Term};
use crate::fields::Fields;
use crate::method::{CLEARED_M, LAID, OLD};
use crate::moment::Force;
use crate::near::chance_together;
use crate::read_act::read_act;
use crate::said::{Said, said};
use crate::scene::Scene;
use crate::spread::nodes;
use crate::verdict::{Verdict, both};
use crate::zone::site;
use jiff::civil::Date;
use model::{DeedKind, Finding, Instant, Missing, Observation, Outcome, PartyId};

/// No new mines, or old ones cleared by a day.
#[derive(Clone, Debug)]
pub(crate) struct MineBan {
    pub(crate) act: Act,
    /// Until when and by whom they are to be cleared; absent = the clause is about new ones.
    pub(crate) clearing: Option<Clearing>,
}

/// A duty to clear.
#[derive(Clone, Debug)]
pub(crate) struct Clearing {
    pub(crate) by: Date,
    /// Absent if unreadable.
    pub(crate) obliged: Option<PartyId>,
}

/// Reads the fields of a mine ban.
pub(crate) fn read_mine_ban(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> MineBan {
    let act = read_act(fields, mentions);
    let by = fields.day("clear_by");
    let obliged = fields.text("obliged");
    let header = fields.header.clone();
    if by.is_some() && act.zone.is_none() {
        fields.missing_here("zone", "zone = \"security_zone\", the ground to be cleared");
    }
    if by.is_some() && obliged.is_none() {
        fields.missing_here("obliged", "obliged = \"p1\"");
    }
    if by.is_none() && obliged.is_some() {
        fields.faults.error(header, "`obliged` needs `clear_by`".into(), None);
    }
    mentions.extend(obliged.iter().cloned().map(Mention::Party));
    let obliged = obliged.map(|party| PartyId(party.word));
    MineBan { act, clearing: by.map(|by| Clearing { by, obliged }) }
}

/// Holds an incident against a mine ban.
pub(crate) fn assess_mines<'a>(scene: &Scene<'a>, term: &'a Term, ban: &MineBan, findings: &mut Vec<Finding>) {
    let is_found = |member: &&Observation| ban.act.acts.has(member.kind) && !is_none(member);
    if !scene.kinds.meets(ban.act.acts) || !scene.members.iter().copied().any(|member| is_found(&member)) {
        return;
    }
    for (reading, standing, force) in scene.standings(term) {
        match &ban.clearing {
            Some(clearing) => {
                let Some(verdict) = uncleared(scene, term, ban, clearing, &force) else { continue };
                scene.report(term, clearing.obliged.as_ref(), verdict, vec![(reading, standing, force)], findings);
            }
            None => {
                let start = force.first_moment();
                let laid = |_: &[crate::zone::Spot<'_>]| Some(laid_since(scene, start));
                assess_act_in(scene, term, &ban.act, vec![(reading, standing, force)], &laid, findings);
            }
        }
    }
}

/// A report that there was none.
fn is_none(report: &Observation) -> bool {
    report.count.as_ref().is_some_and(|count| count.hi == Some(0))
}

/// Whether a mine was laid since a moment: breach = it was.
fn laid_since(scene: &Scene<'_>, start: Option<Instant>) -> Verdict {
    let laid = LAID.map(str::to_owned);
    let tag: fn(&Observation) -> Option<&String> =
        |report| report.cause.as_ref().filter(|cause| LAID.contains(&cause.as_str()) || OLD.contains(&cause.as_str()));
    if let Said::Words(verdict) = said(scene, tag, "whether it is new", &laid, Missing::Time) {
        return verdict;
    }
    let found = || scene.members.iter().copied().filter(|member| !is_none(member));
    let first_seen = found().map(|member| member.time.to).min();
    let Some((start, seen)) = start.zip(first_seen) else {
        return Verdict::undetermined(Missing::Time, "since when mines are banned is not known".into());
    };
    if seen <= start {
        return Verdict::of(Outcome::NoBreach).because(format!("it was seen before {start}: it is not new"));
    }
    let absent = scene.members.iter().copied().filter(|member| scene.is_neutral(member) && is_none(member));
    let gone = absent.map(|member| (member.time.from, format!("report {} saw none there", member.id)));
    let cleared = cleared(scene).into_iter();
    let before = gone.chain(cleared).filter(|(at, _)| *at >= start && *at < seen).max();
    match before {
        Some((at, sentence)) => Verdict::of(Outcome::Breach).because(format!("laid between {at} and {seen}: {sentence}")),
        None => Verdict::undetermined(
            Missing::Time,
            format!("first seen by {seen}, after {start}; when it was laid is not known: nobody saw the place without it since then"),
        ),
    }
}

/// Clearances of the place by somebody who is no party, with their ends.
fn cleared(scene: &Scene<'_>) -> Vec<(Instant, String)> {
    let Some(here) = scene.spot() else { return Vec::new() };
    let deeds = scene.dossier.deeds(&[DeedKind::Clearance]).map(|(report, _)| report).filter(|report| scene.is_neutral(report));
    let near = deeds.filter(|report| {
        let there = report.place.as_ref().map(nodes).unwrap_or_default();
        crate::chance::ppm(chance_together(here, &there, CLEARED_M)) >= crate::method::MET_PPM_MIN
    });
    near.map(|report| (report.time.to, format!("report {} says that the place was cleared", report.id))).collect()
}

/// Whether a mine still lies where all should be cleared. `None` if it surely lies elsewhere.
fn uncleared<'a>(scene: &Scene<'a>, term: &Term, ban: &MineBan, clearing: &Clearing, force: &Force<'_>) -> Option<Verdict> {
    let faults = scene.faults(term);
    if !faults.is_empty() {
        return Some(faulty(faults));
    }
    let zone = ban.act.zone.as_ref()?;
    let in_zone = site(scene, zone, &spots(scene, &[]), ban.act.is_outside)?;
    let clock = force.zone().unwrap_or(&scene.mission.zone);
    let due = clearing.by.tomorrow().ok().and_then(|next| Instant::start_of_day(&next.to_string(), clock).ok());
    let time = &scene.incident.time;
    let overdue = match due {
        Some(due) if time.from >= due => {
            Verdict::of(Outcome::Breach).because(format!("seen after {}, the last day for clearing", clearing.by))
        }
        Some(due) if time.to <= due => {
            Verdict::of(Outcome::NoBreach).because(format!("seen when clearing was not yet due: by {}", clearing.by))
        }
        _ => Verdict::undetermined(Missing::Time, format!("seen before or after {}, the last day for clearing", clearing.by)),
    };
    Some(both(in_zone, overdue))
}
