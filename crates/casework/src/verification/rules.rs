//! `[verification]` of the rules of procedure: who counts as one, how many grade, what is due when.

use model::act::alike;
use model::{PartyId, Reliability, SourceId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Fewest people on a panel that says who did it. Source: DOMAIN 2.3.
pub const PANEL_MIN: usize = 3;
/// Fewest organisations on it. Source: DOMAIN 2.3 ("mixed organisations").
pub const PANEL_BODIES_MIN: usize = 2;
/// Longest time that anything of verification may take, hours.
pub const H_MAX: u32 = 24 * 366;

/// Who may not both assert and confirm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FourEyes {
    /// One person.
    #[default]
    Person,
    /// One person, and one organisation.
    Body,
}

/// What the rules know of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceRules {
    /// The organisation that speaks by it: what it reports, that organisation asserts.
    pub body: Option<String>,
    /// How far it is relied on before anything is settled.
    pub start: Option<Reliability>,
}

/// The rules of verification.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VerificationRules {
    /// Who may not both assert and confirm.
    pub four_eyes: FourEyes,
    /// How many people grade before something is confirmed.
    pub graders_n: usize,
    /// When a first grade is due after a report, hours. Source: DOMAIN 2.4.
    pub first_grade_h: u32,
    /// When a confirmation is due after the grades, hours (assumed).
    pub confirm_h: u32,
    /// When something that was sent back is due, hours. Source: DOMAIN 2.4.
    pub completeness_h: u32,
    /// How long somebody may look at something before others may, hours (assumed).
    pub lock_h_max: u32,
    /// People on a panel.
    pub panel_n: usize,
    /// Organisations on a panel.
    pub panel_bodies_n: usize,
    /// Whether those who graded whether it happened may say who did it.
    pub panel_may_have_graded: bool,
    /// Whether somebody named by a party may sit on a panel that weighs that party's part.
    pub nominees_in_own_matter: bool,
    /// People and organisations that a party named, each with the party.
    pub nominees: BTreeMap<String, PartyId>,
    /// Names that are one person.
    pub same_person: Vec<Vec<String>>,
    /// Names that are one organisation.
    pub same_body: Vec<Vec<String>>,
    /// What is known of sources, by their ids.
    pub sources: BTreeMap<SourceId, SourceRules>,
}

impl Default for VerificationRules {
    fn default() -> Self {
        Self {
            four_eyes: FourEyes::Person,
            graders_n: 1,
            first_grade_h: 24,
            confirm_h: 24,
            completeness_h: 48,
            lock_h_max: 8,
            panel_n: PANEL_MIN,
            panel_bodies_n: PANEL_BODIES_MIN,
            panel_may_have_graded: false,
            nominees_in_own_matter: false,
            nominees: BTreeMap::new(),
            same_person: Vec::new(),
            same_body: Vec::new(),
            sources: BTreeMap::new(),
        }
    }
}

impl VerificationRules {
    /// Checks what the shape alone does not.
    ///
    /// # Errors
    /// A sentence with the key and what would be right.
    pub fn check(&self) -> Result<(), String> {
        if !(1..=super::round::GRADERS_MAX).contains(&self.graders_n) {
            return Err(format!("[verification] graders_n: 1 to {} are expected", super::round::GRADERS_MAX));
        }
        if self.panel_n < PANEL_MIN || self.panel_bodies_n < PANEL_BODIES_MIN || self.panel_bodies_n > self.panel_n {
            return Err(format!(
                "[verification] panel_n, panel_bodies_n: at least {PANEL_MIN} people of at least {PANEL_BODIES_MIN} organisations are expected"
            ));
        }
        let hours = [self.first_grade_h, self.confirm_h, self.completeness_h, self.lock_h_max];
        if hours.iter().any(|hours| !(1..=H_MAX).contains(hours)) {
            return Err(format!("[verification] first_grade_h and the like: 1 to {H_MAX} are expected"));
        }
        if [&self.same_person, &self.same_body].into_iter().flatten().any(|names| names.len() < 2) {
            return Err("[verification] same_person, same_body: each entry lists two names or more".into());
        }
        Ok(())
    }

    /// What a person is compared by: all names of one person give the same.
    pub fn person(&self, name: &str) -> String {
        first_name(&self.same_person, name)
    }

    /// What an organisation is compared by.
    pub fn body(&self, name: &str) -> String {
        first_name(&self.same_body, name)
    }

    /// The party that named a person, or their organisation.
    pub fn named_by(&self, person: &str, body: Option<&str>) -> Option<&PartyId> {
        let is_named = |name: &str| self.person(name) == self.person(person) || body.is_some_and(|body| self.body(name) == self.body(body));
        self.nominees.iter().find(|(name, _)| is_named(name)).map(|(_, party)| party)
    }
}

/// The smallest of all names that are one with a name, over lists that may share names.
fn first_name(lists: &[Vec<String>], name: &str) -> String {
    let mut names = vec![alike(name)];
    let mut at = 0;
    while let Some(known) = names.get(at).cloned() {
        for list in lists.iter().filter(|list| list.iter().any(|other| alike(other) == known)) {
            for other in list.iter().map(|other| alike(other)) {
                if !names.contains(&other) {
                    names.push(other);
                }
            }
        }
        at += 1;
    }
    names.into_iter().min().unwrap_or_default()
}
