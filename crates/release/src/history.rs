//! All releases ever made of one incident, held together: nobody may learn more from them than from one.

use crate::{Policy, grid, window};
use model::{Cell, Class, IncidentId, Instant, ObservationId, PublicIncident, PublicPlace, Window};
use std::collections::{BTreeMap, BTreeSet};

/// An earlier release to the public.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its position in the log.
    pub leaf: u64,
    /// The incident.
    pub incident: IncidentId,
    /// The reports that the incident was made of then.
    pub members: BTreeSet<ObservationId>,
    /// What was shown.
    pub shown: PublicIncident,
}

/// A release that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The incident.
    pub incident: IncidentId,
    /// The reports that it is made of.
    pub members: &'a BTreeSet<ObservationId>,
    /// What would be shown.
    pub shown: &'a PublicIncident,
    /// When it is declared.
    pub at: Instant,
}

/// What the history says of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be made.
    Allowed,
    /// It may not.
    Refused {
        /// Why.
        why: Refusal,
    },
}

/// Why a release is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It no longer stands.
    #[error("the incident no longer stands: its reports went to other incidents, release those")]
    Dissolved,
    /// Edges that are no cell's, or a time that is no step's.
    #[error("its place or time is not on the public grid: a release is derived, not written by hand")]
    OffGrid,
    /// Finer than its class.
    #[error("its place is finer than the class `{0}` allows")]
    TooFine(Class),
    /// An object that the mission does not list.
    #[error("it is shown at an object that the mission does not list as agreed")]
    NoObject,
    /// Too early.
    #[error("it may be released from {0} on: the delay of its class")]
    TooEarly(Instant),
    /// Together with earlier releases it would be finer than its class.
    #[error(
        "with what was released before ({}) the place is known to {area_m2} square metres, and the least for what was shown of it is {area_m2_min}; release it without its place",
        entries(releases)
    )]
    Narrows {
        /// The releases before, by their entries.
        releases: Vec<u64>,
        /// What they have in common.
        area_m2: u64,
        /// The least.
        area_m2_min: u64,
    },
    /// Together with earlier releases its time would be finer than its class.
    #[error("with what was released before ({}) the time is known more finely than in steps of {bucket_h} hours", entries(releases))]
    NarrowsTime {
        /// The releases before, by their entries.
        releases: Vec<u64>,
        /// The step of the class.
        bucket_h: u32,
    },
}

fn entries(releases: &[u64]) -> String {
    let numbers: Vec<String> = releases.iter().map(u64::to_string).collect();
    format!("{} {}", if numbers.len() == 1 { "entry" } else { "entries" }, numbers.join(", "))
}

/// All releases to the public so far.
///
/// Releases belong together if they are of the same incident or share a report, and so on: so are
/// the releases of an incident, of what it was merged into, and of what was split from it.
#[derive(Clone, Debug, Default)]
pub struct History {
    pasts: Vec<Past>,
    families: Vec<Vec<usize>>,
    family_of: BTreeMap<Tie, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Incident(IncidentId),
    Report(ObservationId),
}

fn ties(incident: IncidentId, members: &BTreeSet<ObservationId>) -> impl Iterator<Item = Tie> + '_ {
    members.iter().map(|member| Tie::Report(*member)).chain([Tie::Incident(incident)])
}

impl History {
    /// Adds a release that was made.
    pub fn add(&mut self, past: Past) {
        let mut joined: Vec<usize> = self.numbers(past.incident, &past.members);
        joined.push(self.pasts.len());
        self.pasts.push(past);
        let number = self.families.len();
        for past in joined.iter().filter_map(|index| self.pasts.get(*index)) {
            for tie in ties(past.incident, &past.members) {
                self.family_of.insert(tie, number);
            }
        }
        self.families.push(joined);
    }

    /// The releases that belong together with an incident, in the order in which they were made.
    pub fn family(&self, incident: IncidentId, members: &BTreeSet<ObservationId>) -> Vec<&Past> {
        self.numbers(incident, members).into_iter().filter_map(|index| self.pasts.get(index)).collect()
    }

    fn numbers(&self, incident: IncidentId, members: &BTreeSet<ObservationId>) -> Vec<usize> {
        let families: BTreeSet<usize> = ties(incident, members).filter_map(|tie| self.family_of.get(&tie).copied()).collect();
        let mut numbers: Vec<usize> = families.iter().filter_map(|family| self.families.get(*family)).flatten().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    /// Holds a release against its class and against everything that was released before of its incident.
    pub fn check(&self, new: &Candidate<'_>, policy: &Policy) -> Verdict {
        let family = self.family(new.incident, new.members);
        let checked =
            check_class(new, policy).and_then(|()| check_place(&family, new, policy)).and_then(|()| check_time(&family, new, policy));
        match checked {
            Ok(()) => Verdict::Allowed,
            Err(why) => Verdict::Refused { why },
        }
    }
}

/// What the class asks by itself: on the grid, coarse enough, late enough.
fn check_class(new: &Candidate<'_>, policy: &Policy) -> Result<(), Refusal> {
    let shown = new.shown;
    let rule = policy.rule(shown.class);
    match &shown.place {
        None => {}
        Some(PublicPlace::Cell(cell)) => {
            if !grid::is_cell(cell) {
                return Err(Refusal::OffGrid);
            }
            if shown.class == Class::PublicObject || !grid::fits(cell, rule.edge_m_min, &rule, policy.settlements()) {
                return Err(Refusal::TooFine(shown.class));
            }
        }
        Some(PublicPlace::Object(object)) => {
            if shown.class != Class::PublicObject {
                return Err(Refusal::TooFine(shown.class));
            }
            if !policy.objects().contains(object) {
                return Err(Refusal::NoObject);
            }
        }
    }
    if !window::is_whole(&shown.time, rule.bucket_h) {
        return Err(Refusal::OffGrid);
    }
    let not_before = window::not_before(&shown.time, rule.delay_h);
    if new.at < not_before { Err(Refusal::TooEarly(not_before)) } else { Ok(()) }
}

/// The region that all releases together leave. Cells nest, so it is a cell, an object, or nothing;
/// nothing counts as known exactly, since whoever sees the contradiction looks at the border.
fn check_place(family: &[&Past], new: &Candidate<'_>, policy: &Policy) -> Result<(), Refusal> {
    let Some(place) = &new.shown.place else { return Ok(()) };
    let placed: Vec<(&Past, &PublicPlace)> = family.iter().filter_map(|past| Some((*past, past.shown.place.as_ref()?))).collect();
    let common = placed.iter().try_fold(place.clone(), |known, (_, other)| common_place(&known, other));
    let area_m2 = match &common {
        Some(PublicPlace::Cell(cell)) => grid::area_m2(cell),
        Some(PublicPlace::Object(_)) | None => 0,
    };
    let classes = placed.iter().map(|(past, _)| past.shown.class).chain([new.shown.class]);
    let area_m2_min = classes.map(|class| policy.area_m2_min(class)).max().unwrap_or(0);
    if common.is_some() && area_m2 >= area_m2_min {
        return Ok(());
    }
    Err(Refusal::Narrows { releases: placed.iter().map(|(past, _)| past.leaf).collect(), area_m2, area_m2_min })
}

fn common_place(one: &PublicPlace, other: &PublicPlace) -> Option<PublicPlace> {
    match (one, other) {
        (PublicPlace::Cell(one), PublicPlace::Cell(other)) => grid::intersection(one, other).map(PublicPlace::Cell),
        (PublicPlace::Object(object), PublicPlace::Cell(cell)) | (PublicPlace::Cell(cell), PublicPlace::Object(object)) => {
            let at = model::Position { lat_e7: object.lat_e7, lon_e7: object.lon_e7 };
            grid::holds(cell, at).then(|| PublicPlace::Object(object.clone()))
        }
        (PublicPlace::Object(one), PublicPlace::Object(other)) => (one == other).then(|| PublicPlace::Object(one.clone())),
    }
}

/// The time that all releases together leave is a whole step, or the new release adds nothing to it.
fn check_time(family: &[&Past], new: &Candidate<'_>, policy: &Policy) -> Result<(), Refusal> {
    let known = family.iter().map(|past| past.shown.time).reduce(|one, other| shared(&one, &other));
    let after = known.map_or(new.shown.time, |known| shared(&known, &new.shown.time));
    let bucket_h = policy.rule(new.shown.class).bucket_h;
    let adds_nothing = known.is_some_and(|known| known.from >= known.to || known == after);
    if adds_nothing || after.to.ms() - after.from.ms() >= i64::from(bucket_h) * 3_600_000 {
        return Ok(());
    }
    Err(Refusal::NarrowsTime { releases: family.iter().map(|past| past.leaf).collect(), bucket_h })
}

fn shared(one: &Window, other: &Window) -> Window {
    Window { from: one.from.max(other.from), to: one.to.min(other.to) }
}

/// The cells that were shown of a family.
pub(crate) fn cells<'a>(family: &[&'a Past]) -> impl Iterator<Item = &'a Cell> {
    let places: Vec<&'a PublicPlace> = family.iter().filter_map(|past| past.shown.place.as_ref()).collect();
    places.into_iter().filter_map(|place| match place {
        PublicPlace::Cell(cell) => Some(cell),
        PublicPlace::Object(_) => None,
    })
}
