//! One `[[term]]` table -> what it encodes, kind by kind.

use crate::access::read_access;
use crate::agreement::{LayerRef, Mention, Moment, Quota, Row, Rule, Start, Term, TermKind, Width};
use crate::answer::read_permission;
use crate::cap::read_cap;
use crate::clock::read_clock;
use crate::defined::read_defined;
use crate::derogation::read_derogation;
use crate::discipline::read_discipline;
use crate::distance::show_limit;
use crate::duty::DutyRule;
use crate::exchange::read_exchange;
use crate::exemption::read_exemption;
use crate::fields::{Fields, Local, Worded};
use crate::interval::Interval;
use crate::manual::read_manual;
use crate::means::read_means;
use crate::mine::read_mine_ban;
use crate::owing::read_owing;
use crate::presence::read_allow_list;
use crate::protection::read_protection;
use crate::read_act::{read_act, read_arms, read_layer};
use crate::release::read_release;
use crate::stand_off::read_stand_off;
use crate::words::{clean, meant};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{DeedKind, Instant, Measure, PartyId};
use std::ops::Range;

/// Greatest distance of a withdrawal row, km; a greater one is a slip of the pen.
const DISTANCE_KM_MAX: u32 = 1_000;
/// Greatest quota a day.
const PER_DAY_MAX: u32 = 100_000_000;
/// Deeds by which a notice or a list is delivered.
const NOTICES: [DeedKind; 3] = [DeedKind::Notice, DeedKind::List, DeedKind::Plan];

/// Reads a term; the quote comes apart, with its place.
pub(crate) fn read_term(mut fields: Fields<'_, '_>, line: u32, article: usize) -> (Term, Option<Worded>) {
    let header = fields.header.clone();
    let id = fields.text("id");
    if id.is_none() {
        fields.missing("id", "id = \"1.1\"");
    }
    let kind_word = fields.text("kind");
    fields.list_words("kind", &TermKind::words());
    let kind = kind_word.as_ref().and_then(|word| TermKind::from_word(&word.word));
    match &kind_word {
        None => fields.missing("kind", "kind = \"prohibited_act\""),
        Some(word) if kind.is_none() => {
            fields.faults.error(
                word.span.clone(),
                format!("`{}` is not a kind of term", word.word),
                Some(meant(&word.word, &TermKind::words())),
            );
        }
        Some(_) => {}
    }
    let quote = fields.text("quote");
    if quote.is_none() {
        fields.missing("quote", "quote = \"the words of the article that this term encodes\"");
    }
    let reading = fields.text("reading").map(|reading| clean(&reading.word, 100));
    let asserted_by = fields.texts("asserted_by").unwrap_or_default();
    let in_force = fields.texts("in_force").unwrap_or_default();
    fields.take("note");
    let mut mentions = Vec::new();
    let duty = Rule::Duty;
    let interval = if kind == Some(TermKind::EffectiveMoment) { Interval::default() } else { Interval::read(&mut fields) };
    let replaces = fields.texts("replaces").unwrap_or_default();
    let rule = match kind {
        Some(TermKind::EffectiveMoment) => Rule::EffectiveMoment(read_moment(&mut fields)),
        Some(TermKind::ProhibitedAct) => Rule::ProhibitedAct(read_act(&mut fields, &mut mentions)),
        Some(TermKind::ZoneAllowList) => Rule::ZoneAllowList(read_allow_list(&mut fields, &mut mentions)),
        Some(TermKind::WithdrawalDistance) => Rule::WithdrawalDistance(read_row(&mut fields, &mut mentions, interval.since_day())),
        Some(TermKind::Quota) => Rule::Quota(read_quota(&mut fields, &mut mentions)),
        Some(TermKind::Repeal) => {
            if replaces.is_empty() {
                fields.missing("replaces", "replaces = [\"1.1\"]: the terms that end");
            }
            Rule::Repeal
        }
        Some(TermKind::ConditionalPermission) => duty(DutyRule::ConditionalPermission(read_permission(&mut fields, &mut mentions))),
        Some(TermKind::NonDerogation) => duty(DutyRule::NonDerogation(read_derogation(&mut fields, &mut mentions))),
        Some(TermKind::PhasedWithdrawal) => duty(DutyRule::PhasedWithdrawal(read_clock(&mut fields, &mut mentions))),
        Some(TermKind::RelativeDeadline) => duty(DutyRule::RelativeDeadline(read_owing(&mut fields, &mut mentions, &[], "about"))),
        Some(TermKind::Release) => duty(DutyRule::Release(read_release(&mut fields, &mut mentions))),
        Some(TermKind::AccessObligation) => duty(DutyRule::AccessObligation(read_access(&mut fields, &mut mentions))),
        Some(TermKind::Notification) => duty(DutyRule::Notification(read_owing(&mut fields, &mut mentions, &NOTICES, "items"))),
        Some(TermKind::Discipline) => duty(DutyRule::Discipline(read_discipline(&mut fields, &mut mentions))),
        Some(TermKind::Exchange) => duty(DutyRule::Exchange(read_exchange(&mut fields, &mut mentions))),
        Some(TermKind::VerificationMeans) => duty(DutyRule::VerificationMeans(read_means(&mut fields, &mut mentions))),
        Some(TermKind::Manual) => duty(DutyRule::Manual(read_manual(&mut fields))),
        Some(TermKind::DefinedTerm) => Rule::DefinedTerm(read_defined(&mut fields, &mut mentions)),
        Some(TermKind::TargetProtection) => Rule::TargetProtection(read_protection(&mut fields, &mut mentions)),
        Some(TermKind::StandOff) => Rule::StandOff(read_stand_off(&mut fields, &mut mentions)),
        Some(TermKind::MineBan) => Rule::MineBan(read_mine_ban(&mut fields, &mut mentions)),
        Some(TermKind::ZoneCap) => Rule::Duty(DutyRule::Cap(read_cap(&mut fields, &mut mentions))),
        Some(TermKind::MonitorExemption) => Rule::Exemption(read_exemption(&mut fields, &mut mentions)),
        None => Rule::Unreadable,
    };
    if kind.is_some() {
        fields.finish();
    }
    let term = Term {
        id: id.map_or_else(|| format!("line {line}"), |id| clean(&id.word, 100)),
        kind,
        quote: quote.as_ref().map(|quote| quote.word.clone()),
        reading,
        asserted_by: asserted_by.iter().map(|word| clean(&word.word, 100)).collect(),
        article,
        line,
        faults: Vec::new(),
        rule,
        in_force,
        moments: Vec::new(),
        mentions: mentions.into_iter().chain(asserted_by.into_iter().map(Mention::Asserter)).collect(),
        header,
        sentence: String::new(),
        interval,
        replaces,
        replaced_by: Vec::new(),
        annex: None,
        origin: None,
        context: Vec::new(),
        written: Vec::new(),
        quote_at: None,
        raw: String::new(),
        cited: None,
    };
    (term, quote)
}

fn read_moment(fields: &mut Fields<'_, '_>) -> Moment {
    let zone = fields.text("zone");
    if zone.is_none() {
        fields.missing("zone", "zone = \"UTC\"");
    }
    let tz = zone.as_ref().and_then(|zone| {
        let tz = model::time::zone_of(&zone.word).ok();
        if tz.is_none() {
            fields.faults.error(
                zone.span.clone(),
                format!("`{}` is not a time zone", zone.word),
                Some("such as `Europe/Paris` or `UTC`".into()),
            );
        }
        tz
    });
    let at = fields.local("at");
    let unknown = fields.flag_placed("unknown");
    let not_before = fields.local("not_before");
    let until = fields.local("until");
    let only_for = fields.texts("for").unwrap_or_default();
    let mut instant =
        |local: Option<(Local, Range<usize>)>, is_end| tz.as_ref().zip(local).and_then(|(tz, local)| instant_of(fields, tz, local, is_end));
    let (at_instant, not_before, until_instant) = (instant(at.clone(), false), instant(not_before, false), instant(until.clone(), true));
    match (&at, &unknown) {
        (Some((_, span)), Some((true, _))) => {
            fields.faults.error(
                span.clone(),
                "`at` stands beside `unknown = true`".into(),
                Some("a beginning is known or not: leave one out".into()),
            );
        }
        (_, Some((false, span))) => {
            fields.faults.error(span.clone(), "`unknown` is not `true`".into(), Some("leave it out if the beginning is known".into()))
        }
        (None, None) => fields.missing_here("at", "at = \"2026-01-10T00:01\", or unknown = true"),
        _ => {}
    }
    if let (Some(from), Some(to), Some((_, span))) = (at_instant, until_instant, until)
        && to <= from
    {
        fields.faults.error(span, "it ends before it begins".into(), None);
    }
    let start = at_instant.map_or(Start::Unknown(not_before), Start::At);
    Moment { start, until: until_instant, only_for, zone: tz.and(zone).map(|zone| zone.word), told: String::new() }
}

/// A day as an end means its last moment, that is, the beginning of the next day.
fn instant_of(fields: &mut Fields<'_, '_>, tz: &TimeZone, (local, span): (Local, Range<usize>), is_end: bool) -> Option<Instant> {
    let moment = match local {
        Local::Day(day) if is_end => day.checked_add(1.day()).ok()?.at(0, 0, 0, 0),
        Local::Day(day) => day.at(0, 0, 0, 0),
        Local::Moment(moment) => {
            if tz.to_ambiguous_timestamp(moment).is_ambiguous() {
                let help = "it is taken with the offset before the change".to_owned();
                fields.faults.warning(span, "a change of clocks skips or repeats this local time".into(), Some(help));
            }
            moment
        }
    };
    Instant::from_local(moment, tz).ok()
}

/// Greatest width of a zone, km.
const ZONE_KM_MAX: u32 = 2 * DISTANCE_KM_MAX;

fn read_row(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>, since: Option<Date>) -> Row {
    let arms = read_arms(fields, mentions).unwrap_or_else(|| {
        let header = fields.header.clone();
        let help = "give `models`, `classes`, or a calibre such as `calibre_mm_over = 100`".to_owned();
        fields.faults.error(header, "the row names no weapon".into(), Some(help));
        Row { is_vague: true, ..Row::default() }
    });
    let distance = read_distance(fields);
    let baseline = read_baseline(fields, mentions, distance.distance_m == Some(0));
    Row { baseline, since, ..Row { distance_m: distance.distance_m, width: distance.width, ..arms } }
}

/// How far each side withdraws, and how wide the zone between is meant to be.
struct Distance {
    distance_m: Option<u32>,
    width: Option<Width>,
}

/// The width of a zone is a field of its own: only where the text shares it equally it says how far each side goes.
fn read_distance(fields: &mut Fields<'_, '_>) -> Distance {
    let stated_m = fields.thousandths("distance_km", DISTANCE_KM_MAX);
    let zone_m = fields.thousandths("zone_width_km", ZONE_KM_MAX);
    let is_shared = fields.flag("equal_distances").unwrap_or(false);
    let header = fields.header.clone();
    let width = zone_m.map(|zone_m| Width { zone_m, is_shared });
    match (stated_m, zone_m) {
        (None, None) => fields.missing_here("distance_km", "distance_km = 25"),
        (Some(stated_m), Some(zone_m)) if is_shared && stated_m * 2 != zone_m => {
            let (stated, zone) = (show_limit(stated_m), show_limit(zone_m));
            let message = format!("two equal distances of {stated} make no zone of {zone}");
            fields.faults.error(header, message, Some("the width of a zone is not the distance of one side".into()));
        }
        (_, None) if is_shared => fields.faults.error(header, "`equal_distances` needs `zone_width_km`".into(), None),
        _ => {}
    }
    Distance { distance_m: stated_m.or_else(|| zone_m.filter(|_| is_shared).map(|zone_m| zone_m / 2)), width }
}

fn read_baseline(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>, is_optional: bool) -> Vec<(PartyId, LayerRef)> {
    let Some((table, _)) = fields.table("baseline") else {
        if !is_optional {
            fields.missing_here("baseline", "[term.baseline] with p1 = { line = \"contact_line\" } for each party");
        }
        return Vec::new();
    };
    let mut baseline = Vec::new();
    for (party, entry) in table.iter() {
        let name: &str = party.get_ref();
        let span = fields.place(party.span());
        let Some(entry) = entry.get_ref().as_table() else {
            fields.faults.error(
                span,
                format!("the baseline of `{name}` is no table"),
                Some(format!("write `{name} = {{ line = \"contact_line\" }}`")),
            );
            continue;
        };
        mentions.push(Mention::Party(Worded { word: name.to_owned(), span: span.clone() }));
        let base = fields.place(0..0).start;
        let mut inner = Fields::of(fields.faults, entry, base, span);
        match read_layer(&mut inner, "line", "source", mentions, true) {
            Some(line) => baseline.push((PartyId(name.to_owned()), line)),
            None => inner.missing("line", "line = \"contact_line\""),
        }
        inner.finish();
    }
    baseline
}

fn read_quota(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Quota {
    let words = MEASURES.map(|(word, _)| word);
    let read = |word: &str| MEASURES.iter().find(|(known, _)| *known == word).map(|(_, measure)| *measure);
    let measure = fields.word("measure", "a measure", read, &words);
    if measure.is_none() {
        fields.missing("measure", "measure = \"delivered\"");
    }
    let per_day = fields.whole("per_day", PER_DAY_MAX);
    let total = fields.whole("total", PER_DAY_MAX);
    match (per_day, total) {
        (None, None) => fields.missing_here("per_day", "per_day = 600, or total = 840"),
        (Some(_), Some(_)) => {
            let header = fields.header.clone();
            fields.faults.error(header, "`total` stands beside `per_day`".into(), Some("one of them is due: leave one out".into()));
        }
        _ => {}
    }
    let obliged = fields.text("obliged");
    match &obliged {
        Some(party) => mentions.push(Mention::Party(party.clone())),
        None => fields.missing("obliged", "obliged = \"p1\""),
    }
    let definition = fields.text("definition").map(|definition| definition.word);
    let counting_point = fields.text("counting_point").map(|point| point.word);
    let (from, to) = (fields.day("from"), fields.day("to"));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let header = fields.header.clone();
        fields.faults.error(header, "`to` lies before `from`".into(), None);
    }
    let obliged = obliged.map(|party| PartyId(party.word));
    Quota { measure, per_day, total, obliged, definition, counting_point, from, to }
}

const MEASURES: [(&str, Measure); 11] = [
    ("launched", Measure::Launched),
    ("destroyed", Measure::Destroyed),
    ("not_reached", Measure::NotReached),
    ("struck", Measure::Struck),
    ("killed", Measure::Killed),
    ("injured", Measure::Injured),
    ("violations", Measure::Violations),
    ("explosions", Measure::Explosions),
    ("delivered", Measure::Delivered),
    ("weapons", Measure::Weapons),
    ("complaints", Measure::Complaints),
];
