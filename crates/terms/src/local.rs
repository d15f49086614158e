//! Local agreements: what they say holds inside of their own area.

use crate::act::{sightings, spots};
use crate::agreement::KindSet;
use crate::scene::Scene;
use crate::verdict::Verdict;
use crate::zone::site;
use model::{Kind, Outcome};

/// Where an event stands with regard to an agreement's area.
pub(crate) enum Locality {
    /// The agreement has no area.
    Everywhere,
    /// Surely outside: the agreement has nothing to do with the event.
    Apart,
    /// Breach = inside.
    Within(Verdict),
}

/// Where the event of a scene stands.
pub(crate) fn locality(scene: &Scene<'_>) -> Locality {
    let Some(area) = &scene.agreement.area else { return Locality::Everywhere };
    let sightings = sightings(scene, KindSet::of(Kind::ALL));
    let spots = spots(scene, &sightings);
    site(scene, area, &spots, false).map_or(Locality::Apart, Locality::Within)
}

/// The result of a term of a local agreement: nothing is broken outside of its area, and a breach that may lie outside
/// is open.
pub(crate) fn inside(area: &Verdict, verdict: Verdict) -> Verdict {
    let mut inside = verdict;
    if area.outcome == Outcome::NoBreach {
        inside.outcome = Outcome::NoBreach;
        inside.missing.clear();
        inside.chance_ppm = area.chance_ppm;
    } else if area.is_open() && matches!(inside.outcome, Outcome::Breach | Outcome::Undetermined) {
        inside.outcome = Outcome::Undetermined;
        inside.missing.extend(&area.missing);
        inside.chance_ppm = [inside.chance_ppm, area.chance_ppm].into_iter().flatten().min();
    }
    inside.used.extend(&area.used);
    let of_area = area.reasons.iter().map(|reason| format!("the area of the local agreement: {reason}"));
    inside.reasons.splice(0..0, of_area);
    inside
}
