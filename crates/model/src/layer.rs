//! Zones, lines and areas of control as versions: from when valid, since when known, from whom, how exact.

use crate::place::{Position, Ring};
use crate::{Digest, Instant, LayerVersionId, PartyId, SourceId};
use serde::{Deserialize, Serialize};

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerRole {
    /// An area that somebody assesses as controlled by a party; its border serves as a line.
    Control,
    /// The mission's own land, for drawing only.
    Land,
    /// A line, such as a line of contact.
    Line,
    /// A named place, for drawing only.
    Settlement,
    /// A zone of an agreement.
    Zone,
}

/// One version of a layer. Its geometry lies in the vault under its digest, once for all versions
/// that share it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerVersion {
    /// Error of the border or line per axis, metres, as stated by the source or assumed by the mission.
    pub accuracy_m: u32,
    /// Digest of the geometry's canonical bytes in the vault.
    pub geometry: Digest,
    /// Its id, derived from layer, source, validity and geometry.
    pub id: LayerVersionId,
    /// When it became known: the source's own date of publication.
    pub known_at: Instant,
    /// Which layer, such as `contact_line`.
    pub layer: String,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Whose control or whose baseline, where one party's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub party: Option<PartyId>,
    /// What it is.
    pub role: LayerRole,
    /// Whose map: each source keeps its own series.
    pub source: SourceId,
    /// From when it is valid.
    pub valid_from: Instant,
    /// Until when; absent = open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub valid_to: Option<Instant>,
}

impl LayerVersion {
    /// Derives the id.
    pub fn derive_id(layer: &str, source: &SourceId, valid_from: Instant, geometry: &Digest) -> LayerVersionId {
        let valid = valid_from.ms().to_be_bytes();
        LayerVersionId::from_digest(&Digest::tagged("layer", &[layer.as_bytes(), source.0.as_bytes(), &valid, geometry.as_bytes()]))
    }

    /// Whether it is valid at a moment.
    pub fn is_valid_at(&self, at: Instant) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|to| at < to)
    }
}

/// The shape of a layer, in 1e-7 degrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Geometry {
    /// Polygons: each an outer ring followed by its holes.
    Areas(Vec<Vec<Ring>>),
    /// Lines.
    Paths(Vec<Vec<Position>>),
    /// Points.
    Points(Vec<Position>),
}

impl Geometry {
    /// The line that it draws: its paths, or the border of its areas (rings closed).
    pub fn paths(&self) -> Vec<Vec<Position>> {
        match self {
            Self::Areas(areas) => areas.iter().flatten().map(|ring| ring.iter().chain(ring.first()).copied().collect()).collect(),
            Self::Paths(paths) => paths.clone(),
            Self::Points(_) => Vec::new(),
        }
    }

    /// How many positions it has.
    pub fn positions(&self) -> usize {
        match self {
            Self::Areas(areas) => areas.iter().flatten().map(Vec::len).sum(),
            Self::Paths(paths) => paths.iter().map(Vec::len).sum(),
            Self::Points(points) => points.len(),
        }
    }
}
