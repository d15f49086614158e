//! A defined term: an attempt to change the positions that existed at adoption, as the text defines its own word.

use crate::act::{Act, faulty};
use crate::agreement::{KindSet, LayerRef, Mention, Rule};
use crate::fields::{Fields, Worded};
use crate::read_act::{read_kinds, read_layer};
use crate::scene::Scene;
use crate::verdict::{Verdict, agree};
use crate::zone::{Spot, site_at};
use jiff::ToSpan;
use jiff::civil::Date;
use model::{Instant, Missing, Outcome, PartyId};

/// What a word of the agreement means: presence beyond the positions of a day.
#[derive(Clone, Debug)]
pub(crate) struct DefinedTerm {
    /// The word that is defined.
    pub(crate) word: String,
    /// What shows an attempt.
    pub(crate) presence: KindSet,
    /// The day whose positions count: the state at its end.
    pub(crate) adopted: Option<Date>,
    /// The area that each party held.
    pub(crate) positions: Vec<(PartyId, LayerRef)>,
}

/// Reads the fields of a defined term.
pub(crate) fn read_defined(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> DefinedTerm {
    let word = fields.text("word");
    if word.is_none() {
        fields.missing("word", "word = \"offensive action\"");
    }
    let presence = read_kinds(fields, "presence", "presence = [\"position_seen\", \"personnel_seen\"]");
    let adopted = fields.day("adopted");
    if adopted.is_none() {
        fields.missing("adopted", "adopted = \"2026-01-10\", the day whose positions count");
    }
    let Some((table, _)) = fields.table("positions") else {
        fields.missing("positions", "[term.positions] with p1 = { area = \"control_p1\" } for each party");
        return DefinedTerm { word: word.map(|word| word.word).unwrap_or_default(), presence, adopted, positions: Vec::new() };
    };
    let mut positions = Vec::new();
    for (party, entry) in table.iter() {
        let name: &str = party.get_ref();
        let span = fields.place(party.span());
        mentions.push(Mention::Party(Worded { word: name.to_owned(), span: span.clone() }));
        let Some(entry) = entry.get_ref().as_table() else {
            let help = format!("write `{name} = {{ area = \"control_{name}\" }}`");
            fields.faults.error(span, format!("the positions of `{name}` are no table"), Some(help));
            continue;
        };
        let base = fields.place(0..0).start;
        let mut inner = Fields::of(fields.faults, entry, base, span);
        match read_layer(&mut inner, "area", "source", mentions, false) {
            Some(area) => positions.push((PartyId(name.to_owned()), area)),
            None => inner.missing("area", "area = \"control_p1\""),
        }
        inner.finish();
    }
    DefinedTerm { word: word.map(|word| word.word).unwrap_or_default(), presence, adopted, positions }
}

/// Whether an event is what the word means: breach = it is. `None` if it surely is not.
pub(crate) fn shown(scene: &Scene<'_>, id: &str, act: &Act, spots: &[Spot<'_>]) -> Option<Verdict> {
    let Some((term, defined)) = scene.agreement.term(id).and_then(|term| match &term.rule {
        Rule::DefinedTerm(defined) => Some((term, defined)),
        _ => None,
    }) else {
        return Some(faulty(vec![format!("no term `{id}` defines a word")]));
    };
    let faults = scene.faults(term);
    if !faults.is_empty() {
        return Some(faulty(faults));
    }
    let told = format!("{} defines \"{}\" as a change of the positions of {}", term.sentence, defined.word, show_day(defined));
    if !scene.kinds.only(act.acts).meets(defined.presence) {
        let reason = format!("{told}: fire by itself does not show whether it was one");
        return Some(Verdict::undetermined(Missing::ActClass, reason));
    }
    let named: Vec<&PartyId> =
        scene.actors.iter().map(|(actor, _)| *actor).filter(|actor| act.is_anyone || act.parties.contains(actor)).collect();
    let tried: Vec<&PartyId> = if named.is_empty() { act.parties.iter().collect() } else { named };
    let cases = tried.into_iter().map(|party| (format!("if it is {party}'s"), beyond(scene, defined, party, spots)));
    let mut verdict = agree(cases.collect(), &[Missing::Actor]);
    verdict.reasons.insert(0, told);
    let is_nothing = verdict.outcome == Outcome::NoBreach && verdict.chance_ppm == Some(0);
    (!is_nothing).then_some(verdict)
}

fn show_day(defined: &DefinedTerm) -> String {
    defined.adopted.map_or_else(|| "an unknown day".into(), |day| day.to_string())
}

/// Whether a party stands beyond what it held on the day.
fn beyond(scene: &Scene<'_>, defined: &DefinedTerm, party: &PartyId, spots: &[Spot<'_>]) -> Verdict {
    let unknown = |reason: String| Verdict::undetermined(Missing::Line, reason);
    let Some((_, area)) = defined.positions.iter().find(|(of, _)| of == party) else {
        return unknown(format!("the clause names no positions of {party}"));
    };
    let Some(at) = defined.adopted.and_then(|day| end_of(day, &scene.mission.zone)) else {
        return unknown("the day of adoption cannot be read".into());
    };
    let Some(mut verdict) = site_at(scene.ground, &[at], area, Some(party), spots, true) else {
        let mut inside = Verdict::of(Outcome::NoBreach).because(format!("surely where {party} stood on {}", show_day(defined)));
        inside.chance_ppm = Some(0);
        return inside;
    };
    // A map that is not there is a line that is not known.
    if verdict.missing.remove(&Missing::Zone) {
        verdict.missing.insert(Missing::Line);
    }
    verdict
}

/// The last moment of a day in a zone.
fn end_of(day: Date, zone: &str) -> Option<Instant> {
    let next = day.checked_add(1.day()).ok()?;
    Instant::start_of_day(&next.to_string(), zone).ok().map(|start| start.plus_ms(-1))
}
