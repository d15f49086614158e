//! How times, places, weapons and the words of lists are written for people.

use crate::facts::Facts;
use crate::method::RADIUS_90;
use model::{Count, Incident, Instant, Kind, Observation, Place, Position, Qualifier, TimePrecision, Weapon, When, geodesy};
use serde::Serialize;
use std::collections::BTreeMap;

/// The wire word of a list's value, with spaces: `in_violation` becomes `in violation`.
pub fn word<T: Serialize>(value: &T) -> String {
    let wire = serde_json::to_value(value).ok();
    wire.as_ref().and_then(serde_json::Value::as_str).unwrap_or("not known").replace('_', " ")
}

/// A kind for people.
pub fn kind_words(kind: Kind) -> String {
    match kind {
        Kind::Uav => "UAV".into(),
        Kind::MineUxo => "mine or unexploded ordnance".into(),
        _ => kind.word().replace('_', " "),
    }
}

impl Facts<'_> {
    /// A moment in the mission's zone, to the minute; with its offset if the clocks change in the two periods.
    pub fn moment(&self, at: Instant) -> String {
        let local = at.in_zone(&self.zone);
        let text = format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute());
        let changes = self.offset(self.input.previous.from) != self.offset(self.input.period.to);
        if changes { format!("{text} ({})", self.offset(at)) } else { text }
    }

    /// The zone's distance from UTC at a moment, such as `UTC+03:00`.
    pub fn offset(&self, at: Instant) -> String {
        let seconds = jiff::Timestamp::from_millisecond(at.ms()).map(|at| self.zone.to_offset(at).seconds()).unwrap_or(0);
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// An interval as exactly as it is known.
    pub fn when(&self, when: &When) -> String {
        let (from, to) = (self.moment(when.from), self.moment(when.to));
        match when.precision {
            _ if from == to => from,
            TimePrecision::Day if self.is_local_day(when) => format!("{}, hour not known", when.from.in_zone(&self.zone).date()),
            TimePrecision::PartOfDay => format!("{from} to {to}, part of the day"),
            TimePrecision::Unknown => format!("{from} to {to}, not known better"),
            TimePrecision::Instant
            | TimePrecision::Minute
            | TimePrecision::Hour
            | TimePrecision::Day
            | TimePrecision::Days
            | TimePrecision::Week
            | TimePrecision::Month
            | TimePrecision::Year => format!("{from} to {to}"),
        }
    }

    fn is_local_day(&self, when: &When) -> bool {
        let (from, last) = (when.from.in_zone(&self.zone), when.to.plus_ms(-1).in_zone(&self.zone));
        from.date() == last.date() && (from.hour(), from.minute()) == (0, 0)
    }

    /// Where an observation was made, in its source's words if it has some.
    pub fn place_of(&self, observation: &Observation) -> String {
        observation.place_name.clone().unwrap_or_else(|| observation.place.as_ref().map_or_else(|| "not known".into(), place_words))
    }

    /// Where an incident was, in the commonest words of its members; ties go to the smaller text.
    pub fn place_name(&self, incident: &Incident) -> Option<String> {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let members = incident.members.iter().filter_map(|member| self.observations.get(&member.observation));
        for name in members.filter_map(|member| member.place_name.as_deref()) {
            *names.entry(name).or_default() += 1;
        }
        names.into_iter().rev().max_by_key(|(_, n)| *n).map(|(name, _)| name.to_owned())
    }
}

/// A place by itself: never better than it is known.
pub fn place_words(place: &Place) -> String {
    match place {
        Place::Sector(sector) => {
            let range = if sector.range_assumed { ", range assumed" } else { "" };
            format!(
                "{}–{} m from {}, bearing {}° to {}°{range}",
                sector.lo_m,
                sector.hi_m,
                position(sector.observer),
                degrees(sector.from_mdeg),
                degrees(sector.to_mdeg)
            )
        }
        Place::Normal { .. } | Place::WideTail { .. } | Place::Polygon(_) | Place::Mixture(_) => {
            let Some((centre, sd_m)) = geodesy::summary(place) else { return "not known".into() };
            match libm::ceil(f64::from(sd_m) * RADIUS_90) {
                radius if radius > 0.0 => format!("about {} ({radius:.0} m, 90 %)", position(centre)),
                _ => position(centre),
            }
        }
    }
}

fn degrees(mdeg: u32) -> String {
    let tenths = (mdeg + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Degrees to four decimals, about ten metres.
fn position(at: Position) -> String {
    let show = |e7: i32, plus: char, minus: char| {
        let e4 = (i64::from(e7).abs() + 500) / 1000;
        format!("{}.{:04}° {}", e4 / 10_000, e4 % 10_000, if e7 < 0 { minus } else { plus })
    };
    format!("{}, {}", show(at.lat_e7, 'N', 'S'), show(at.lon_e7, 'E', 'W'))
}

/// A weapon: model beats class, class beats calibre.
pub fn weapon_words(weapon: Option<&Weapon>) -> String {
    let Some(weapon) = weapon else { return "undetermined weapon".into() };
    let calibre =
        weapon.calibre_dmm.map(|dmm| if dmm % 10 == 0 { format!("{} mm", dmm / 10) } else { format!("{}.{} mm", dmm / 10, dmm % 10) });
    let class = weapon.class.as_ref().map(|class| class.0.replace('_', " "));
    let mut parts: Vec<String> = weapon.model.iter().cloned().chain(class).chain(calibre).collect();
    let head = if parts.is_empty() { "undetermined weapon".to_owned() } else { parts.remove(0) };
    if weapon.assessed {
        parts.push("assessed".into());
    }
    if parts.is_empty() { head } else { format!("{head} ({})", parts.join(", ")) }
}

/// The source's own words of a count, where they say more than the interval does.
pub fn own_words(count: &Count) -> Option<String> {
    let plain = count.qualifier == Qualifier::Exact || count.text.trim().is_empty();
    (!plain).then(|| format!(" (“{}”)", count.text))
}
