//! How the odds came about, step by step: what each piece adds, in words that give no origin away.

use super::view::View;
use super::{Step, mnat};
use crate::case::{Class, Evidence, Says};
use crate::coarse::{Age, wind};
use crate::weigh::{Settings, Used};
use model::PartyId;
use std::collections::BTreeSet;

impl View<'_> {
    pub(super) fn steps(&self, age: Age) -> Vec<Step> {
        let case = self.case();
        let parts = case.parts();
        let mut used = Used::none(case);
        let prior = mnat(self.pair(&used));
        let mut steps = vec![Step {
            class: "prior",
            controlled_by: None,
            id: "prior".into(),
            lr_mnat: prior,
            origin: "method".into(),
            says: "before any evidence".into(),
        }];
        let mut told = prior;
        let mut take = |used: &Used, step: Step| {
            let after = mnat(self.pair(used));
            // Each step is the difference of rounded sums, so that the steps add up exactly.
            let lr_mnat = after - told;
            told = after;
            steps.push(Step { lr_mnat, ..step });
        };
        if !parts.maps.is_empty() {
            used.has_target = true;
            take(&used, self.target_step());
        }
        if !parts.weapons.candidates.is_empty() {
            used.has_weapon = true;
            take(&used, self.weapon_step());
        }
        for (at, one) in parts.evidence.iter().enumerate() {
            if let Some(is_used) = used.evidence.get_mut(at) {
                *is_used = true;
            }
            take(&used, evidence_step(one, age));
        }
        steps
    }

    /// Logarithm of the odds of the leading hypothesis against the alternative.
    fn pair(&self, used: &Used) -> f64 {
        let chances = self.scales.weigh(used, &Settings::default());
        let log = |at: usize| libm::log(chances.get(at).copied().unwrap_or(0.0).max(1e-300));
        log(self.leading) - log(self.alternative)
    }

    fn target_step(&self) -> Step {
        let parts = self.case().parts();
        let held = self.scales.held_at_impact(&Used::all(self.case()));
        let names = parts.parties.iter().map(|party| party.0.as_str()).chain(["nobody"]);
        let shares: Vec<String> =
            names.zip(&held).filter(|(_, share)| **share >= 0.01).map(|(name, share)| format!("{name} {:.0} %", share * 100.0)).collect();
        let sources: Vec<&str> = parts.maps.iter().map(|map| map.source.as_str()).collect();
        let controlled: BTreeSet<Option<&PartyId>> = parts.maps.iter().map(|map| map.controlled_by.as_ref()).collect();
        let controlled_by = if controlled.len() == 1 { controlled.into_iter().next().flatten().cloned() } else { None };
        let says = format!("the place was held by: {}", shares.join(", "));
        Step { class: Class::Target.word(), controlled_by, id: "target side".into(), lr_mnat: 0, origin: sources.join(", "), says }
    }

    fn weapon_step(&self) -> Step {
        let weapons = &self.case().parts().weapons;
        let names: Vec<&str> = weapons.candidates.iter().map(|weapon| weapon.class.as_str()).collect();
        let says = format!("weapons that come into question: {}", names.join(", "));
        let (controlled_by, origin) = (weapons.controlled_by.clone(), weapons.origin.clone());
        Step { class: Class::Weapon.word(), controlled_by, id: "weapon".into(), lr_mnat: 0, origin, says }
    }
}

fn evidence_step(one: &Evidence, age: Age) -> Step {
    let says = match &one.says {
        Says::Azimuth { bearing_deg, .. } if age.is_over() => format!("crater or damage points to the {}", wind(*bearing_deg)),
        Says::Bearing { bearing_deg, .. } if age.is_over() => format!("an observer perceived the firing to the {}", wind(*bearing_deg)),
        Says::Azimuth { .. } => "a direction of crater or damage; told after the delay".into(),
        Says::Bearing { .. } => "an observer's bearing; told after the delay".into(),
        Says::Range { .. } => "an angle of fall".into(),
        Says::Region { .. } => "a region in which sensors place the origin".into(),
        Says::Ratios { nats, speaker, .. } => {
            let of = nats.iter().map(|(hypothesis, nats)| format!("{hypothesis} {}{:.1}", if *nats > 0.0 { "+" } else { "" }, nats));
            let by = speaker.as_ref().map_or_else(String::new, |speaker| format!("{speaker} says so: "));
            format!("{by}{} nats as given, before caps", of.collect::<Vec<_>>().join(", "))
        }
    };
    let class = one.class().word();
    Step { class, controlled_by: one.controlled_by.clone(), id: one.id.clone(), lr_mnat: 0, origin: one.origin.clone(), says }
}
