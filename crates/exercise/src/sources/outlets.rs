//! Two outlets: one with reporters of its own, one that mostly repeats the other, word for word.

use super::Scene;
use crate::calendar::{DAY, Second, iso_day, iso_month};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Place, next_month};
use crate::perceive::is_dark;
use crate::places::{Settlement, nearest};
use crate::world::Event;
use model::Kind;

/// One story as a point on a map.
#[derive(Clone)]
struct Story {
    day: Second,
    kind: Kind,
    place: &'static Settlement,
    text: String,
    event: u32,
}

/// Both outlets' maps by month, as GeoJSON.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("outlets");
    let own = |factor: f64, chance: &mut Chance| -> Vec<Story> {
        scene.events.iter().filter_map(|event| report(event, factor, chance)).collect()
    };
    let courier = own(1.0, &mut chance);
    let mut signal = own(0.3, &mut chance);
    for story in &courier {
        let known = signal.iter().any(|other| other.event == story.event);
        if !known && chance.happens(0.42) {
            signal.push(story.clone());
        }
    }
    let mut files = by_month(scene, source::COURIER, courier);
    files.extend(by_month(scene, source::SIGNAL, signal));
    files
}

fn report(event: &Event, factor: f64, chance: &mut Chance) -> Option<Story> {
    let near = nearest(event.spot);
    let likely = match event.kind {
        Kind::Casualty => 0.85,
        Kind::Damage => 0.45,
        Kind::ThermalAnomaly if event.note == "fire" => 0.1,
        Kind::Explosion if near.spot.km_to(event.spot) < 5.0 => 0.13,
        Kind::Burst if event.cause == "celebration" => 0.1,
        _ => 0.0,
    };
    if !chance.happens(likely * factor) {
        return None;
    }
    let kind = if event.kind == Kind::ThermalAnomaly { Kind::Damage } else { event.kind };
    let day = event.second + if chance.happens(0.05) { DAY } else { 0 };
    Some(Story { day, kind, place: near, text: headline(event, near, chance), event: event.id })
}

fn headline(event: &Event, near: &Settlement, chance: &mut Chance) -> String {
    let name = near.name;
    let when = if is_dark(event.second) { "overnight" } else { "during the day" };
    match event.kind {
        Kind::Casualty if event.count == 1 => format!("One {} hurt near {name} {when}, doctors say", event.note),
        Kind::Casualty => format!("{} people hurt near {name} {when}, doctors say", event.count),
        Kind::Damage => format!("{} in {name} damaged by shellfire", chance.word(&["House", "Workshop", "Granary", "School fence"])),
        Kind::ThermalAnomaly => format!("Fire after shelling near {name}, put out by volunteers"),
        Kind::Burst => format!("Festival ends with shots into the air at {name}"),
        _ => format!("{} near {name} {when}", chance.word(&["Explosions heard", "Shelling reported", "Blasts shake villages"])),
    }
}

fn by_month(scene: &Scene<'_>, source: &str, mut stories: Vec<Story>) -> Vec<Delivery> {
    stories.retain(|story| story.day < scene.teller.end());
    stories.sort_by_key(|story| (story.day, story.event));
    let chunks = stories.chunk_by(|a, b| iso_month(a.day) == iso_month(b.day));
    chunks.filter_map(|month| file(scene, source, month)).collect()
}

fn file(scene: &Scene<'_>, source: &str, stories: &[Story]) -> Option<Delivery> {
    let last = stories.last()?.day;
    let mut features: Vec<(String, Behind)> = stories.iter().map(|story| (feature(story), Behind::Event(story.event))).collect();
    if source == source::COURIER && iso_month(last) == "2026-03" {
        features.extend(bad_features().map(|feature| (feature, Behind::Refused)));
    }
    let shown: Vec<&str> = features.iter().map(|(text, _)| text.as_str()).collect();
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", shown.join(",\n"));
    let places = (1..).zip(&features).map(|(line, (_, behind))| Place { entry: String::new(), line, behind: *behind }).collect();
    let arrived = next_month(last).min(scene.teller.end()) + 16 * 3600;
    let name = format!("{source}-{}.geojson", iso_month(last));
    Some(Delivery { arrived, source: source.to_owned(), name, map: None, bytes: text.into_bytes(), places })
}

fn feature(story: &Story) -> String {
    let (lat, lon) = story.place.spot.degrees();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"date\":\"{}\",\"kind\":\"{}\",\"place\":\"{}\",\"precision\":\"settlement\",\"text\":\"{}\"}},\
         \"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}",
        iso_day(story.day),
        story.kind,
        story.place.name,
        story.text
    )
}

/// A point that lies on no globe.
fn bad_features() -> impl Iterator<Item = String> {
    let bad = "{\"type\":\"Feature\",\"properties\":{\"date\":\"2026-03-19\",\"kind\":\"explosion\",\"place\":\"Stellin\",\"precision\":\"settlement\",\
               \"text\":\"Blasts shake villages near Stellin overnight\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[-24.2,-133.1]}}";
    [bad.to_owned()].into_iter()
}
