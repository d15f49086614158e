//! The parties' daily statements: what each says that the other did, in numbers larger than anybody else's.

use super::Scene;
use crate::archive::zip;
use crate::calendar::{DAY, Second, day_start, iso_day, iso_month, long_day};
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Place, next_month};
use crate::places::nearest;
use crate::world::{Actor, Event, Side};
use model::{Determination, Kind};
use std::collections::BTreeMap;

/// Statements up to this day came one by one; later ones in an archive a month.
const SINGLY_DAYS: i64 = 22;

/// A side's statements.
pub(crate) fn deliver(scene: &Scene<'_>, side: Side) -> Vec<Delivery> {
    let mut chance = scene.teller.chance(if side == Side::West { "western statements" } else { "eastern statements" });
    let party = scene.cast.party(side);
    let mut files = Vec::new();
    let mut archive: Vec<(String, Vec<u8>)> = Vec::new();
    for day in 0..scene.teller.days {
        let name = format!("{}-statement-{}.txt", party.id, iso_day(day_start(day + 1)));
        let text = statement(scene, side, day, &mut chance).into_bytes();
        let next = day_start(day + 1);
        if day < SINGLY_DAYS {
            files.push(delivery(scene, side, (name, next + 9 * 3600), text, &[String::new()]));
            continue;
        }
        archive.push((name, text));
        if iso_month(next) != iso_month(day_start(day)) || next >= scene.teller.end() {
            let entries: Vec<String> = archive.iter().map(|(name, _)| name.clone()).collect();
            let arrived = next_month(day_start(day)).min(scene.teller.end()) + 18 * 3600;
            let name = format!("{}-statements-{}.zip", party.id, iso_month(day_start(day)));
            files.push(delivery(scene, side, (name, arrived), zip(&std::mem::take(&mut archive)), &entries));
        }
    }
    files
}

fn delivery(scene: &Scene<'_>, side: Side, (name, arrived): (String, Second), bytes: Vec<u8>, entries: &[String]) -> Delivery {
    let places = entries.iter().map(|entry| Place { entry: entry.clone(), line: 1, behind: Behind::Nothing }).collect();
    Delivery { arrived, source: scene.cast.press_of(side), name, map: None, bytes, places }
}

/// What a side knows of one day.
#[derive(Default)]
struct Day {
    violations: u32,
    heavy: u32,
    killed: u32,
    injured: u32,
    places: Vec<&'static str>,
}

fn know(events: &[Event], side: Side, day: i64, chance: &mut Chance) -> Day {
    let mut known = Day::default();
    let from = events.partition_point(|event| event.second < day_start(day));
    let of_day = events.iter().skip(from).take_while(|event| event.second < day_start(day + 1));
    for event in of_day.filter(|event| event.actor != Actor::Party(side) && event.actor != Actor::JointTeam) {
        if event.is_fire() && event.weapon.is_some() && chance.happens(0.72) {
            known.violations += 1;
            known.heavy += u32::from(event.weapon.is_some_and(|weapon| weapon.heard_km >= 7.0));
            if event.determination == Determination::Incoming {
                known.places.push(nearest(event.spot).name);
            }
        }
        if event.kind == Kind::Casualty && chance.happens(0.85) {
            let killed = u32::from(chance.happens(0.22)).min(event.count);
            known.killed += killed;
            known.injured += event.count - killed;
        }
    }
    known
}

/// The two places named most often; of equals the one that comes first in the alphabet.
fn most_named(places: &[&'static str]) -> Vec<&'static str> {
    let mut times: BTreeMap<&'static str, u32> = BTreeMap::new();
    for place in places {
        *times.entry(place).or_default() += 1;
    }
    let mut names: Vec<(&'static str, u32)> = times.into_iter().collect();
    names.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    names.into_iter().take(2).map(|(name, _)| name).collect()
}

fn statement(scene: &Scene<'_>, side: Side, day: i64, chance: &mut Chance) -> String {
    let known = know(scene.events, side, day, chance);
    let (own, other) = (scene.cast.party(side).name, scene.cast.party(side.other()).name);
    let (of, issued) = (long_day(day_start(day)), long_day(day_start(day) + DAY));
    let mut text = format!("Speaker: {own}\nDate: {issued}\nTitle: Daily statement\n\n");
    text += &match known.violations {
        0 => format!("On {of} no violations by the {other} were recorded.\n"),
        n => format!(
            "On {of} the forces of the {other} violated the ceasefire {n} times, {} of them with mortars, tanks or artillery.\n",
            known.heavy
        ),
    };
    if let [first, second] = most_named(&known.places).as_slice() {
        text += &format!("The heaviest fire fell near {first} and {second}.\n");
    }
    text += &match (known.killed, known.injured) {
        (0, 0) => "There were no losses on our side of the line.\n".to_owned(),
        (0, injured) => format!("On our side of the line {injured} people were injured.\n"),
        (killed, injured) => format!("On our side of the line {killed} people were killed and {injured} people were injured.\n"),
    };
    text += chance.word(&[
        "Our units keep strictly to the agreement and answer fire only when lives are at risk.\n",
        "Our units opened no fire and reported every incident to the Mission.\n",
        "We call on the Mission to name those who shoot.\n",
    ]);
    text
}
