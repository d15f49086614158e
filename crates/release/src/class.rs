//! What the place of an incident would give away, from what was reported of it.

use crate::Policy;
use model::release::ClassRule;
use model::{Class, Determination, Kind, Measure, Observation};
use std::collections::BTreeSet;

/// The classes that an incident touches, from its kind and its members' reports.
///
/// A report that says where fire came from makes the incident an origin of fire, whatever else it is.
pub fn classes_of(kind: Kind, members: &[Observation]) -> BTreeSet<Class> {
    let mut classes: BTreeSet<Class> = members.iter().flat_map(touched).collect();
    classes.insert(class_of(kind));
    classes
}

/// Whether a report says where fire came from.
pub fn tells_origin(member: &Observation) -> bool {
    touched(member).contains(&Class::FireOrigin)
}

fn touched(member: &Observation) -> Vec<Class> {
    let mut classes = vec![class_of(member.kind)];
    if member.determination == Some(Determination::Outgoing) {
        classes.push(Class::FireOrigin);
    }
    let people_hurt = |measure: &Measure| {
        matches!(
            measure,
            Measure::Killed | Measure::Injured | Measure::Casualties | Measure::Missing | Measure::Captured | Measure::Rescued
        )
    };
    if member.claims.iter().any(|claim| people_hurt(&claim.measure)) {
        classes.push(Class::Casualty);
    }
    classes
}

/// The class of a kind by itself.
pub const fn class_of(kind: Kind) -> Class {
    match kind {
        Kind::Casualty => Class::Casualty,
        Kind::Crater | Kind::Damage => Class::Dwelling,
        Kind::MuzzleFlash => Class::FireOrigin,
        Kind::WeaponSeen
        | Kind::PositionSeen
        | Kind::PersonnelSeen
        | Kind::Convoy
        | Kind::Aircraft
        | Kind::Uav
        | Kind::Inventory
        | Kind::Projectile
        | Kind::Tracer => Class::Forces,
        Kind::Restriction | Kind::Jamming | Kind::Delivery => Class::Patrol,
        Kind::Explosion
        | Kind::Airburst
        | Kind::Burst
        | Kind::Shot
        | Kind::IlluminationFlare
        | Kind::ExchangeOfFire
        | Kind::Detonation
        | Kind::MineUxo
        | Kind::ThermalAnomaly
        | Kind::SeismicEvent
        | Kind::AcousticEvent
        | Kind::Statement
        | Kind::Document => Class::Event,
    }
}

/// One rule for an incident that touches several classes: of each number the strictest, under the
/// name of the class with the largest cell, then the longest delay.
pub fn strictest(classes: &BTreeSet<Class>, policy: &Policy) -> ClassRule {
    let rules = || classes.iter().map(|class| policy.rule(*class));
    let named = rules().max_by_key(|rule| (policy.area_m2_min(rule.class), rule.delay_h, rule.class));
    rules().fold(named.unwrap_or_else(|| policy.rule(Class::FireOrigin)), |one, other| ClassRule {
        area_km2_min: one.area_km2_min.max(other.area_km2_min),
        bucket_h: one.bucket_h.max(other.bucket_h),
        class: one.class,
        delay_h: one.delay_h.max(other.delay_h),
        edge_m_min: one.edge_m_min.max(other.edge_m_min),
        people_n_min: one.people_n_min.max(other.people_n_min),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ReleasePolicy;

    #[test]
    fn the_strictest_number_of_every_class_counts() {
        let policy = Policy::of(&ReleasePolicy::default()).unwrap();
        let rule = strictest(&[Class::Casualty, Class::Forces].into(), &policy);
        assert_eq!((rule.class, rule.edge_m_min, rule.delay_h, rule.bucket_h), (Class::Forces, 10_000, 72, 24));
        assert_eq!(strictest(&BTreeSet::new(), &policy).class, Class::FireOrigin, "nothing known is no reason to show more");
    }
}
