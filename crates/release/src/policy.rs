//! A mission's release policy, checked: one rule for each class, objects and settlements.

use crate::method::{
    BUCKETS_H, DELAY_H_MAX, EDGE_M_MAX, OBJECT_REACH_M_MAX, ORIGIN_DELAY_H_MIN, ORIGIN_EDGE_M_MIN, SETTLEMENTS_N_MAX, default_rule,
};
use model::release::{ClassRule, PublicObject, Settlement};
use model::{Class, ReleasePolicy};
use std::collections::BTreeMap;

/// What is wrong in a release policy.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PolicyFault {
    /// A class stands twice.
    #[error("release.class `{0}` stands twice: one rule for each class is expected")]
    Twice(Class),
    /// A number that cannot be used.
    #[error("release.class `{class}`: {what}")]
    Rule {
        /// Which class.
        class: Class,
        /// What would be right.
        what: String,
    },
    /// An object or settlement that cannot be used.
    #[error("release.{what}")]
    Thing {
        /// Which, and what would be right.
        what: String,
    },
}

/// A mission's release policy: a rule for each class.
#[derive(Clone, Debug)]
pub struct Policy {
    rules: BTreeMap<Class, ClassRule>,
    objects: Vec<PublicObject>,
    settlements: Vec<Settlement>,
}

impl Policy {
    /// Checks what a mission says and fills in what it does not say.
    ///
    /// # Errors
    /// The first fault, with what would be right.
    pub fn of(said: &ReleasePolicy) -> Result<Self, PolicyFault> {
        let mut rules: BTreeMap<Class, ClassRule> = BTreeMap::new();
        for rule in &said.classes {
            check_rule(rule, !said.settlements.is_empty()).map_err(|what| PolicyFault::Rule { class: rule.class, what })?;
            if rules.insert(rule.class, *rule).is_some() {
                return Err(PolicyFault::Twice(rule.class));
            }
        }
        for class in Class::ALL {
            rules.entry(class).or_insert(default_rule(class));
        }
        check_things(said)?;
        Ok(Self { rules, objects: said.objects.clone(), settlements: said.settlements.clone() })
    }

    /// The rule of a class.
    pub fn rule(&self, class: Class) -> ClassRule {
        self.rules.get(&class).copied().unwrap_or(default_rule(class))
    }

    /// The least area in which an incident of a class may be shown, square metres.
    pub fn area_m2_min(&self, class: Class) -> u64 {
        let rule = self.rule(class);
        let edge = u64::from(rule.edge_m_min);
        (edge * edge).max(u64::from(rule.area_km2_min) * 1_000_000)
    }

    /// The agreed public objects.
    pub fn objects(&self) -> &[PublicObject] {
        &self.objects
    }

    /// Where how many people live.
    pub fn settlements(&self) -> &[Settlement] {
        &self.settlements
    }
}

fn check_rule(rule: &ClassRule, knows_people: bool) -> Result<(), String> {
    let ClassRule { bucket_h, class, delay_h, edge_m_min, people_n_min, .. } = *rule;
    if !BUCKETS_H.contains(&bucket_h) {
        return Err(format!("bucket_h `{bucket_h}` is not 1, 6 or 24"));
    }
    if delay_h > DELAY_H_MAX {
        return Err(format!("delay_h `{delay_h}` is more than {DELAY_H_MAX}"));
    }
    if edge_m_min > EDGE_M_MAX {
        return Err(format!("edge_m_min `{edge_m_min}` is more than {EDGE_M_MAX}"));
    }
    if class == Class::FireOrigin && edge_m_min < ORIGIN_EDGE_M_MIN {
        return Err(format!("edge_m_min `{edge_m_min}` is finer than {ORIGIN_EDGE_M_MIN}: where fire came from is never shown so"));
    }
    if class == Class::FireOrigin && delay_h < ORIGIN_DELAY_H_MIN {
        return Err(format!("delay_h `{delay_h}` is less than {ORIGIN_DELAY_H_MIN}: where fire came from is never shown so early"));
    }
    if class == Class::PublicObject && (edge_m_min, rule.area_km2_min, people_n_min) != (0, 0, 0) {
        return Err("edge_m_min, area_km2_min and people_n_min are 0 here: an agreed object is shown exactly".into());
    }
    if people_n_min > 0 && !knows_people {
        return Err(format!("people_n_min `{people_n_min}` needs [[release.settlement]] entries: who lives where is not known"));
    }
    Ok(())
}

fn check_things(said: &ReleasePolicy) -> Result<(), PolicyFault> {
    let fault = |what: String| Err(PolicyFault::Thing { what });
    let is_on_earth = |lat: i32, lon: i32| lat.unsigned_abs() <= 900_000_000 && lon.unsigned_abs() <= 1_800_000_000;
    for object in &said.objects {
        if !is_on_earth(object.lat_e7, object.lon_e7) {
            return fault(format!("object `{}` lies on no globe: lat_e7 and lon_e7 are 1e-7 degree", object.name));
        }
        if object.name.trim().is_empty() || object.reach_m > OBJECT_REACH_M_MAX {
            return fault(format!("object `{}` needs a name, and a reach_m of at most {OBJECT_REACH_M_MAX}", object.name));
        }
    }
    if said.settlements.len() > SETTLEMENTS_N_MAX {
        return fault(format!("settlement: {} of them are more than {SETTLEMENTS_N_MAX}", said.settlements.len()));
    }
    match said.settlements.iter().position(|place| !is_on_earth(place.lat_e7, place.lon_e7)) {
        Some(number) => fault(format!("settlement {} lies on no globe: lat_e7 and lon_e7 are 1e-7 degree", number + 1)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(rule: ClassRule) -> String {
        let said = ReleasePolicy { classes: vec![rule], ..ReleasePolicy::default() };
        Policy::of(&said).map_err(|fault| fault.to_string()).unwrap_err()
    }

    #[test]
    fn no_mission_can_show_origins_of_fire_finer_than_a_kilometre_or_at_once() {
        let rule = default_rule(Class::FireOrigin);
        assert_eq!(
            fault(ClassRule { edge_m_min: 900, ..rule }),
            "release.class `fire_origin`: edge_m_min `900` is finer than 1000: where fire came from is never shown so"
        );
        assert_eq!(
            fault(ClassRule { delay_h: 1, ..rule }),
            "release.class `fire_origin`: delay_h `1` is less than 6: where fire came from is never shown so early"
        );
    }

    #[test]
    fn faults_say_what_would_be_right() {
        let rule = default_rule(Class::Event);
        assert_eq!(fault(ClassRule { bucket_h: 2, ..rule }), "release.class `event`: bucket_h `2` is not 1, 6 or 24");
        assert_eq!(
            fault(ClassRule { people_n_min: 500, ..rule }),
            "release.class `event`: people_n_min `500` needs [[release.settlement]] entries: who lives where is not known"
        );
        let twice = ReleasePolicy { classes: vec![rule, rule], ..ReleasePolicy::default() };
        assert_eq!(Policy::of(&twice).map(|_| ()), Err(PolicyFault::Twice(Class::Event)));
    }

    #[test]
    fn a_mission_that_says_nothing_has_the_documented_defaults() {
        let policy = Policy::of(&ReleasePolicy::default()).unwrap();
        assert_eq!(policy.area_m2_min(Class::Casualty), 25_000_000);
        assert_eq!(policy.area_m2_min(Class::Infrastructure), 100_000_000);
        assert_eq!(policy.area_m2_min(Class::PublicObject), 0);
        assert_eq!(policy.rule(Class::FireOrigin).delay_h, 24);
    }
}
