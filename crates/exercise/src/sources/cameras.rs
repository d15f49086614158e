//! The cameras: single recordings with a fix, to the second; and by night whole sequences, in their order.

use super::Scene;
use crate::calendar::{Second, clock_seconds, day_start, instant, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row, within};
use crate::perceive::{description, is_dark, observation, weapon};
use crate::places::{Post, nearest};
use crate::plane::wind;
use crate::story::FEBRUARY_LINE_DAY;
use crate::watch::Watch;
use crate::world::Event;
use model::Kind;
use std::collections::BTreeMap;

const FIXES: &str = "Recorded at,Camera,Near,Lat,Lon,Error m,Observation,Number,Description,Weapon,Region";
const MAP: &str = include_str!("../texts/cameras.map.toml");
const SEQUENCES: &str =
    "Station,Station lat,Station lon,Event location,Means,No.,Observation,Description,Weapon,Date,Time,Region,Block,Order";
/// Beyond this a camera shows nothing, kilometres.
const VIEW_KM_MAX: f64 = 7.0;
/// From so many recordings of one engagement on, the night shift writes a sequence.
const SEQUENCE_MIN: u32 = 4;
/// The days whose rows were exported a second time, across the end of a month.
const AGAIN_DAYS: (i64, i64) = (FEBRUARY_LINE_DAY + 2, FEBRUARY_LINE_DAY + 15);

/// The fixes and the sequences by month, and an export of fixes that overlaps two months.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let recordings = recordings(scene);
    let mut met: BTreeMap<(u32, &str), u32> = BTreeMap::new();
    for recording in &recordings {
        *met.entry(recording.sequence()).or_default() += 1;
    }
    let is_sequence = |recording: &&Recording<'_>| {
        let n = met.get(&recording.sequence()).copied().unwrap_or(0);
        recording.event.engagement > 0 && n >= SEQUENCE_MIN && is_dark(recording.event.second)
    };
    let (sequenced, single): (Vec<&Recording<'_>>, Vec<&Recording<'_>>) = recordings.iter().partition(is_sequence);
    let mut placed: BTreeMap<(u32, &str), u32> = BTreeMap::new();
    let mut sequences = Vec::new();
    for recording in sequenced {
        let place = placed.entry(recording.sequence()).or_default();
        *place += 1;
        sequences.push(recording.in_sequence(scene, *place));
    }
    let fixes: Vec<Line> = single.into_iter().map(|recording| recording.with_fix(scene)).collect();
    let table = Table { source: source::CAMERAS, stem: "cameras", header: FIXES, map: Some(MAP), late_hours: 6 };
    let again = within(&fixes, AGAIN_DAYS.0, AGAIN_DAYS.1);
    let mut files = table.by_month(fixes, scene.teller.end());
    if !again.is_empty() {
        files.push(table.file("cameras-2026-02-20-to-2026-03-05.csv".into(), day_start(AGAIN_DAYS.1 + 1) + 30_000, &again));
    }
    let nights = Table { stem: "camera-nights", header: SEQUENCES, map: None, late_hours: 7, ..table };
    files.extend(nights.by_month(sequences, scene.teller.end()));
    files
}

/// What one camera made of one event.
struct Recording<'s> {
    event: &'s Event,
    post: &'s Post,
    second: Second,
    east_km: f64,
    north_km: f64,
    error_m: f64,
    number: String,
    sure: bool,
}

fn recordings<'s>(scene: &Scene<'s>) -> Vec<Recording<'s>> {
    let mut chance = scene.teller.chance("cameras");
    scene.events.iter().filter(|event| event.is_fire()).filter_map(|event| record(scene, event, &mut chance)).collect()
}

fn record<'s>(scene: &Scene<'s>, event: &'s Event, chance: &mut Chance) -> Option<Recording<'s>> {
    let km = |watch: &&Watch| watch.post.spot.km_to(event.spot);
    let in_view = scene.cameras.iter().filter(|watch| km(watch) < VIEW_KM_MAX && watch.watches(event.second));
    let post = &in_view.min_by(|a, b| km(a).total_cmp(&km(b)))?.post;
    let far = post.spot.km_to(event.spot) / VIEW_KM_MAX;
    if !chance.happens(shown(event) * (1.0 - 0.45 * far * far)) {
        return None;
    }
    let error_m = 60.0 + 90.0 * far;
    Some(Recording {
        event,
        post,
        second: event.second + i64::from(chance.whole(0, 1)),
        east_km: chance.normal(0.0, error_m / 1000.0),
        north_km: chance.normal(0.0, error_m / 1000.0),
        error_m,
        number: counted(event.count, chance),
        sure: chance.happens(0.45),
    })
}

/// How likely a camera shows a thing at all: by night flashes stand out, by day smoke does.
fn shown(event: &Event) -> f64 {
    match (event.kind, is_dark(event.second)) {
        (Kind::Explosion | Kind::Airburst, true) => 0.8,
        (Kind::Explosion | Kind::Airburst, false) => 0.72,
        (Kind::Tracer | Kind::MuzzleFlash | Kind::IlluminationFlare | Kind::Projectile, true) => 0.88,
        (Kind::Burst, true) => 0.62,
        _ => 0.4,
    }
}

/// A camera's operator counts frame by frame, and gives up in a long salvo.
fn counted(count: u32, chance: &mut Chance) -> String {
    if count > 12 && chance.happens(0.3) { format!("at least {}", count - count / 6) } else { count.to_string() }
}

impl<'s> Recording<'s> {
    /// The engagement and the camera: what makes recordings one sequence.
    fn sequence(&self) -> (u32, &'s str) {
        (self.event.engagement, &self.post.name)
    }

    fn line(&self, text: String) -> Line {
        Line::new(self.event.second, text, Behind::Event(self.event.id))
    }

    fn with_fix(&self, scene: &Scene<'_>) -> Line {
        let spot = self.event.spot.moved(self.east_km, self.north_km);
        let (lat, lon) = spot.degrees();
        let cells = [
            &instant(self.second),
            self.post.name.as_str(),
            nearest(spot).name,
            &lat,
            &lon,
            &format!("{:.0}", self.error_m),
            observation(self.event.kind),
            &self.number,
            &description(scene.teller, self.event, self.sure),
            weapon(self.event, self.sure),
            self.post.region,
        ];
        self.line(row(cells, ","))
    }

    fn in_sequence(&self, scene: &Scene<'_>, place: u32) -> Line {
        let spot = self.event.spot.moved(self.east_km, self.north_km);
        let (km, bearing) = (self.post.spot.km_to(spot), self.post.spot.bearing_to(spot));
        let (lat, lon) = self.post.spot.degrees();
        let cells = [
            self.post.name.as_str(),
            &lat,
            &lon,
            &format!("{:.1}-{:.1}km {}", km * 0.85, km * 1.15 + 0.1, wind(bearing)),
            "Recorded",
            &self.number,
            observation(self.event.kind),
            &description(scene.teller, self.event, self.sure),
            weapon(self.event, self.sure),
            &iso_day(self.second),
            &clock_seconds(self.second),
            self.post.region,
            &format!("{}/{}", self.post.name, self.event.engagement),
            &place.to_string(),
        ];
        self.line(row(cells, ","))
    }
}
