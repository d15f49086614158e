//! Releases: proposed from what stands, held against all earlier ones, and derived again by every audit.

use crate::EngineFault;
use crate::contract::{Log, Projection, StoreFault, Vault};
use crate::gather::{Items, entry, mission};
use model::{Act, Audience, Digest, Entry, IncidentId, Instant, Item, Mission, Release, Shown};
use release::derive::Ground;
use release::draft::{NoDraft, bound_bytes, draft_narrow, draft_public};
use release::key::NoBasis;
use release::narrow::narrow;
use release::{
    Basis, Grant, History, Marked, NarrowIncident, Past, Policy, PolicyFault, Refusal, ReleaseKey, Row, Rows, Subject, Wish, Withheld,
    derive,
};
use std::collections::BTreeSet;

/// Longest reason of a release, characters.
pub const REASON_CHARS_MAX: usize = 1_000;

/// Why something is not released, or a release does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseFault {
    /// The rules say no.
    #[error("{id}: not released: {why}")]
    Refused {
        /// The incident.
        id: String,
        /// Why.
        why: Refusal,
    },
    /// It does not fit the record.
    #[error("{id}: not released: {why}")]
    Draft {
        /// The incident.
        id: String,
        /// Why.
        why: NoDraft,
    },
    /// The reason is none.
    #[error("a reason of 1 to {REASON_CHARS_MAX} characters on one line is expected; it stands in the log in clear")]
    Reason,
    /// No such party.
    #[error("`{0}`: the mission has no such party")]
    Audience(Audience),
    /// Another key.
    #[error(transparent)]
    Basis(#[from] NoBasis),
    /// It does not say what follows from the incident.
    #[error("what it shows does not follow from {0} as it stands: propose it again")]
    Otherwise(IncidentId),
    /// The policy cannot be used.
    #[error("mission.toml: {0}")]
    Policy(#[from] PolicyFault),
    /// It claims a moment that has not come.
    #[error("the release is declared for {0}, which has not come")]
    Future(Instant),
}

/// What stands, as far as releases need it.
pub trait Standing {
    /// An entry of the log.
    ///
    /// # Errors
    /// Absent, damaged or of an unknown shape.
    fn entry(&self, leaf: u64) -> Result<Entry, EngineFault>;
    /// The version of an item that stands, with its hash in its batch.
    ///
    /// # Errors
    /// If there is none, or it is damaged.
    fn standing(&self, id: &str) -> Result<(Item, Digest), EngineFault>;
    /// The mission's data in use.
    ///
    /// # Errors
    /// If none was adopted, or its file is absent or damaged.
    fn mission_in_use(&self) -> Result<Mission, EngineFault>;
    /// Entries that are releases, oldest first.
    ///
    /// # Errors
    /// If storage fails.
    fn releases(&self) -> Result<Vec<u64>, EngineFault>;
}

/// What stands by the projection of a writer or an audit.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// The log.
    pub log: &'a dyn Log,
    /// The vault.
    pub vault: &'a dyn Vault,
    /// The fold.
    pub projection: &'a dyn Projection,
}

impl Standing for Now<'_> {
    fn entry(&self, leaf: u64) -> Result<Entry, EngineFault> {
        entry(self.log, leaf)
    }

    fn standing(&self, id: &str) -> Result<(Item, Digest), EngineFault> {
        let located = self.projection.locate(&[id.to_owned()])?;
        let at = located.first().ok_or_else(|| EngineFault::UnknownId(id.into()))?;
        Ok((Items::new(self.log, self.vault, self.projection).read_at(at)?, at.hash))
    }

    fn mission_in_use(&self) -> Result<Mission, EngineFault> {
        Ok(mission(self.vault, self.projection)?.mission)
    }

    fn releases(&self) -> Result<Vec<u64>, EngineFault> {
        Ok(self.projection.releases()?)
    }
}

/// What somebody wants to release.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Of which incident.
    pub incident: IncidentId,
    /// To whom.
    pub audience: Audience,
    /// Why.
    pub reason: String,
    /// What is to be left out.
    pub wish: Wish,
}

/// Everything released to the public so far.
///
/// # Errors
/// If an entry cannot be read, or was sealed with another release key.
pub fn history(standing: &dyn Standing, key: &ReleaseKey) -> Result<History, EngineFault> {
    let mut history = History::default();
    for leaf in standing.releases()? {
        if let Some((release, _)) = release_at(standing, leaf)?
            && let Some(past) = past(leaf, &release, key)?
        {
            history.add(past);
        }
    }
    Ok(history)
}

/// The release at an entry with the moment at which it was declared, if it is one.
///
/// # Errors
/// If the entry cannot be read.
pub fn release_at(standing: &dyn Standing, leaf: u64) -> Result<Option<(Release, Instant)>, EngineFault> {
    let Entry::Signed(signed) = standing.entry(leaf)? else { return Ok(None) };
    let at = signed.declared.at;
    Ok(if let Act::Release(release) = signed.declared.act { Some((release, at)) } else { None })
}

/// What was released to the public so far, as it may be written out.
///
/// # Errors
/// If an entry cannot be read.
pub fn public_rows(standing: &dyn Standing) -> Result<Rows, EngineFault> {
    let mut rows = Vec::new();
    for leaf in standing.releases()? {
        let Some((release, at)) = release_at(standing, leaf)? else { continue };
        let Shown::Clear(shown) = &release.shown else { continue };
        let released = Marked::unmarked(shown.clone()).release(&Audience::Public, &Grant::of(&release));
        rows.extend(released.ok().map(|shown| Row { entry: leaf, at, reason: release.reason, shown }));
    }
    Ok(Rows::public(rows))
}

/// What the history keeps of a release: only what everybody saw.
fn past(leaf: u64, release: &Release, key: &ReleaseKey) -> Result<Option<Past>, ReleaseFault> {
    let Shown::Clear(shown) = &release.shown else { return Ok(None) };
    let Basis { incident, members, .. } = basis(release, key)?;
    Ok(Some(Past { leaf, incident, members, shown: shown.clone() }))
}

/// Which version of which incident a release is of.
///
/// # Errors
/// If it was made with another key.
pub fn basis(release: &Release, key: &ReleaseKey) -> Result<Basis, ReleaseFault> {
    let bound = bound_bytes(&release.audience, &release.reason, &release.shown).map_err(|_| NoBasis)?;
    Ok(key.open(&release.basis, &bound)?)
}

/// Writes the act that would release an incident now, if the rules and all earlier releases allow it.
///
/// # Errors
/// If they do not, or what stands cannot be read.
pub fn propose(standing: &dyn Standing, asked: &Asked, history: &History, key: &ReleaseKey, at: Instant) -> Result<Release, EngineFault> {
    let reason = asked.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX || reason.chars().any(char::is_control) {
        return Err(ReleaseFault::Reason.into());
    }
    let mission = standing.mission_in_use()?;
    if let Audience::Party(party) = &asked.audience {
        mission.party(party).ok_or_else(|| ReleaseFault::Audience(asked.audience.clone()))?;
    }
    let policy = Policy::of(&mission.release).map_err(ReleaseFault::from)?;
    let (subject, basis) = subject(standing, asked.incident)?;
    let ground = Ground { policy: &policy, history, key, at };
    let id = asked.incident.to_string();
    let refused = |why| ReleaseFault::Refused { id: id.clone(), why };
    let drafted = match &asked.audience {
        Audience::Public => draft_public(derive(subject, &asked.wish, &ground).map_err(refused)?, &basis, reason, key),
        audience @ (Audience::Commission | Audience::Party(_)) => {
            draft_narrow(&narrow(subject, audience, &asked.wish, &ground).map_err(refused)?, audience, &basis, reason, key)
        }
    };
    Ok(drafted.map_err(|why| ReleaseFault::Draft { id, why })?)
}

/// An incident as it stands with its reports. Nobody marked them: they are RED.
fn subject(standing: &dyn Standing, id: IncidentId) -> Result<(Marked<Subject>, Basis), EngineFault> {
    let (Item::Incident(incident), item) = standing.standing(&id.to_string())? else {
        return Err(EngineFault::UnknownId(id.to_string()));
    };
    let mut members = Vec::with_capacity(incident.members.len());
    for member in &incident.members {
        if let (Item::Observation(observation), _) = standing.standing(&member.observation.to_string())? {
            members.push(observation);
        }
    }
    let basis = Basis { incident: id, item, members: incident.members.iter().map(|member| member.observation).collect() };
    Ok((Marked::unmarked(Subject { incident, members }), basis))
}

/// Holds a release against what stands: proposed again, it must be the same to the byte.
///
/// # Errors
/// If it is not, or what stands cannot be read.
pub fn check(standing: &dyn Standing, release: &Release, history: &History, key: &ReleaseKey, at: Instant) -> Result<(), EngineFault> {
    let basis = basis(release, key)?;
    let mut differs = None;
    for wish in wishes(release) {
        let asked = Asked { incident: basis.incident, audience: release.audience.clone(), reason: release.reason.clone(), wish };
        match propose(standing, &asked, history, key, at) {
            Ok(again) if again == *release => return Ok(()),
            Ok(_) => {}
            Err(fault) => differs = differs.or(Some(fault)),
        }
    }
    Err(differs.unwrap_or_else(|| ReleaseFault::Otherwise(basis.incident).into()))
}

/// What may have been asked for: whether a place was to be left out does not show if none is known.
fn wishes(release: &Release) -> Vec<Wish> {
    match &release.shown {
        Shown::Clear(shown) => vec![Wish { class: Some(shown.class), without_place: shown.place.is_none() }],
        Shown::Committed(_) => [false, true].map(|without_place| Wish { class: None, without_place }).to_vec(),
    }
}

/// What a committed release gives, with the salt that opens its digest.
#[derive(Debug)]
pub struct Given {
    /// What is given.
    pub content: Marked<NarrowIncident>,
    /// The salt.
    pub salt: [u8; 32],
}

impl Given {
    /// The file for its audience: who holds it can hold it against the log.
    ///
    /// # Errors
    /// If the release grants something else.
    pub fn file(&self, leaf: u64, log: &str, release: &Release) -> Result<String, Withheld> {
        let opened = self.content.clone().give(&release.audience, &self.salt, &Grant::of(release))?;
        let salt = Digest::from_bytes(self.salt).to_string();
        let file = serde_json::json!({"audience": release.audience, "content": opened, "entry": leaf, "log": log, "reason": release.reason, "salt": salt, "v": 1});
        Ok(format!("{file}\n"))
    }
}

/// Derives again what a committed release gives, as of just before it.
///
/// # Errors
/// If it does not follow from what stood then.
pub fn given(standing: &dyn Standing, release: &Release, key: &ReleaseKey, at: Instant) -> Result<Given, EngineFault> {
    let basis = basis(release, key)?;
    let policy = Policy::of(&standing.mission_in_use()?.release).map_err(ReleaseFault::from)?;
    let ground = Ground { policy: &policy, history: &History::default(), key, at };
    for wish in wishes(release) {
        let (subject, stood) = subject(standing, basis.incident)?;
        let refused = |why| ReleaseFault::Refused { id: basis.incident.to_string(), why };
        let content = narrow(subject, &release.audience, &wish, &ground).map_err(refused)?;
        let salt = key.salt(&release.audience, &stood);
        let again = draft_narrow(&content, &release.audience, &stood, &release.reason, key);
        if again.is_ok_and(|again| again == *release) {
            return Ok(Given { content, salt });
        }
    }
    Err(ReleaseFault::Otherwise(basis.incident).into())
}

/// The audit's part: every release derived again from what stood just before it.
#[derive(Debug, Default)]
pub struct Releases {
    history: History,
    erased: BTreeSet<Digest>,
    /// Releases that were held against their incidents.
    pub checked_n: u64,
    /// Releases that could not be, without the mission's release key.
    pub unchecked_n: u64,
    /// Releases, by entry, of what can no longer be read because an order erased it.
    pub redacted: BTreeSet<u64>,
}

impl Releases {
    /// Begins, knowing the hashes of the items that orders erased.
    pub fn new(erased: BTreeSet<Digest>) -> Self {
        Self { erased, ..Self::default() }
    }

    fn is_erased(&self, release: &Release, key: &ReleaseKey) -> bool {
        basis(release, key).is_ok_and(|basis| self.erased.contains(&basis.item))
    }

    /// Looks at an entry that is about to be applied; says what is wrong with it, if it is a release.
    pub fn see(&mut self, standing: &dyn Standing, leaf: u64, entry: &Entry, key: Option<&ReleaseKey>) -> Option<String> {
        let Entry::Signed(signed) = entry else { return None };
        let Act::Release(release) = &signed.declared.act else { return None };
        let Some(key) = key else {
            self.unchecked_n += 1;
            return None;
        };
        self.checked_n += 1;
        let checked = check(standing, release, &self.history, key, signed.declared.at);
        if let Ok(Some(past)) = past(leaf, release, key) {
            self.history.add(past);
        }
        match checked {
            Ok(()) => None,
            Err(EngineFault::Store(StoreFault::NoKey { .. } | StoreFault::Absent { .. })) if self.is_erased(release, key) => {
                self.redacted.insert(leaf);
                None
            }
            Err(fault) => Some(format!("the release does not hold: {fault}")),
        }
    }
}
