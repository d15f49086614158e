//! Small words of the pages: kinds, symbols, times.

use model::{Instant, Kind};

/// A kind for people.
pub fn kind_words(kind: &str) -> String {
    kind.replace('_', " ")
}

/// The symbol of a kind in the one drawn set.
pub fn symbol(kind: Kind) -> &'static str {
    match kind {
        Kind::Explosion | Kind::Airburst | Kind::Projectile | Kind::Detonation | Kind::Crater => "explosion",
        Kind::Burst | Kind::Shot | Kind::Tracer | Kind::MuzzleFlash | Kind::IlluminationFlare | Kind::ExchangeOfFire => "small-arms",
        Kind::Aircraft | Kind::Uav | Kind::Jamming => "aircraft",
        Kind::Restriction => "restriction",
        Kind::WeaponSeen | Kind::PositionSeen | Kind::PersonnelSeen | Kind::Convoy | Kind::MineUxo => "weapon",
        Kind::Casualty | Kind::Damage => "casualty",
        Kind::ThermalAnomaly => "thermal",
        Kind::Statement | Kind::Document | Kind::Inventory | Kind::Delivery => "statement",
        Kind::SeismicEvent | Kind::AcousticEvent => "other",
    }
}

/// A moment in a zone, to the minute, with the zone's own offset left to the page's footer.
pub fn moment(at: Instant, zone: &str) -> String {
    model::time::zone_of(zone).map_or_else(
        |_| at.to_string(),
        |zone| {
            let local = at.in_zone(&zone);
            format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
        },
    )
}

/// An interval in a zone.
pub fn interval(from: Instant, to: Instant, zone: &str) -> String {
    let (from, to) = (moment(from, zone), moment(to, zone));
    if from == to { from } else { format!("{from} to {to}") }
}
