//! The parties' own incident lists: each counts the other's fire, some of it twice as loud as it was, some of it never there.

use super::Scene;
use crate::calendar::{DAY, Second, clock, day_start, dotted_day, iso_day};
use crate::chance::Chance;
use crate::delivery::{Behind, Delivery, Line, Table, row, within};
use crate::line::along;
use crate::places::nearest;
use crate::plane::Spot;
use crate::story::MARCH_LINE_DAY;
use crate::world::{Actor, Event, MORTAR_120, SMALL_ARMS, Side, Weapon};
use model::Kind;

const WEST_HEADER: &str = "No;Date;Time;Place;North;East;What;Weapon;Number;Opened fire;Remarks";
const EAST_HEADER: &str = "ref,when,settlement,lat,lon,incident,weapon,rounds,by,note";
const WEST_MAP: &str = include_str!("../texts/west-log.map.toml");
const EAST_MAP: &str = include_str!("../texts/east-log.map.toml");
/// Rows that stand for nothing that happened, for each one that does.
const INVENTED: f64 = 0.07;
/// The month that the eastern list was sent again with corrections, in days of the ceasefire.
const AGAIN_DAYS: (i64, i64) = (50, 80);

/// One entry of a list before it is put into a row.
struct Entry {
    second: Second,
    spot: Spot,
    what: Kind,
    weapon: Weapon,
    count: u32,
    /// Who opened fire, as the list says.
    by: Side,
    remark: &'static str,
    behind: Behind,
}

/// A side's list by month; the east's March comes twice, the second time corrected.
pub(crate) fn deliver(scene: &Scene<'_>, side: Side) -> Vec<Delivery> {
    let mut chance = scene.teller.chance(if side == Side::West { "western list" } else { "eastern list" });
    let mut entries: Vec<Entry> = Vec::new();
    for event in scene.events {
        if let Some(entry) = listed(event, side, &mut chance) {
            entries.push(entry);
            if chance.happens(INVENTED) {
                entries.push(invented(scene, event.second, side, &mut chance));
            }
        }
    }
    entries.retain(|entry| (day_start(-1)..scene.teller.end()).contains(&entry.second));
    entries.sort_by_key(|entry| entry.second);
    let source = scene.cast.log_of(side);
    let (stem, header, map) = match side {
        Side::West => (format!("{}-incidents", scene.cast.party(side).id), WEST_HEADER, scene.cast.fill(WEST_MAP)),
        Side::East => (format!("{}-incidents", scene.cast.party(side).id), EAST_HEADER, scene.cast.fill(EAST_MAP)),
    };
    let table = Table { source: &source, stem: &stem, header, map: Some(&map), late_hours: 14 };
    let show = |entry: (usize, &Entry)| show(scene, side, entry);
    let mut lines: Vec<Line> = entries.iter().enumerate().map(show).collect();
    lines.extend(bad_rows(side).into_iter().filter(|line| line.second < scene.teller.end()));
    let again = if side == Side::East { corrected(entries, &show) } else { Vec::new() };
    let mut files = table.by_month(lines, scene.teller.end());
    if !again.is_empty() {
        files.push(table.file(format!("{stem}-2026-03-corrected.csv"), day_start(MARCH_LINE_DAY + 12) + 34_000, &again));
    }
    files
}

/// Whether a side enters an event in its list, and as what.
fn listed(event: &Event, side: Side, chance: &mut Chance) -> Option<Entry> {
    let weapon = event.weapon?;
    let noticed = match (event.actor, weapon.heard_km) {
        _ if !event.is_fire() => 0.0,
        (Actor::Party(own), _) if own == side => 0.012,
        (_, heard_km) if heard_km >= 7.0 => 0.66,
        (_, heard_km) if heard_km >= 6.0 => 0.5,
        _ => 0.4,
    };
    if !chance.happens(noticed) {
        return None;
    }
    let second = event.second + chance.normal(0.0, 75.0) as Second;
    let spot = event.spot.moved(chance.normal(0.0, 0.32), chance.normal(0.0, 0.32));
    let louder = chance.happens(0.3);
    let count = if louder { event.count + 1 + chance.waiting(f64::from(event.count) * 0.6) as u32 } else { event.count };
    let (by, remark) = match event.actor {
        Actor::Party(own) if own == side => (side, "returned fire after provocation"),
        _ => {
            let remarks = [("", 0.72), ("civilian houses nearby", 0.09), ("fire suppressed", 0.08), ("no losses", 0.11)];
            (side.other(), chance.weighted(&remarks, ""))
        }
    };
    let weapon = if chance.happens(0.12) { louder_weapon(weapon) } else { weapon };
    Some(Entry { second, spot, what: event.kind, weapon, count, by, remark, behind: Behind::Event(event.id) })
}

/// What a mortar of 82 millimetres becomes in an angry report.
fn louder_weapon(weapon: Weapon) -> Weapon {
    if weapon.class == "mortar" { MORTAR_120 } else { weapon }
}

fn invented(scene: &Scene<'_>, near: Second, side: Side, chance: &mut Chance) -> Entry {
    let second = near + (chance.between(-9.0, 9.0) * 3600.0) as Second;
    let (at, east) = along(scene.teller.line(second), chance.between(0.03, 0.97));
    let off = side.sign() * chance.between(0.3, 2.5);
    let heavy = chance.happens(0.45);
    let (what, weapon) = if heavy { (Kind::Explosion, MORTAR_120) } else { (Kind::Burst, SMALL_ARMS) };
    let spot = at.moved(east.x * off, east.y * off);
    Entry { second, spot, what, weapon, count: chance.whole(1, 9), by: side.other(), remark: "", behind: Behind::Nothing }
}

/// One row, in the side's own columns and words.
fn show(scene: &Scene<'_>, side: Side, (index, entry): (usize, &Entry)) -> Line {
    let by = scene.cast.party(entry.by).id;
    let (lat, lon) = entry.spot.degrees();
    let place = nearest(entry.spot).name;
    let count = entry.count.to_string();
    let minute = entry.second.div_euclid(60) * 60;
    let text = match side {
        Side::West => {
            let (number, what) = ((index + 1).to_string(), west_word(entry.what));
            let cells =
                [&number, &dotted_day(minute), &clock(minute), place, &lat, &lon, what, entry.weapon.words, &count, by, entry.remark];
            row(cells, ";")
        }
        Side::East => {
            let (number, when) = (format!("E{:05}", index + 1), format!("{}T{}", iso_day(minute), clock(minute)));
            let cells = [&number, &when, place, &lat, &lon, east_word(entry.what), entry.weapon.words, &count, by, entry.remark];
            row(cells, ",")
        }
    };
    Line::new(entry.second, text, entry.behind)
}

const fn west_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Explosion | Kind::Airburst => "shelling",
        Kind::Projectile => "rocket or shell in flight",
        Kind::Tracer | Kind::IlluminationFlare | Kind::MuzzleFlash => "tracer or flash",
        _ => "small-arms fire",
    }
}

const fn east_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Explosion | Kind::Airburst => "impact",
        Kind::Projectile => "launch",
        Kind::Tracer | Kind::IlluminationFlare | Kind::MuzzleFlash => "light",
        _ => "gunfire",
    }
}

/// March again: the same rows, but for every ninetieth, whose number of rounds was corrected.
fn corrected(mut entries: Vec<Entry>, show: &dyn Fn((usize, &Entry)) -> Line) -> Vec<Line> {
    for entry in entries.iter_mut().step_by(90) {
        (entry.count, entry.remark) = (entry.count / 2 + 1, "number corrected");
    }
    let lines: Vec<Line> = entries.iter().enumerate().map(show).collect();
    within(&lines, AGAIN_DAYS.0, AGAIN_DAYS.1)
}

fn bad_rows(side: Side) -> Vec<Line> {
    let bad = |day: i64, text: &str| Line::new(day_start(day) + DAY / 2, text.to_owned(), Behind::Refused);
    match side {
        Side::West => vec![
            bad(31, "9001;10.02.2026;14:20;Tarnelle;91.2;-24.13811;shelling;120mm mortar;4;;"),
            bad(64, "9002;31.02.2026;18:05;Pellorin;-33.13885;-24.25243;small-arms fire;small arms;12;;"),
        ],
        Side::East => vec![
            bad(22, "E90001,2026-02-30T06:12,Imberlo,-33.15867,-24.07801,impact,82mm mortar,3,,"),
            bad(88, "E90002,2026-04-08T21:40,Vorrin Mills,-33.15236,-24.15078"),
        ],
    }
}
