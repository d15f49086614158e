//! The `[agreement]` table: who is in it, where its text comes from, what it has to do with other texts.

use crate::agreement::{LayerRef, Mention, Precedence};
use crate::fields::{Fields, Worded};
use crate::interval::Interval;
use crate::provenance::{CHARS_MAX, Provenance};
use crate::words::clean;
use model::{PartyId, SourceId};

/// What somebody is in an agreement who is no party of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Fights and has not signed.
    ThirdForce,
    /// Vouches for the agreement.
    Guarantor,
    /// Watches over it.
    Monitor,
}

impl Role {
    const FIELDS: [(Self, &'static str); 3] =
        [(Self::ThirdForce, "third_forces"), (Self::Guarantor, "guarantors"), (Self::Monitor, "monitors")];

    /// The role in words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ThirdForce => "third force",
            Self::Guarantor => "guarantor",
            Self::Monitor => "monitor",
        }
    }
}

/// What an agreement has to do with another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// It stands by itself.
    #[default]
    None,
    /// Its terms change those of another agreement, which is named by its id.
    Amends(String),
    /// The terms of another agreement hold in it, except those that it has itself or drops.
    Inherits {
        /// Id of the other agreement.
        parent: String,
        /// Ids of the terms that do not hold here.
        drops: Vec<String>,
    },
    /// It is an annex or side letter of another agreement and is in force as that one.
    AnnexOf(String),
}

impl Relation {
    /// Id of the other agreement.
    pub fn other(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Amends(other) | Self::Inherits { parent: other, .. } | Self::AnnexOf(other) => Some(other),
        }
    }

    /// What it does, with the field's name.
    pub(crate) const fn field(&self) -> &'static str {
        match self {
            Self::None => "",
            Self::Amends(_) => "amends",
            Self::Inherits { .. } => "inherits",
            Self::AnnexOf(_) => "annex_of",
        }
    }
}

/// The table as read.
pub(crate) struct Head {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) provenance: Provenance,
    pub(crate) parties: Vec<PartyId>,
    pub(crate) roles: Vec<(Role, PartyId)>,
    pub(crate) precedence: Option<Precedence>,
    pub(crate) relation: Relation,
    /// The other agreement and the dropped terms, with their places.
    pub(crate) named: Vec<Worded>,
    pub(crate) area: Option<LayerRef>,
    pub(crate) interval: Interval,
    pub(crate) time_zone: Option<String>,
    pub(crate) names: Vec<String>,
    pub(crate) mentions: Vec<Mention>,
    /// All fields as written, by name.
    pub(crate) written: Vec<(String, Vec<String>)>,
}

/// Reads the table.
pub(crate) fn read_head(mut fields: Fields<'_, '_>) -> Head {
    let written = fields.written();
    let id = read_id(&mut fields);
    let title = fields.text("title").map(|title| title.word);
    let parties = fields.texts("parties").unwrap_or_default();
    fields.missing("parties", "parties = [\"p1\", \"p2\"]");
    let mut mentions: Vec<Mention> = Vec::new();
    let mut roles = Vec::new();
    for (role, key) in Role::FIELDS {
        let actors = fields.texts(key).unwrap_or_default();
        roles.extend(actors.into_iter().map(|actor| (role, PartyId(actor.word))));
    }
    let provenance = Provenance::read_whole(&mut fields);
    let precedence = fields.word("precedence", "a precedence", Precedence::from_word, &Precedence::WORDS);
    let (relation, named) = read_relation(&mut fields, id.as_deref());
    let area = read_area(&mut fields, &mut mentions);
    let interval = Interval::read(&mut fields);
    let time_zone = read_time_zone(&mut fields);
    let names = fields.texts("names").unwrap_or_default().into_iter().map(|name| clean(&name.word, CHARS_MAX)).collect();
    fields.take("note");
    fields.finish();
    let ids = parties.iter().map(|party| PartyId(party.word.clone())).collect();
    mentions.extend(parties.into_iter().map(Mention::Party));
    Head { id, title, provenance, parties: ids, roles, precedence, relation, named, area, interval, time_zone, names, mentions, written }
}

fn read_id(fields: &mut Fields<'_, '_>) -> Option<String> {
    let id = fields.text("id");
    fields.missing("id", "id = \"island_truce\"");
    let id = id?;
    if is_id(&id.word) {
        return Some(id.word);
    }
    let message = format!("the id `{}` has other characters than a-z, 0-9 and _", clean(&id.word, 60));
    fields.faults.error(id.span, message, None);
    None
}

fn is_id(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// At most one of `amends`, `inherits` and `annex_of`, and never of itself.
fn read_relation(fields: &mut Fields<'_, '_>, own: Option<&str>) -> (Relation, Vec<Worded>) {
    let found: Vec<(&str, Worded)> =
        ["amends", "inherits", "annex_of"].into_iter().filter_map(|key| Some((key, fields.text(key)?))).collect();
    let drops = fields.texts("drops").unwrap_or_default();
    if let Some((key, second)) = found.get(1) {
        let help = "an agreement has one of `amends`, `inherits` and `annex_of`".to_owned();
        fields.faults.error(second.span.clone(), format!("`{key}` stands beside another relation"), Some(help));
    }
    let Some((key, other)) = found.into_iter().next() else {
        if let Some(dropped) = drops.first() {
            fields.faults.error(
                dropped.span.clone(),
                "`drops` needs `inherits`".into(),
                Some("name the agreement whose terms are dropped".into()),
            );
        }
        return (Relation::None, Vec::new());
    };
    if own == Some(other.word.as_str()) {
        let help = "name another agreement by its id, or leave the line out".to_owned();
        fields.faults.error(other.span, format!("the agreement {} itself", meaning(key)), Some(help));
        return (Relation::None, Vec::new());
    }
    let id = other.word.clone();
    let relation = match key {
        "amends" => Relation::Amends(id),
        "annex_of" => Relation::AnnexOf(id),
        _ => Relation::Inherits { parent: id, drops: drops.iter().map(|word| word.word.clone()).collect() },
    };
    (relation, std::iter::once(other).chain(drops).collect())
}

fn meaning(key: &str) -> &'static str {
    match key {
        "amends" => "amends",
        "annex_of" => "is an annex of",
        _ => "inherits from",
    }
}

fn read_area(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Option<LayerRef> {
    let (layer, source) = (fields.text("area"), fields.text("area_source"));
    if let (None, Some(source)) = (&layer, &source) {
        fields.faults.error(source.span.clone(), "`area_source` needs an `area`".into(), None);
    }
    let layer = layer?;
    mentions.push(Mention::Layer { layer: layer.clone(), source: source.clone(), is_line: false });
    Some(LayerRef { layer: layer.word, source: source.map(|source| SourceId(source.word)) })
}

fn read_time_zone(fields: &mut Fields<'_, '_>) -> Option<String> {
    let zone = fields.text("time_zone")?;
    if model::time::zone_of(&zone.word).is_ok() {
        return Some(zone.word);
    }
    let message = format!("`{}` is not a time zone", clean(&zone.word, 60));
    fields.faults.error(zone.span, message, Some("such as `Europe/Paris` or `UTC`".into()));
    // The fault is told once: what has no zone is taken as UTC.
    Some("UTC".into())
}
