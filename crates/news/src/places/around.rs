//! What the words before a name put to it: "12 km north-east of", "в 12 км севернее", "near", and where that lies.

use super::{Relation, RelationKind};
use crate::claims::grammar::is_one_of;
use crate::method::{SD_DIRECTION_M, SD_NEAR_M};
use crate::numbers::{clean, quantity_at};
use crate::words::{Token, tokens};
use crate::{Said, Span};
use model::geodesy::direct;
use model::place::Sector;
use model::{Place, Position};

/// How many bytes before a name are looked at.
const BEFORE_BYTES: usize = 160;
/// How many words before a name are looked at.
const BEFORE_TOKENS: usize = 12;

/// Directions, in 1/1000 degree clockwise from north: stems of the adverbs and nouns of three languages.
const WINDS: &[(&str, u32)] = &[
    ("северо-восточн северо-восток північно-східн північ-схід north-east northeast", 45_000),
    ("юго-восточн юго-восток південно-східн південь-схід south-east southeast", 135_000),
    ("юго-западн юго-запад південно-західн south-west southwest", 225_000),
    ("северо-западн северо-запад північно-західн north-west northwest", 315_000),
    ("север північ north", 0),
    ("восто схід східн east", 90_000),
    ("юг юж півд south", 180_000),
    ("запад захід західн west", 270_000),
];

/// Words that mean near.
const NEAR: &str = "near біля возле поблизу близ неподалік недалеко під под outside around поруч рядом";
/// Words between a direction or distance and the name.
const JOINS: &str = "of from от від до з із с к на the to in в за у the of_the направлении";

/// What the words before a name say.
pub(super) fn relation(text: &str, span: Span) -> Relation {
    let mut start = span.start.saturating_sub(BEFORE_BYTES);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let window = text.get(start..span.start).unwrap_or("");
    let window_start = window.rfind(['\n', '!', '?', ';']).map_or(0, |at| at + 1);
    let window = window.get(window_start..).unwrap_or("");
    let all = tokens(window);
    let first = all.len().saturating_sub(BEFORE_TOKENS);
    let offset = start + window_start;
    read(window, &all, first).map_or(
        Relation { kind: RelationKind::At, distance_m: None, bearing_mdeg: None, said: None },
        |(relation, from, to)| {
            let said = Span::new(offset + from, offset + to);
            Relation { said: said.of(text).map(|words| Said { text: clean(words), span: Some(said) }), ..relation }
        },
    )
}

/// The relation with its first and last byte in the window.
fn read(window: &str, all: &[Token], first: usize) -> Option<(Relation, usize, usize)> {
    let mut at = all.len();
    while at > first && all.get(at - 1).is_some_and(|token| is_one_of(&token.plain, JOINS)) {
        at -= 1;
    }
    let end = all.last()?.end;
    let (bearing, wind_at) = wind_before(all, at).map_or((None, at), |(bearing, wind_at)| (Some(bearing), wind_at));
    let mut from = wind_at;
    while from > first && all.get(from - 1).is_some_and(|token| is_one_of(&token.plain, JOINS)) {
        from -= 1;
    }
    if let Some((distance_m, start)) = distance_before(window, all, from) {
        let relation = Relation { kind: RelationKind::From, distance_m: Some(distance_m), bearing_mdeg: bearing, said: None };
        return Some((relation, all.get(start)?.start, end));
    }
    if bearing.is_some() && wind_at < at && is_comparative(all, wind_at) {
        let relation = Relation { kind: RelationKind::Near, distance_m: None, bearing_mdeg: bearing, said: None };
        return Some((relation, all.get(wind_at)?.start, end));
    }
    let near = all
        .last()
        .filter(|token| is_one_of(&token.plain, NEAR))
        .or_else(|| all.get(at.checked_sub(1)?).filter(|token| is_one_of(&token.plain, NEAR)))?;
    Some((Relation { kind: RelationKind::Near, distance_m: None, bearing_mdeg: None, said: None }, near.start, end))
}

/// `севернее`, `північніше`, "north of": not the "north" of a name.
fn is_comparative(all: &[Token], at: usize) -> bool {
    let word = all.get(at..).unwrap_or(&[]).iter().rev().find(|token| token.is_word() && !is_one_of(&token.plain, JOINS));
    word.is_some_and(|token| token.plain.ends_with("ее") || token.plain.ends_with("іше") || all.last().is_some_and(|last| last.is("of")))
}

/// A direction that ends right before a token, with its first token.
fn wind_before(all: &[Token], at: usize) -> Option<(u32, usize)> {
    let last = all.get(at.checked_sub(1)?)?;
    // `північний схід`, "north east"
    if let Some(before) = at.checked_sub(2).and_then(|before| all.get(before)).filter(|before| before.is_word()) {
        let parts = [before, last].map(|token| {
            WINDS.iter().skip(4).find(|(stems, _)| stems.split(' ').any(|stem| token.plain.starts_with(stem))).map(|(_, bearing)| *bearing)
        });
        if let [Some(one @ (0 | 180_000)), Some(two @ (90_000 | 270_000))] = parts {
            let bearing = if one == 0 && two == 270_000 { 315_000 } else { one.midpoint(two) };
            return Some((bearing, at - 2));
        }
    }
    let joined = |n: usize| -> Option<String> {
        let dash = all.get(at.checked_sub(n)?)?;
        let before = all.get(at.checked_sub(n + 1)?)?;
        (dash.is_mark("-\u{2010}\u{2011}") && !dash.is_apart).then(|| format!("{}-{}", before.plain, last.plain))
    };
    let (word, start) = joined(2).map_or_else(|| (last.plain.clone(), at - 1), |word| (word, at - 3));
    let found = WINDS.iter().find(|(stems, _)| stems.split(' ').any(|stem| word.starts_with(stem)))?;
    Some((found.1, start))
}

/// A distance that ends right before a token, with its first token.
fn distance_before(window: &str, all: &[Token], at: usize) -> Option<((u32, u32), usize)> {
    let unit = all.get(at.checked_sub(1)?)?;
    let unit_m: u32 = match unit.plain.as_str() {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" | "км" => 1_000,
        "m" | "metre" | "metres" | "meter" | "meters" | "м" => 1,
        "mile" | "miles" => 1_609,
        plain if plain.starts_with("километр") || plain.starts_with("кілометр") => 1_000,
        plain if plain.starts_with("метр") || plain.starts_with("метрів") => 1,
        _ => return None,
    };
    (at.saturating_sub(8)..at - 1).find_map(|from| {
        let quantity = quantity_at(window, all, from).filter(|quantity| quantity.to == at - 1)?;
        let half = if unit_m == 1 { 50 } else { unit_m / 2 };
        let (lo, hi) = (quantity.count.lo?, quantity.count.hi.or(quantity.count.lo)?);
        let metres = |n: u32| n.saturating_mul(unit_m);
        Some(((metres(lo).saturating_sub(half), metres(hi).saturating_add(half)), quantity.from))
    })
}

/// Where something lies that words put to a place: its centre and standard deviation, in metres.
pub(super) fn place(relation: &Relation, centre: Position, sd_m: u32, at: Place) -> Place {
    match (relation.kind, relation.distance_m, relation.bearing_mdeg) {
        (RelationKind::At, ..) | (RelationKind::From, None, None) => at,
        (RelationKind::Direction, ..) => Place::Normal { centre, sd_m: SD_DIRECTION_M },
        (_, Some((lo, hi)), Some(bearing)) => {
            let middle = f64::from(lo / 2) + f64::from(hi / 2);
            let along = f64::from(hi.saturating_sub(lo)) / SQRT_12;
            let across = middle * WIND_SPREAD;
            let sd = libm::sqrt(f64::from(sd_m) * f64::from(sd_m) + across * across / 2.0 + along * along / 2.0);
            Place::Normal { centre: direct(centre, f64::from(bearing) / 1_000.0, middle), sd_m: whole(sd) }
        }
        (_, Some((lo_m, hi_m)), None) => Place::Sector(Sector {
            from_mdeg: 0,
            to_mdeg: 0,
            lo_m,
            hi_m: hi_m.max(lo_m + 1),
            observer: centre,
            observer_sd_m: sd_m,
            range_assumed: false,
        }),
        (_, None, Some(bearing)) => {
            let moved = direct(centre, f64::from(bearing) / 1_000.0, f64::from(SD_NEAR_M));
            Place::Normal { centre: moved, sd_m: together(sd_m, SD_NEAR_M) }
        }
        (RelationKind::Near, None, None) => Place::Normal { centre, sd_m: together(sd_m, SD_NEAR_M) },
    }
}

/// Standard deviation of a uniform interval is its width over this.
const SQRT_12: f64 = 3.464_101_615_137_754_6;
/// Standard deviation across of a bearing known to 22.5 degrees either way, as a share of the distance: 0.3927 / sqrt 3.
const WIND_SPREAD: f64 = 0.226_7;

fn together(a: u32, b: u32) -> u32 {
    whole(libm::sqrt(f64::from(a) * f64::from(a) + f64::from(b) * f64::from(b)))
}

fn whole(metres: f64) -> u32 {
    libm::rint(metres).clamp(1.0, 1e9) as u32
}
