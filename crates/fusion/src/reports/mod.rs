//! Reports of a plain table to evidence: what a row says when nothing but its cells is known.
//!
//! A mission knows its sources and how they perceive; a table knows its columns. What is missing is taken
//! from the rows themselves, by rules that depend on the set of rows and not on their order.

mod flags;

pub use flags::{Flag, flags};

use crate::evidence::mark;
use crate::live::Sighting;
use crate::{Bonds, Evidence, Footprint, Parameters, WeaponKey};
use model::{Digest, Incident, IncidentId, Instant, Kind, ObservationId, Position, Sense, TimePrecision};
use std::collections::BTreeMap;

/// Two rows that give exactly one centre with a circle at least so wide name a place, metres.
pub const NAMED_SD_M_MIN: u32 = 500;

/// The wide tail of a named place: chance (ppm) and standard deviation (m). Source: METHOD 3.
pub const NAMED_TAIL: (u32, u32) = (120_000, 12_000);

/// A time at noon with a standard deviation of so many seconds is that whole day. Source: METHOD 15 (noon, sd 7 h).
pub const WHOLE_DAY_SD_S: std::ops::RangeInclusive<u32> = 21_600..=28_800;

/// Copies of one origin are one unit if they are no further apart than this, metres and milliseconds.
pub const COPY_APART: (i64, i64) = (1_000, 86_400_000);

/// If, among close pairs, those of one source are at least this share (ppm) of what chance alone would
/// give, sources come back to their events; if fewer, a source lists each event once.
pub const RETURN_SHARE_PPM_MIN: u64 = 400_000;

/// Close pairs are those with log-odds above this, mnat.
pub const CLOSE_MNAT_MIN: i32 = 3_000;

/// Pairs below this are not looked at where a report stands alone, mnat.
pub const LONELY_MNAT_MIN: i32 = -4_000;

const NOON_MS: i64 = 43_200_000;
const DAY_MS: i64 = 86_400_000;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its name in the table; unique.
    pub id: String,
    /// Earliest moment, ms since 1970.
    pub from_ms: i64,
    /// Latest moment; equal to the earliest for a moment.
    pub to_ms: i64,
    /// Standard deviation of a stated moment, seconds.
    pub t_sd_s: u32,
    /// Where and how exactly (standard deviation per axis, metres); absent = not known.
    pub place: Option<(Position, u32)>,
    /// Which kind, in the table's own words.
    pub kind: Option<String>,
    /// Who reports.
    pub source: Option<String>,
    /// What it is a copy of: rows with one word here are copies of one text.
    pub origin: Option<String>,
    /// Class of the weapon.
    pub weapon: Option<String>,
}

/// Rows as the fusion takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// In order of the rows.
    pub evidence: Vec<Evidence>,
    /// Copies of one origin.
    pub bonds: Bonds,
    /// Whether a source may report one event more than once; absent = no source is named.
    pub sources_return: Option<bool>,
    /// Rows whose place was taken as a named one.
    pub named_n: usize,
}

/// Prepares rows. Whether sources come back to their events is told, or found from the rows.
pub fn prepare(reports: &[Report], parameters: &Parameters, told: Option<bool>) -> Prepared {
    let kinds = kinds(reports);
    let named = named(reports);
    let sources = numbered(reports.iter().map(|report| report.source.as_deref()));
    let kind = |report: &Report| report.kind.as_deref().and_then(|word| kinds.get(word)).copied().unwrap_or(Kind::Explosion);
    let is_named = |report: &Report| report.place.is_some_and(|(centre, sd_m)| sd_m >= NAMED_SD_M_MIN && named.contains_key(&centre));
    let row = |(report, row): (&Report, u32)| Evidence {
        id: id_of(&report.id),
        speaker: row,
        ..evidence_of(report, kind(report), is_named(report))
    };
    let mut evidence: Vec<Evidence> = reports.iter().zip(1u32..).map(row).collect();
    let has_sources = !sources.is_empty();
    let sources_return = has_sources.then(|| {
        for (one, report) in evidence.iter_mut().zip(reports) {
            one.source = report.source.as_deref().and_then(|name| sources.get(name)).map_or(0, |number| number + 1);
        }
        told.unwrap_or_else(|| come_back(&evidence, parameters))
    });
    if sources_return == Some(false) {
        evidence.iter_mut().filter(|one| one.source != 0).for_each(|one| one.speaker = 0);
    }
    let named_n = evidence.iter().filter(|one| one.place.is_some_and(|place| place.wide_ppm > 0)).count();
    Prepared { bonds: copies(reports, &evidence), evidence, sources_return, named_n }
}

/// How likely each report that stands alone is alone indeed, ppm: 1 / (1 + the odds of its best pair with each other
/// incident), down to pairs at [`LONELY_MNAT_MIN`]. The method itself asks only whether anything is likelier than not.
pub fn alone_ppm(evidence: &[Evidence], incidents: &[Incident], parameters: &Parameters) -> BTreeMap<ObservationId, u32> {
    let mut homes: BTreeMap<ObservationId, IncidentId> = BTreeMap::new();
    for incident in incidents {
        homes.extend(incident.members.iter().map(|member| (member.observation, incident.id)));
    }
    let mut best: BTreeMap<ObservationId, BTreeMap<IncidentId, i32>> = incidents
        .iter()
        .filter_map(|incident| if let [alone] = incident.members.as_slice() { Some((alone.observation, BTreeMap::new())) } else { None })
        .collect();
    crate::fuse::each_pair(evidence, parameters, LONELY_MNAT_MIN, |a, b, mnat| {
        for (one, other) in [(a, b), (b, a)] {
            if let (Some(found), Some(home)) = (best.get_mut(&one.id), homes.get(&other.id)) {
                let slot = found.entry(*home).or_insert(mnat);
                *slot = mnat.max(*slot);
            }
        }
    });
    let chance =
        |odds: &BTreeMap<IncidentId, i32>| 1.0 / (1.0 + odds.values().map(|mnat| libm::exp(f64::from(*mnat) / 1_000.0)).sum::<f64>());
    best.into_iter().map(|(id, odds)| (id, (libm::rint(chance(&odds) * 1e6) as u32).clamp(1, 999_999))).collect()
}

/// The id under which a row stands as an observation.
pub fn id_of(name: &str) -> ObservationId {
    ObservationId::from_digest(&Digest::of(name.as_bytes()))
}

/// One row for the live view, as it comes: no other row is asked. A word that is no kind of the glossary stands for one of
/// the kinds of acts, always the same; the tail of a named place is not needed there. `list_once`: a source lists each
/// event once.
pub fn sighting(report: &Report, list_once: bool, parameters: &Parameters) -> Sighting {
    let stands_for = |word: &str| OTHERS.get(usize::from(mark(word)) % OTHERS.len()).copied().unwrap_or(Kind::Explosion);
    let kind = report.kind.as_deref().map_or(Kind::Explosion, |word| known(word).unwrap_or_else(|| stands_for(word)));
    let sighting = Sighting::of(&evidence_of(report, kind, false), parameters);
    let voice = report.source.as_deref().filter(|_| list_once).map(|source| {
        let [a, b, c, d, e, f, g, h, ..] = *Digest::of(source.as_bytes()).as_bytes();
        (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]))
    });
    sighting.with_voice(voice)
}

/// A row as evidence, still without its name, source and voice.
fn evidence_of(report: &Report, kind: Kind, is_named: bool) -> Evidence {
    let whole_day =
        report.from_ms == report.to_ms && WHOLE_DAY_SD_S.contains(&report.t_sd_s) && report.from_ms.rem_euclid(DAY_MS) == NOON_MS;
    let (from_ms, to_ms) = if whole_day { (report.from_ms - NOON_MS, report.to_ms + NOON_MS) } else { (report.from_ms, report.to_ms) };
    let instant = |ms: i64| Instant::from_ms(ms).unwrap_or(Instant::FIRST);
    let (wide_ppm, wide_sd_m) = if is_named { NAMED_TAIL } else { (0, 0) };
    Evidence {
        id: ObservationId::from_bytes([0; 10]),
        kind,
        sense: Sense::Camera,
        precision: if from_ms == to_ms { TimePrecision::Minute } else { TimePrecision::Day },
        from: instant(from_ms),
        to: instant(to_ms),
        clock_sd_s: if from_ms == to_ms { report.t_sd_s.max(1) } else { 0 },
        place: report.place.map(|(centre, sd_m)| Footprint { centre, sd_m, wide_ppm, wide_sd_m }),
        source: 0,
        speaker: 0,
        block: 0,
        weapon: report.weapon.as_deref().map_or_else(WeaponKey::default, WeaponKey::of_class),
        is_origin: false,
    }
}

fn numbered<'r>(words: impl Iterator<Item = Option<&'r str>>) -> BTreeMap<&'r str, u32> {
    let mut numbers: BTreeMap<&str, u32> = words.flatten().map(|word| (word, 0)).collect();
    numbers.values_mut().zip(0..).for_each(|(slot, number)| *slot = number);
    numbers
}

/// Kinds of acts for which words that are none of the glossary stand.
const OTHERS: [Kind; 9] = [
    Kind::Explosion,
    Kind::Shot,
    Kind::Burst,
    Kind::Airburst,
    Kind::Projectile,
    Kind::Tracer,
    Kind::Detonation,
    Kind::ExchangeOfFire,
    Kind::MuzzleFlash,
];

/// The words of the glossary mean what they mean; other words stand for kinds that weigh as different ones of one family.
fn kinds(reports: &[Report]) -> BTreeMap<&str, Kind> {
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    for word in reports.iter().filter_map(|report| report.kind.as_deref()) {
        kinds.entry(word).or_insert(Kind::Explosion);
    }
    let mut free = OTHERS.iter().cycle();
    for (word, kind) in &mut kinds {
        if let Some(kind_of_word) = known(word).or_else(|| free.next().copied()) {
            *kind = kind_of_word;
        }
    }
    kinds
}

fn known(word: &str) -> Option<Kind> {
    Kind::from_word(word).filter(|kind| kind.is_event())
}

/// Centres that two or more rows give exactly, with a wide circle.
fn named(reports: &[Report]) -> BTreeMap<Position, usize> {
    let mut centres: BTreeMap<Position, usize> = BTreeMap::new();
    for (centre, _) in reports.iter().filter_map(|report| report.place).filter(|(_, sd_m)| *sd_m >= NAMED_SD_M_MIN) {
        *centres.entry(centre).or_default() += 1;
    }
    let by_habit = habitual(reports, &centres);
    centres.retain(|centre, n| *n > 1 || by_habit.contains(centre));
    centres
}

/// Centres given once by sources that mostly give centres given elsewhere too: they name places.
fn habitual(reports: &[Report], centres: &BTreeMap<Position, usize>) -> std::collections::BTreeSet<Position> {
    let wide = || {
        reports.iter().filter_map(|report| Some((report.source.as_deref()?, report.place.filter(|(_, sd_m)| *sd_m >= NAMED_SD_M_MIN)?.0)))
    };
    let mut habit: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (source, centre) in wide() {
        let seen = habit.entry(source).or_default();
        seen.0 += usize::from(centres.get(&centre).is_some_and(|n| *n > 1));
        seen.1 += 1;
    }
    let names = |source: &str| habit.get(source).is_some_and(|(again, all)| again * 4 >= *all && *again > 0);
    wide().filter(|(source, _)| names(source)).map(|(_, centre)| centre).collect()
}

/// Whether rows of one source are close to each other about as often as chance would have it.
fn come_back(evidence: &[Evidence], parameters: &Parameters) -> bool {
    let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
    evidence.iter().for_each(|one| *sizes.entry(one.source).or_default() += 1);
    let all = evidence.len() as u64;
    let same_by_chance_ppm = sizes.values().map(|n| n * n).sum::<u64>().saturating_mul(1_000_000) / (all * all).max(1);
    let (mut same, mut close) = (0u64, 0u64);
    crate::fuse::each_pair(evidence, parameters, CLOSE_MNAT_MIN, |a, b, _| {
        close += 1;
        same += u64::from(a.source == b.source && a.source != 0);
    });
    let expected = close.saturating_mul(same_by_chance_ppm) / 1_000_000;
    same.saturating_mul(1_000_000) >= expected.saturating_mul(RETURN_SHARE_PPM_MIN) && same > 0
}

/// Source, place with its error, moment and kind: all that an exact row says.
type Saying<'r> = (&'r str, Position, u32, i64, &'r str);

/// Rows of one origin that lie near each other in place and time, one after the other; and rows of one
/// source that say exactly the same.
fn copies(reports: &[Report], evidence: &[Evidence]) -> Bonds {
    let mut by_origin: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
    let mut same: BTreeMap<Saying<'_>, Vec<ObservationId>> = BTreeMap::new();
    for (report, one) in reports.iter().zip(evidence) {
        if let (Some(origin), Some(_)) = (report.origin.as_deref(), report.place) {
            by_origin.entry(origin).or_default().push(one);
        }
        if let (Some(source), Some((at, sd_m))) = (report.source.as_deref(), report.place) {
            let kind = report.kind.as_deref().unwrap_or("");
            if report.from_ms == report.to_ms && sd_m < NAMED_SD_M_MIN {
                same.entry((source, at, sd_m, report.from_ms, kind)).or_default().push(one.id);
            }
        }
    }
    let mut together: Vec<Vec<ObservationId>> = same.into_values().filter(|group| group.len() > 1).collect();
    for copies in by_origin.values_mut().filter(|copies| copies.len() > 1) {
        copies.sort_unstable();
        for (place, one) in copies.iter().enumerate() {
            let near = |other: &&&Evidence| is_near(one, other);
            together.extend(copies.iter().skip(place + 1).find(near).map(|other| vec![one.id, other.id]));
        }
    }
    together.sort_unstable();
    Bonds { together, apart: Vec::new() }
}

fn is_near(one: &Evidence, other: &Evidence) -> bool {
    let (Some(a), Some(b)) = (one.place, other.place) else { return false };
    let (x, y) = model::geodesy::Plane::at(a.centre).xy(b.centre);
    let (far_m, late_ms) = COPY_APART;
    libm::hypot(x, y) <= far_m as f64 && one.from.ms().abs_diff(other.from.ms()) <= late_ms.unsigned_abs()
}
