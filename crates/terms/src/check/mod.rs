//! An agreement against its mission and layers: names that lead nowhere, and what may not be meant.

mod clash;
mod lacking;
mod monitor;
mod never;
mod relations;
mod undefined;

pub use relations::check_among;

use crate::agreement::{Agreement, Mention, Precedence, Rule, Term, TermKind};
use crate::fault::{Fault, Faults};
use crate::fields::Worded;
use crate::ground::Ground;
use crate::head::Relation;
use crate::words::{clean, listed, meant};
use model::{Mission, PartyId, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Weapon classes met in texts; the list is open, an agreement may add its own by `[[weapon]]`.
/// Source: DOMAIN 1.4.
pub const CLASSES: [&str; 24] = [
    "small_arms",
    "heavy_machine_gun",
    "automatic_grenade_launcher",
    "rpg",
    "recoilless_gun",
    "ifv_cannon",
    "anti_aircraft_gun",
    "atgm",
    "mortar",
    "anti_tank_gun",
    "towed_howitzer",
    "sp_howitzer",
    "tank",
    "mlrs",
    "tactical_missile",
    "sam",
    "air_bomb",
    "cruise_missile",
    "ballistic_missile",
    "uav_recon",
    "uav_strike",
    "mine",
    "ied",
    "unknown",
];

/// Checks an agreement against the mission and its layers: parties, sources, zones and lines that
/// do not exist, classes that nobody defines, parties without a baseline, terms without a beginning.
///
/// `text` is the file that the agreement was read from. These faults come on top of those that
/// [`crate::read_agreement`] returns; together they are all. Sorted by place.
pub fn check(agreement: &Agreement, text: &str, mission: &Mission, layers: &dyn Ground) -> Vec<Fault> {
    let mut faults = Faults::of(text);
    Text { agreement, text, faults: &mut faults }.check();
    let mut checker = Checker { agreement, mission, layers, faults: &mut faults };
    checker.check_monitored();
    checker.check_geometry();
    checker.check_mentions(&agreement.mentions);
    for term in &agreement.terms {
        checker.check_mentions(&term.mentions);
        checker.check_term(term);
    }
    checker.check_moments();
    sorted(faults)
}

/// Checks what the text alone shows, where no mission is at hand: terms that contradict each other,
/// overlap or can never apply, words that nobody defines, quotas without a counting point.
pub fn check_text(agreement: &Agreement, text: &str) -> Vec<Fault> {
    let mut faults = Faults::of(text);
    Text { agreement, text, faults: &mut faults }.check();
    sorted(faults)
}

fn sorted(faults: Faults<'_>) -> Vec<Fault> {
    let mut found = faults.found;
    found.sort_by_key(|fault| (fault.span.start, fault.span.end));
    found
}

/// An agreement by itself.
struct Text<'c, 'a> {
    agreement: &'c Agreement,
    text: &'a str,
    faults: &'c mut Faults<'a>,
}

impl Text<'_, '_> {
    fn check(&mut self) {
        self.check_clashes();
        self.check_never();
        self.check_words();
        self.check_lacking();
    }
}

/// An agreement before its mission.
struct Checker<'c, 'a> {
    agreement: &'c Agreement,
    mission: &'c Mission,
    layers: &'c dyn Ground,
    faults: &'c mut Faults<'a>,
}

impl Checker<'_, '_> {
    fn check_mentions(&mut self, mentions: &[Mention]) {
        for mention in mentions {
            match mention {
                Mention::Party(party) => self.check_party(party),
                Mention::Asserter(party) => self.check_asserter(party),
                Mention::Class(class) => self.check_class(class),
                // Linked when the agreement was read.
                Mention::Definition(_) => {}
                Mention::Places { layer, source } => self.check_layer(layer, source.as_ref(), false),
                Mention::Target(class) => self.check_target(class),
                Mention::Layer { layer, source, is_line } => self.check_layer(layer, source.as_ref(), *is_line),
            }
        }
    }

    fn parties(&self) -> Vec<&str> {
        self.mission.parties.iter().map(|party| party.id.0.as_str()).collect()
    }

    fn check_party(&mut self, party: &Worded) {
        if self.mission.party(&PartyId(party.word.clone())).is_none() {
            let help = none_or(&self.parties(), &party.word, "the mission has no parties: add them to mission.toml");
            self.faults.error(party.span.clone(), format!("the mission has no party `{}`", clean(&party.word, 60)), Some(help));
        }
    }

    fn check_asserter(&mut self, party: &Worded) {
        if self.mission.party(&PartyId(party.word.clone())).is_none() {
            let help = none_or(&self.parties(), &party.word, "the mission has no parties");
            self.faults.warning(
                party.span.clone(),
                format!("`{}` asserts a reading and is no party of the mission", clean(&party.word, 60)),
                Some(help),
            );
        }
    }

    fn check_class(&mut self, class: &Worded) {
        let own = self.agreement.arms.iter().filter_map(|arm| arm.class.as_deref());
        let known: Vec<&str> = CLASSES.into_iter().chain(own).collect();
        if !known.contains(&class.word.as_str()) {
            let help = format!(
                "{}; an agreement defines classes of its own by `[[weapon]]` tables",
                meant(&class.word, &known).trim_end_matches('?')
            );
            self.faults.warning(class.span.clone(), format!("nobody defines the weapon class `{}`", clean(&class.word, 60)), Some(help));
        }
    }

    /// A class of target may be known by the sources' words alone; that is worth a word.
    fn check_target(&mut self, class: &Worded) {
        if !self.layers.has(&class.word, None) {
            let name = clean(&class.word, 60);
            let help = format!("acts against them are known only where a report says so; a layer named `{name}` would tell them by place");
            self.faults.warning(class.span.clone(), format!("no layer draws targets of class `{name}`"), Some(help));
        }
    }

    fn check_layer(&mut self, layer: &Worded, source: Option<&Worded>, is_line: bool) {
        let what = if is_line { "line" } else { "zone" };
        let (name, is_there) = (clean(&layer.word, 60), self.layers.has(&layer.word, None));
        if !is_there {
            let help =
                format!("add its GeoJSON with `layer` = `{name}`, or correct the name; until then its results are undetermined{{{what}}}");
            self.faults.error(layer.span.clone(), format!("no layer has the name `{name}`"), Some(help));
        }
        let Some(source) = source else { return };
        let id = SourceId(source.word.clone());
        let from = clean(&source.word, 60);
        if self.mission.source(&id).is_none() {
            let known: Vec<&str> = self.mission.sources.iter().map(|source| source.id.0.as_str()).collect();
            let help = none_or(&known, &source.word, "the mission has no sources: add them to mission.toml");
            self.faults.error(source.span.clone(), format!("the mission has no source `{from}`"), Some(help));
        } else if is_there && !self.layers.has(&layer.word, Some(&id)) {
            let help = "another source has: correct the name, or add this source's map".to_owned();
            self.faults.error(source.span.clone(), format!("source `{from}` has no version of `{name}`"), Some(help));
        }
    }

    fn check_term(&mut self, term: &Term) {
        if !matches!(term.kind, Some(TermKind::EffectiveMoment | TermKind::DefinedTerm))
            && term.moments.is_empty()
            && term.in_force.is_empty()
            && !has_own_dates(term)
            && self.agreement.relation == Relation::None
        {
            let help = "add an `effective_moment`; without one the term is taken as in force at all times".to_owned();
            self.faults.warning(term.header.clone(), format!("clause {} has no effective moment", term.id), Some(help));
        }
        let Some(row) = term.row() else { return };
        let lacking: Vec<&str> = self
            .agreement
            .parties
            .iter()
            .filter(|party| !row.baseline.iter().any(|(of, _)| of == *party))
            .map(|party| party.0.as_str())
            .collect();
        if !lacking.is_empty() && !row.baseline.is_empty() {
            let help = format!(
                "without it their weapons are undetermined{{line}}: add `{} = {{ line = \"contact_line\" }}`",
                lacking.first().copied().unwrap_or("")
            );
            self.faults.warning(term.header.clone(), format!("clause {} has no baseline for {}", term.id, listed(&lacking)), Some(help));
        }
        let is_by_date = self.agreement.precedence == Some(Precedence::LatestInForce);
        if is_by_date && row.since.is_none() && term.moments.is_empty() {
            let help = "add `since = \"2026-01-10\"`; without it the row is neither earlier nor later than others".to_owned();
            self.faults.warning(term.header.clone(), format!("clause {} has no date, and precedence goes by date", term.id), Some(help));
        }
    }

    /// Two beginnings without a reading: the earlier one counts, which may not be meant.
    fn check_moments(&mut self) {
        let mut open: BTreeMap<BTreeSet<String>, &Term> = BTreeMap::new();
        for term in &self.agreement.terms {
            let Some(moment) = term.moment() else { continue };
            if term.reading.is_some() || moment.until.is_some() {
                continue;
            }
            let only_for: BTreeSet<String> = moment.only_for.iter().map(|word| word.word.clone()).collect();
            if let Some(first) = open.get(&only_for) {
                let message = format!("clauses {} and {} both begin without an end", first.id, term.id);
                let help = "the earlier one counts; give each a `reading` if the beginning is disputed".to_owned();
                self.faults.warning(term.header.clone(), message, Some(help));
            } else {
                open.insert(only_for, term);
            }
        }
    }
}

/// A quota with its first day, or a row with its day, begins by itself.
fn has_own_dates(term: &Term) -> bool {
    term.interval.from.is_some()
        || match &term.rule {
            Rule::Quota(quota) => quota.from.is_some(),
            Rule::WithdrawalDistance(row) => row.since.is_some(),
            Rule::EffectiveMoment(_)
            | Rule::ProhibitedAct(_)
            | Rule::ZoneAllowList(_)
            | Rule::DefinedTerm(_)
            | Rule::TargetProtection(_)
            | Rule::StandOff(_)
            | Rule::MineBan(_)
            | Rule::Exemption(_)
            | Rule::Duty(_)
            | Rule::Repeal
            | Rule::Unreadable => false,
        }
}

fn none_or(known: &[&str], wrong: &str, none: &str) -> String {
    if known.is_empty() { none.into() } else { meant(wrong, known) }
}
