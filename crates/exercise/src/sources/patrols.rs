//! Patrol posts: what was heard and seen from a known place, to the minute, as bearing and range.

use super::Scene;
use crate::calendar::{Second, clock, day_start, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row, within};
use crate::perceive::{cause_tag, description, is_dark, long_wind, number, observation, range, weapon};
use crate::plane::wind;
use crate::watch::Watch;
use crate::world::Event;
use model::Kind;

const HEADER: &str =
    "Station,Station lat,Station lon,Event location,Means,No.,Observation,Description,Weapon,Date,Time,Region,Block,Order,Cause,Actor";
/// Beyond this nobody at a post notices anything, kilometres.
const NOTICED_KM_MAX: f64 = 10.0;
/// The post whose report of a week came late, and that week in days of the ceasefire.
const LATE_POST: &str = "Post Lower Quorrel";
const LATE_DAYS: (i64, i64) = (23, 29);
/// When it came, as a day of the ceasefire: 20 April.
const LATE_ARRIVAL_DAY: i64 = 100;

/// The patrols' tables by month, and the late one.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("patrols");
    let mut lines: Vec<Line> = scene.events.iter().filter_map(|event| notice(scene, event, &mut chance)).collect();
    lines.extend(bad_rows().into_iter().filter(|line| line.second < scene.teller.end()));
    lines.sort_by_key(|line| line.second);
    let (late, lines): (Vec<Line>, Vec<Line>) = {
        let week = within(&lines, LATE_DAYS.0, LATE_DAYS.1);
        let is_late = |line: &Line| {
            line.text.starts_with(LATE_POST) && week.iter().any(|other| other.text == line.text && other.second == line.second)
        };
        lines.into_iter().partition(is_late)
    };
    let table = Table { source: source::PATROLS, stem: "patrols", header: HEADER, map: None, late_hours: 9 };
    let mut files = table.by_month(lines, scene.teller.end());
    if !late.is_empty() {
        files.push(table.file("patrols-late-2026-02-02.csv".into(), day_start(LATE_ARRIVAL_DAY) + 40_000, &late));
    }
    files
}

fn notice(scene: &Scene<'_>, event: &Event, chance: &mut Chance) -> Option<Line> {
    if !event.is_fire() {
        return None;
    }
    let heard_km = event.weapon.map_or(8.0, |weapon| weapon.heard_km).min(NOTICED_KM_MAX);
    let km = |watch: &&Watch| watch.post.spot.km_to(event.spot);
    let near = scene.patrols.iter().filter(|watch| km(watch) < heard_km && watch.watches(event.second));
    let post = &near.min_by(|a, b| km(a).total_cmp(&km(b)))?.post;
    let noticed = if is_dark(event.second) { 0.72 } else { 0.86 };
    if !chance.happens(noticed) {
        return None;
    }
    let bearing = post.spot.bearing_to(event.spot) + chance.normal(0.0, 5.0);
    let guess = post.spot.km_to(event.spot) * libm::exp(chance.normal(0.0, 0.13));
    let place = if chance.happens(0.08) {
        format!("at undetermined distance to the {}", long_wind(bearing))
    } else {
        format!("{} {}", range(guess), wind(bearing))
    };
    let second = event.second + chance.normal(0.0, 35.0) as Second;
    let (lat, lon) = post.spot.degrees();
    let actor = event.side().filter(|_| chance.happens(0.035)).map_or("", |side| scene.cast.party(side).id);
    let cause = if chance.happens(0.9) { cause_tag(event) } else { "" };
    let sure = chance.happens(0.3);
    let text = row(
        [
            &post.name,
            &lat,
            &lon,
            &place,
            means(event.kind, chance),
            &number(event.count, chance),
            observation(event.kind),
            &description(scene.teller, event, sure),
            weapon(event, sure),
            &iso_day(second),
            &clock(second),
            post.region,
            "",
            "",
            cause,
            actor,
        ],
        ",",
    );
    Some(Line::new(second, text, Behind::Event(event.id)))
}

fn means(kind: Kind, chance: &mut Chance) -> &'static str {
    match kind {
        Kind::Tracer | Kind::MuzzleFlash | Kind::IlluminationFlare | Kind::Projectile => "Saw",
        Kind::Airburst => "Heard and saw",
        Kind::Explosion => chance.weighted(&[("Heard", 0.74), ("Heard and saw", 0.16), ("Saw", 0.1)], "Heard"),
        _ => "Heard",
    }
}

/// Rows as tired people write them; no reader can accept them.
fn bad_rows() -> Vec<Line> {
    let bad = |day: i64, text: &str| Line::new(day_start(day) + 43_200, text.to_owned(), Behind::Refused);
    vec![
        bad(12, "Post Gavrith,-32.80706,-24.20760,2-4km SSW,Heard,3,explosion,undetermined,N/K,2026-01-32,12:05,North,,,,"),
        bad(33, "Post Imberlo,-33.16048,-24.07480,1-2km W,Heard,6,burst,undetermined,small arms,2026-02-12,25:40,South,,,,"),
        bad(58, "Post Lumbrick,-32.95312,-24.26527,2-3km E,Heard,2,explosion"),
    ]
}
