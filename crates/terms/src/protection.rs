//! Protection of classes of target for a time: counted from its beginning, prolonged by consent.

use crate::act::{Act, assess_act_in};
use crate::agreement::{Mention, Term};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::read_act::read_act;
use crate::scene::Scene;
use crate::verdict::Verdict;
use jiff::ToSpan;
use jiff::civil::Date;
use model::{Finding, Instant, Outcome, PartyId, When};

/// Longest protection, days.
const DAYS_MAX: u32 = 36_500;

/// A protection of targets.
#[derive(Clone, Debug)]
pub(crate) struct Protection {
    pub(crate) act: Act,
    /// How many days it holds; absent = as long as its moments say.
    pub(crate) days: Option<u32>,
    /// Whether the day of the beginning is the first of them; absent = the text does not say.
    pub(crate) is_first_day_in: Option<bool>,
    pub(crate) extensions: Vec<Extension>,
}

/// A prolongation, with those who consented to it.
#[derive(Clone, Debug)]
pub(crate) struct Extension {
    pub(crate) until: Date,
    pub(crate) consented: Vec<PartyId>,
}

/// Reads the fields of a protection.
pub(crate) fn read_protection(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Protection {
    let act = read_act(fields, mentions);
    if act.targets.is_none() {
        fields.missing("targets", "targets = [\"power_station\", \"substation\"]");
    }
    let days = fields.whole("days", DAYS_MAX);
    let is_first_day_in = fields.flag("first_day_counts");
    let header = fields.header.clone();
    if is_first_day_in.is_some() && days.is_none() {
        fields.faults.error(header, "`first_day_counts` needs `days`".into(), None);
    }
    let extensions = read_extensions(fields, mentions);
    let header = fields.header.clone();
    if !extensions.is_empty() && days.is_none() {
        let help = "what its moments end is prolonged by a later `until`".to_owned();
        fields.faults.error(header, "`extensions` needs `days`".into(), Some(help));
    }
    Protection { act, days, is_first_day_in, extensions }
}

fn read_extensions(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Vec<Extension> {
    let mut extensions = Vec::new();
    for (table, span) in fields.tables("extensions") {
        let base = fields.place(0..0).start;
        let mut inner = Fields::of(fields.faults, table, base, span);
        let until = inner.day("until");
        if until.is_none() {
            inner.missing("until", "until = \"2026-02-10\", the last day of the prolonged protection");
        }
        let consented = inner.texts("consented");
        if consented.is_none() {
            inner.missing("consented", "consented = [\"p1\", \"p2\"], or [] for nobody yet");
        }
        inner.finish();
        let consented = consented.unwrap_or_default();
        let by = consented.iter().map(|party| PartyId(party.word.clone())).collect();
        mentions.extend(consented.into_iter().map(Mention::Party));
        extensions.extend(until.map(|until| Extension { until, consented: by }));
    }
    extensions.sort_by_key(|extension| extension.until);
    extensions
}

/// Holds an incident against a protection of targets.
pub(crate) fn assess_protection<'a>(scene: &Scene<'a>, term: &'a Term, protection: &Protection, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(protection.act.acts) {
        return;
    }
    for (reading, standing, force) in scene.standings(term) {
        let (own, told) = if term.is_faulty() { (Standing::Inside, Vec::new()) } else { protection.standing(&force, scene) };
        let standing = standing.min(own);
        if standing == Standing::Apart {
            continue;
        }
        let until = |_: &[crate::zone::Spot<'_>]| {
            Some(told.iter().cloned().fold(Verdict::of(Outcome::Breach), |verdict, sentence| verdict.because(sentence)))
        };
        assess_act_in(scene, term, &protection.act, vec![(reading, standing, force)], &until, findings);
    }
}

/// When a protection ends: not before, and surely then.
#[derive(Clone, Copy)]
struct Ends {
    least: Instant,
    most: Instant,
}

impl Protection {
    /// Where an event stands with regard to the days counted and their prolongations, and why.
    fn standing(&self, force: &Force<'_>, scene: &Scene<'_>) -> (Standing, Vec<String>) {
        let zone = force.zone().unwrap_or(&scene.mission.zone);
        let mut told = Vec::new();
        let mut ends = None;
        if let Some(days) = self.days {
            match force.first_day().and_then(|first| self.counted(first, days, zone)) {
                Some((counted, sentence)) => {
                    ends = Some(counted);
                    told.push(sentence);
                }
                None => return (Standing::Open, vec![format!("it holds for {days} days, and the day of its beginning is not known")]),
            }
        }
        for extension in &self.extensions {
            if let Some(end) = end_of(extension.until, zone) {
                let lacking: Vec<&str> =
                    self.act.parties.iter().filter(|party| !extension.consented.contains(party)).map(|party| party.0.as_str()).collect();
                ends = ends.map(|ends: Ends| {
                    let least = if lacking.is_empty() { ends.least.max(end) } else { ends.least };
                    let most = if extension.consented.is_empty() { ends.most } else { ends.most.max(end) };
                    Ends { least, most }
                });
                told.push(match (lacking.is_empty(), extension.consented.is_empty()) {
                    (true, _) => format!("prolonged to the end of {} by consent of all", extension.until),
                    (false, true) => format!("not prolonged to {}: nobody consented", extension.until),
                    (false, false) => {
                        format!("whether it was prolonged to {} is open: no consent of {}", extension.until, lacking.join(", "))
                    }
                });
            }
        }
        (ends.map_or(Standing::Inside, |ends| standing(&scene.incident.time, ends)), told)
    }

    /// The end of so many days, with and without the first one where the text leaves that open.
    fn counted(&self, first: Date, days: u32, zone: &str) -> Option<(Ends, String)> {
        let last = |is_first_in: bool| first.checked_add((i64::from(days) - i64::from(is_first_in)).days()).ok();
        let (early, late) = match self.is_first_day_in {
            Some(is_in) => (last(is_in)?, last(is_in)?),
            None => (last(true)?, last(false)?),
        };
        let sentence = match self.is_first_day_in {
            Some(true) => format!("{days} days from {first}, that day counted: the last one is {early}"),
            Some(false) => format!("{days} days after {first}: the last one is {early}"),
            None => format!("{days} days from {first}; whether that day counts is not said: the last one is {early} or {late}"),
        };
        Some((Ends { least: end_of(early, zone)?, most: end_of(late, zone)? }, sentence))
    }
}

fn standing(event: &When, ends: Ends) -> Standing {
    let is_before = |end: Instant| event.to < end || (event.to == end && event.from < end);
    if is_before(ends.least) {
        Standing::Inside
    } else if event.from < ends.most {
        Standing::Open
    } else {
        Standing::Apart
    }
}

/// The first moment after a day.
fn end_of(day: Date, zone: &str) -> Option<Instant> {
    Instant::start_of_day(&day.checked_add(1.day()).ok()?.to_string(), zone).ok()
}
