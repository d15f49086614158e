//! Many clauses before many incidents: three integer tests for each, kind, place and time, before anything costly.
//!
//! What the sieve lets through is assessed as [`crate::assess`] does it; what it holds back is what that
//! would say nothing of. Both give the same findings, and a test holds them side by side.

use crate::agreement::{Agreement, KindSet, LayerRef, Term};
use crate::assess::assess_terms;
use crate::fence::Fence;
use crate::ground::{Ground, LayerAt};
use crate::method::REACH_SD;
use crate::patch::Patch;
use crate::reach::{Period, Reach, known};
use crate::scene::{Facts, Scene, kinds_of};
use model::{Digest, Finding, Instant, Kind, Mission, Place};
use std::collections::BTreeMap;

/// Most edges of one zone's versions together that go into the grid; beyond that its rectangle is looked at.
const ZONE_EDGES_MAX: usize = 200_000;
/// A zone that reaches beyond this longitude, 1e-7 degree, is never held back: a place there has several names.
const LON_E7_MAX: i64 = 1_799_000_000;

/// Agreements, compiled for one ground and one mission.
pub struct Sieve<'a> {
    texts: Vec<(&'a Agreement, &'a Digest)>,
    ground: &'a dyn Ground,
    mission: &'a Mission,
    rules: Vec<Rule>,
    /// For each kind the rules that concern it.
    by_kind: Vec<Bits>,
    /// For each time in force (ms since 1970 UTC, both ends in it) the rules that have it.
    by_time: Vec<(i64, i64, Bits)>,
    /// Rules that may say something anywhere.
    anywhere: Bits,
    zones: Vec<Zone<'a>>,
    /// Rules of zones that are always near.
    always: Bits,
    /// Places of zones that are looked at one by one: found by their rectangle, or not known at all times after `known_from`.
    singly: Vec<usize>,
    /// From then on (ms since 1970 UTC) all other zones are known.
    known_from: i64,
    fence: Fence,
    /// The zone of each shape in the fence.
    zone_of: Vec<usize>,
    /// Greatest error of a zone's border, metres.
    border_m: f64,
}

/// A term that says something of incidents.
struct Rule {
    text: usize,
    term: usize,
}

/// A zone inside of which alone some rules say anything.
struct Zone<'a> {
    layer: &'a LayerRef,
    rules: Bits,
    place: Placed,
    /// When it is known; at other times it is always near.
    known: Vec<Period>,
}

/// How it is found whether an incident is near a zone.
#[derive(Clone, Copy)]
enum Placed {
    /// By the grid.
    Fenced,
    /// By the rectangle round all of its versions.
    Within(Patch),
    /// It is always near.
    Always,
}

/// A set of rules, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn put(&mut self, n: usize) {
        if self.0.len() <= n / 64 {
            self.0.resize(n / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(n / 64) {
            *word |= 1 << (n % 64);
        }
    }

    fn word(&self, n: usize) -> u64 {
        self.0.get(n).copied().unwrap_or(0)
    }

    fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }
}

impl<'a> Sieve<'a> {
    /// Compiles agreements, each with the digest of its text. Findings come in their order.
    pub fn of(texts: impl IntoIterator<Item = (&'a Agreement, &'a Digest)>, ground: &'a dyn Ground, mission: &'a Mission) -> Self {
        let mut sieve = Self {
            texts: texts.into_iter().collect(),
            ground,
            mission,
            rules: Vec::new(),
            by_kind: vec![Bits::default(); Kind::ALL.len()],
            by_time: Vec::new(),
            anywhere: Bits::default(),
            zones: Vec::new(),
            always: Bits::default(),
            singly: Vec::new(),
            known_from: i64::MIN,
            fence: Fence::default(),
            zone_of: Vec::new(),
            border_m: 0.0,
        };
        let mut zones: BTreeMap<(&str, Option<&str>), Zone<'a>> = BTreeMap::new();
        for (text, (agreement, _)) in sieve.texts.clone().into_iter().enumerate() {
            for (place, term) in agreement.terms.iter().enumerate() {
                if let Some(reach) = Reach::of(agreement, term, mission) {
                    sieve.add(text, place, &reach, &mut zones);
                }
            }
        }
        sieve.place(zones.into_values().collect());
        sieve
    }

    fn add(&mut self, text: usize, term: usize, reach: &Reach<'a>, zones: &mut BTreeMap<(&'a str, Option<&'a str>), Zone<'a>>) {
        let rule = self.rules.len();
        let ms = |at: Option<Instant>, open: i64| at.map_or(open, |at| at.ms());
        self.rules.push(Rule { text, term });
        let (from, until) = (ms(reach.period.from, i64::MIN), ms(reach.period.until, i64::MAX));
        match self.by_time.iter_mut().find(|(known, end, _)| (*known, *end) == (from, until)) {
            Some((_, _, bits)) => bits.put(rule),
            None => {
                let mut bits = Bits::default();
                bits.put(rule);
                self.by_time.push((from, until, bits));
            }
        }
        for (kind, bits) in Kind::ALL.into_iter().zip(&mut self.by_kind) {
            if reach.kinds.has(kind) {
                bits.put(rule);
            }
        }
        let Some(layer) = reach.zone else { return self.anywhere.put(rule) };
        let key = (layer.layer.as_str(), layer.source.as_ref().map(|source| source.0.as_str()));
        zones
            .entry(key)
            .or_insert_with(|| Zone { layer, rules: Bits::default(), place: Placed::Always, known: Vec::new() })
            .rules
            .put(rule);
    }

    /// Puts the shapes of the zones into one grid.
    fn place(&mut self, mut zones: Vec<Zone<'a>>) {
        let mut shapes = Vec::new();
        for (n, zone) in zones.iter_mut().enumerate() {
            let mut every = self.ground.every(&zone.layer.layer, zone.layer.source.as_ref());
            self.border_m = every.iter().map(|valid| f64::from(valid.version.accuracy_m)).fold(self.border_m, f64::max);
            every.sort_by_key(|valid| valid.version.geometry);
            every.dedup_by_key(|valid| valid.version.geometry);
            zone.place = placed(&every);
            zone.known = known(self.ground, zone.layer);
            if matches!(zone.place, Placed::Fenced) {
                self.zone_of.extend(every.iter().map(|_| n));
                shapes.extend(every.iter().map(|valid| valid.shape));
            }
        }
        self.fence = Fence::of_shapes(&shapes);
        for (n, zone) in zones.iter().enumerate() {
            match (zone.place, zone.known.as_slice()) {
                (Placed::Always, _) => self.always.add(&zone.rules),
                (Placed::Fenced, [Period { from: Some(from), until: None }]) => self.known_from = self.known_from.max(from.ms()),
                (Placed::Fenced | Placed::Within(_), _) => self.singly.push(n),
            }
        }
        self.zones = zones;
    }

    /// What each term says of an incident: findings of each agreement sorted by id, one agreement after the other.
    pub fn assess(&self, facts: &Facts<'a>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut terms: Vec<&'a Term> = Vec::new();
        let mut passed = self.passed(facts).into_iter().peekable();
        while let Some(first) = passed.next() {
            let Some((agreement, version)) = self.texts.get(first.text) else { continue };
            terms.clear();
            terms.extend(agreement.terms.get(first.term));
            while let Some(next) = passed.next_if(|next| next.text == first.text) {
                terms.extend(agreement.terms.get(next.term));
            }
            let scene = Scene::of(agreement, version, facts, self.ground, self.mission);
            findings.append(&mut assess_terms(scene, &terms));
        }
        findings
    }

    /// How many terms an incident gets as far as: those that are not held back by kind, place or time.
    pub fn passed_n(&self, facts: &Facts<'_>) -> usize {
        self.passed(facts).len()
    }

    /// In the order of texts and terms.
    fn passed(&self, facts: &Facts<'_>) -> Vec<&Rule> {
        let mut passed = Vec::new();
        if facts.members.is_empty() {
            return passed;
        }
        let kinds = kinds_of(facts);
        let words = self.rules.len().div_ceil(64);
        let (from, to) = (facts.incident.time.from.ms(), facts.incident.time.to.ms());
        let mut near: Option<Bits> = None;
        for word in 0..words {
            let concerned = self.of_kinds(kinds, word);
            let concerned = if concerned == 0 { 0 } else { concerned & self.in_force(from, to, word) };
            let mut left = concerned & self.anywhere.word(word);
            if left != concerned {
                left |= concerned & near.get_or_insert_with(|| self.near(facts)).word(word);
            }
            while left != 0 {
                passed.extend(self.rules.get(word * 64 + left.trailing_zeros() as usize));
                left &= left - 1;
            }
        }
        passed
    }

    fn of_kinds(&self, kinds: KindSet, word: usize) -> u64 {
        kinds.bits().fold(0, |bits, kind| bits | self.by_kind.get(kind).map_or(0, |rules| rules.word(word)))
    }

    fn in_force(&self, from: i64, to: i64, word: usize) -> u64 {
        let touched = self.by_time.iter().filter(|(begin, end, _)| *begin <= to && from <= *end);
        touched.fold(0, |bits, (_, _, rules)| bits | rules.word(word))
    }

    /// The rules of all zones in which an incident may lie, or of which that cannot be said.
    fn near(&self, facts: &Facts<'_>) -> Bits {
        let mut near = self.always.clone();
        let Some(patch) = patch_of(facts, self.border_m * REACH_SD) else {
            self.zones.iter().for_each(|zone| near.add(&zone.rules));
            return near;
        };
        let time = &facts.incident.time;
        if time.from.ms() < self.known_from {
            self.zones.iter().filter(|zone| !zone.is_known(time.from, time.to)).for_each(|zone| near.add(&zone.rules));
        }
        let is_open = |zone: &&Zone<'_>| match zone.place {
            Placed::Within(within) if zone.is_known(time.from, time.to) => within.meets(patch),
            Placed::Fenced if zone.is_known(time.from, time.to) => false,
            Placed::Always | Placed::Within(_) | Placed::Fenced => true,
        };
        self.singly.iter().filter_map(|zone| self.zones.get(*zone)).filter(is_open).for_each(|zone| near.add(&zone.rules));
        let is_looked_up = self.fence.zones_near(patch, |shape| {
            let zone = self.zone_of.get(shape as usize).and_then(|zone| self.zones.get(*zone));
            zone.into_iter().for_each(|zone| near.add(&zone.rules));
        });
        if !is_looked_up {
            self.zones.iter().for_each(|zone| near.add(&zone.rules));
        }
        near
    }
}

impl Zone<'_> {
    fn is_known(&self, from: Instant, to: Instant) -> bool {
        self.known.iter().any(|period| period.from <= Some(from) && period.until.is_none_or(|until| to < until))
    }
}

fn placed(every: &[LayerAt<'_>]) -> Placed {
    let is_plain = |edge: &crate::shape::Edge| edge.from.0.abs().max(edge.to.0.abs()) <= LON_E7_MAX;
    let edges = || every.iter().flat_map(|valid| valid.shape.edges());
    if every.is_empty() || every.iter().any(|valid| !valid.shape.is_area()) || !edges().all(is_plain) {
        return Placed::Always;
    }
    if edges().count() <= ZONE_EDGES_MAX {
        return Placed::Fenced;
    }
    every.iter().filter_map(|valid| Patch::of_shape(valid.shape)).reduce(Patch::with).map_or(Placed::Always, Placed::Within)
}

/// Where an incident and all of its members may be, wider by some metres; `None` if that cannot be said of one of them.
fn patch_of(facts: &Facts<'_>, wider_m: f64) -> Option<Patch> {
    let mut joined: Option<Patch> = None;
    let mut error_m = 0.0f64;
    let mut add = |place: &Place| {
        let patch = match place {
            Place::Normal { centre, sd_m } => {
                error_m = error_m.max(REACH_SD * f64::from(*sd_m));
                Patch::at(*centre)
            }
            other => Patch::of_place(other)?,
        };
        joined = Some(joined.map_or(patch, |joined| joined.with(patch)));
        Some(())
    };
    add(facts.incident.place.as_ref()?)?;
    for member in &facts.members {
        if !member.place_precision.is_none_or(|precision| precision.is_position()) {
            return None;
        }
        add(member.place.as_ref()?)?;
    }
    joined.map(|joined| joined.widened(error_m + wider_m))
}
