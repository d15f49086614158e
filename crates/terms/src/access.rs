//! Access of the monitors (T15): who restricts it breaks the text, unless a reason that it excepts holds.

use crate::agreement::{LayerRef, Mention, Term};
use crate::fields::{Fields, Worded};
use crate::owing::{Heard, heard_in, read_parties};
use crate::read_act::read_layer;
use crate::scene::Scene;
use crate::verdict::Verdict;
use crate::words::{alike, clean};
use crate::zone::{Spot, site};
use model::observation::{Restriction, RestrictionType};
use model::{DeedKind, Finding, Missing, Observation, Outcome, PartyId};
use toml::de::DeValue;

/// Longest notice that a text can ask for, hours.
const NOTICE_H_MAX: u32 = 8_784;
const HOUR_MS: i64 = 3_600_000;
const TYPES: [(&str, RestrictionType); 4] = [
    ("denied", RestrictionType::Denied),
    ("delayed", RestrictionType::Delayed),
    ("conditional", RestrictionType::Conditional),
    ("other", RestrictionType::Other),
];

/// Whose duty it is to let the monitors pass, and where.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) parties: Vec<PartyId>,
    zone: Option<LayerRef>,
    types: Vec<RestrictionType>,
    /// Reasons that excuse a restriction once somebody of no party has examined them.
    except_reasons: Vec<String>,
    /// How long before a visit has to be announced; absent = not at all.
    notice_hours: Option<u32>,
    /// How reports call the parties that restrict, as words of theirs.
    called: Vec<(PartyId, String)>,
}

pub(crate) fn read_access(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Access {
    let parties = read_parties(fields, mentions);
    let zone = read_layer(fields, "zone", "zone_source", mentions, false);
    let words = fields.texts("types");
    let all = TYPES.map(|(word, _)| word);
    fields.list_words("types", &all);
    let read = |word: &str| TYPES.iter().find(|(known, _)| *known == word).map(|(_, form)| *form);
    let types = words.map(|words| crate::fields::known_words(fields, "types", &words, read, &all));
    let reasons = fields.texts("except_reasons").unwrap_or_default();
    let notice_hours = fields.whole("notice_hours", NOTICE_H_MAX);
    let called = read_called(fields, mentions);
    Access {
        parties,
        zone,
        types: types.unwrap_or_else(|| vec![RestrictionType::Denied, RestrictionType::Delayed, RestrictionType::Conditional]),
        except_reasons: reasons.iter().map(|reason| clean(&reason.word, 200)).collect(),
        notice_hours,
        called,
    }
}

/// How reports call each party, since names are for reading alone.
fn read_called(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Vec<(PartyId, String)> {
    let mut called = Vec::new();
    let Some((table, _)) = fields.table("called") else { return called };
    for (party, value) in table.iter() {
        let span = fields.place(party.span());
        let words: Vec<String> = match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|word| word.get_ref().as_str().map(str::to_owned)).collect(),
            other => other.as_str().map(str::to_owned).into_iter().collect(),
        };
        let name: &str = party.get_ref();
        if words.is_empty() {
            let help = format!("such as `{name} = [\"guards of the north\"]`");
            fields.faults.error(span.clone(), format!("`called.{name}` holds no words"), Some(help));
        }
        called.extend(words.into_iter().map(|word| (PartyId(name.to_owned()), clean(&word, 200))));
        mentions.push(Mention::Party(Worded { word: name.to_owned(), span }));
    }
    called
}

/// A report of a restriction.
type Told<'a> = (&'a Observation, &'a Restriction);

/// Holds a restriction of access against the duty to grant it.
pub(crate) fn assess_access<'a>(scene: &Scene<'a>, term: &'a Term, access: &Access, findings: &mut Vec<Finding>) {
    let of_kind = |member: &&'a Observation| Some((*member, member.restriction.as_ref()?));
    let told: Vec<Told<'a>> = scene.members.iter().filter_map(of_kind).filter(|(_, told)| access.types.contains(&told.form)).collect();
    let standings = scene.standings(term);
    if told.is_empty() || standings.is_empty() {
        return;
    }
    let faults = scene.faults(term);
    if !faults.is_empty() {
        scene.report(term, None, crate::act::faulty(faults), standings, findings);
        return;
    }
    let Some((party, verdict)) = judge(scene, access, &told) else { return };
    scene.report(term, party, verdict, standings, findings);
}

fn judge<'a>(scene: &Scene<'a>, access: &Access, told: &[Told<'a>]) -> Option<(Option<&'a PartyId>, Verdict)> {
    let actors = restrainers(scene, access, told);
    if !actors.is_empty() && !actors.iter().any(|actor| access.parties.contains(actor)) {
        return None;
    }
    let party = if let [only] = actors.as_slice() { Some(*only) } else { None };
    let form = told.iter().map(|(_, told)| form_word(told.form)).collect::<std::collections::BTreeSet<_>>();
    let mut verdict = Verdict::of(Outcome::Breach).because(format!("access was {}", form.into_iter().collect::<Vec<_>>().join(", ")));
    if let Some(zone) = &access.zone {
        let mut sited = site(scene, zone, &[Spot { label: "the incident's place".into(), nodes: scene.spot() }], false)?;
        sited.reasons.splice(0..0, verdict.reasons);
        verdict = sited;
        if verdict.outcome == Outcome::NoBreach {
            return Some((party, verdict.because("the clause holds elsewhere only".into())));
        }
    }
    verdict = announced(scene, access, party, told, verdict);
    if verdict.outcome == Outcome::Exempt {
        return Some((party, verdict));
    }
    verdict = excused(scene, access, told, verdict);
    if verdict.outcome == Outcome::Exempt {
        return Some((party, verdict));
    }
    verdict = match party {
        Some(party) => verdict.because(format!("{party} is said to have restricted it")),
        None if actors.is_empty() => verdict.lacking(Missing::Actor, "no report names a party that restricted it".into()),
        None => verdict.lacking(Missing::Actor, "reports name different parties that restricted it".into()),
    };
    if verdict.outcome == Outcome::Breach {
        verdict = verdict.because("restricted by a party that has to grant it: breach".into());
    }
    Some((party, verdict))
}

/// The parties that may be named as having restricted: actors, and parties by whose name somebody of no party calls them.
fn restrainers<'a>(scene: &Scene<'a>, access: &Access, told: &[Told<'a>]) -> Vec<&'a PartyId> {
    let mut actors: Vec<&'a PartyId> = scene.actors.iter().map(|(actor, _)| *actor).collect();
    for (report, restriction) in told.iter().filter(|(report, _)| scene.is_neutral(report)) {
        if report.actor.is_some() {
            continue;
        }
        let Some(by) = restriction.by_whom.as_ref() else { continue };
        let is_called = |party: &PartyId| access.called.iter().any(|(of, words)| of == party && alike(by, words));
        let named = scene.mission.parties.iter().map(|party| &party.id).filter(|party| alike(by, &party.0) || is_called(party));
        actors.extend(named);
    }
    actors.sort();
    actors.dedup();
    actors
}

/// A visit that had to be announced and was not, or too late, is not owed.
fn announced(scene: &Scene<'_>, access: &Access, party: Option<&PartyId>, told: &[Told<'_>], verdict: Verdict) -> Verdict {
    let Some(hours) = access.notice_hours else { return verdict };
    let heard = heard_in(scene.dossier, scene.mission, &[DeedKind::Notice]);
    let is_to = |one: &Heard<'_>| match (&one.report.deed.as_ref().and_then(|deed| deed.to.clone()), party) {
        (Some(to), Some(party)) => alike(to, &party.0) || access.called.iter().any(|(of, words)| of == party && alike(to, words)),
        _ => true,
    };
    let notice = heard.into_iter().find(|one| is_about(one, scene, told) && is_to(one));
    let Some(notice) = notice else {
        return verdict
            .lacking(Missing::OrderRecord, format!("the visit has to be announced {hours} h before; no notice of it is on record"));
    };
    let latest = scene.incident.time.from.plus_ms(-i64::from(hours) * HOUR_MS);
    if notice.report.time.to <= latest {
        verdict.because(format!("announced in time: {}", notice.words()))
    } else if notice.report.time.from > latest {
        let mut verdict = verdict.because(format!("announced less than {hours} h before, so that access was not owed: {}", notice.words()));
        verdict.outcome = Outcome::Exempt;
        verdict.missing.clear();
        verdict
    } else {
        verdict.lacking(Missing::Time, format!("whether it was announced {hours} h before cannot be said: {}", notice.words()))
    }
}

/// A reason that the text excepts excuses once somebody examined it; until then it is open.
fn excused(scene: &Scene<'_>, access: &Access, told: &[Told<'_>], verdict: Verdict) -> Verdict {
    let given: Vec<&str> = told.iter().filter_map(|(_, told)| told.reason_quoted.as_deref()).collect();
    let Some(reason) = given.iter().find(|given| access.except_reasons.iter().any(|except| alike(given, except))) else {
        let given: Vec<String> = given.iter().map(|given| format!("\"{}\"", clean(given, 200))).collect();
        return if given.is_empty() { verdict } else { verdict.because(format!("reason given: {}", given.join(", "))) };
    };
    let said = format!("the reason given, \"{}\", is one that the clause excepts", clean(reason, 200));
    let heard = heard_in(scene.dossier, scene.mission, &[DeedKind::ReasonConfirmed, DeedKind::ReasonRejected]);
    let examined = heard.iter().filter(|one| is_about(one, scene, told));
    let by_nobody = |one: &&Heard<'_>| one.is_shown() && scene.is_neutral(one.report);
    let of = |kind: DeedKind| move |one: &&Heard<'_>| one.report.deed.as_ref().is_some_and(|deed| deed.kind == kind);
    let shown: Vec<&Heard<'_>> = examined.filter(by_nobody).collect();
    let confirmed = shown.iter().copied().find(of(DeedKind::ReasonConfirmed));
    let rejected = shown.iter().copied().find(of(DeedKind::ReasonRejected));
    match (confirmed, rejected) {
        (Some(yes), None) => {
            let mut verdict = verdict.because(said).because(format!("examined, and it holds: {}", yes.words()));
            verdict.outcome = Outcome::Exempt;
            verdict.missing.clear();
            verdict
        }
        (None, Some(no)) => verdict.because(said).because(format!("examined, and it does not hold: {}", no.words())),
        (Some(_), Some(_)) => verdict.because(said).lacking(Missing::ExerciseTag, "two examinations contradict each other".into()),
        (None, None) => verdict.because(said).lacking(Missing::ExerciseTag, "nobody of no party has examined it".into()),
    }
}

/// Whether a deed is about this restriction: it names the incident, a report of it by its own key, or its place.
fn is_about(heard: &Heard<'_>, scene: &Scene<'_>, told: &[Told<'_>]) -> bool {
    let Some(about) = heard.report.deed.as_ref().and_then(|deed| deed.about.as_deref()) else { return false };
    let is_key = |(report, _): &Told<'_>| {
        report.key.as_deref() == Some(about)
            || report.id.to_string() == about
            || report.place_name.as_deref().is_some_and(|place| alike(place, about))
    };
    about == scene.incident.id.to_string() || told.iter().any(is_key)
}

const fn form_word(form: RestrictionType) -> &'static str {
    match form {
        RestrictionType::Denied => "denied",
        RestrictionType::Delayed => "delayed",
        RestrictionType::Conditional => "allowed under a condition",
        RestrictionType::Other => "restricted in another way",
    }
}
