//! What the public may know of an incident: derived, never written by hand, and the same on every machine.

use crate::class::{classes_of, strictest};
use crate::history::{Candidate, History, Past, Refusal, Verdict, cells};
use crate::{Marked, Policy, ReleaseKey, grid, window};
use model::geodesy::{distance_m, summary};
use model::release::{ClassRule, PublicObject};
use model::{Class, Incident, Instant, Observation, ObservationId, Place, Position, PublicIncident, PublicPlace, Window};
use std::collections::BTreeSet;

/// An incident as it stands, with its members' reports.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The incident.
    pub incident: Incident,
    /// What was reported of it.
    pub members: Vec<Observation>,
}

/// What the proposer may choose: only less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Treat it as (also) of this class.
    pub class: Option<Class>,
    /// Show no place.
    pub without_place: bool,
}

/// What the rules besides the incident itself come to.
pub struct Ground<'a> {
    /// The mission's policy.
    pub policy: &'a Policy,
    /// What was released before.
    pub history: &'a History,
    /// The mission's key.
    pub key: &'a ReleaseKey,
    /// When the release is declared.
    pub at: Instant,
}

/// Derives what the public may know of an incident, as coarse as its class and its history ask.
///
/// The result keeps the incident's marking: only a release in the log opens it.
///
/// # Errors
/// If nothing of it may be shown now.
pub fn derive(subject: Marked<Subject>, wish: &Wish, ground: &Ground<'_>) -> Result<Marked<PublicIncident>, Refusal> {
    let marking = subject.marking().clone();
    let subject = subject.take();
    if subject.incident.members.is_empty() {
        return Err(Refusal::Dissolved);
    }
    let members: BTreeSet<ObservationId> = subject.incident.members.iter().map(|member| member.observation).collect();
    let family = ground.history.family(subject.incident.id, &members);
    let shown = shown(&subject, wish, ground, &family);
    let candidate = Candidate { incident: subject.incident.id, members: &members, shown: &shown.0, at: ground.at };
    let ended = Window { to: shown.0.time.to.max(subject.incident.time.to), ..shown.0.time };
    let not_before = window::not_before(&ended, shown.1.delay_h);
    if ground.at < not_before {
        return Err(Refusal::TooEarly(not_before));
    }
    match ground.history.check(&candidate, ground.policy) {
        Verdict::Allowed => Ok(Marked::new(shown.0, marking)),
        Verdict::Refused { why } => Err(why),
    }
}

/// What would be shown, and the rule by which.
pub(crate) fn shown(subject: &Subject, wish: &Wish, ground: &Ground<'_>, family: &[&Past]) -> (PublicIncident, ClassRule) {
    let incident = &subject.incident;
    let mut classes = classes_of(incident.kind, &subject.members);
    let place = incident.place.as_ref().filter(|_| !wish.without_place);
    let object = place.and_then(|place| agreed_object(place, &classes, wish, ground, family));
    let (rule, place) = match object {
        Some(object) => (ground.policy.rule(Class::PublicObject), Some(PublicPlace::Object(object.clone()))),
        None => {
            classes.extend(wish.class.filter(|class| *class != Class::PublicObject));
            let rule = strictest(&classes, ground.policy);
            (rule, place.and_then(|place| cell(place, &rule, ground.policy, family)))
        }
    };
    let id = ground.key.public_id(rule.class, incident.id);
    let time = time(incident, &rule, family);
    (PublicIncident { class: rule.class, id, kind: incident.kind, place, time }, rule)
}

/// The smallest cell that is large enough, also for the doubt, and that contradicts no earlier one.
fn cell(place: &Place, rule: &ClassRule, policy: &Policy, family: &[&Past]) -> Option<PublicPlace> {
    let (centre, sd_m) = summary(place)?;
    let doubt_m = sd_m.saturating_mul(crate::method::CELL_SD_N_MIN).min(crate::method::EDGE_M_MAX);
    let own = grid::cell_for(centre, doubt_m, rule, policy.settlements());
    let fitting =
        cells(family).fold(own, |cell, past| if grid::intersection(&cell, past).is_some() { cell } else { grid::common(&cell, past) });
    Some(PublicPlace::Cell(fitting))
}

/// The agreed object at which an incident may be shown: only events and hindrances of the mission
/// itself, and only if nothing else was ever shown of it.
fn agreed_object<'a>(
    place: &Place,
    classes: &BTreeSet<Class>,
    wish: &Wish,
    ground: &Ground<'a>,
    family: &[&Past],
) -> Option<&'a PublicObject> {
    let harmless = classes.iter().all(|class| matches!(class, Class::Event | Class::Patrol));
    let asked = matches!(wish.class, None | Some(Class::PublicObject));
    if !harmless || !asked || family.iter().any(|past| past.shown.class != Class::PublicObject) {
        return None;
    }
    let (centre, _) = summary(place)?;
    let far = |object: &PublicObject| distance_m(centre, Position { lat_e7: object.lat_e7, lon_e7: object.lon_e7 });
    ground.policy.objects().iter().find(|object| far(object) <= f64::from(object.reach_m))
}

fn time(incident: &Incident, rule: &ClassRule, family: &[&Past]) -> Window {
    let own = window::window_for(incident.time.from, incident.time.to, rule.bucket_h);
    family
        .iter()
        .map(|past| past.shown.time)
        .fold(own, |known, past| if window::shared_ms(&known, &past) > 0 { known } else { window::common(&known, &past) })
}
