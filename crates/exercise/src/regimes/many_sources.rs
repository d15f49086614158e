//! The generator G1 of METHOD 15: cameras, patrols, acoustic sensors, and outlets that name settlements.

use super::{DEGREE_KM, Made, START_MS};
use crate::chance::Chance;

const SIDE_KM: f64 = 120.0;
const DAYS: f64 = 30.0;
const SETTLEMENTS_N: usize = 500;
const HOT_N: usize = 24;
const KINDS: [&str; 4] = ["explosion", "shot", "burst", "airburst"];

/// Incidents for each report, on average: what a wanted number of rows is divided by.
const REPORTS_EACH: f64 = 1.85;

struct Sensor {
    name: &'static str,
    chance: f64,
    sd_km: f64,
    late_h: f64,
    stated_s: u32,
}

const SENSORS: [Sensor; 3] = [
    Sensor { name: "camera", chance: 0.25, sd_km: 0.1, late_h: 0.02, stated_s: 180 },
    Sensor { name: "patrol", chance: 0.30, sd_km: 0.5, late_h: 0.2, stated_s: 1_080 },
    Sensor { name: "acoustic", chance: 0.20, sd_km: 2.0, late_h: 0.02, stated_s: 180 },
];

const OUTLETS: [(&str, f64); 3] = [("outlet a", 0.45), ("outlet b", 0.35), ("outlet c", 0.30)];

/// Makes about so many reports.
pub(super) fn make(seed: u64, rows_n: usize) -> Vec<Made> {
    let mut chance = Chance::stream(seed, "many sources");
    let towns: Vec<(f64, f64)> = (0..SETTLEMENTS_N).map(|_| (chance.between(0.0, SIDE_KM), chance.between(0.0, SIDE_KM))).collect();
    let hot: Vec<(f64, f64)> = (0..HOT_N).filter_map(|_| chance.one(&towns).copied()).collect();
    // The density is that of 1,800 incidents in 30 days, whatever the size: a larger mission lasts longer.
    let span_h = DAYS * 24.0 * (rows_n as f64 / (1_800.0 * REPORTS_EACH)).max(1.0);
    let mut rows = Vec::new();
    let mut incident = 0;
    while rows.len() < rows_n {
        incident += 1;
        let near_hot = chance.happens(0.7).then(|| chance.one(&hot).copied()).flatten();
        let (x, y) = match near_hot {
            Some((x, y)) => (chance.normal(x, 4.0), chance.normal(y, 4.0)),
            None => (chance.between(0.0, SIDE_KM), chance.between(0.0, SIDE_KM)),
        };
        let event =
            Event { x, y, hour: chance.between(0.0, span_h), kind: chance.one(&KINDS).copied().unwrap_or("explosion"), truth: incident };
        for sensor in &SENSORS {
            if chance.happens(sensor.chance) {
                rows.push(event.sensed(sensor, &mut chance));
            }
        }
        for (name, often) in OUTLETS {
            if chance.happens(often) {
                rows.push(event.told(name, &towns, &mut chance));
            }
        }
    }
    rows
}

struct Event {
    x: f64,
    y: f64,
    hour: f64,
    kind: &'static str,
    truth: u32,
}

impl Event {
    fn sensed(&self, sensor: &Sensor, chance: &mut Chance) -> Made {
        let (x, y) = (chance.normal(self.x, sensor.sd_km), chance.normal(self.y, sensor.sd_km));
        let hour = chance.normal(self.hour, sensor.late_h);
        self.row(sensor.name, (x, y, (sensor.sd_km * 1_000.0) as u32), (hour, sensor.stated_s), chance)
    }

    /// An outlet names the nearest settlement, or one near a point that it got wrong; half give the day only.
    fn told(&self, name: &'static str, towns: &[(f64, f64)], chance: &mut Chance) -> Made {
        let lost = chance.happens(0.12);
        let (x, y) = if lost { (chance.normal(self.x, 12.0), chance.normal(self.y, 12.0)) } else { (self.x, self.y) };
        let far = |town: &&(f64, f64)| (town.0 - x) * (town.0 - x) + (town.1 - y) * (town.1 - y);
        let town = towns.iter().min_by(|a, b| far(a).total_cmp(&far(b))).copied().unwrap_or((x, y));
        let time = if chance.happens(0.5) {
            (libm::floor(self.hour / 24.0) * 24.0 + 12.0, 25_200)
        } else {
            (chance.normal(self.hour, 1.0), 4_320)
        };
        self.row(name, (town.0, town.1, 2_500), time, chance)
    }

    fn row(&self, source: &'static str, (x, y, sd_m): (f64, f64, u32), (hour, t_sd_s): (f64, u32), chance: &mut Chance) -> Made {
        let kind = if chance.happens(0.85) { self.kind } else { chance.one(&KINDS).copied().unwrap_or("explosion") };
        let lat = 48.0 + y / DEGREE_KM;
        Made {
            id: String::new(),
            t_ms: START_MS + libm::rint(hour * 3_600.0) as i64 * 1_000,
            t_sd_s,
            lat,
            lon: 37.0 + x / (DEGREE_KM * libm::cos(48.0_f64.to_radians())),
            sd_m,
            kind: Some(kind),
            source: Some(source),
            truth: self.truth,
        }
    }
}
