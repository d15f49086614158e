//! Makes evidence for the tests; all of it invented.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "tests")]

use fusion::{Evidence, Footprint, WeaponKey};
use model::{Digest, Incident, Instant, Kind, ObservationId, Position, Sense, SourceId, TimePrecision};

pub const HOUR_MS: i64 = 3_600_000;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-01-01T00:00:00Z.
pub const START_MS: i64 = 1_767_225_600_000;

/// SplitMix64: the same numbers from the same seed everywhere.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in 0..1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.share() * n as f64) as usize
    }

    pub fn is(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        let u = 1.0 - self.share();
        libm::sqrt(-2.0 * libm::log(u)) * libm::cos(2.0 * std::f64::consts::PI * self.share())
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        *of.get(self.below(of.len())).unwrap()
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            let other = self.below(place + 1);
            list.swap(place, other);
        }
    }
}

/// Kilometres east and north of 48 N 37 E.
pub fn at_km(x: f64, y: f64) -> Position {
    let lat = 48.0 + y / 111.2;
    Position::from_degrees(lat, 37.0 + x / (111.2 * libm::cos(lat.to_radians()))).unwrap()
}

pub fn normal(x: f64, y: f64, sd_m: u32) -> Option<Footprint> {
    Some(Footprint { centre: at_km(x, y), sd_m, wide_ppm: 0, wide_sd_m: 0 })
}

pub fn settlement(x: f64, y: f64, sd_m: u32) -> Option<Footprint> {
    Some(Footprint { centre: at_km(x, y), sd_m, wide_ppm: 120_000, wide_sd_m: 12_000 })
}

pub fn id(number: u64) -> ObservationId {
    ObservationId::from_digest(&Digest::of(&number.to_be_bytes()))
}

pub fn instant(ms: i64) -> Instant {
    Instant::from_ms(ms).unwrap()
}

/// An explosion seen on camera by source and station 1 at 48 N 37 E at the start.
pub fn report(number: u64) -> Evidence {
    Evidence {
        is_origin: false,
        id: id(number),
        kind: Kind::Explosion,
        sense: Sense::Camera,
        precision: TimePrecision::Minute,
        from: instant(START_MS),
        to: instant(START_MS),
        place: normal(0.0, 0.0, 100),
        source: 1,
        speaker: 1,
        block: 0,
        clock_sd_s: 0,
        weapon: WeaponKey::default(),
    }
}

/// The same moment, hours after the start.
pub fn at_h(evidence: Evidence, hours: f64) -> Evidence {
    let ms = START_MS + (hours * HOUR_MS as f64) as i64;
    Evidence { from: instant(ms), to: instant(ms), ..evidence }
}

/// Some day as a whole, counted from the start.
pub fn on_day(evidence: Evidence, day: i64) -> Evidence {
    let from = START_MS + day * DAY_MS;
    Evidence { from: instant(from), to: instant(from + DAY_MS), precision: TimePrecision::Day, ..evidence }
}

pub fn sources(n: usize) -> Vec<SourceId> {
    (0..n).map(|number| SourceId(format!("s{number}"))).collect()
}

/// The members of each incident.
pub fn partition(incidents: &[Incident]) -> Vec<Vec<ObservationId>> {
    incidents.iter().map(|incident| incident.members.iter().map(|member| member.observation).collect()).collect()
}

/// A mixed bag: several sources and stations, exact and vague places and times, most of it close
/// enough to be confused.
pub fn mixed(seed: u64, n: usize) -> Vec<Evidence> {
    const KINDS: [Kind; 9] = [
        Kind::Explosion,
        Kind::Explosion,
        Kind::Damage,
        Kind::Shot,
        Kind::Casualty,
        Kind::ThermalAnomaly,
        Kind::WeaponSeen,
        Kind::SeismicEvent,
        Kind::Uav,
    ];
    const SENSES: [Sense; 6] =
        [Sense::Camera, Sense::Seen, Sense::Read, Sense::ThirdPartyImagery, Sense::SatelliteThermal, Sense::AcousticSensor];
    let mut chance = Chance(seed);
    let size_km = chance.pick(&[1.0, 3.0, 8.0, 30.0]);
    let span_h = chance.pick(&[1.0, 6.0, 48.0]);
    let one_kind = chance.is(0.3);
    let mut made = Vec::new();
    for number in 0..n {
        let (x, y) = (chance.within(0.0, size_km), chance.within(0.0, size_km));
        let kind = if one_kind { Kind::ThermalAnomaly } else { chance.pick(&KINDS) };
        let evidence = Evidence {
            kind,
            sense: if kind == Kind::ThermalAnomaly { Sense::SatelliteThermal } else { chance.pick(&SENSES) },
            source: chance.below(4) as u32,
            speaker: chance.below(3) as u32,
            block: if chance.is(0.2) { 1 + chance.below(2) as u32 } else { 0 },
            place: match chance.below(12) {
                0 => None,
                1..4 => settlement(x, y, chance.pick(&[1_000, 2_500])),
                4 => normal(x, y, chance.pick(&[0, 20_000])),
                _ => normal(x, y, chance.pick(&[100, 200, 500, 2_000])),
            },
            ..report(seed.wrapping_mul(1_000_003).wrapping_add(number as u64))
        };
        let hour = chance.within(0.0, span_h);
        made.push(match chance.below(6) {
            0 | 1 => on_day(evidence, (hour / 24.0) as i64),
            2 => {
                let from = START_MS + (hour * HOUR_MS as f64) as i64;
                Evidence {
                    from: instant(from),
                    to: instant(from + chance.pick(&[60_000, HOUR_MS, 7 * DAY_MS])),
                    precision: TimePrecision::Hour,
                    ..evidence
                }
            }
            _ => at_h(evidence, hour),
        });
    }
    made
}

/// CPU seconds of this process so far, to 10 ms (Linux counts 100 ticks a second); 0 elsewhere.
pub fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
