//! The sources, each imperfect in its own way: true events in, files out.

pub(crate) mod annexes;
pub(crate) mod cameras;
pub(crate) mod heat;
pub(crate) mod layers;
pub(crate) mod outlets;
pub(crate) mod party_logs;
pub(crate) mod patrols;
pub(crate) mod residents;
pub(crate) mod sightings;
pub(crate) mod statements;
pub(crate) mod trucks;

use crate::cast::Cast;
use crate::story::Teller;
use crate::watch::Watch;
use crate::world::Event;

/// What every source may look at.
pub(crate) struct Scene<'a> {
    pub(crate) teller: &'a Teller,
    pub(crate) cast: &'a Cast,
    pub(crate) events: &'a [Event],
    pub(crate) cameras: &'a [Watch],
    pub(crate) patrols: &'a [Watch],
}
