//! A small generator: a failing case is found again by its number.

use super::*;
use model::TimePrecision;

pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.roll(all.len() as u64);
        all.get(usize::try_from(at).unwrap()).unwrap()
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.roll(1_000_000) as f64 / 1e6)
    }
}

const KINDS: [Kind; 8] =
    [Kind::Explosion, Kind::Burst, Kind::Shot, Kind::WeaponSeen, Kind::PersonnelSeen, Kind::Uav, Kind::ThermalAnomaly, Kind::Restriction];

/// A report of any kind, place, time, source and actor, between 46 and 50 N, 35 and 39 E, in some 60 days from 20 June 2018.
pub fn any_report(dice: &mut Dice, n: u32) -> Observation {
    let mut report = report(*dice.pick(&KINDS), n);
    let (lat, lon) = (dice.between(46.0, 50.0), dice.between(35.0, 39.0));
    let sd = u32::try_from(dice.roll(4) * dice.roll(1_500)).unwrap();
    report.place = match dice.roll(12) {
        0 => None,
        1 => Some(Place::WideTail { centre: at(lat, lon), sd_m: sd, wide_ppm: 100_000, wide_sd_m: 4_000 }),
        2 => Some(Place::Polygon(vec![vec![at(lat, lon), at(lat, lon + 0.1), at(lat + 0.05, lon + 0.1)]])),
        _ => Some(point(lat, lon, sd)),
    };
    report.place_precision = *dice.pick(&[None, Some(PlacePrecision::Fix), Some(PlacePrecision::Settlement), Some(PlacePrecision::Adm2)]);
    report.actor = dice.pick(&[None, Some("p1"), Some("p2"), Some("monitors")]).map(|actor| PartyId(actor.into()));
    report.source = SourceId((*dice.pick(&["patrols", "army_one", "army_two", "stranger"])).into());
    report.cause = dice.pick(&[None, None, None, Some("demining")]).map(str::to_owned);
    let arm = *dice.pick(&[(Some("mortar"), Some(120)), (Some("tank"), None), (None, Some(152)), (None, None)]);
    report.weapon = (report.kind == Kind::WeaponSeen).then(|| weapon(None, arm.0, arm.1));
    let from = instant("2018-06-20T00:00:00Z").plus_ms(i64::try_from(dice.roll(60 * 24 * 60)).unwrap() * 60_000);
    let long = i64::try_from(dice.roll(3) * dice.roll(40 * 3_600_000)).unwrap();
    timed(When::between(from, from.plus_ms(long), TimePrecision::Hour, "UTC").unwrap(), report)
}

/// Some reports of one incident, near each other.
pub fn any_reports(dice: &mut Dice, n: u32) -> Vec<Observation> {
    let first = any_report(dice, n);
    let more = dice.roll(3);
    let mut reports = vec![first.clone()];
    for k in 0..more {
        let mut next = any_report(dice, n + 1 + u32::try_from(k).unwrap());
        next.time = first.time.clone();
        reports.push(next);
    }
    reports
}
