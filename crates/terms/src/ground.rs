//! Layers by time: which versions of a zone or line are valid at a moment, and their shapes.

use crate::reach::Period;
use crate::shape::Shape;
use model::{Digest, Geometry, Instant, LayerRole, LayerVersion, PartyId, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The layers that an agreement is held against.
pub trait Ground {
    /// All versions of a layer that are valid at a moment, one for each source and part, the
    /// latest known of each; ordered by source and part. `source` absent = every source.
    fn versions(&self, layer: &str, source: Option<&SourceId>, at: Instant) -> Vec<LayerAt<'_>>;
    /// All versions of a layer at any time. `source` absent = every source.
    fn every(&self, layer: &str, source: Option<&SourceId>) -> Vec<LayerAt<'_>>;
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
    layers: BTreeMap<String, BTreeMap<Part, Series>>,
}

/// The versions of one part in order of their beginning.
type Series = Vec<(LayerVersion, Arc<Shape>)>;

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

    fn every(&self, layer: &str, source: Option<&SourceId>) -> Vec<LayerAt<'_>> {
        let Some(parts) = self.layers.get(layer) else { return Vec::new() };
        let wanted = parts.iter().filter(|(part, _)| source.is_none_or(|source| part.source == *source));
        wanted.flat_map(|(_, series)| series).map(|(version, shape)| LayerAt { version, shape }).collect()
    }

    fn has(&self, layer: &str, source: Option<&SourceId>) -> bool {
        self.layers.get(layer).is_some_and(|parts| parts.keys().any(|part| source.is_none_or(|source| part.source == *source)))
    }
}

/// The version that began last among those valid; of two that began together the one known later.
fn latest(series: &Series, at: Instant) -> Option<LayerAt<'_>> {
    let begun = series.partition_point(|(version, _)| version.valid_from <= at);
    let (version, shape) = series.get(..begun)?.iter().rev().find(|(version, _)| version.is_valid_at(at))?;
    Some(LayerAt { version, shape })
}

/// A period in which another version of a layer is valid than before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LayerChange {
    /// The layer.
    pub layer: String,
    /// Whose.
    pub source: SourceId,
    /// When.
    pub period: Period,
}

/// Compares all versions as they were with all versions as they are: the periods in which another one counts.
pub fn changes(before: &[LayerVersion], now: &[LayerVersion]) -> Vec<LayerChange> {
    let mut parts: BTreeMap<(String, Part), [Vec<&LayerVersion>; 2]> = BTreeMap::new();
    for (place, versions) in [before, now].into_iter().enumerate() {
        for version in versions {
            let both = parts.entry((version.layer.clone(), Part::of(version))).or_default();
            both.get_mut(place).into_iter().for_each(|series| series.push(version));
        }
    }
    let named = |all: &[LayerVersion]| all.iter().map(|one| (one.layer.clone(), one.source.clone())).collect::<BTreeSet<_>>();
    // Reasons tell a layer that is not valid then from one that nobody ever drew.
    let appeared = named(before).symmetric_difference(&named(now)).cloned().collect::<Vec<_>>();
    let always = |(layer, source)| LayerChange { layer, source, period: Period::default() };
    let mut changes: Vec<LayerChange> = appeared.into_iter().map(always).collect();
    for ((layer, part), mut both) in parts {
        both.iter_mut().for_each(|series| series.sort_by_key(|version| (version.valid_from, version.known_at, version.id)));
        let [before, now] = both;
        changes.extend(differing(&before, &now).map(|period| LayerChange { layer: layer.clone(), source: part.source.clone(), period }));
    }
    changes
}

/// The stretches between beginnings and ends in which the two series have another version; neighbours joined.
fn differing(before: &[&LayerVersion], now: &[&LayerVersion]) -> impl Iterator<Item = Period> + use<> {
    let all = || before.iter().chain(now);
    let mut marks: Vec<Instant> = all().map(|version| version.valid_from).chain(all().filter_map(|version| version.valid_to)).collect();
    marks.sort_unstable();
    marks.dedup();
    let valid = |series: &[&LayerVersion], at: Instant| {
        series.iter().rev().find(|version| version.is_valid_at(at)).map(|version| (*version).clone())
    };
    let mut periods: Vec<Period> = Vec::new();
    for (place, from) in marks.iter().enumerate() {
        if valid(before, *from) == valid(now, *from) {
            continue;
        }
        let until = marks.get(place + 1).copied();
        match periods.last_mut() {
            Some(last) if last.until == Some(*from) => last.until = until,
            _ => periods.push(Period { from: Some(*from), until }),
        }
    }
    periods.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Position;

    fn at(ms: i64) -> Instant {
        Instant::from_ms(ms).unwrap()
    }

    /// A version whose geometry is a point with its number, so that each has another digest.
    fn version(
        role: LayerRole,
        source: &str,
        name: Option<&str>,
        valid: (i64, Option<i64>),
        known: i64,
        n: i32,
    ) -> (LayerVersion, Geometry) {
        let geometry = Geometry::Points(vec![Position { lat_e7: n, lon_e7: 0 }]);
        let digest = Digest::of(&n.to_be_bytes());
        let source = SourceId(source.into());
        let version = LayerVersion {
            accuracy_m: 0,
            geometry: digest,
            id: LayerVersion::derive_id("x", &source, at(valid.0), &digest),
            known_at: at(known),
            layer: "x".into(),
            name: name.map(str::to_owned),
            party: None,
            role,
            source,
            valid_from: at(valid.0),
            valid_to: valid.1.map(at),
        };
        (version, geometry)
    }

    fn found(versions: Vec<(LayerVersion, Geometry)>, source: Option<&str>, ms: i64) -> Vec<i64> {
        let index = LayerIndex::new(versions);
        let source = source.map(|source| SourceId(source.into()));
        let valid = index.versions("x", source.as_ref(), at(ms));
        valid.iter().map(|valid| valid.version.valid_from.ms() * 100 + valid.version.known_at.ms()).collect()
    }

    #[test]
    fn a_later_version_replaces_an_open_one_and_of_equals_the_later_known_counts() {
        let line = |from, known, n| version(LayerRole::Line, "map", None, (from, None), known, n);
        let versions = || vec![line(20, 21, 3), line(10, 12, 2), line(10, 11, 1)];
        assert_eq!(found(versions(), None, 9), Vec::<i64>::new());
        assert_eq!(found(versions(), None, 15), [1012]);
        assert_eq!(found(versions(), None, 20), [2021]);
    }

    #[test]
    fn when_a_version_ends_the_open_one_before_it_is_valid_again() {
        let line = |from, to, n| version(LayerRole::Line, "map", None, (from, to), from, n);
        let versions = || vec![line(10, None, 1), line(20, Some(30), 2)];
        assert_eq!([found(versions(), None, 25), found(versions(), None, 30)], [[2020], [1010]]);
    }

    #[test]
    fn each_source_and_each_named_part_has_its_own_series_but_maps_of_control_are_whole() {
        let of = |role| {
            vec![
                version(role, "a", Some("north"), (10, None), 10, 1),
                version(role, "a", Some("south"), (20, None), 20, 2),
                version(role, "b", None, (10, None), 11, 3),
            ]
        };
        assert_eq!(found(of(LayerRole::Zone), None, 25), [1010, 2020, 1011]);
        assert_eq!(found(of(LayerRole::Zone), Some("a"), 25), [1010, 2020]);
        assert_eq!(found(of(LayerRole::Control), Some("a"), 25), [2020]);
        assert_eq!(found(of(LayerRole::Control), Some("c"), 25), Vec::<i64>::new());
    }

    #[test]
    fn versions_of_one_geometry_share_its_index() {
        let index = LayerIndex::new(vec![
            version(LayerRole::Line, "a", None, (10, None), 10, 1),
            version(LayerRole::Line, "a", None, (20, None), 20, 1),
        ]);
        let shape = |ms| std::ptr::from_ref(index.versions("x", None, at(ms)).first().unwrap().shape);
        assert_eq!(shape(15), shape(25));
        assert!(index.has("x", None) && !index.has("y", None) && !index.has("x", Some(&SourceId("b".into()))));
    }

    fn changed(before: &[(LayerVersion, Geometry)], now: &[(LayerVersion, Geometry)]) -> Vec<(i64, Option<i64>)> {
        let versions = |all: &[(LayerVersion, Geometry)]| all.iter().map(|(version, _)| version.clone()).collect::<Vec<_>>();
        let period = |change: &LayerChange| (change.period.from.unwrap().ms(), change.period.until.map(Instant::ms));
        changes(&versions(before), &versions(now)).iter().map(period).collect()
    }

    #[test]
    fn a_new_version_changes_the_time_in_which_it_counts_and_no_other() {
        let zone = |name, from, to, n| version(LayerRole::Zone, "map", name, (from, to), from, n);
        let old = [zone(None, 10, None, 1), zone(None, 30, None, 3)];
        assert_eq!(changed(&old, &old), []);
        assert_eq!(changed(&old, &[old[0].clone(), zone(None, 20, None, 2), old[1].clone()]), [(20, Some(30))]);
        assert_eq!(changed(&old, &[old[0].clone(), old[1].clone(), zone(None, 40, Some(50), 2)]), [(40, Some(50))]);
        assert_eq!(changed(&old, &[old[0].clone(), old[1].clone(), zone(Some("part"), 5, None, 2)]), [(5, None)], "a part of its own");
        assert_eq!(changed(&old, &old[1..]), [(10, Some(30))]);
        assert_eq!(changes(&[], &[old[0].0.clone()]).first().map(|change| change.period), Some(Period::default()), "a first version");
        let mut other = old.clone();
        other[0].0.accuracy_m = 7;
        assert_eq!(changed(&old, &other), [(10, Some(30))], "another error is another version");
    }
}
