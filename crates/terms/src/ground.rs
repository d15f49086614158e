//! Layers by time: which versions of a zone or line are valid at a moment, and their shapes.

use crate::shape::Shape;
use model::{Digest, Geometry, Instant, LayerRole, LayerVersion, PartyId, SourceId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The layers that an agreement is held against.
pub trait Ground {
    /// All versions of a layer that are valid at a moment, one for each source and part, the
    /// latest known of each; ordered by source and part. `source` absent = every source.
    fn versions(&self, layer: &str, source: Option<&SourceId>, at: Instant) -> Vec<LayerAt<'_>>;
    /// Whether there is any version of a layer at any time.
    fn has(&self, layer: &str, source: Option<&SourceId>) -> bool;
}

/// A version of a layer with its shape.
#[derive(Clone, Copy, Debug)]
pub struct LayerAt<'a> {
    /// The version.
    pub version: &'a LayerVersion,
    /// Its geometry, indexed.
    pub shape: &'a Shape,
}

/// Layers in memory, each geometry indexed once and shared between the versions that have it.
#[derive(Clone, Debug, Default)]
pub struct LayerIndex {
    layers: BTreeMap<String, BTreeMap<Part, Vec<(LayerVersion, Arc<Shape>)>>>,
}

/// What successive versions replace: the same named part of one source's layer. Maps of control
/// are replaced as a whole, whatever the name of the day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    source: SourceId,
    party: Option<PartyId>,
    name: Option<String>,
}

impl Part {
    fn of(version: &LayerVersion) -> Self {
        let is_whole = version.role == LayerRole::Control;
        Self { source: version.source.clone(), party: version.party.clone(), name: if is_whole { None } else { version.name.clone() } }
    }
}

impl LayerIndex {
    /// Indexes versions with their geometries, in any order.
    pub fn new(versions: Vec<(LayerVersion, Geometry)>) -> Self {
        let mut shapes: BTreeMap<Digest, Arc<Shape>> = BTreeMap::new();
        let mut index = Self::default();
        for (version, geometry) in versions {
            let shape = Arc::clone(shapes.entry(version.geometry).or_insert_with(|| Arc::new(Shape::of(&geometry))));
            let parts = index.layers.entry(version.layer.clone()).or_default();
            parts.entry(Part::of(&version)).or_default().push((version, shape));
        }
        for series in index.layers.values_mut().flat_map(BTreeMap::values_mut) {
            series.sort_by_key(|(version, _)| (version.valid_from, version.known_at, version.id));
        }
        index
    }
}

impl Ground for LayerIndex {
    fn versions(&self, layer: &str, source: Option<&SourceId>, at: Instant) -> Vec<LayerAt<'_>> {
        let Some(parts) = self.layers.get(layer) else { return Vec::new() };
        let wanted = parts.iter().filter(|(part, _)| source.is_none_or(|source| part.source == *source));
        wanted.filter_map(|(_, series)| latest(series, at)).collect()
    }

    fn has(&self, layer: &str, source: Option<&SourceId>) -> bool {
        self.layers.get(layer).is_some_and(|parts| parts.keys().any(|part| source.is_none_or(|source| part.source == *source)))
    }
}

/// The version that began last among those valid; of two that began together the one known later.
fn latest(series: &[(LayerVersion, Arc<Shape>)], at: Instant) -> Option<LayerAt<'_>> {
    let begun = series.partition_point(|(version, _)| version.valid_from <= at);
    let (version, shape) = series.get(..begun)?.iter().rev().find(|(version, _)| version.is_valid_at(at))?;
    Some(LayerAt { version, shape })
}
