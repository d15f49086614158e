//! An invented mission in memory: reports, incidents that change, people with several keys and names.

use casework::verification::{Actor, Facts, Verification};
use casework::{Procedure, Signer, Standing};
use model::{Confidence, Digest, Grade, Instant, KeyKind, Reliability, Role, Seen, SourceId, VerifyAct};
use std::collections::{BTreeMap, BTreeSet};

/// A moment of the invented mission.
pub fn hour(hour: i64) -> Instant {
    Instant::from_ms(1_800_000_000_000 + hour * 3_600_000).unwrap()
}

/// An officer's key.
pub fn officer(person: &str, body: Option<&str>) -> Signer {
    Signer {
        kind: KeyKind::Officer,
        person: person.into(),
        body: body.map(Into::into),
        party: None,
        roles: vec![Role::Analyst, Role::Commission, Role::Head, Role::Legal],
    }
}

/// A grade of some chance and credibility.
pub fn grade(chance_ppm: u32, credibility: u32) -> Grade {
    Grade { chance_ppm, confidence: Confidence::Moderate, credibility, note: None, source: Reliability::B, standard: None }
}

/// The record beside the acts.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Who handed in each report.
    pub hands: BTreeMap<String, BTreeSet<Actor>>,
    /// Every incident that each report was in, the present one last.
    pub places: BTreeMap<String, Vec<String>>,
}

impl Record {
    /// Reports that a subject rests on now.
    pub fn reports(&self, subject: &str) -> BTreeSet<String> {
        if subject.starts_with("OBS-") {
            return self.hands.contains_key(subject).then(|| subject.to_owned()).into_iter().collect();
        }
        let incident = subject.replace("FND-", "INC-");
        let is_in = |places: &Vec<String>| places.last() == Some(&incident);
        self.places.iter().filter(|(_, places)| is_in(places)).map(|(report, _)| report.clone()).collect()
    }

    /// What the store says of a subject. A finding's words stay the same whatever its incident rests on.
    pub fn facts(&self, subject: &str) -> Option<Facts> {
        let reports = self.reports(subject);
        if reports.is_empty() {
            return None;
        }
        let incidents: BTreeSet<String> = reports.iter().filter_map(|report| self.places.get(report)).flatten().cloned().collect();
        let findings: BTreeSet<String> = incidents.iter().map(|id| id.replace("INC-", "FND-")).collect();
        let members = if subject.starts_with("OBS-") { BTreeSet::new() } else { reports.clone() };
        let mut kin: BTreeSet<String> = members.into_iter().chain(incidents).chain(findings).collect();
        kin.remove(subject);
        let parts: Vec<&[u8]> = reports.iter().map(|report| report.as_bytes()).collect();
        let version = if subject.starts_with("FND-") { Digest::of(subject.as_bytes()) } else { Digest::tagged("members", &parts) };
        let handed_in = reports.iter().filter_map(|report| self.hands.get(report)).flatten().cloned().collect();
        let sources = BTreeSet::from([SourceId("patrol".into())]);
        Some(Facts { version, kin, handed_in, joined: BTreeSet::new(), sources, origins_n: u32::try_from(reports.len()).unwrap() })
    }
}

/// The office with the record that it is judged by, as the engine does it.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The rules.
    pub procedure: Procedure,
    /// What people did.
    pub verification: Verification,
    /// What came in.
    pub record: Record,
    /// Entries so far.
    pub leaf: u64,
    /// Hours so far.
    pub hour: i64,
}

impl Desk {
    /// A desk with two incidents of two reports each, handed in by people who do nothing else.
    pub fn with_rules(rules: &str) -> Self {
        let mut desk = Self { procedure: Procedure::read(rules).unwrap(), ..Self::default() };
        for (report, incident, by) in [(0, 0, "Mia"), (1, 0, "Milo"), (2, 1, "Mia"), (3, 1, "Milo")] {
            desk.hand_in(
                &format!("OBS-{report}"),
                &format!("INC-{incident}"),
                Some(Actor { person: by.into(), body: Some("Patrol".into()) }),
            );
        }
        desk
    }

    /// A report comes in.
    pub fn hand_in(&mut self, report: &str, incident: &str, by: Option<Actor>) {
        self.record.hands.entry(report.into()).or_default().extend(by);
        self.record.places.entry(report.into()).or_default().push(incident.into());
        self.leaf += 1;
    }

    /// What a step looks at now.
    pub fn seen(&self, subject: &str) -> Seen {
        let facts = self.record.facts(subject);
        let kin = facts.as_ref().map(|facts| self.verification.known_of(&facts.kin)).unwrap_or_default();
        Seen { as_of: self.leaf, kin, version: facts.map_or_else(|| Digest::of(b""), |facts| facts.version) }
    }

    /// Enters a step as the engine does, or says why not.
    pub fn act(&mut self, step: &VerifyAct, by: &[Signer]) -> Result<(), String> {
        let author = by.first().map(|one| one.person.clone()).unwrap_or_default();
        let standing = Standing { leaf: self.leaf, at: hour(self.hour), author: &author, by };
        let facts = self.record.facts(step.subject()).ok_or("nothing is there")?;
        self.verification.check_facts(&self.procedure, step, &standing, &facts).map_err(|fault| fault.to_string())?;
        self.verification.take(&self.procedure, step, &standing).map_err(|fault| fault.to_string())?;
        self.leaf += 1;
        Ok(())
    }

    /// One person's step.
    pub fn one(&mut self, step: &VerifyAct, person: &str) -> Result<(), String> {
        self.act(step, &[officer(person, Some("House A"))])
    }

    /// A sealed grade.
    pub fn seal(&mut self, subject: &str, round: u32, person: &str, grade: &Grade) -> Result<(), String> {
        let seal = model::verification::seal_of(subject, round, person, grade, salt(person)).unwrap();
        let seen = self.seen(subject);
        self.one(&VerifyAct::SealGrade { round, seal, seen, subject: subject.into() }, person)
    }

    /// The same grade, opened.
    pub fn open(&mut self, subject: &str, round: u32, person: &str, grade: &Grade) -> Result<(), String> {
        let seen = self.seen(subject);
        self.one(&VerifyAct::OpenGrade { grade: grade.clone(), round, salt: salt(person), seen, subject: subject.into() }, person)
    }

    /// A confirmation.
    pub fn confirm(&mut self, subject: &str, person: &str) -> Result<(), String> {
        let seen = self.seen(subject);
        self.one(&VerifyAct::Confirm { note: None, seen, subject: subject.into() }, person)
    }

    /// A grade by one person, sealed and opened.
    pub fn graded(&mut self, subject: &str, person: &str) {
        self.seal(subject, 1, person, &grade(800_000, 2)).unwrap();
        self.open(subject, 1, person, &grade(800_000, 2)).unwrap();
    }

    /// Whether a subject counts as verified now.
    pub fn is_verified(&self, subject: &str) -> bool {
        let facts = self.record.facts(subject);
        facts.is_some_and(|facts| self.verification.is_verified(&self.procedure.verification, subject, &facts))
    }
}

/// A salt that a test can find again.
pub fn salt(person: &str) -> Digest {
    Digest::of(person.as_bytes())
}
