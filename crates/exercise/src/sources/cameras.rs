//! The cameras: what came into view, to the second, with a fix and its place in the sequence.

use super::Scene;
use crate::calendar::{day_start, instant};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row, within};
use crate::perceive::{description, flight, is_dark, observation, weapon};
use crate::story::{FEBRUARY_LINE_DAY, Teller};
use crate::watch::Watch;
use crate::world::Event;
use model::Kind;

const HEADER: &str = "Recorded at,Camera,Lat,Lon,Error m,Observation,Number,Description,Flight,Weapon,Sequence,Place in sequence,Region";
const MAP: &str = include_str!("../texts/cameras.map.toml");
/// Beyond this a camera shows nothing, kilometres.
const VIEW_KM_MAX: f64 = 7.0;
/// The days whose rows were exported a second time, across the end of a month.
const AGAIN_DAYS: (i64, i64) = (FEBRUARY_LINE_DAY + 2, FEBRUARY_LINE_DAY + 15);

/// The cameras' tables by month, and an export that overlaps two of them.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("cameras");
    let mut order = Order::default();
    let mut lines = Vec::new();
    for event in scene.events.iter().filter(|event| event.is_fire()) {
        lines.extend(record(scene, event, &mut order, &mut chance));
    }
    let table = Table { source: source::CAMERAS, stem: "cameras", header: HEADER, map: Some(MAP), late_hours: 6 };
    let again = within(&lines, AGAIN_DAYS.0, AGAIN_DAYS.1);
    let mut files = table.by_month(lines, scene.teller.end());
    if !again.is_empty() {
        files.push(table.file("cameras-2026-02-20-to-2026-03-05.csv".into(), day_start(AGAIN_DAYS.1 + 1) + 30_000, &again));
    }
    files
}

/// Where in a sequence a recording stands: engagement, camera, how many so far.
#[derive(Default)]
struct Order {
    engagement: u32,
    camera: String,
    place: u32,
}

impl Order {
    fn next(&mut self, engagement: u32, camera: &str) -> u32 {
        if self.engagement == engagement && self.camera == camera {
            self.place += 1;
        } else {
            *self = Self { engagement, camera: camera.to_owned(), place: 1 };
        }
        self.place
    }
}

fn record(scene: &Scene<'_>, event: &Event, order: &mut Order, chance: &mut Chance) -> Option<Line> {
    let km = |watch: &&Watch| watch.post.spot.km_to(event.spot);
    let in_view = scene.cameras.iter().filter(|watch| km(watch) < VIEW_KM_MAX && watch.watches(event.second));
    let post = &in_view.min_by(|a, b| km(a).total_cmp(&km(b)))?.post;
    let far = post.spot.km_to(event.spot) / VIEW_KM_MAX;
    if !chance.happens(shown(event) * (1.0 - 0.45 * far * far)) {
        return None;
    }
    let error_m = 60.0 + 90.0 * far;
    let spot = event.spot.moved(chance.normal(0.0, error_m / 1000.0), chance.normal(0.0, error_m / 1000.0));
    let (lat, lon) = spot.degrees();
    let second = event.second + i64::from(chance.whole(0, 1));
    let (sequence, place) = match event.engagement {
        0 => (String::new(), String::new()),
        engagement => (format!("{}/{engagement}", post.name), order.next(engagement, &post.name).to_string()),
    };
    let flight = if event.determination == model::Determination::InFlight { flown(scene.teller, event) } else { String::new() };
    let sure = chance.happens(0.45);
    let cells = [
        &instant(second),
        post.name.as_str(),
        &lat,
        &lon,
        &format!("{error_m:.0}"),
        observation(event.kind),
        &seen(event.count, chance),
        description(scene.teller, event, sure).split(',').next().unwrap_or(""),
        &flight,
        weapon(event, sure),
        &sequence,
        &place,
        post.region,
    ];
    Some(Line::new(event.second, row(cells, ","), Behind::Event(event.id)))
}

/// How likely a camera shows a thing at all: by night flashes stand out, by day smoke does.
fn shown(event: &Event) -> f64 {
    match (event.kind, is_dark(event.second)) {
        (Kind::Explosion | Kind::Airburst, true) => 0.8,
        (Kind::Explosion | Kind::Airburst, false) => 0.72,
        (Kind::Tracer | Kind::MuzzleFlash | Kind::IlluminationFlare | Kind::Projectile, true) => 0.88,
        (Kind::Burst, true) => 0.62,
        (Kind::Shot, true) => 0.4,
        _ => 0.34,
    }
}

/// A camera's operator counts frame by frame, and gives up in a long salvo.
fn seen(count: u32, chance: &mut Chance) -> String {
    if count > 12 && chance.happens(0.3) { format!("at least {}", count - count / 6) } else { count.to_string() }
}

fn flown(teller: &Teller, event: &Event) -> String {
    flight(teller, event).map_or(String::new(), |(from, to)| format!("{}-{}", from.to_lowercase(), to.to_lowercase()))
}
