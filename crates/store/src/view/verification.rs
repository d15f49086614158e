//! Verification as it stood: what the record says of a subject, what waits, and how good judgement was.

use super::{Result, STOOD, View};
use crate::sqlite::Registers;
use casework::Office;
use casework::verification::Facts;
use casework::verification::queue::{Line, State, Waiting};
use engine::EngineFault;
use engine::contract::Lookup;
use engine::matters::Sheet;
use engine::quality::{Quality, Quarter};
use model::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Days of reports that a queue looks back over unless it is asked otherwise.
const QUEUE_DAYS: i64 = 7;
const DAY_MS: i64 = 86_400_000;

fn failed(cause: &rusqlite::Error) -> EngineFault {
    crate::sqlite::fault(cause).into()
}

impl View {
    /// What the record said by then of some observations, incidents and findings; none for one that did not stand.
    ///
    /// # Errors
    /// If storage fails.
    pub fn facts<'a>(&self, subjects: impl IntoIterator<Item = &'a str>) -> Result<BTreeMap<String, Facts>> {
        self.facts_by(&self.registers()?, subjects)
    }

    fn facts_by<'a>(&self, registers: &Registers, subjects: impl IntoIterator<Item = &'a str>) -> Result<BTreeMap<String, Facts>> {
        let mut all = BTreeMap::new();
        for subject in subjects {
            let facts = crate::sqlite::facts(&self.connection, self.as_of, registers, subject).map_err(|cause| failed(&cause))?;
            all.extend(facts.map(|facts| (subject.to_owned(), facts)));
        }
        Ok(all)
    }

    fn registers(&self) -> Result<Registers> {
        Registers::load(&self.connection, self.as_of).map_err(|cause| failed(&cause))
    }

    /// Lines of the queue: the incidents that began in a window (ms since 1970 UTC; absent = the last days of reports),
    /// everything that somebody worked on, and the findings on what was graded; what is due first comes first. Without
    /// `now`, the settled time.
    ///
    /// # Errors
    /// If storage fails.
    pub fn queue(&self, window: Option<(i64, i64)>, now: Option<Instant>) -> Result<Vec<Line>> {
        let registers = self.registers()?;
        let office = registers.office();
        let now = self.or_settled(now, office)?;
        let window = match window {
            Some(window) => window,
            None => (self.last_incident_ms()?.saturating_sub(QUEUE_DAYS * DAY_MS), i64::MAX),
        };
        let mut since: BTreeMap<String, i64> = self.incidents_since(window.0, window.1)?.into_iter().collect();
        let worked_on: BTreeSet<String> = office.verification.matters().map(|(subject, _)| subject.to_owned()).collect();
        let mut graded = Vec::new();
        for subject in worked_on.iter().filter(|subject| subject.starts_with("INC-")) {
            let is_graded = office.verification.matter(subject).is_some_and(|matter| matter.graded_n() > 0);
            if is_graded && let Ok(incident) = subject.parse() {
                graded.extend(self.findings_on(&incident)?);
            }
        }
        let with_facts: BTreeSet<String> = worked_on.into_iter().chain(graded).collect();
        let mut facts = self.facts_by(&registers, with_facts.iter().map(String::as_str))?;
        // What no longer stands waits for nobody: what was done about it stays in its file.
        for subject in facts.keys().filter(|subject| !since.contains_key(*subject)).cloned().collect::<Vec<_>>() {
            since.insert(subject.clone(), self.since_ms(&subject)?.unwrap_or_else(|| now.ms()));
        }
        let rules = &office.procedure.verification;
        let mut lines: Vec<Line> = since
            .into_iter()
            .map(|(subject, ms)| {
                let waiting = Waiting { facts: facts.remove(&subject), since: Instant::from_ms(ms).unwrap_or(now), subject };
                office.verification.line(rules, &waiting, now)
            })
            .collect();
        lines.retain(|line| !(line.state == State::New && line.waits_for.is_empty()));
        lines.sort_by(|a, b| (b.is_overdue, a.due.is_none(), a.due, &a.subject).cmp(&(a.is_overdue, b.due.is_none(), b.due, &b.subject)));
        Ok(lines)
    }

    /// Everything that people did about one thing. Without `now`, at the settled time.
    ///
    /// # Errors
    /// If storage fails.
    pub fn sheet(&self, subject: &str, now: Option<Instant>) -> Result<Sheet> {
        let registers = self.registers()?;
        let office = registers.office();
        let now = self.or_settled(now, office)?;
        let facts = self.facts_by(&registers, [subject])?.remove(subject);
        let since = self.since_ms(subject)?.and_then(|ms| Instant::from_ms(ms).ok()).unwrap_or(now);
        let stretch_ppm = engine::quality::stretch_ppm(office);
        Ok(engine::matters::sheet(office, &Waiting { subject: subject.to_owned(), since, facts }, now, stretch_ppm))
    }

    /// How good judgement was, in a quarter or over all time.
    ///
    /// # Errors
    /// If storage fails.
    pub fn quality(&self, quarter: Option<Quarter>) -> Result<Quality> {
        let registers = self.registers()?;
        let office = registers.office();
        let facts = self.facts_by(&registers, office.verification.matters().map(|(subject, _)| subject))?;
        let sources_of = |subject: &str| facts.get(subject).map(|facts| facts.sources.clone()).unwrap_or_default();
        Ok(engine::quality::quality(office, &self.mission()?, quarter, sources_of))
    }

    /// The settled time; before the first tick, when the last artifact came in.
    fn or_settled(&self, now: Option<Instant>, office: &Office) -> Result<Instant> {
        if let Some(now) = now {
            return Ok(now);
        }
        let received = self.rows("SELECT max(received_ms) FROM artifact WHERE leaf < :n", &[], |row| row.get::<_, Option<i64>>(0))?;
        let received = received.into_iter().flatten().next().and_then(|ms| Instant::from_ms(ms).ok());
        let epoch = Instant::from_ms(0).map_err(|_| crate::sqlite::unreadable("a moment"))?;
        Ok(office.now().max(received).unwrap_or(epoch))
    }

    fn last_incident_ms(&self) -> Result<i64> {
        let sql = format!("SELECT max(from_ms) FROM incident WHERE stands = 1 AND {STOOD}");
        Ok(self.rows(&sql, &[], |row| row.get::<_, Option<i64>>(0))?.into_iter().flatten().next().unwrap_or(0))
    }

    /// Incidents that stood and began in a window, each with when its first report came in, ms since 1970 UTC.
    fn incidents_since(&self, from_ms: i64, to_ms: i64) -> Result<Vec<(String, i64)>> {
        let sql = "SELECT incident.id, min(artifact.received_ms) FROM incident
                   JOIN membership ON membership.incident_seq = incident.seq
                   JOIN observation ON observation.id = membership.observation AND observation.leaf < :n
                   JOIN artifact ON artifact.sha256 = observation.artifact AND artifact.leaf < :n
                   WHERE stands = 1 AND incident.from_ms >= :from AND incident.from_ms < :to
                     AND incident.leaf < :n AND (incident.until_leaf IS NULL OR incident.until_leaf >= :n)
                   GROUP BY incident.id ORDER BY 2, 1";
        self.rows(sql, &[(":from", &from_ms), (":to", &to_ms)], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// When the first report of a subject came in, ms since 1970 UTC.
    fn since_ms(&self, subject: &str) -> Result<Option<i64>> {
        let of_reports = "SELECT min(artifact.received_ms) FROM observation
                          JOIN artifact ON artifact.sha256 = observation.artifact AND artifact.leaf < :n
                          WHERE observation.leaf < :n AND observation.id IN";
        let sql = match subject.get(..4) {
            Some("OBS-") => format!("{of_reports} (:id)"),
            Some("FND-") => "SELECT min(artifact.received_ms) FROM finding
                 JOIN batch ON batch.leaf = finding.leaf JOIN artifact ON artifact.leaf <= batch.trigger_leaf
                 WHERE finding.id = :id AND finding.leaf < :n AND artifact.leaf = (SELECT max(leaf) FROM artifact AS last WHERE last.leaf <= batch.trigger_leaf)"
                .to_owned(),
            _ => format!(
                "{of_reports} (SELECT observation FROM membership JOIN incident ON incident.seq = membership.incident_seq WHERE incident.id = :id AND incident.leaf < :n)"
            ),
        };
        Ok(self.rows(&sql, &[(":id", &subject)], |row| row.get::<_, Option<i64>>(0))?.into_iter().flatten().next())
    }
}
