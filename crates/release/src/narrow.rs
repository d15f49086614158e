//! What a party or the commission is given of an incident: the place as it is known, and nothing of its sources.

use crate::class::{classes_of, strictest};
use crate::derive::{Ground, Subject, Wish, shown};
use crate::{Marked, Refusal, window};
use model::{Audience, Cell, Class, Kind, Place, PublicId, PublicPlace, When, Window};
use serde::Serialize;

/// What one audience is given of an incident. It says nothing of who reported it, how, or in which words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NarrowIncident {
    /// The strictest class that it touches.
    pub class: Class,
    /// Its name for this audience.
    pub id: PublicId,
    /// What happened.
    pub kind: Kind,
    /// Where; absent = not known, or not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<NarrowPlace>,
    /// When.
    pub time: When,
}

/// Where, for one audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NarrowPlace {
    /// As it is known, with its doubt.
    Known(Place),
    /// In a cell of the public grid: where fire came from is given to nobody more finely.
    Cell(Cell),
}

/// Derives what an audience that is not the public is given of an incident.
///
/// # Errors
/// If the incident no longer stands, or it says where fire came from and the delay is not over.
pub fn narrow(subject: Marked<Subject>, audience: &Audience, wish: &Wish, ground: &Ground<'_>) -> Result<Marked<NarrowIncident>, Refusal> {
    if subject.look().incident.members.is_empty() {
        return Err(Refusal::Dissolved);
    }
    let incident = &subject.look().incident;
    let classes = classes_of(incident.kind, &subject.look().members);
    let rule = strictest(&classes, ground.policy);
    let place = if classes.contains(&Class::FireOrigin) {
        let (coarse, rule) = shown(subject.look(), wish, ground, &[]);
        let not_before = window::not_before(&Window { to: coarse.time.to.max(incident.time.to), ..coarse.time }, rule.delay_h);
        if ground.at < not_before {
            return Err(Refusal::TooEarly(not_before));
        }
        coarse.place.and_then(|place| match place {
            PublicPlace::Cell(cell) => Some(NarrowPlace::Cell(cell)),
            PublicPlace::Object(_) => None,
        })
    } else {
        incident.place.clone().filter(|_| !wish.without_place).map(NarrowPlace::Known)
    };
    let id = ground.key.narrow_id(audience, incident.id);
    let narrow = NarrowIncident { class: rule.class, id, kind: incident.kind, place, time: incident.time.clone() };
    Ok(subject.map(|_| narrow))
}
