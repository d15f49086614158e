//! What belongs into a bundle: a thing with what it rests on, and the acts under which it stood.

use super::page;
use crate::fault::Fault;
use engine::contract::Lookup;
use engine::{EngineFault, Log, StoreFault, Vault};
use model::{Act, Digest, Entry, Item, Observation};
use std::collections::{BTreeMap, BTreeSet};
use store::view::View;

/// Ids that a text or report may cite.
const CITED: [&str; 7] = ["COV-", "FND-", "INC-", "LAY-", "OBS-", "RDG-", "REF-"];
/// Length of an id: three letters, a dash, 16 digits.
const ID_CHARS: usize = 20;

/// Everything that a bundle is to hold, by name.
#[derive(Debug, Default)]
pub struct Contents {
    /// What it is about, in words.
    pub title: String,
    /// Items of batches.
    pub ids: BTreeSet<String>,
    /// Items that belong here and no longer open.
    pub erased: BTreeSet<String>,
    /// Entries of the log.
    pub entries: BTreeSet<u64>,
    /// Bytes that entries and items name.
    pub artifacts: BTreeSet<Digest>,
    /// Further files, such as the report.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Gathers by an id or the beginning of one, a day, or the name of a decided case.
pub fn gather(view: &View, what: &str) -> Result<Contents, Fault> {
    let mut contents = Contents::default();
    if is_day(what) {
        contents.add_report(view, what)?;
    } else if CITED.iter().any(|beginning| what.to_ascii_uppercase().starts_with(beginning)) {
        let id = engine::explain::find_one(view, what)?;
        contents.title = id.clone();
        contents.add(view, &id)?;
        contents.files.insert("report.html".into(), page::explained(view, &id)?);
    } else {
        contents.add_case(view, what)?;
    }
    contents.add_acts(view)?;
    Ok(contents)
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && !text.starts_with('-')
}

impl Contents {
    /// Adds an item with what it rests on. Each item is followed once.
    fn add(&mut self, view: &View, id: &str) -> Result<(), Fault> {
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            if self.erased.contains(&id) || !self.ids.insert(id.clone()) {
                continue;
            }
            let item = match view.item(&id) {
                Err(EngineFault::Store(StoreFault::NoKey { .. })) => {
                    self.ids.remove(&id);
                    self.erased.insert(id);
                    continue;
                }
                other => other?,
            };
            match item {
                Item::Incident(incident) => {
                    open.extend(incident.members.iter().map(|member| member.observation.to_string()));
                    open.extend(view.findings_on(&incident.id).map_err(Fault::from)?);
                }
                Item::Finding(finding) => {
                    self.artifacts.insert(finding.agreement_version);
                    open.extend(finding.used.iter().map(ToString::to_string));
                    match &finding.subject {
                        model::Subject::Incident(incident) => open.push(incident.to_string()),
                        model::Subject::Duty { coverages, incidents, observations, .. } => {
                            open.extend(observations.iter().map(ToString::to_string));
                            open.extend(incidents.iter().map(ToString::to_string));
                            open.extend(coverages.iter().map(ToString::to_string));
                        }
                        model::Subject::Series { observations, .. } => open.extend(observations.iter().map(ToString::to_string)),
                    }
                }
                Item::Observation(observation) => self.add_source(view, &observation)?,
                Item::Layer(layer) => {
                    self.artifacts.insert(layer.geometry);
                }
                Item::Coverage(coverage) => self.add_arrivals(view, &coverage.from.artifact)?,
                Item::Refusal(refusal) => self.add_arrivals(view, &refusal.from.artifact)?,
                Item::Reading(reading) => self.add_arrivals(view, &reading.artifact)?,
                Item::Withdrawal(_) => {}
            }
        }
        Ok(())
    }

    fn add_source(&mut self, view: &View, observation: &Observation) -> Result<(), Fault> {
        self.add_arrivals(view, &observation.from.artifact)
    }

    /// Adds the bytes and every entry of this log by which they came.
    fn add_arrivals(&mut self, view: &View, artifact: &Digest) -> Result<(), Fault> {
        self.artifacts.insert(*artifact);
        for (leaf, _) in view.arrivals(artifact).map_err(Fault::from)? {
            // Its own entry; or the anchor of the other node's log by which it came.
            self.entries.insert(leaf);
            if let Entry::Received(received) = engine::gather::entry(view.log(), leaf)? {
                self.artifacts.extend(received.map);
            }
        }
        Ok(())
    }

    /// Adds a day's report: every item that one of its numbers counts, and what these rest on.
    fn add_report(&mut self, view: &View, day: &str) -> Result<(), Fault> {
        let daily = server::daily::daily(view, day).map_err(|fault| match fault {
            server::daily::DailyFault::Day(fault) => Fault::Call(fault),
            server::daily::DailyFault::Engine(fault) => fault.into(),
        })?;
        self.title = format!("daily report of {day}");
        let json = report::show_json(&daily);
        for id in cited(&String::from_utf8_lossy(&json)) {
            self.add(view, &id)?;
        }
        let html = report::show_html(&daily, &report::Html { links: false, stylesheet: report::Stylesheet::Embedded });
        self.files.insert("report.html".into(), html.into_bytes());
        self.files.insert(verify::check::REPORT.into(), json);
        Ok(())
    }

    /// Adds a case that was carried through here: what is in its file, and every text of its acts.
    fn add_file(&mut self, view: &View, case: &str) -> Result<(), Fault> {
        for (_, entry) in acts(view)? {
            if let Entry::Signed(signed) = entry
                && let Act::Case(step) = &signed.declared.act
                && step.subject() == case
            {
                // What a void act names may never have been in the vault.
                let texts = signed.declared.act.texts();
                self.artifacts.extend(texts.into_iter().filter(|text| view.vault().read(text).is_ok()));
            }
        }
        let office = view.office()?;
        let cites = office.docket.case(case).into_iter().flat_map(|case| &case.file);
        for filed in cites {
            let is_known = !view.find(&filed.cite.id).map_err(Fault::from)?.is_empty();
            if is_known {
                self.add(view, &filed.cite.id)?;
            }
        }
        Ok(())
    }

    /// The decision that stands on a case: of one that was carried through here the one that the office took, of
    /// another name the last act, as in older logs.
    fn decision(view: &View, case: &str) -> Result<Option<(u64, Digest)>, Fault> {
        let office = view.office()?;
        if let Some(found) = office.docket.case(case) {
            let casework::docket::Stage::Decided { leaf, .. } = &found.stage else { return Ok(None) };
            return Ok(found.decision().map(|proposal| (*leaf, proposal.sha256)));
        }
        let mut decided = None;
        for (leaf, entry) in acts(view)? {
            if let Entry::Signed(signed) = entry
                && let Act::Decide { case: name, sha256 } = signed.declared.act
                && name == case
            {
                decided = Some((leaf, sha256));
            }
        }
        Ok(decided)
    }

    /// Adds a decided case: the act, its text, and what the text cites.
    fn add_case(&mut self, view: &View, case: &str) -> Result<(), Fault> {
        let unknown = || Fault::Call(format!("`{case}`: no incident, day or decided case is called so; `tregua status` shows what stands"));
        let (leaf, sha256) = Self::decision(view, case)?.ok_or_else(unknown)?;
        self.add_file(view, case)?;
        self.title = format!("decision on {case}, entry {leaf}");
        self.artifacts.insert(sha256);
        for id in cited(&String::from_utf8_lossy(&view.vault().read(&sha256)?)) {
            let is_known = !view.find(&id).map_err(Fault::from)?.is_empty();
            if is_known {
                self.add(view, &id)?;
            }
        }
        Ok(())
    }

    /// Adds every act up to the position: signatures are judged by the keys that stood then, so
    /// that all changes of the key register must be there. Acts are clear entries in any case.
    fn add_acts(&mut self, view: &View) -> Result<(), Fault> {
        self.entries.extend(acts(view)?.into_iter().map(|(leaf, _)| leaf));
        self.artifacts.extend(view.in_use()?);
        Ok(())
    }
}

/// All acts up to the position, signed or of an older log.
pub fn acts(view: &View) -> Result<Vec<(u64, Entry)>, Fault> {
    let mut acts = Vec::new();
    for leaf in 0..view.as_of().min(view.log().size()) {
        match Entry::read(&super::prove::stored(view.log(), leaf)?) {
            Ok(entry @ (Entry::Signed(_) | Entry::Declared(_))) => acts.push((leaf, entry)),
            Ok(Entry::Anchor(_) | Entry::Concluded(_) | Entry::Gap(_) | Entry::Received(_)) | Err(_) => {}
        }
    }
    Ok(acts)
}

/// All ids in a text, each once.
fn cited(text: &str) -> BTreeSet<String> {
    let starts = CITED.iter().flat_map(|beginning| text.match_indices(beginning));
    let ids = starts.filter_map(|(at, _)| text.get(at..at + ID_CHARS));
    ids.filter(|id| id.bytes().skip(4).all(|byte| byte.is_ascii_alphanumeric())).map(str::to_owned).collect()
}
