//! What terms ask for besides incidents: deeds, inventories, coverage, and how far the record reaches.

use model::{Coverage, Deed, DeedKind, Instant, Kind, Observation};
use std::collections::BTreeSet;

/// Everything that terms ask for besides incidents, in an order of its own: the order in which it is
/// handed over changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Dossier<'a> {
    /// By beginning, then id.
    reports: Vec<&'a Observation>,
    /// By beginning, then id.
    coverages: Vec<&'a Coverage>,
    as_of: Option<Instant>,
}

static NOTHING: Dossier<'static> = Dossier { reports: Vec::new(), coverages: Vec::new(), as_of: None };

impl<'a> Dossier<'a> {
    /// Puts reports (deeds and inventories; others are passed over) and coverage in order. `as_of` is the
    /// moment up to which the record reaches: what was due before and is not there is overdue.
    pub fn new(reports: Vec<&'a Observation>, coverages: Vec<&'a Coverage>, as_of: Option<Instant>) -> Self {
        let (mut reports, mut coverages) = (reports, coverages);
        reports.retain(|report| report.deed.is_some() || report.kind == Kind::Inventory);
        reports.sort_by_key(|report| (report.time.from, report.id));
        let mut seen = BTreeSet::new();
        reports.retain(|report| seen.insert(report.id));
        coverages.sort_by_key(|coverage| (coverage.time.from, coverage.id));
        let mut seen = BTreeSet::new();
        coverages.retain(|coverage| seen.insert(coverage.id));
        Self { reports, coverages, as_of }
    }

    /// One without anything.
    pub fn nothing() -> &'static Dossier<'static> {
        &NOTHING
    }

    /// The deeds of some kinds, by beginning, then id.
    pub fn deeds(&self, kinds: &[DeedKind]) -> impl Iterator<Item = (&'a Observation, &'a Deed)> {
        let deed = |report: &&'a Observation| Some((*report, report.deed.as_ref()?));
        self.reports.iter().filter_map(deed).filter(|(_, deed)| kinds.contains(&deed.kind))
    }

    /// What was counted in one place at one time, by beginning, then id.
    pub fn inventories(&self) -> impl Iterator<Item = &'a Observation> {
        self.reports.iter().copied().filter(|report| report.kind == Kind::Inventory)
    }

    /// Who could have seen what, by beginning, then id.
    pub fn coverages(&self) -> &[&'a Coverage] {
        &self.coverages
    }

    /// Whether a moment has passed, as far as the record reaches.
    pub fn is_past(&self, at: Instant) -> bool {
        self.as_of.is_some_and(|as_of| as_of >= at)
    }
}
