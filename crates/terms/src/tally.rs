//! What findings come to, without keeping them: by clause, party, day and zone, and what is missing; two of them compared.

use model::{Finding, IncidentId, LayerVersionId, Missing, Outcome, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of findings by result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Broken.
    pub breach: u64,
    /// Not decidable on what is known.
    pub undetermined: u64,
    /// Not forbidden although the clause applies.
    pub exempt: u64,
    /// Kept.
    pub no_breach: u64,
    /// Undetermined ones by what they lack; one may lack several things.
    pub missing: BTreeMap<Missing, u64>,
}

impl Sums {
    fn add(&mut self, finding: &Finding) {
        *match finding.outcome {
            Outcome::Breach => &mut self.breach,
            Outcome::Undetermined => &mut self.undetermined,
            Outcome::Exempt => &mut self.exempt,
            Outcome::NoBreach => &mut self.no_breach,
        } += 1;
        for missing in finding.missing.iter().collect::<BTreeSet<_>>() {
            *self.missing.entry(*missing).or_default() += 1;
        }
    }

    fn with(&mut self, other: &Self) {
        self.breach += other.breach;
        self.undetermined += other.undetermined;
        self.exempt += other.exempt;
        self.no_breach += other.no_breach;
        other.missing.iter().for_each(|(missing, n)| *self.missing.entry(*missing).or_default() += n);
    }

    /// All findings.
    pub const fn all(&self) -> u64 {
        self.breach + self.undetermined + self.exempt + self.no_breach
    }
}

/// A clause in one reading; absent = undisputed.
pub type ClauseReading = (String, Option<String>);

/// What a finding is about: an incident, or a figure or duty in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// An incident.
    Incident(IncidentId),
    /// Figures of a speaker, or what is owed.
    Other(String),
}

/// What tells one finding from another, whatever agreement it is of: clause, reading, party.
type Line = (String, Option<String>, Option<String>);

/// Findings counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All findings.
    pub sums: Sums,
    /// By clause and reading.
    pub clauses: BTreeMap<ClauseReading, Sums>,
    /// By party; absent = no single party.
    pub parties: BTreeMap<Option<String>, Sums>,
    /// By day of the mission on which their subject begins.
    pub days: BTreeMap<String, Sums>,
    /// By layer that they looked up (a zone or line); absent = none. A finding that looked up several counts in each.
    pub zones: BTreeMap<Option<String>, Sums>,
    /// Incidents with any finding.
    pub incidents_n: u64,
    /// Incidents with a breach.
    pub broken_n: u64,
    /// Incidents with an undetermined finding.
    pub undetermined_n: u64,
    /// Of those, how many lack what.
    pub missing: BTreeMap<Missing, u64>,
    lines: BTreeMap<Line, u32>,
    /// The results one by one, if they are kept for comparing.
    kept: Option<Vec<(About, u32, Outcome)>>,
}

impl Tally {
    /// Starts with nothing; `keeps` = results are kept one by one, for [`Tally::compared`].
    pub fn new(keeps: bool) -> Self {
        Self { kept: keeps.then(Vec::new), ..Self::default() }
    }

    /// Counts all findings on one subject, with its day; `layer` names the layer of a version.
    pub fn add(&mut self, findings: &[Finding], day: &str, layer: &impl Fn(&LayerVersionId) -> Option<String>) {
        for finding in findings {
            self.sums.add(finding);
            self.clauses.entry((finding.clause.clone(), finding.reading.clone())).or_default().add(finding);
            self.parties.entry(finding.party.as_ref().map(|party| party.0.clone())).or_default().add(finding);
            self.days.entry(day.to_owned()).or_default().add(finding);
            let mut layers: BTreeSet<Option<String>> = finding.used.iter().filter_map(layer).map(Some).collect();
            if layers.is_empty() {
                layers.insert(None);
            }
            layers.into_iter().for_each(|layer| self.zones.entry(layer).or_default().add(finding));
            self.keep(finding);
        }
        let of_incident = || findings.iter().filter(|finding| matches!(finding.subject, Subject::Incident(_)));
        let has = |outcome| u64::from(of_incident().any(|finding| finding.outcome == outcome));
        self.incidents_n += u64::from(of_incident().next().is_some());
        self.broken_n += has(Outcome::Breach);
        self.undetermined_n += has(Outcome::Undetermined);
        let missing: BTreeSet<Missing> = of_incident().flat_map(|finding| finding.missing.iter().copied()).collect();
        missing.into_iter().for_each(|missing| *self.missing.entry(missing).or_default() += 1);
    }

    fn keep(&mut self, finding: &Finding) {
        let Some(kept) = &mut self.kept else { return };
        let line = (finding.clause.clone(), finding.reading.clone(), finding.party.as_ref().map(|party| party.0.clone()));
        let next = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        kept.push((about(finding), *self.lines.entry(line).or_insert(next), finding.outcome));
    }

    /// Takes in what another one counted, of other subjects.
    pub fn with(&mut self, other: Self) {
        self.sums.with(&other.sums);
        other.clauses.iter().for_each(|(key, sums)| self.clauses.entry(key.clone()).or_default().with(sums));
        other.parties.iter().for_each(|(key, sums)| self.parties.entry(key.clone()).or_default().with(sums));
        other.days.iter().for_each(|(key, sums)| self.days.entry(key.clone()).or_default().with(sums));
        other.zones.iter().for_each(|(key, sums)| self.zones.entry(key.clone()).or_default().with(sums));
        self.incidents_n += other.incidents_n;
        self.broken_n += other.broken_n;
        self.undetermined_n += other.undetermined_n;
        other.missing.iter().for_each(|(missing, n)| *self.missing.entry(*missing).or_default() += n);
        let mut renamed: BTreeMap<u32, u32> = BTreeMap::new();
        for (line, n) in other.lines {
            let next = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
            renamed.insert(n, *self.lines.entry(line).or_insert(next));
        }
        if let (Some(kept), Some(more)) = (&mut self.kept, other.kept) {
            kept.extend(more.into_iter().map(|(about, line, outcome)| (about, renamed.get(&line).copied().unwrap_or(line), outcome)));
        }
    }

    /// What changes from this to another: every result that only one of them has, or that differs.
    pub fn compared(&self, other: &Self) -> Vec<Changed> {
        let (before, now) = (self.results(), other.results());
        let keys: BTreeSet<&(&About, &Line)> = before.keys().chain(now.keys()).collect();
        let changed = |key: &(&About, &Line)| {
            let (before, now) = (before.get(key).copied(), now.get(key).copied());
            let (about, (clause, reading, party)) = (key.0.clone(), key.1.clone());
            (before != now).then_some(Changed { about, clause, reading, party, before, now })
        };
        keys.into_iter().filter_map(changed).collect()
    }

    fn results(&self) -> BTreeMap<(&About, &Line), Outcome> {
        let lines: BTreeMap<u32, &Line> = self.lines.iter().map(|(line, n)| (*n, line)).collect();
        let kept = self.kept.iter().flatten();
        kept.filter_map(|(about, line, outcome)| Some(((about, *lines.get(line)?), *outcome))).collect()
    }
}

fn about(finding: &Finding) -> About {
    match &finding.subject {
        Subject::Incident(id) => About::Incident(*id),
        Subject::Series { speaker, definition, .. } => About::Other(format!("figures of {speaker}: {definition}")),
        Subject::Duty { about, .. } => About::Other(about.clone()),
    }
}

/// A result that two texts do not have alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What it is about.
    pub about: About,
    /// The clause.
    pub clause: String,
    /// The reading.
    pub reading: Option<String>,
    /// The party.
    pub party: Option<String>,
    /// Under the first text; absent = no finding.
    pub before: Option<Outcome>,
    /// Under the second text; absent = no finding.
    pub now: Option<Outcome>,
}
