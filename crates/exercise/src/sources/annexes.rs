//! The mission's own tables beside the violations: weapons seen, restrictions met, and who watched when.

use super::Scene;
use crate::calendar::{Second, clock, day_of, day_start, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row};
use crate::places::{STORAGE, nearest};
use crate::watch::Watch;
use crate::world::Event;
use model::{CoverageState, Kind};

const WEAPONS: &str = "Date,No.,Type,Location,Control,Lat,Lon,Error m,Source of observation,Status,Actor";
const RESTRICTIONS: &str = "Date,Time,Place,Lat,Lon,By whom,Type,Reason,Duration min,Actor";
const COVERAGE: &str = "Station,Sense,From,To,Planned min,Observed min,State,Region,Cause";

/// Who saw a weapon, how often, and how exactly it was placed, metres.
const SEEN_BY: [(&str, u32); 3] = [("mission UAV", 60), ("ground patrol", 250), ("satellite imagery", 30)];

/// The tables of weapons, by month.
pub(crate) fn weapons(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("weapons table");
    let seen = scene.events.iter().filter(|event| event.kind == Kind::WeaponSeen);
    let mut lines: Vec<Line> = seen.filter_map(|event| weapon(scene, event, &mut chance)).collect();
    lines.extend(kept(scene, bad_weapons()));
    Table { source: source::PATROLS, stem: "weapons", header: WEAPONS, map: None, late_hours: 11 }.by_month(lines, scene.teller.end())
}

fn weapon(scene: &Scene<'_>, event: &Event, chance: &mut Chance) -> Option<Line> {
    let (side, arms) = (event.side()?, event.weapon?);
    let party = scene.cast.party(side);
    let place = nearest(event.spot);
    let site = STORAGE.iter().find(|site| site.spot.km_to(event.spot) < 1.0);
    let location =
        site.map_or_else(|| format!("{:.0}km from {}", place.spot.km_to(event.spot).max(1.0), place.name), |site| site.name.to_owned());
    let [drone, patrol, imagery] = SEEN_BY;
    let (by, error_m) = chance.weighted(&[(drone, 0.55), (patrol, 0.27), (imagery, 0.18)], drone);
    let off_km = f64::from(error_m) / 1000.0;
    let spot = event.spot.moved(chance.normal(0.0, off_km), chance.normal(0.0, off_km));
    let placed = chance.happens(0.92);
    let (lat, lon) = if placed { spot.degrees() } else { (String::new(), String::new()) };
    let error = if placed { error_m.to_string() } else { String::new() };
    let control = format!("held by {}", party.name);
    let day = iso_day(event.second);
    let cells =
        [&day, &event.count.to_string(), arms.words, &location, &control, &lat, &lon, &error, by, &event.note.replace('_', " "), party.id];
    Some(Line::new(event.second, row(cells, ","), Behind::Event(event.id)))
}

/// What was said at the checkpoint.
const REASONS: [&str; 8] = [
    "orders from superior command",
    "lack of prior notice",
    "mines on the road ahead",
    "ongoing exercise",
    "pass list not updated",
    "for your own safety",
    "commander absent",
    "no reason given",
];

/// The tables of restrictions, by month.
pub(crate) fn restrictions(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("restrictions table");
    let met = scene.events.iter().filter(|event| event.kind == Kind::Restriction);
    let mut lines: Vec<Line> = met.filter_map(|event| restriction(scene, event, &mut chance)).collect();
    lines.extend(kept(scene, bad_restrictions()));
    Table { source: source::PATROLS, stem: "restrictions", header: RESTRICTIONS, map: None, late_hours: 10 }
        .by_month(lines, scene.teller.end())
}

fn restriction(scene: &Scene<'_>, event: &Event, chance: &mut Chance) -> Option<Line> {
    let party = scene.cast.party(event.side()?);
    let (lat, lon) = event.spot.degrees();
    let minutes = if event.note == "delayed" { chance.whole(15, 160).to_string() } else { String::new() };
    let place = format!("checkpoint near {}", nearest(event.spot).name);
    // Men who wear no badge stay nobody's: the table does not guess.
    let badge = chance.happens(0.85);
    let (by, actor) =
        if badge { (format!("armed members of the {}", party.name), party.id) } else { ("armed men without badges".to_owned(), "") };
    let time = clock(event.second);
    let cells = [&iso_day(event.second), &time, &place, &lat, &lon, &by, event.note, chance.word(&REASONS), &minutes, actor];
    Some(Line::new(event.second, row(cells, ","), Behind::Event(event.id)))
}

/// The tables of coverage, by month: the cameras', and the patrols'.
pub(crate) fn coverage(scene: &Scene<'_>) -> Vec<Delivery> {
    let table = |source, stem, sense: &str, watches: &[Watch]| {
        let lines = watches.iter().flat_map(|watch| watch.days.iter().map(move |day| (watch, day)));
        let lines = lines.map(|(watch, day)| {
            let minutes = |(from, to): (Second, Second)| ((to - from) / 60).to_string();
            let at = |second: Second| format!("{} {}", iso_day(second), clock(second));
            let (from, to) = day.planned;
            let (planned, observed) = (minutes(day.planned), minutes(day.observed));
            let cells =
                [watch.post.name.as_str(), sense, &at(from), &at(to), &planned, &observed, state(day.state), watch.post.region, day.cause];
            Line::new(from, row(cells, ","), Behind::Nothing)
        });
        let lines = lines.filter(|line| day_of(line.second) >= 0).collect();
        Table { source, stem, header: COVERAGE, map: None, late_hours: 12 }.by_month(lines, scene.teller.end())
    };
    let mut files = table(source::CAMERAS, "coverage-cameras", "camera", scene.cameras);
    files.extend(table(source::PATROLS, "coverage-patrols", "heard and seen", scene.patrols));
    files
}

const fn state(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Observed => "observed",
        CoverageState::Degraded => "degraded",
        CoverageState::Denied => "denied",
        CoverageState::Delayed => "delayed",
        CoverageState::Lost => "lost",
    }
}

fn kept(scene: &Scene<'_>, lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().filter(|line| line.second < scene.teller.end()).collect()
}

fn bad_weapons() -> Vec<Line> {
    let bad = |day: i64, text: &str| Line::new(day_start(day) + 43_200, text.to_owned(), Behind::Refused);
    vec![bad(44, "2026-02-23,a few,tank,2km from Wardelo,,91.2,-23.91109,60,mission UAV,in violation,")]
}

fn bad_restrictions() -> Vec<Line> {
    let bad = |day: i64, text: &str| Line::new(day_start(day) + 43_200, text.to_owned(), Behind::Refused);
    vec![bad(95, "2026-04-31,09:40,checkpoint near Wardelo,-32.92697,-23.91109,armed men,denied,no reason given,,")]
}
