//! Which zones hold at a code or a point on a day, as known on a day: lists and drawn zones of several sources.

use crate::fence::{Fence, Side};
use crate::levels::{Through, names_match, parents};
use crate::overlay::NoOverlay;
use jiff::civil::Date;
use model::listing::{Asked, Known, Listed, ZoneQuestion};
use model::{Geometry, Instant, Position};
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: i64 = 86_400_000;

/// A version of a drawn zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The zone.
    pub zone: String,
    /// Whose.
    pub source: String,
    /// Which part of it: successive versions of one part replace each other.
    pub part: Option<String>,
    /// The file that draws it.
    pub file: String,
    /// From when it is valid; absent = always.
    pub valid_from: Option<Instant>,
    /// Until when.
    pub valid_to: Option<Instant>,
    /// Since when it is known; absent = not stated.
    pub known_at: Option<Instant>,
    /// Its shape.
    pub geometry: Geometry,
}

/// Source, zone and part, whose versions follow each other; each version stands with its place in the fence.
type Part = (String, String, Option<String>);

/// Lists and drawn zones, ready for questions.
#[derive(Clone, Debug, Default)]
pub struct ZoneBook {
    listed: BTreeMap<String, Vec<Listed>>,
    editions: BTreeMap<String, BTreeSet<Date>>,
    zones: BTreeSet<String>,
    drawn: BTreeMap<Part, Vec<(u32, Drawn)>>,
    fence: Fence,
    is_last_day_out: bool,
}

/// A zone that holds, with what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held<'a> {
    /// A row of a list.
    Listed(&'a Listed),
    /// A drawn zone; on its border or inside; only part of the day or all of it.
    Drawn {
        /// The version.
        version: &'a Drawn,
        /// Inside or exactly on the border.
        side: Side,
        /// Whether it holds for a part of the day only.
        is_part_of_day: bool,
    },
}

impl Held<'_> {
    /// The zone.
    pub fn zone(&self) -> &str {
        match self {
            Self::Listed(row) => &row.zone,
            Self::Drawn { version, .. } => &version.zone,
        }
    }
}

/// The answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Whether the zone that was asked about holds; absent if none was named or if it cannot be said (see `notes`).
    pub holds: Option<bool>,
    /// Zones that hold by themselves.
    pub zones: Vec<Held<'a>>,
    /// Rows of wider territories that cover the code; they are not counted in `holds`.
    pub through: Vec<Through<'a>>,
    /// What a person should know.
    pub notes: Vec<String>,
}

impl ZoneBook {
    /// Makes lists and drawn zones ready. `is_last_day_out`: the last day of an interval is no longer part of it.
    ///
    /// # Errors
    /// A drawn zone that is no area, a ring round a pole.
    pub fn new(listed: Vec<Listed>, drawn: Vec<Drawn>, is_last_day_out: bool) -> Result<Self, NoOverlay> {
        let fence = Fence::of(&drawn.iter().map(|zone| &zone.geometry).collect::<Vec<_>>())?;
        let mut book = Self { fence, is_last_day_out, ..Self::default() };
        for row in listed {
            book.zones.insert(row.zone.clone());
            if let Known::Edition(day) = row.known {
                book.editions.entry(row.source.clone()).or_default().insert(day);
            }
            book.listed.entry(row.code.clone()).or_default().push(row);
        }
        for (place, zone) in (0u32..).zip(drawn) {
            book.zones.insert(zone.zone.clone());
            let part = (zone.source.clone(), zone.zone.clone(), zone.part.clone());
            book.drawn.entry(part).or_default().push((place, zone));
        }
        book.drawn.values_mut().for_each(|series| series.sort_by_key(|(place, zone)| (zone.valid_from, zone.known_at, *place)));
        Ok(book)
    }

    /// Answers a question.
    pub fn ask(&self, question: &ZoneQuestion) -> Answer<'_> {
        let mut answer = Answer::default();
        let is_placed = match &question.asked {
            Asked::Code(code) => self.ask_code(code, question, &mut answer),
            Asked::Point(at) => self.ask_point(*at, question, &mut answer),
        };
        let Some(zone) = &question.zone else { return answer };
        if !self.zones.contains(zone) {
            let known = self.zones.iter().map(|zone| format!("`{zone}`")).take(30).collect::<Vec<_>>().join(", ");
            answer.notes.push(format!("zone `{zone}` is in none of the files; they have {known}"));
            return answer;
        }
        answer.zones.retain(|held| held.zone() == zone);
        answer.through.retain(|through| through.row.zone == *zone);
        let is_sure = |held: &Held<'_>| !matches!(held, Held::Drawn { side: Side::Border, .. } | Held::Drawn { is_part_of_day: true, .. });
        answer.holds = match answer.zones.as_slice() {
            held if held.iter().any(is_sure) => Some(true),
            [] if is_placed => Some(false),
            _ => None,
        };
        answer
    }

    fn ask_code<'a>(&'a self, code: &str, question: &ZoneQuestion, answer: &mut Answer<'a>) -> bool {
        let own = self.listed.get(code).map_or(&[][..], Vec::as_slice);
        answer.zones.extend(own.iter().filter(|row| self.holds(row, question)).map(Held::Listed));
        for parent in parents(code) {
            let rows = self.listed.range(parent.clone()..).take_while(|(other, _)| other.starts_with(&parent));
            for row in rows.filter(|(other, _)| *other != code).flat_map(|(_, rows)| rows).filter(|row| self.holds(row, question)) {
                answer.through.push(Through::of(row, own));
            }
        }
        if own.is_empty() {
            let why =
                if self.listed.is_empty() { "no list of codes was given".into() } else { format!("code `{code}` is in none of the lists") };
            answer.notes.push(why);
        }
        !own.is_empty()
    }

    /// Whether a row holds on the day, as known on the other day.
    fn holds(&self, row: &Listed, question: &ZoneQuestion) -> bool {
        let is_before_end = |to: Date| if self.is_last_day_out { question.on < to } else { question.on <= to };
        row.from <= question.on && row.to.is_none_or(is_before_end) && self.is_known(row, question.known_on)
    }

    fn is_known(&self, row: &Listed, on: Option<Date>) -> bool {
        let edition = || {
            let editions = self.editions.get(&row.source)?;
            on.map_or_else(|| editions.last(), |on| editions.range(..=on).next_back())
        };
        match (row.known, on) {
            (Known::Unstated, _) => true,
            (Known::From(_, to), None) => to.is_none(),
            (Known::From(from, to), Some(on)) => from <= on && to.is_none_or(|to| on < to),
            (Known::Edition(day), _) => edition() == Some(&day),
        }
    }

    fn ask_point<'a>(&'a self, at: Position, question: &ZoneQuestion, answer: &mut Answer<'a>) -> bool {
        if self.drawn.is_empty() {
            answer.notes.push("no drawn zones were given: a list is asked by code".into());
            return false;
        }
        let mut sides: BTreeMap<u32, Side> = BTreeMap::new();
        self.fence.zones_at(at, |zone, side| {
            sides.insert(zone, side);
        });
        let Some(day) = day_of(question.on) else { return false };
        let known = question.known_on.and_then(day_of).map(|(_, evening)| evening);
        for series in self.drawn.values() {
            let (morning, evening) = (version_at(series, day.0, known), version_at(series, day.1, known));
            let is_same = morning.map(|(place, _)| place) == evening.map(|(place, _)| place);
            let versions = morning.into_iter().chain(evening.filter(|_| !is_same));
            let held: Vec<(&Drawn, Side)> = versions.filter_map(|(place, version)| Some((version, *sides.get(place)?))).collect();
            let is_whole = is_same || held.len() == 2;
            answer.zones.extend(held.into_iter().map(|(version, side)| Held::Drawn { version, side, is_part_of_day: !is_whole }));
        }
        if answer.zones.iter().any(|held| matches!(held, Held::Drawn { side: Side::Border, .. })) {
            answer.notes.push("the point lies exactly on a border".into());
        }
        true
    }
}

/// First and last millisecond of a day in UTC.
fn day_of(day: Date) -> Option<(Instant, Instant)> {
    let start = Instant::start_of_day(&day.to_string(), "UTC").ok()?;
    Some((start, start.plus_ms(DAY_MS - 1)))
}

/// Of the versions known by then and valid at a moment the one that began last; of equals the one known later.
fn version_at(series: &[(u32, Drawn)], at: Instant, known: Option<Instant>) -> Option<(&u32, &Drawn)> {
    let is_known = |zone: &Drawn| known.zip(zone.known_at).is_none_or(|(known, since)| since <= known);
    let is_valid = |zone: &Drawn| zone.valid_from.is_none_or(|from| from <= at) && zone.valid_to.is_none_or(|to| at < to);
    series.iter().rev().find(|(_, zone)| is_known(zone) && is_valid(zone)).map(|(place, zone)| (place, zone))
}

impl ZoneBook {
    /// Resolves the exceptions of a row to codes of the same territory; an empty list = the name is not in the lists.
    pub fn resolve<'a>(&'a self, row: &'a Listed) -> Vec<(&'a str, Vec<&'a str>)> {
        let within = crate::levels::covered(&row.code);
        let codes_of = |name: &str| -> Vec<&str> {
            let rows = self.listed.range(within.clone()..).take_while(|(code, _)| code.starts_with(&within));
            let named = |rows: &[Listed]| {
                rows.iter().any(|other| other.name.as_deref().is_some_and(|printed| names_match(name, printed, &row.exceptions)))
            };
            rows.filter(|(code, rows)| **code != row.code && named(rows)).map(|(code, _)| code.as_str()).collect()
        };
        row.exceptions.iter().map(|name| (name.as_str(), codes_of(name))).collect()
    }
}

#[cfg(test)]
mod tests;
