//! One `[[term]]` table -> what it encodes, kind by kind.

use crate::agreement::{Act, AllowList, Calibre, KindSet, LayerRef, Mention, Moment, Quota, Row, Rule, Start, Term, TermKind};
use crate::duty::DutyRule;
use crate::fields::{Fields, Local, Worded, known_words};
use crate::interval::Interval;
use crate::manual::read_manual;
use crate::method::kinds_if_unreadable;
use crate::words::{clean, meant, nearest};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Instant, Kind, Measure, PartyId, SourceId};
use std::ops::Range;

/// Greatest distance of a withdrawal row, km; a greater one is a slip of the pen.
const DISTANCE_KM_MAX: u32 = 1_000;
/// Greatest calibre, mm.
const CALIBRE_MM_MAX: u32 = 2_000;
/// Greatest quota a day.
const PER_DAY_MAX: u32 = 100_000_000;

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
        Some(TermKind::Manual) => Rule::Duty(DutyRule::Manual(read_manual(&mut fields))),
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

fn read_act(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Act {
    let acts = read_kinds(fields, "acts", "acts = [\"explosion\", \"burst\"]");
    let parties = fields.texts("parties").unwrap_or_default();
    let zone = read_layer(fields, "zone", "zone_source", mentions, false);
    let is_outside = fields.flag("outside").unwrap_or(false);
    if is_outside && zone.is_none() {
        let header = fields.header.clone();
        fields.faults.error(header, "`outside` needs a `zone`".into(), Some("name the zone outside of which the act is forbidden".into()));
    }
    let except_causes = fields.texts("except_causes").unwrap_or_default().into_iter().map(|cause| cause.word).collect();
    let told = format!("held against: {}", acts.words());
    let parties_named = parties.iter().map(|party| PartyId(party.word.clone())).collect();
    let act = Act { acts, parties: parties_named, zone, is_outside, except_causes, told };
    mentions.extend(parties.into_iter().map(Mention::Party));
    act
}

/// Reads kinds of observation. Where a word cannot be read, the kinds that it may have meant are
/// taken in: the term is faulty then, and its findings stay visible.
pub(crate) fn read_kinds(fields: &mut Fields<'_, '_>, key: &'static str, example: &str) -> KindSet {
    if let Some(kinds) = read_kinds_if_any(fields, key) {
        return kinds;
    }
    fields.missing(key, example);
    kinds_if_unreadable()
}

/// The same where none need be named.
pub(crate) fn read_kinds_if_any(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<KindSet> {
    let words = fields.texts(key);
    fields.list_words(key, &Kind::ALL.map(Kind::word));
    let words = words.filter(|words| !words.is_empty())?;
    let all = Kind::ALL.map(Kind::word);
    let kinds = known_words(fields, key, &words, Kind::from_word, &all);
    let mut set = KindSet::of(kinds);
    for wrong in words.iter().filter(|word| Kind::from_word(&word.word).is_none()) {
        set = set.with(nearest(&wrong.word, all).and_then(Kind::from_word).map_or_else(kinds_if_unreadable, |kind| KindSet::of([kind])));
    }
    Some(if set.is_empty() { kinds_if_unreadable() } else { set })
}

fn read_layer(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    source_key: &'static str,
    mentions: &mut Vec<Mention>,
    is_line: bool,
) -> Option<LayerRef> {
    let layer = fields.text(key);
    let source = fields.text(source_key);
    if let (None, Some(source)) = (&layer, &source) {
        fields.faults.error(source.span.clone(), format!("`{source_key}` needs a `{key}`"), None);
    }
    let layer = layer?;
    mentions.push(Mention::Layer { layer: layer.clone(), source: source.clone(), is_line });
    Some(LayerRef { layer: layer.word, source: source.map(|source| SourceId(source.word)) })
}

fn read_allow_list(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> AllowList {
    let presence = read_kinds(fields, "presence", "presence = [\"personnel_seen\", \"weapon_seen\"]");
    let zone = read_layer(fields, "zone", "zone_source", mentions, false);
    if zone.is_none() {
        fields.missing("zone", "zone = \"buffer\"");
    }
    let allowed = fields.texts("allowed");
    if allowed.is_none() {
        fields.missing("allowed", "allowed = [\"monitors\"], or [] for nobody");
    }
    let allowed: Vec<PartyId> = allowed.unwrap_or_default().into_iter().map(|actor| PartyId(actor.word)).collect();
    let names: Vec<&str> = allowed.iter().map(|actor| actor.0.as_str()).collect();
    let names = if names.is_empty() { "nobody".into() } else { clean(&names.join(", "), 500) };
    AllowList { presence, zone, allowed, told: format!("allowed in the zone: {names}") }
}

fn read_row(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>, since: Option<Date>) -> Row {
    let before = fields.faults.found.len();
    let models = fields.texts("models").unwrap_or_default();
    let classes = fields.texts("classes").unwrap_or_default();
    let mut dmm = |key| fields.thousandths(key, CALIBRE_MM_MAX).map(|thousandths| (thousandths + 50) / 100);
    let calibre = Calibre {
        over_dmm: dmm("calibre_mm_over"),
        min_dmm: dmm("calibre_mm_min"),
        max_dmm: dmm("calibre_mm_max"),
        under_dmm: dmm("calibre_mm_under"),
    };
    if models.is_empty() && classes.is_empty() && calibre.is_open() {
        let header = fields.header.clone();
        let help = "give `models`, `classes`, or a calibre such as `calibre_mm_over = 100`".to_owned();
        fields.faults.error(header, "the row names no weapon".into(), Some(help));
    }
    let is_vague = fields.faults.found.len() > before;
    let distance_m = fields.thousandths("distance_km", DISTANCE_KM_MAX);
    if distance_m.is_none() {
        fields.missing("distance_km", "distance_km = 25");
    }
    let baseline = read_baseline(fields, mentions, distance_m == Some(0));
    let row = Row { models: texts(&models), classes: texts(&classes), calibre, distance_m, baseline, since, is_vague };
    mentions.extend(classes.into_iter().map(Mention::Class));
    row
}

fn texts(words: &[Worded]) -> Vec<String> {
    words.iter().map(|word| word.word.clone()).collect()
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
    if per_day.is_none() {
        fields.missing("per_day", "per_day = 600");
    }
    let obliged = fields.text("obliged");
    match &obliged {
        Some(party) => mentions.push(Mention::Party(party.clone())),
        None => fields.missing("obliged", "obliged = \"p1\""),
    }
    let definition = fields.text("definition").map(|definition| definition.word);
    let (from, to) = (fields.day("from"), fields.day("to"));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let header = fields.header.clone();
        fields.faults.error(header, "`to` lies before `from`".into(), None);
    }
    Quota { measure, per_day, obliged: obliged.map(|party| PartyId(party.word)), definition, from, to }
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
