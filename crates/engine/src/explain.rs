//! Why: the tree from a finding, an incident or an observation down to the bytes and their proofs.

use crate::EngineFault;
use crate::contract::{Located, Log, Lookup, Vault};
use crate::corroboration::{corroboration, show_corroboration};
use crate::gather::{entry, read_located};
use ledger::batch::{item_path, verify_item};
use ledger::tree::Hash;
use model::entry::BatchHeader;
use model::finding::chance_word;
use model::{Act, Bond, BondVerb, Entry, Finding, Incident, Item, Kind, Observation, Subject};
use serde::Serialize;

/// Greatest number of members that are explained one by one.
const MEMBERS_MAX: usize = 50;

/// One node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// What it is: an id and a word.
    pub title: String,
    /// What is said of it, a sentence a line.
    pub lines: Vec<String>,
    /// What it rests on.
    pub because: Vec<Why>,
}

/// What explaining reads from.
pub struct Sources<'a> {
    /// The log.
    pub log: &'a dyn Log,
    /// The vault.
    pub vault: &'a dyn Vault,
    /// What stood.
    pub lookup: &'a dyn Lookup,
    /// The inclusion path of an entry, for its proof.
    pub inclusion: &'a dyn Fn(u64) -> Result<Vec<Hash>, crate::StoreFault>,
}

/// Finds the one item that an id, or the beginning of one, means.
///
/// # Errors
/// If there is none, or several.
pub fn find_one(lookup: &dyn Lookup, beginning: &str) -> Result<String, EngineFault> {
    let mut found = lookup.find(beginning)?;
    match (found.len(), found.pop()) {
        (1, Some(id)) => Ok(id),
        (0, _) | (_, None) => Err(EngineFault::UnknownId(beginning.chars().take(40).collect())),
        (_, Some(last)) => {
            found.push(last);
            Err(EngineFault::Ambiguous { id: beginning.into(), candidates: found.join(", ") })
        }
    }
}

/// Explains an item by its id or the beginning of it.
///
/// # Errors
/// If there is no such item, or something it rests on is absent or damaged.
pub fn explain(from: &Sources<'_>, beginning: &str) -> Result<Why, EngineFault> {
    let id = find_one(from.lookup, beginning)?;
    explain_id(from, &id)
}

fn explain_id(from: &Sources<'_>, id: &str) -> Result<Why, EngineFault> {
    let (item, proof) = read_proven(from, id)?;
    let mut why = match &item {
        Item::Finding(finding) => explain_finding(from, finding)?,
        Item::Incident(incident) => explain_incident(from, incident)?,
        Item::Observation(observation) => explain_observation(from, observation)?,
        Item::Coverage(coverage) => {
            let lines = vec![format!(
                "{} observed {} of {} planned minutes, {} to {}",
                coverage.station, coverage.observed_min, coverage.planned_min, coverage.time.from, coverage.time.to
            )];
            Why { title: format!("{id} coverage"), lines, because: vec![explain_passage(from, &coverage.from)?] }
        }
        Item::Layer(layer) => {
            let lines = vec![
                format!(
                    "layer `{}` by source `{}`, valid from {}, known at {}",
                    layer.layer, layer.source, layer.valid_from, layer.known_at
                ),
                format!("geometry {} in the vault, border exact to {} m (1 sd)", layer.geometry, layer.accuracy_m),
            ];
            Why { title: format!("{id} layer version"), lines, because: Vec::new() }
        }
        Item::Refusal(refusal) => {
            let lines = vec![refusal.reason.clone(), format!("the row: {}", refusal.raw)];
            Why { title: format!("{id} refused row"), lines, because: vec![explain_passage(from, &refusal.from)?] }
        }
        Item::Reading(reading) => {
            let lines = vec![format!(
                "read as `{}`: {} rows, {} read, {} refused",
                reading.format, reading.rows_n, reading.read_n, reading.refused_n
            )];
            Why { title: format!("{id} reading"), lines, because: explain_artifact(from, &reading.artifact)? }
        }
        Item::Withdrawal(withdrawal) => {
            Why { title: format!("{id} withdrawn"), lines: vec![withdrawal.reason.clone()], because: Vec::new() }
        }
    };
    let versions = from.lookup.versions(id)?;
    if versions.len() > 1 {
        let entries: Vec<String> = versions.iter().map(ToString::to_string).collect();
        why.lines.push(format!("{} versions so far, at entries {}; this is the one that stood", versions.len(), entries.join(", ")));
    }
    why.because.push(proof);
    Ok(why)
}

fn explain_finding(from: &Sources<'_>, finding: &Finding) -> Result<Why, EngineFault> {
    let mut lines = vec![format!("clause {} of `{}`: {}", finding.clause, finding.agreement, finding.outcome.word().replace('_', " "))];
    lines.extend(finding.reading.as_ref().map(|reading| format!("in the reading `{reading}`")));
    lines.extend(
        finding
            .chance_ppm
            .map(|ppm| format!("chance that the condition is met: {}.{:04} % ({})", ppm / 10_000, ppm % 10_000, chance_word(ppm))),
    );
    if !finding.missing.is_empty() {
        let missing: Vec<String> =
            finding.missing.iter().filter_map(|missing| serde_json::to_value(missing).ok()?.as_str().map(str::to_owned)).collect();
        lines.push(format!("missing to decide: {}", missing.join(", ")));
    }
    lines.extend(finding.reasons.iter().cloned());
    let mut because = vec![explain_clause(from, finding)?];
    match &finding.subject {
        Subject::Incident(incident) => because.push(explain_id(from, &incident.to_string())?),
        Subject::Duty { about, coverages, incidents, observations } => {
            lines.push(format!("what is owed: {about}"));
            let coverages = coverages.iter().map(ToString::to_string);
            let incidents = incidents.iter().map(ToString::to_string);
            for id in observations.iter().map(ToString::to_string).chain(incidents).chain(coverages).take(MEMBERS_MAX) {
                because.push(explain_id(from, &id)?);
            }
        }
        Subject::Series { observations, speaker, definition } => {
            lines.push(format!("figures of `{speaker}`, counting `{definition}`"));
            for observation in observations.iter().take(MEMBERS_MAX) {
                because.push(explain_id(from, &observation.to_string())?);
            }
        }
    }
    for layer in &finding.used {
        because.push(explain_id(from, &layer.to_string())?);
    }
    Ok(Why { title: format!("{} finding", finding.id), lines, because })
}

fn explain_clause(from: &Sources<'_>, finding: &Finding) -> Result<Why, EngineFault> {
    let text = String::from_utf8_lossy(&from.vault.read(&finding.agreement_version)?).into_owned();
    let (agreement, _) = terms::read_agreement(&text);
    let quote = agreement.as_ref().and_then(|agreement| agreement.term(&finding.clause)).and_then(|term| term.quote.clone());
    let mut lines = vec![format!("text of the agreement: {} in the vault, digest holds", finding.agreement_version)];
    lines.extend(from.lookup.adopted(&finding.agreement_version)?.map(|(came, people)| {
        let log = came.log.map_or_else(String::new, |log| format!(" of {log}"));
        let how = people.map_or_else(|| "without signature".into(), |people| format!("signed by {people}"));
        format!("taken into use at entry {}{log}, {how}", came.index)
    }));
    lines.extend(quote.map(|quote| format!("\u{201c}{quote}\u{201d}")));
    Ok(Why { title: format!("clause {}", finding.clause), lines, because: Vec::new() })
}

fn explain_incident(from: &Sources<'_>, incident: &Incident) -> Result<Why, EngineFault> {
    let mut lines = vec![
        format!("{}, between {} and {}", incident.kind.word().replace('_', " "), incident.time.from, incident.time.to),
        format!(
            "{} observations from at most {} independent origins (reports of one party, texts that carry one another and texts that credit one agency count once)",
            incident.members.len(),
            incident.origins.len()
        ),
    ];
    if incident.kind == Kind::ThermalAnomaly {
        lines.push("only heat was seen: nothing here says that anything but a fire took place".into());
    }
    if incident.crowded {
        lines.push("many reports lie close together here: the partition is less certain than elsewhere".into());
    }
    for alternative in incident.alternatives.iter().take(5) {
        let odds = alternative.log_odds_mnat;
        lines.push(format!(
            "{} could also belong to {} (log-odds {}{}.{:03} nat)",
            alternative.observation,
            alternative.incident,
            if odds < 0 { "-" } else { "" },
            odds.abs() / 1000,
            odds.abs() % 1000
        ));
    }
    lines.extend(explain_corroboration(from, incident)?);
    for bond in &incident.bonds {
        lines.push(show_bond(from.lookup, bond)?);
    }
    let mut because = Vec::new();
    for moved in &incident.moved_to {
        lines.push(format!("it no longer stands: its first member went to {moved}"));
    }
    for member in incident.members.iter().take(MEMBERS_MAX) {
        let mut why = explain_id(from, &member.observation.to_string())?;
        why.lines.insert(
            0,
            format!(
                "belongs here with a chance of {}.{} % ({})",
                member.chance_ppm / 10_000,
                member.chance_ppm / 1_000 % 10,
                chance_word(member.chance_ppm)
            ),
        );
        because.push(why);
    }
    if incident.members.len() > MEMBERS_MAX {
        lines.push(format!("only the first {MEMBERS_MAX} members are explained one by one; ask for the others by their id"));
    }
    Ok(Why { title: format!("{} incident", incident.id), lines, because })
}

/// How surely it happened at all; not of incidents with very many members.
fn explain_corroboration(from: &Sources<'_>, incident: &Incident) -> Result<Option<String>, EngineFault> {
    let Some(file) = from.lookup.mission_file()?.filter(|_| (1..=MEMBERS_MAX).contains(&incident.members.len())) else { return Ok(None) };
    let mission = crate::gather::read_mission(&String::from_utf8_lossy(&from.vault.read(&file)?))?;
    let mut members = Vec::with_capacity(incident.members.len());
    for member in &incident.members {
        let (item, _) = read_proven(from, &member.observation.to_string())?;
        members.extend(if let Item::Observation(observation) = item { Some(observation) } else { None });
    }
    Ok(Some(show_corroboration(&corroboration(incident, &members, &mission))))
}

/// Who settled what about the members of an incident, and whether the evidence as it stands speaks against it.
///
/// # Errors
/// If storage fails.
pub fn show_bond(lookup: &dyn Lookup, bond: &Bond) -> Result<String, EngineFault> {
    let what = match bond.verb {
        BondVerb::Merge => "bound together",
        BondVerb::Split => "held apart",
    };
    let who = match lookup.act(&bond.log, bond.act)? {
        Some((signed, people)) => {
            let reason = match &signed.declared.act {
                Act::Merge { reason, .. } | Act::Split { reason, .. } => reason.as_str(),
                _ => "",
            };
            format!("by {people}, {}: \u{201c}{reason}\u{201d}", signed.declared.at)
        }
        None => "by an act that cannot be read here".into(),
    };
    let evidence = bond.log_odds_mnat.map_or_else(String::new, |mnat| {
        let verdict = if bond.is_against_evidence() { "SPEAKS AGAINST it" } else { "agrees" };
        format!("; the evidence as it stands {verdict}: log-odds {} nat on average without it", nats(mnat))
    });
    Ok(format!("{what} {who} (entry {} of {}){evidence}", bond.act, bond.log))
}

/// Thousandths of a nat, as a decimal number.
pub fn nats(mnat: i32) -> String {
    format!("{}{}.{:03}", if mnat < 0 { "-" } else { "" }, mnat.unsigned_abs() / 1_000, mnat.unsigned_abs() % 1_000)
}

fn explain_observation(from: &Sources<'_>, observation: &Observation) -> Result<Why, EngineFault> {
    let mut lines = vec![format!(
        "{} reported by `{}`, {} to {}",
        observation.kind.word().replace('_', " "),
        observation.source,
        observation.time.from,
        observation.time.to
    )];
    lines.extend(observation.count.as_ref().map(|count| format!("how many: {}", count.text)));
    lines.extend(observation.deed.as_ref().map(|deed| {
        let by = observation.actor.as_ref().map(|actor| format!(" by {actor}")).unwrap_or_default();
        let about = deed.about.as_ref().map(|about| format!(" about {about}")).unwrap_or_default();
        let to = deed.to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
        format!("what was done: {}{by}{about}{to}", deed.kind.word().replace('_', " "))
    }));
    lines.extend(crate::heat::lines(from, observation)?);
    lines.extend(observation.place_name.as_ref().map(|name| format!("where: {name}")));
    lines.extend(observation.text.as_ref().map(|text| format!("\u{201c}{}\u{201d}", text.chars().take(300).collect::<String>())));
    Ok(Why { title: format!("{} observation", observation.id), lines, because: vec![explain_passage(from, &observation.from)?] })
}

fn explain_passage(from: &Sources<'_>, passage: &model::observation::Passage) -> Result<Why, EngineFault> {
    let mut lines = Vec::new();
    let bytes = from.vault.read(&passage.artifact)?;
    let entry_name = passage.entry.as_ref().map_or_else(String::new, |entry| format!("file `{entry}` in the archive, "));
    lines.push(format!("{entry_name}line {}", passage.line));
    lines.extend(
        ingest::show_passage(&bytes, passage).map(|words| format!("the words there: {}", words.chars().take(300).collect::<String>())),
    );
    Ok(Why { title: "read from".into(), lines, because: explain_artifact(from, &passage.artifact)? })
}

/// One node for each time the bytes arrived.
fn explain_artifact(from: &Sources<'_>, artifact: &model::Digest) -> Result<Vec<Why>, EngineFault> {
    let mut arrivals = Vec::new();
    for (leaf, came) in from.lookup.arrivals(artifact)? {
        if let Some(log) = &came.log {
            let lines = vec![
                format!("SHA-256 {artifact}: the bytes in the vault have this digest"),
                format!("it came in at another node: its entry {} is covered by the anchor at entry {leaf} here", came.index),
                prove_entry(from, leaf)?,
            ];
            arrivals.push(Why { title: format!("artifact at entry {} of {log}", came.index), lines, because: Vec::new() });
        } else if let Entry::Received(received) = entry(from.log, leaf)? {
            let source = received.source.as_ref().map_or_else(String::new, |source| format!(" from source `{source}`"));
            let mut lines = vec![format!("`{}`, {} bytes, received {}{source}", received.name, received.bytes_n, received.received_at)];
            lines.extend(from.lookup.sender(&came)?.map(|place| {
                format!("handed in by {}, number {} of stream `{}`: the signature holds", place.sender, place.seq, place.stream)
            }));
            lines.push(format!("SHA-256 {artifact}: the bytes in the vault have this digest"));
            lines.push(prove_entry(from, leaf)?);
            arrivals.push(Why { title: format!("artifact at entry {leaf}"), lines, because: Vec::new() });
        }
    }
    Ok(arrivals)
}

/// Reads an item and proves it: item to batch root, header to log root.
fn read_proven(from: &Sources<'_>, id: &str) -> Result<(Item, Why), EngineFault> {
    let at = from.lookup.place(id)?;
    let Entry::Concluded(header) = entry(from.log, at.leaf)? else {
        return Err(EngineFault::Entry { leaf: at.leaf, cause: "a batch was expected here".into() });
    };
    let item = read_located(from.vault, &header.root, &at)?.item;
    let proven = prove_item(from, &header, &at, id)?;
    let method = format!(
        "concluded by {} revision {}, having seen the log up to entry {}",
        header.method.name, header.method.revision, header.basis.as_of
    );
    let why =
        Why { title: format!("proof by entry {}", at.leaf), lines: vec![method, proven, prove_entry(from, at.leaf)?], because: Vec::new() };
    Ok((item, why))
}

fn prove_item(from: &Sources<'_>, header: &BatchHeader, at: &Located, id: &str) -> Result<String, EngineFault> {
    let tiles = from.vault.read_batch_tiles(&header.root)?;
    let (leaf, hash) = (at.leaf, at.hash);
    let n = u64::from(header.n);
    let level = usize::try_from(n).unwrap_or(0) * 32;
    let index = tiles.get(..level).unwrap_or(&[]).chunks_exact(32).position(|known| known == hash.as_bytes());
    let broken = |how: String| EngineFault::Entry { leaf, cause: format!("{id}: {how}") };
    let index = index.ok_or_else(|| broken("its hash is not among those of its batch".into()))? as u64;
    let read = |offset: u64, length: usize| -> Result<Vec<u8>, String> {
        let offset = usize::try_from(offset).map_err(|fault| fault.to_string())?;
        tiles.get(offset..offset + length).map(<[u8]>::to_vec).ok_or_else(|| "the hash file is too short".into())
    };
    let path = item_path(index, n, read).map_err(|fault| broken(fault.to_string()))?;
    verify_item(&Hash(*hash.as_bytes()), index, n, &path, &Hash(*header.root.as_bytes())).map_err(|fault| broken(fault.to_string()))?;
    Ok(format!("item {index} of {n} in its batch: {} hashes lead to the root in the entry, it holds", path.len()))
}

fn prove_entry(from: &Sources<'_>, leaf: u64) -> Result<String, EngineFault> {
    let bytes = from.log.stored(leaf)?;
    let path = (from.inclusion)(leaf)?;
    let (size, root) = (from.log.size(), from.log.root());
    let broken = |fault: ledger::tree::VerifyError| EngineFault::Entry { leaf, cause: fault.to_string() };
    ledger::tree::verify_inclusion(&Hash::leaf(&bytes), leaf, size, &path, &Hash(*root.as_bytes())).map_err(broken)?;
    Ok(format!(
        "entry {leaf} of {size} in the log: {} hashes lead to the signed root {}, it holds",
        path.len(),
        &root.to_string().get(..16).unwrap_or("")
    ))
}

/// Writes the tree as indented text.
pub fn show_why(why: &Why) -> String {
    let mut text = String::new();
    show(why, 0, &mut text);
    text
}

fn show(why: &Why, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    text.push_str(&format!("{indent}{}\n", why.title));
    for line in &why.lines {
        text.push_str(&format!("{indent}  {line}\n"));
    }
    for because in &why.because {
        show(because, depth + 1, text);
    }
}
