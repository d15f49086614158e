//! Ties that no common words show: one picture, one device, one claimant's running total, a named source.

use super::Telling;
use super::method::Limits;
use super::relation::{Relation, RelationKind, ToldBy, share_ppm};
use std::collections::{BTreeMap, BTreeSet};

/// Days back within which a cited source is looked for.
const CITED_DAYS_N: i64 = 14;
const DAY_MS: i64 = 86_400_000;

/// A point of what a claimant counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point<'a> {
    /// Who claims it.
    pub claimant: &'a str,
    /// What is counted, in the claimant's words.
    pub item: &'a str,
    /// As of when, milliseconds since 1970.
    pub as_of_ms: i64,
    /// How many.
    pub value: u64,
}

/// What one claimant says of one item: as of when, how many, in which text.
type Line = Vec<(i64, u64, u32)>;

/// All ties of some texts; `order` names them earliest first.
pub(crate) fn ties(tellings: &[Telling<'_>], order: &[u32], limits: &Limits) -> Vec<Relation> {
    let book = Book { tellings, order, limits };
    let mut found = book.devices();
    found.extend(book.pictures());
    found.extend(book.series());
    found.extend(book.citations());
    found
}

struct Book<'a> {
    tellings: &'a [Telling<'a>],
    order: &'a [u32],
    limits: &'a Limits,
}

impl<'a> Book<'a> {
    fn in_order(&self) -> impl Iterator<Item = (u32, &'a Telling<'a>)> {
        self.order.iter().filter_map(|at| Some((*at, self.tellings.get(*at as usize)?)))
    }

    fn relation(&self, later: u32, earlier: u32, kind: RelationKind, p_dep_ppm: u32) -> Relation {
        let of = |at: u32| self.tellings.get(at as usize);
        let is_timed = of(later).zip(of(earlier)).is_some_and(|(later, earlier)| later.is_after(earlier));
        let told_by = if is_timed {
            ToldBy::Published
        } else if kind == RelationKind::Citation {
            ToldBy::Credit
        } else {
            ToldBy::Arrival
        };
        Relation {
            later,
            earlier,
            kind,
            told_by,
            words_n: 0,
            later_ppm: 0,
            earlier_ppm: 0,
            p_dep_ppm,
            spans: Vec::new(),
            variants: Vec::new(),
        }
    }

    /// Texts of one device hang on its first one.
    fn devices(&self) -> Vec<Relation> {
        let mut first: BTreeMap<&str, u32> = BTreeMap::new();
        let mut found = Vec::new();
        for (at, telling) in self.in_order().filter(|(_, telling)| !telling.device.is_empty()) {
            match first.get(telling.device) {
                Some(earlier) => found.push(self.relation(at, *earlier, RelationKind::SameDevice, self.limits.p_dep_whole_ppm)),
                None => drop(first.insert(telling.device, at)),
            }
        }
        found
    }

    /// Pictures whose hashes differ by few bits. Of seven parts of the hash at least one is the same if six bits differ at most.
    fn pictures(&self) -> Vec<Relation> {
        let mut parts: BTreeMap<(usize, u64), Vec<(u64, u32)>> = BTreeMap::new();
        let mut found = Vec::new();
        for (at, telling) in self.in_order() {
            let mut earlier: BTreeSet<u32> = BTreeSet::new();
            for image in telling.images {
                for key in keys(*image, self.limits) {
                    let known = parts.entry(key).or_default();
                    earlier.extend(known.iter().filter(|(other, _)| self.is_one_picture(*image, *other)).map(|(_, at)| *at));
                }
            }
            for image in telling.images {
                keys(*image, self.limits).for_each(|key| parts.entry(key).or_default().push((*image, at)));
            }
            let nearest = earlier.into_iter().filter(|other| *other != at).take(self.limits.candidates_n_max as usize);
            found.extend(nearest.map(|other| self.relation(at, other, RelationKind::SameImage, self.limits.p_dep_most_ppm)));
        }
        found
    }

    const fn is_one_picture(&self, one: u64, other: u64) -> bool {
        (one ^ other).count_ones() <= self.limits.image_bits_n_max
    }

    /// Points of one claimant on one item that never fall are one running total, if there are enough of them.
    fn series(&self) -> Vec<Relation> {
        let mut lines: BTreeMap<(&str, &str), Line> = BTreeMap::new();
        for (at, telling) in self.in_order() {
            for point in telling.points {
                lines.entry((point.claimant, point.item)).or_default().push((point.as_of_ms, point.value, at));
            }
        }
        let mut found: BTreeSet<(u32, u32)> = BTreeSet::new();
        for mut line in lines.into_values().filter(|line| line.len() >= self.limits.series_n_min as usize) {
            line.sort_unstable();
            let rises = line.iter().zip(line.iter().skip(1)).all(|(one, next)| one.1 <= next.1);
            let grows = line.first().zip(line.last()).is_some_and(|(first, last)| first.1 < last.1);
            if rises && grows {
                found.extend(line.iter().zip(line.iter().skip(1)).filter(|(one, next)| one.2 != next.2).map(|(one, next)| (next.2, one.2)));
            }
        }
        found.into_iter().map(|(later, earlier)| self.relation(later, earlier, RelationKind::Series, self.limits.p_dep_whole_ppm)).collect()
    }

    /// A text that names where it has it from hangs on that source's nearest earlier text on the same matter.
    fn citations(&self) -> Vec<Relation> {
        let mut by_source: BTreeMap<String, Vec<(u32, &Telling<'_>)>> = BTreeMap::new();
        for (at, telling) in self.in_order().filter(|(_, telling)| !telling.source.is_empty()) {
            by_source.entry(plain_name(telling.source)).or_default().push((at, telling));
        }
        let mut found = Vec::new();
        for (at, telling) in self.in_order().filter(|(_, telling)| !telling.credits.is_empty()) {
            let own = plain_name(telling.source);
            let names: BTreeSet<String> =
                telling.credits.iter().map(|name| plain_name(name)).filter(|name| !name.is_empty() && *name != own).collect();
            let cited = names.iter().filter_map(|name| by_source.get(name));
            let best = cited.filter_map(|texts| self.cited(at, telling, texts));
            found.extend(best.map(|earlier| self.relation(at, earlier, RelationKind::Citation, self.limits.p_dep_whole_ppm)));
        }
        found
    }

    fn cited(&self, at: u32, telling: &Telling<'_>, texts: &[(u32, &Telling<'_>)]) -> Option<u32> {
        let own = content(telling.text);
        let likeness = |other: &Telling<'_>| {
            let other = content(other.text);
            share_ppm(own.intersection(&other).count(), own.len().min(other.len()))
        };
        let near = texts
            .iter()
            .rev()
            .filter(|(other, earlier)| *other != at && !earlier.is_after(telling) && earlier.is_within(telling, CITED_DAYS_N));
        let scored = near.take(self.limits.candidates_n_max as usize).map(|(other, earlier)| (likeness(earlier), *other));
        let (likeness, other) = scored.max_by_key(|(likeness, other)| (*likeness, std::cmp::Reverse(*other)))?;
        (likeness >= self.limits.cited_ppm).then_some(other)
    }
}

/// The parts of a hash by which it is found: one more than bits may differ.
fn keys(image: u64, limits: &Limits) -> impl Iterator<Item = (usize, u64)> {
    let parts_n = limits.image_bits_n_max as usize + 1;
    let width = 64 / parts_n.min(64);
    (0..parts_n.min(64)).map(move |part| (part, image >> (part * width) & ((1u64 << width.min(63)) - 1)))
}

/// A source's name without what addresses carry before and after it, in small letters.
pub fn plain_name(name: &str) -> String {
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    let name = name.split('/').next().unwrap_or_default();
    let name = name.strip_prefix("www.").unwrap_or(name);
    let is_address = !name.contains(' ') && name.contains('.');
    let name = if is_address { name.split('.').next().unwrap_or_default() } else { name };
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The longer words and the numbers of a text, in small letters.
fn content(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| word.chars().count() >= 5 || word.chars().any(|letter| letter.is_ascii_digit())).collect()
}

impl Telling<'_> {
    fn is_within(&self, later: &Self, days_n: i64) -> bool {
        match (self.published, later.published) {
            (Some(one), Some(other)) => other.from.ms() - one.to.ms() <= days_n * DAY_MS,
            (None, _) | (_, None) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Published, Traced, trace};
    use super::*;
    use model::Instant;

    fn at(day: i64) -> Option<Published> {
        Instant::from_ms(1_767_744_000_000 + day * DAY_MS).ok().map(Published::at)
    }

    fn kinds(traced: &Traced) -> Vec<(u32, u32, RelationKind)> {
        traced.relations.iter().map(|one| (one.later, one.earlier, one.kind)).collect()
    }

    fn traced(tellings: &[Telling<'_>]) -> Traced {
        trace(tellings, &Limits::default())
    }

    #[test]
    fn one_picture_is_known_within_six_bits_and_ties_what_it_shows_alone() {
        let picture = 0x0123_4567_89ab_cdef_u64;
        for (bits, is_one) in [(0u64, true), (0x8000_0000_0000_0001, true), (0b111_0000_0000_0111, true), (0x0010_1001_0010_0111, false)] {
            let other = [picture ^ bits];
            let found = traced(&[
                Telling { source: "a", published: at(0), images: &[picture], ..Telling::default() },
                Telling { source: "b", published: at(1), images: &other, ..Telling::default() },
            ]);
            assert_eq!(kinds(&found), if is_one { vec![(1, 0, RelationKind::SameImage)] } else { vec![] }, "{bits:b}");
            assert_eq!(found.groups.len(), 2);
        }
    }

    #[test]
    fn what_one_device_sends_is_one_origin() {
        let of = |device, day| Telling { device, published: at(day), ..Telling::default() };
        let found = traced(&[of("cam 7", 2), of("cam 7", 1), of("cam 8", 1), of("", 1), of("", 2)]);
        assert_eq!(kinds(&found), [(0, 1, RelationKind::SameDevice)]);
        assert_eq!(found.groups.len(), 4);
    }

    #[test]
    fn a_total_that_only_rises_is_one_series_and_a_day_by_day_count_is_none() {
        let point = |item, day: i64, value| [Point { claimant: "office", item, as_of_ms: day * DAY_MS, value }];
        let total = [47, 497, 1_300, 1_520].map(|value| point("total", i64::try_from(value).unwrap(), value));
        let daily = [(1, 27), (2, 3), (3, 41)].map(|(day, value)| point("day", day, value));
        let tellings: Vec<Telling<'_>> =
            total.iter().chain(&daily).zip(0..).map(|(points, day)| Telling { points, published: at(day), ..Telling::default() }).collect();
        let found = traced(&tellings);
        assert_eq!(kinds(&found), [(1, 0, RelationKind::Series), (2, 1, RelationKind::Series), (3, 2, RelationKind::Series)]);
        assert_eq!(found.groups.len(), 4);
    }

    #[test]
    fn a_text_that_names_its_source_hangs_on_that_sources_text_on_the_matter() {
        let wire = "Drones struck the grain terminal of the northern harbour before dawn, wounding 14 dock workers, officials said.";
        let other = "The parliament voted on the budget after a long debate about pensions and schools.";
        let retold = "Fourteen were hurt when drones hit a grain terminal in the northern harbour overnight, the Coast Wire reports.";
        let found = traced(&[
            Telling { source: "https://www.coastwire.example/a", text: wire, published: at(0), ..Telling::default() },
            Telling { source: "coastwire.example", text: other, published: at(0), ..Telling::default() },
            Telling { source: "Morning Paper", text: retold, credits: &["Coast Wire"], published: at(0), ..Telling::default() },
        ]);
        assert_eq!(kinds(&found), [(2, 0, RelationKind::Citation)]);
        assert_eq!(found.relations[0].told_by, ToldBy::Credit);
        assert_eq!(found.groups.len(), 2);
    }
}
