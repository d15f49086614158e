//! Pairs of terms that say different things of the same, or the same thing twice.

use super::Text;
use crate::act::Act;
use crate::agreement::{Agreement, Calibre, Quota, Row, Rule, Term};
use crate::presence::AllowList;
use crate::span::{Span, of_term};
use crate::words::clean;
use std::collections::BTreeSet;

/// Terms that are compared with each other, at most; beyond that it is said that they are not.
const COMPARED_MAX: usize = 1_500;

/// A term that is compared with others.
struct Compared<'a> {
    term: &'a Term,
    /// Absent if it holds at no moment.
    span: Option<Span>,
    /// All its fields but those that only name and quote.
    rest: Vec<&'a (String, Vec<String>)>,
}

impl<'a> Compared<'a> {
    fn of(agreement: &Agreement, term: &'a Term) -> Self {
        let is_told = |name: &str| matches!(name, "id" | "quote" | "note" | "asserted_by");
        Self { term, span: of_term(agreement, term), rest: term.written.iter().filter(|(name, _)| !is_told(name)).collect() }
    }
}

/// What two terms have to do with each other.
struct Clash {
    message: String,
    help: &'static str,
}

impl Text<'_, '_> {
    pub(super) fn check_clashes(&mut self) {
        let agreement = self.agreement;
        let sound = agreement.terms.iter().filter(|term| !term.is_faulty() && term.kind.is_some());
        let terms: Vec<Compared<'_>> = sound.map(|term| Compared::of(agreement, term)).take(COMPARED_MAX + 1).collect();
        if terms.len() > COMPARED_MAX {
            let message = format!("more than {COMPARED_MAX} terms: they are not compared with each other");
            self.faults.warning(0..0, message, Some("part the agreement into annexes in files of their own".into()));
            return;
        }
        let has_precedence = agreement.precedence.is_some();
        for (at, later) in terms.iter().enumerate() {
            // One word on a term is enough: what is said twice of it is said of the first.
            let others = terms.iter().take(at).filter(|first| may_meet(first, later));
            if let Some(clash) = others.filter_map(|first| clash(first, later, has_precedence)).next() {
                self.faults.warning(later.term.header.clone(), clash.message, Some(clash.help.into()));
            }
        }
        self.check_definitions();
    }

    /// Two undisputed definitions of one word.
    fn check_definitions(&mut self) {
        let definitions = &self.agreement.definitions;
        for (at, later) in definitions.iter().enumerate() {
            let twice = definitions.iter().take(at).find(|first| {
                let are_alternatives = first.reading.is_some() && later.reading.is_some() && first.reading != later.reading;
                !are_alternatives && first.meaning != later.meaning && shares(&first.words, &later.words)
            });
            if let Some(first) = twice {
                let message = format!("definitions {} and {} give one word two meanings", first.id, later.id);
                let help = "give each a `reading` if the meaning is disputed".to_owned();
                self.faults.warning(later.header.clone(), message, Some(help));
            }
        }
    }
}

/// Whether two terms can hold at one time in one reading, neither ending the other.
fn may_meet(first: &Compared<'_>, later: &Compared<'_>) -> bool {
    let (a, b) = (first.term, later.term);
    if a.kind != b.kind {
        return false;
    }
    let are_alternatives = a.reading.is_some() && b.reading.is_some() && a.reading != b.reading;
    let meet = first.span.as_ref().zip(later.span.as_ref()).is_some_and(|(a, b)| a.meets(b));
    meet && !are_alternatives && !ends(a, b) && !ends(b, a)
}

fn ends(ender: &Term, ended: &Term) -> bool {
    ender.replaces.iter().any(|word| word.word == ended.id)
}

fn clash(first: &Compared<'_>, later: &Compared<'_>, has_precedence: bool) -> Option<Clash> {
    let (a, b) = (first.term, later.term);
    let by_kind = match (&a.rule, &b.rule) {
        (Rule::ProhibitedAct(one), Rule::ProhibitedAct(other)) => acts((first, one), (later, other)),
        (Rule::ZoneAllowList(one), Rule::ZoneAllowList(other)) => lists((a, one), (b, other)),
        (Rule::WithdrawalDistance(one), Rule::WithdrawalDistance(other)) => rows((a, one), (b, other), has_precedence),
        (Rule::Quota(one), Rule::Quota(other)) => quotas((a, one), (b, other)),
        _ => None,
    };
    by_kind.or_else(|| (!first.rest.is_empty() && first.rest == later.rest).then(|| same(a, b)))
}

fn same(first: &Term, later: &Term) -> Clash {
    let message = format!("clauses {} and {} overlap: they say the same", first.id, later.id);
    Clash { message, help: "one breach gives two findings: leave one out, or give each the part that is its own" }
}

fn acts((first, a): (&Compared<'_>, &Act), (later, b): (&Compared<'_>, &Act)) -> Option<Clash> {
    let covers = |(wide, of_wide): (&Act, Option<Span>), (narrow, of_narrow): (&Act, Option<Span>)| {
        let is_wider_zone = wide.zone.is_none() || (wide.zone == narrow.zone && wide.is_outside == narrow.is_outside);
        let lasts = of_wide.zip(of_narrow).is_some_and(|(wide, narrow)| wide.holds(&narrow));
        let binds = narrow.parties.iter().all(|party| wide.parties.contains(party));
        lasts && is_wider_zone && binds && narrow.acts.is_within(wide.acts) && !has_more(first, later)
    };
    let (wide, narrow, wide_term, narrow_term) = if covers((a, first.span), (b, later.span)) {
        (a, b, first.term, later.term)
    } else if covers((b, later.span), (a, first.span)) {
        (b, a, later.term, first.term)
    } else {
        return None;
    };
    let (first, later) = (first.term, later.term);
    let lost: Vec<&str> = narrow.except_causes.iter().filter(|cause| !wide.except_causes.contains(cause)).map(String::as_str).collect();
    if let Some(cause) = lost.first() {
        let message = format!(
            "clauses {} and {} contradict each other: {} excepts `{}`, {} forbids the same without it",
            first.id,
            later.id,
            narrow_term.id,
            clean(cause, 60),
            wide_term.id
        );
        return Some(Clash { message, help: "give both the exception, or part what they forbid" });
    }
    let message = format!("clauses {} and {} overlap: {} forbids all that {} forbids", first.id, later.id, wide_term.id, narrow_term.id);
    Some(Clash { message, help: "one act gives two findings: leave one out, or part what they forbid" })
}

/// Whether terms of one kind differ in a field that is not looked at here.
fn has_more(first: &Compared<'_>, later: &Compared<'_>) -> bool {
    const LOOKED_AT: [&str; 11] =
        ["kind", "reading", "in_force", "since", "until", "replaces", "acts", "parties", "zone", "zone_source", "outside"];
    let rest = |compared: &Compared<'_>| -> BTreeSet<(String, Vec<String>)> {
        let is_other = |name: &str| name != "except_causes" && !LOOKED_AT.contains(&name);
        compared.rest.iter().filter(|(name, _)| is_other(name)).map(|field| (*field).clone()).collect()
    };
    rest(first) != rest(later)
}

fn lists((first, a): (&Term, &AllowList), (later, b): (&Term, &AllowList)) -> Option<Clash> {
    if a.zone != b.zone || a.is_armed != b.is_armed || !a.presence.meets(b.presence) || a.zone.is_none() {
        return None;
    }
    let only = |here: &AllowList, there: &AllowList| here.allowed.iter().find(|actor| !there.allowed.contains(actor)).cloned();
    let (actor, by, other) = match (only(a, b), only(b, a)) {
        (Some(actor), _) => (actor, first, later),
        (None, Some(actor)) => (actor, later, first),
        (None, None) => return Some(same(first, later)),
    };
    let message = format!(
        "clauses {} and {} contradict each other: {} lets `{}` in, {} does not",
        first.id,
        later.id,
        by.id,
        clean(&actor.0, 60),
        other.id
    );
    Some(Clash { message, help: "one zone has one list for one kind of presence" })
}

fn quotas((first, a): (&Term, &Quota), (later, b): (&Term, &Quota)) -> Option<Clash> {
    let is_one =
        a.measure == b.measure && a.obliged == b.obliged && (&a.definition, &a.counting_point) == (&b.definition, &b.counting_point);
    let apart = a.to.zip(b.from).is_some_and(|(to, from)| to < from) || b.to.zip(a.from).is_some_and(|(to, from)| to < from);
    if !is_one || apart {
        return None;
    }
    match a.per_day.zip(b.per_day) {
        Some((a, b)) if a != b => {
            let message = format!("clauses {} and {} contradict each other: {a} and {b} a day of the same", first.id, later.id);
            Some(Clash { message, help: "give each its own `definition`, its own days, or a `reading`" })
        }
        _ => None,
    }
}

fn rows((first, a): (&Term, &Row), (later, b): (&Term, &Row), has_precedence: bool) -> Option<Clash> {
    let what = weapon_of_both(a, b)?;
    let one_document = a.since == b.since;
    if a.distance_m == b.distance_m {
        return (one_document && a.baseline == b.baseline).then(|| same(first, later));
    }
    let message = |how: &str| format!("clauses {} and {} {how}: different distances for {what}", first.id, later.id);
    match (one_document, has_precedence) {
        (true, _) => Some(Clash { message: message("contradict each other"), help: "part the weapons, or give each row a `reading`" }),
        (false, false) => Some(Clash {
            message: message("overlap"),
            help: "declare `precedence` in `[agreement]`; until then the result is undetermined{precedence}",
        }),
        (false, true) => None,
    }
}

/// A weapon that two rows name equally exactly.
fn weapon_of_both(a: &Row, b: &Row) -> Option<String> {
    let shared = |a: &[String], b: &[String]| a.iter().find(|word| b.iter().any(|other| other.eq_ignore_ascii_case(word))).cloned();
    if let Some(model) = shared(&a.models, &b.models) {
        return Some(format!("`{}`", clean(&model, 60)));
    }
    let meets = calibres_meet(&a.calibre, &b.calibre);
    let of_class = |row: &Row| row.models.is_empty() && !row.classes.is_empty();
    if of_class(a) && of_class(b) && meets {
        return shared(&a.classes, &b.classes).map(|class| format!("the class `{}`", clean(&class, 60)));
    }
    let of_calibre = |row: &Row| row.models.is_empty() && row.classes.is_empty() && !row.calibre.is_open();
    (of_calibre(a) && of_calibre(b) && meets).then(|| "the same calibres".to_owned())
}

fn calibres_meet(a: &Calibre, b: &Calibre) -> bool {
    // Calibres are whole tenths of a millimetre: the bounds of both decide.
    let bounds = |calibre: &Calibre| {
        let from = calibre.over_dmm.map(|over| over.saturating_add(1)).into_iter().chain(calibre.min_dmm).max().unwrap_or(0);
        let to = calibre.under_dmm.map(|under| under.saturating_sub(1)).into_iter().chain(calibre.max_dmm).min().unwrap_or(u32::MAX);
        (from, to)
    };
    let ((a_from, a_to), (b_from, b_to)) = (bounds(a), bounds(b));
    a_from.max(b_from) <= a_to.min(b_to)
}

fn shares(a: &[String], b: &[String]) -> bool {
    a.iter().any(|word| b.iter().any(|other| other.to_lowercase() == word.to_lowercase()))
}
