//! An agreement against the others that it names: parents, amended texts, ids that only they have.

use crate::agreement::Agreement;
use crate::fault::{Fault, Faults};
use crate::head::Relation;
use crate::join::{Broken, Loose, LooseField, chain, verb};
use crate::link::{moments_known, no_moment, no_term};
use crate::words::{clean, listed, meant};
use std::collections::BTreeMap;

/// Checks what an agreement says of others: `others` are all agreements at hand, itself included or
/// not. `text` is the file that it was read from. Sorted by place.
pub fn check_among(agreement: &Agreement, text: &str, others: &[Agreement]) -> Vec<Fault> {
    let mut faults = Faults::of(text);
    let mut relations: BTreeMap<String, Relation> = others.iter().map(|other| (other.id.clone(), other.relation.clone())).collect();
    relations.insert(agreement.id.clone(), agreement.relation.clone());
    let Some(other) = agreement.relation.other() else { return Vec::new() };
    let place = agreement.loose.iter().find(|loose| loose.field == LooseField::Other).map_or(0..0, |loose| loose.word.span.clone());
    match chain(&agreement.id, &relations) {
        Err(broken) => {
            let help = help(&broken, agreement, others);
            faults.error(place, broken.sentence(&agreement.id, &agreement.relation), Some(help));
        }
        Ok(_) => {
            if let Some(other) = others.iter().find(|known| known.id == other) {
                check_loose(&mut faults, agreement, &ancestry(other, others));
            }
        }
    }
    faults.found.sort_by_key(|fault| (fault.span.start, fault.span.end));
    faults.found
}

fn help(broken: &Broken, agreement: &Agreement, others: &[Agreement]) -> String {
    match broken {
        Broken::Absent(other) => {
            let known: Vec<&str> = others.iter().map(|other| other.id.as_str()).filter(|id| *id != agreement.id).collect();
            let near = if known.is_empty() { String::new() } else { format!(", or correct the id: here are {}", listed(&known)) };
            format!("name the file of `{}` too{near}", clean(other, 60))
        }
        Broken::Circle(_) => "one of them must stand by itself".into(),
        Broken::TooLong => "write a consolidated text".into(),
    }
}

/// An agreement and those whose terms it takes over in turn.
fn ancestry<'a>(first: &'a Agreement, others: &'a [Agreement]) -> Vec<&'a Agreement> {
    let mut all = vec![first];
    while let Some(next) = all.last().and_then(|last| last.relation.other()).and_then(|id| others.iter().find(|other| other.id == id))
        && all.len() < crate::CHAIN_MAX
    {
        all.push(next);
    }
    all
}

fn check_loose(faults: &mut Faults<'_>, agreement: &Agreement, others: &[&Agreement]) {
    let terms = || others.iter().flat_map(|other| other.terms.iter());
    let ids: Vec<&str> = terms().map(|term| term.id.as_str()).collect();
    let moments: Vec<&str> = terms().filter(|term| term.moment().is_some()).map(|term| term.id.as_str()).collect();
    let name = others.first().map_or("", |other| other.id.as_str());
    for Loose { field, word, .. } in &agreement.loose {
        let (is_known, message, help) = match field {
            LooseField::Other => continue,
            LooseField::InForce => (moments.contains(&word.word.as_str()), no_moment(&word.word), moments_known(&moments)),
            _ => (ids.contains(&word.word.as_str()), no_term(&word.word), meant(&word.word, &ids)),
        };
        if !is_known {
            faults.error(word.span.clone(), format!("{message}, neither here nor in `{name}`"), Some(help));
        }
    }
    let Relation::Amends(_) = &agreement.relation else { return };
    for term in agreement.terms.iter().filter(|term| ids.contains(&term.id.as_str())) {
        let message = format!("the id `{}` stands in `{name}`, which this text {}", term.id, verb(&agreement.relation));
        faults.error(term.header.clone(), message, Some("give it an id of its own; `replaces` ends the term of the other text".into()));
    }
}
