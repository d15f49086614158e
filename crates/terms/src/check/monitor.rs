//! Terms of which no source of the mission could ever show a breach.
//!
//! A source shows what it can report (`shows` in mission.toml; not said = anything). Who acted is named
//! only by sources that report about people, and never by a party about its opponent.

use super::Checker;
use crate::agreement::{KindSet, Rule, Term};
use crate::duty::DutyRule;
use crate::read::kinds_of;
use crate::words::listed;
use model::mission::Source;
use model::{Kind, PartyId};

impl Checker<'_, '_> {
    pub(super) fn check_monitored(&mut self) {
        if self.mission.sources.is_empty() {
            let message = "the mission has no sources: no breach of any clause could ever be shown".to_owned();
            self.faults.warning(0..0, message, Some("add them to mission.toml as `[[source]]` with `id` and `name`".into()));
            return;
        }
        for term in self.agreement.terms.iter().filter(|term| !term.is_faulty() && term.origin.is_none()) {
            let Some((message, help)) = self.unmonitored(term) else { continue };
            self.faults.warning(term.header.clone(), message, Some(help));
        }
    }

    fn unmonitored(&self, term: &Term) -> Option<(String, String)> {
        let (kinds, parties) = needed(term, &self.agreement.parties)?;
        let able: Vec<&Source> = self.mission.sources.iter().filter(|source| shows(source, kinds)).collect();
        let id = &term.id;
        if able.is_empty() {
            let message =
                format!("no source configured in this mission could ever show a breach of clause {id}: none reports {}", kinds.words());
            return Some((message, "add a source that does, or add the kind to `shows` of one in mission.toml".into()));
        }
        let names: Vec<&&Source> = able.iter().filter(|source| !source.machine).collect();
        if names.is_empty() {
            let all: Vec<&str> = able.iter().map(|source| source.id.0.as_str()).collect();
            let message = format!(
                "no source configured in this mission could ever show a breach of clause {id}: those that report {} ({}) are machines, and say nothing of who acted",
                kinds.words(),
                listed(&all)
            );
            return Some((message, "add a source of people who can name the actor; until then results are undetermined{actor}".into()));
        }
        if names.iter().any(|source| source.party.is_none()) {
            return None;
        }
        let is_own = |party: &&PartyId| names.iter().any(|source| source.party.as_ref() == Some(*party));
        let (own, unseen): (Vec<&PartyId>, Vec<&PartyId>) = parties.iter().partition(is_own);
        let words = |parties: &[&PartyId]| listed(&parties.iter().map(|party| party.0.as_str()).collect::<Vec<_>>());
        let help = "a party's word about its opponent names nobody: add a source that belongs to no party".to_owned();
        if own.is_empty() {
            return Some((
                format!(
                    "no source configured in this mission could ever show a breach of clause {id}: all that could belong to parties that it does not bind"
                ),
                help,
            ));
        }
        let only = format!("a breach of clause {id} by {} could be shown by their own sources alone", words(&own));
        let message = if unseen.is_empty() { only } else { format!("{only}, and one by {} by no source at all", words(&unseen)) };
        Some((message, help))
    }
}

/// What a source must report to show a breach, and whose breach it would be; `None` if the term
/// has no breach of its own.
fn needed<'t>(term: &'t Term, all: &'t [PartyId]) -> Option<(KindSet, &'t [PartyId])> {
    match &term.rule {
        Rule::EffectiveMoment(_) | Rule::Repeal | Rule::Unreadable => None,
        Rule::ProhibitedAct(act) => Some((act.acts, act.parties.as_slice())),
        Rule::Quota(_) => Some((KindSet::of([Kind::Delivery, Kind::Statement, Kind::Inventory]), all)),
        // People decide it, whatever is reported.
        Rule::Duty(DutyRule::Manual(_)) => None,
        _ => Some((kinds_of(term), all)),
    }
    .filter(|(kinds, _)| !kinds.is_empty())
}

fn shows(source: &Source, kinds: KindSet) -> bool {
    source.shows.is_empty() || source.shows.iter().any(|kind| kinds.has(*kind))
}
