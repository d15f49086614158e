//! Residents' complaints: the right day, about the right place, in their own words.

use super::Scene;
use crate::calendar::{Second, day_start, iso_day};
use crate::cast::source;
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row};
use crate::places::{SETTLEMENTS, Settlement, nearest};
use crate::world::Event;
use model::Kind;

const HEADER: &str = "Complaint,Day,Settlement,Lat,Lon,About,Number hurt,Words";
const MAP: &str = include_str!("../texts/residents.map.toml");
/// Farther than this from any settlement nobody complains, kilometres.
const NEAR_KM_MAX: f64 = 4.5;

/// The desk's tables by month.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut chance = scene.teller.chance("residents");
    let mut told: Vec<(Second, Complaint)> = scene.events.iter().filter_map(|event| complain(event, &mut chance)).collect();
    told.sort_by_key(|(second, complaint)| (*second, complaint.event));
    let mut lines: Vec<Line> = (1u32..).zip(&told).map(|(number, (second, complaint))| complaint.show(number, *second)).collect();
    lines.extend(bad_rows().into_iter().filter(|line| line.second < scene.teller.end()));
    Table { source: source::RESIDENTS, stem: "complaints", header: HEADER, map: Some(MAP), late_hours: 20 }
        .by_month(lines, scene.teller.end())
}

struct Complaint {
    event: u32,
    place: &'static Settlement,
    about: &'static str,
    hurt: u32,
    words: String,
}

fn complain(event: &Event, chance: &mut Chance) -> Option<(Second, Complaint)> {
    let (about, likely) = match event.kind {
        Kind::Explosion if event.cause == "live_fire_exercise" => ("shelling", 0.1),
        Kind::Explosion => ("shelling", 0.11),
        Kind::Burst if event.cause == "celebration" => ("shooting", 0.5),
        Kind::Burst => ("shooting", 0.05),
        Kind::Casualty if event.note == "civilian" => ("people hurt", 0.75),
        Kind::Damage => ("damage", 0.7),
        Kind::Uav => ("drone", 0.06),
        _ => return None,
    };
    let near = nearest(event.spot);
    if near.spot.km_to(event.spot) > NEAR_KM_MAX || !chance.happens(likely * near.size.voices()) {
        return None;
    }
    // Some name the next village, where they live, and not the one that was hit.
    let neighbours: Vec<&Settlement> =
        SETTLEMENTS.iter().filter(|place| place.name != near.name && place.spot.km_to(near.spot) < 13.0).collect();
    let place = if chance.happens(0.1) { chance.one(&neighbours).copied().unwrap_or(near) } else { near };
    let later = if chance.happens(0.06) { 86_400 } else { 0 };
    let hurt = if event.kind == Kind::Casualty { event.count } else { 0 };
    Some((event.second + later, Complaint { event: event.id, place, about, hurt, words: words(about, event, chance) }))
}

fn words(about: &str, event: &Event, chance: &mut Chance) -> String {
    let when = if crate::perceive::is_dark(event.second) { "in the dark" } else { "in daylight" };
    match about {
        "shelling" => format!(
            "{} {when}, {}",
            chance.word(&["Heavy bangs", "Shells came down", "Explosions"]),
            chance.word(&["the windows broke", "close to the school", "we hid in the cellar", "behind the mill"])
        ),
        "shooting" => format!("{} {when}", chance.word(&["Shots", "Long bursts", "Somebody fired over the roofs"])),
        "people hurt" => format!("{} hurt by a shell {when}", chance.word(&["A neighbour was", "A farmer was", "People were"])),
        "damage" => format!(
            "{} was hit; {}",
            chance.word(&["Our roof", "The barn", "The pump house", "A kitchen"]),
            chance.word(&["who pays?", "please send somebody", "nobody was at home"])
        ),
        _ => format!("A drone stood over the fields {when}"),
    }
}

impl Complaint {
    fn show(&self, number: u32, second: Second) -> Line {
        let (lat, lon) = self.place.spot.degrees();
        let hurt = if self.hurt > 0 { self.hurt.to_string() } else { String::new() };
        let cells = [&format!("C-{number:04}"), &iso_day(second), self.place.name, &lat, &lon, self.about, &hurt, &self.words];
        Line::new(second, row(cells, ","), Behind::Event(self.event))
    }
}

fn bad_rows() -> Vec<Line> {
    let bad = |day: i64, text: &str| Line::new(day_start(day) + 43_200, text.to_owned(), Behind::Refused);
    vec![
        bad(40, "C-X001,yesterday,Pellorin,-33.13885,-24.25243,shelling,,They shoot again and nobody comes"),
        bad(75, "C-X002,2026-03-26,Wexalo,south of the mill,,shooting,,I have no numbers for this"),
    ]
}
