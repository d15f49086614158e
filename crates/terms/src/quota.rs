//! Quotas: the figures of each speaker under each definition against what was due, never averaged.

use crate::agreement::{Agreement, Quota, Rule, Term};
use crate::assess::bind_acceded;
use crate::figures::{Days, Figure, Key, NoSum, Series, Sum, bounds, due_as_said, one_decimal, series, span, stated, sum};
use crate::moment::{Force, Standing, force, readings};
use crate::scene::reading_label;
use crate::verdict::{Verdict, agree};
use crate::words::clean;
use jiff::civil::Date;
use model::count::grouped;
use model::{Digest, Finding, Missing, Mission, Observation, Outcome, Subject, When};
use std::collections::BTreeSet;

/// Holds the figures that were given against an agreement's quotas: one finding for each quota,
/// speaker and definition, sorted by id.
///
/// Where a quota names no definition and the series fall on both sides of it, one more finding
/// says so: undetermined, missing the definition, with the subject `all speakers`.
pub fn assess_series(agreement: &Agreement, version: &Digest, statements: &[&Observation], mission: &Mission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for term in &agreement.terms {
        if let Rule::Quota(quota) = &term.rule {
            Desk { agreement, version, mission, term, quota }.assess(statements, &mut findings);
        }
    }
    bind_acceded(agreement, &mut findings);
    findings.sort_by_key(|finding| finding.id);
    findings.dedup_by_key(|finding| finding.id);
    findings
}

/// One quota before the figures.
struct Desk<'a> {
    agreement: &'a Agreement,
    version: &'a Digest,
    mission: &'a Mission,
    term: &'a Term,
    quota: &'a Quota,
}

/// A series' result with the figures behind it.
struct Judged<'a> {
    key: Key,
    verdict: Verdict,
    used: Vec<Figure<'a>>,
    days: Option<Days>,
    time: When,
}

/// The days for which the quota is due.
struct Due {
    first: Option<Date>,
    last: Option<Date>,
}

impl Desk<'_> {
    fn assess(&self, statements: &[&Observation], findings: &mut Vec<Finding>) {
        let all = series(statements, self.quota.measure, self.quota.obliged.as_ref());
        for reading in readings(self.agreement, self.term) {
            let force = force(self.agreement, self.term, reading);
            let label = reading_label(self.term.reading.as_deref(), reading);
            let judged: Vec<Judged<'_>> = all.iter().filter_map(|(key, series)| self.judge(key, series, &force)).collect();
            findings.extend(self.across(&judged, label.as_deref()));
            findings.extend(judged.into_iter().map(|judged| self.finding(judged, label.as_deref())));
        }
    }

    fn judge<'a>(&self, key: &Key, series: &Series<'a>, force: &Force<'_>) -> Option<Judged<'a>> {
        let wanted: Vec<String> = self.quota.wanted().map(|words| words.to_lowercase()).collect();
        let is_other = !key.1.is_empty() && wanted.iter().any(|wanted| !key.1.to_lowercase().contains(wanted.as_str()));
        let any = series
            .totals
            .iter()
            .chain(&series.rates)
            .copied()
            .max_by_key(|figure| (figure.claim.as_of, figure.report.time.to, figure.report.id))?;
        if is_other {
            return None;
        }
        let open = |missing, reason| {
            let time = any.claim.window.clone().unwrap_or_else(|| any.report.time.clone());
            Some(Judged { key: key.clone(), verdict: Verdict::undetermined(missing, reason), used: vec![any], days: None, time })
        };
        let faults = self.faults();
        let (false, Some(amount)) = (!faults.is_empty(), self.quota.amount()) else {
            return open(Missing::Definition, format!("the term has faults and cannot be applied: {}", faults.join("; ")));
        };
        if !wanted.is_empty() && key.1.is_empty() {
            return open(Missing::Definition, "the clause counts by a definition, and the speaker gives none".into());
        }
        let due = self.due(force);
        let totals: Vec<Figure<'a>> = series.totals.iter().copied().filter(|figure| !due.is_apart(figure.claim.window.as_ref())).collect();
        if totals.is_empty() && !series.totals.is_empty() {
            return None;
        }
        match sum(&totals) {
            None => open(
                Missing::Denominator,
                format!(
                    "\"{}\" is a rate without a total or the days behind it: a claim without data, unsupported",
                    clean(&any.claim.count.text, 200)
                ),
            ),
            Some(Err(NoSum::NoWindow(figure))) => {
                open(Missing::Denominator, format!("{} was said without the days that it covers", show_count(figure)))
            }
            Some(Err(NoSum::Overlap(figure))) => open(
                Missing::Denominator,
                format!("the days of {} overlap those of another figure of the same series: they cannot be added", show_count(figure)),
            ),
            Some(Ok(sum)) => Some(self.judge_sum(key, series, sum, amount, &due, force)),
        }
    }

    fn judge_sum<'a>(&self, key: &Key, series: &Series<'a>, sum: Sum<'a>, amount: Amount, due: &Due, force: &Force<'_>) -> Judged<'a> {
        let reports: BTreeSet<_> = sum.figures.iter().map(|figure| figure.report.id).collect();
        let rates: Vec<Figure<'a>> =
            series.rates.iter().copied().filter(|rate| reports.contains(&rate.report.id) || same_days(rate, &sum)).collect();
        let mut verdict = match amount {
            Amount::PerDay(per_day) => against(&sum, &rates, per_day),
            Amount::Total(total) => against_total(&sum, total, due.last),
        };
        let mut reasons = vec![show_sum(&sum)];
        reasons.extend(
            sum.earlier.iter().map(|figure| format!("an earlier point of the same running total, not added: {}", show_count(*figure))),
        );
        reasons.append(&mut verdict.reasons);
        verdict.reasons = reasons;
        if let Amount::PerDay(per_day) = amount {
            verdict = as_printed(verdict, series, &sum, per_day);
        }
        if !due.holds(sum.days) {
            let reason = format!("the figure covers days for which the quota is not due{}", due.words());
            verdict = verdict.lacking(Missing::Denominator, reason);
        }
        if let Some(unclear) = self.unclear(force, &sum) {
            verdict = verdict.lacking(Missing::EffectiveMoment, unclear);
        }
        let unsupported = series.rates.iter().filter(|rate| !rates.iter().any(|used| used.claim == rate.claim));
        for rate in unsupported {
            verdict
                .reasons
                .push(format!("also said: \"{}\", without a total or the days behind it: unsupported", clean(&rate.claim.count.text, 200)));
        }
        let used = sum.figures.iter().chain(&rates).copied().collect();
        Judged { key: key.clone(), verdict, used, days: Some(sum.days), time: sum.time.clone() }
    }

    /// What the moments leave open, by whole days.
    fn unclear(&self, force: &Force<'_>, sum: &Sum<'_>) -> Option<String> {
        let standing = force.standing(&sum.time);
        let begins = force.first_day();
        let is_by_day = begins.is_some_and(|begins| begins <= sum.days.first) && self.due(force).holds(sum.days);
        (standing != Standing::Inside && !is_by_day).then(|| force.sentences(standing).join("; "))
    }

    fn due(&self, force: &Force<'_>) -> Due {
        let first = self.quota.from.into_iter().chain(force.first_day()).max();
        let last = self.quota.to.into_iter().chain(force.last_day()).min();
        Due { first, last }
    }

    fn faults(&self) -> Vec<String> {
        let stranger = self.quota.obliged.as_ref().filter(|party| self.mission.party(party).is_none());
        self.term.faults.iter().cloned().chain(stranger.map(|party| format!("the mission has no party `{party}`"))).collect()
    }

    /// Series that fall on both sides of a quota without a definition, over days that they share.
    fn across(&self, judged: &[Judged<'_>], reading: Option<&str>) -> Option<Finding> {
        if self.quota.wanted().next().is_some() {
            return None;
        }
        let of = |outcome: Outcome| judged.iter().filter(move |judged| judged.verdict.outcome == outcome);
        let share = |a: &Judged<'_>, b: &Judged<'_>| a.days.zip(b.days).is_some_and(|(a, b)| a.meets(b));
        let met: Vec<_> = of(Outcome::NoBreach).filter(|met| of(Outcome::Breach).any(|other| share(met, other))).collect();
        let missed: Vec<_> = of(Outcome::Breach).filter(|missed| met.iter().any(|other| share(missed, other))).collect();
        let first = met.first()?;
        let mut verdict = Verdict::undetermined(
            Missing::Definition,
            "the clause does not say what is counted, and the definitions in use fall on both sides".into(),
        );
        let list = |some: &[&Judged<'_>]| some.iter().map(|judged| show_key(&judged.key)).collect::<Vec<_>>().join("; ");
        verdict.reasons.push(format!("met as counted by {}", list(&met)));
        verdict.reasons.push(format!("not met as counted by {}", list(&missed)));
        let both: Vec<&Judged<'_>> = met.iter().chain(&missed).copied().collect();
        let used: Vec<Figure<'_>> = both.iter().flat_map(|judged| judged.used.iter().copied()).collect();
        let time = both.iter().fold(first.time.clone(), |all, judged| span(&all, &judged.time));
        let key = ("all speakers".to_owned(), "all definitions".to_owned());
        Some(self.finding(Judged { key, verdict, used, days: None, time }, reading))
    }

    fn finding(&self, judged: Judged<'_>, reading: Option<&str>) -> Finding {
        let Judged { key: (speaker, definition), verdict, used, time, .. } = judged;
        let observations: BTreeSet<_> = used.iter().map(|figure| figure.report.id).collect();
        let party = self.quota.obliged.clone().filter(|party| self.mission.party(party).is_some());
        let agreement = self.agreement.id.clone();
        Finding {
            id: Finding::derive_id(&agreement, &self.term.id, reading, party.as_ref(), &format!("{speaker}\n{definition}")),
            agreement,
            agreement_version: self.term.version_or(self.version),
            chance_ppm: None,
            clause: self.term.id.clone(),
            missing: verdict.missing.iter().copied().collect(),
            outcome: verdict.outcome,
            party,
            reading: reading.map(str::to_owned),
            used: Vec::new(),
            reasons: self.term.told(verdict),
            subject: Subject::Series { observations: observations.into_iter().collect(), speaker, definition },
            time,
        }
    }
}

impl Due {
    fn is_apart(&self, window: Option<&When>) -> bool {
        let days = window.and_then(Days::of);
        days.is_some_and(|days| self.first.is_some_and(|first| days.last < first) || self.last.is_some_and(|last| days.first > last))
    }

    fn holds(&self, days: Days) -> bool {
        self.first.is_none_or(|first| first <= days.first) && self.last.is_none_or(|last| days.last <= last)
    }

    fn words(&self) -> String {
        let from = self.first.map(|first| format!(" from {first}")).unwrap_or_default();
        let to = self.last.map(|last| format!(" to {last}")).unwrap_or_default();
        if from.is_empty() && to.is_empty() { String::new() } else { format!(" (due{from}{to})") }
    }
}

/// What is due: so much a day, or so much in all.
#[derive(Clone, Copy)]
enum Amount {
    PerDay(u32),
    Total(u32),
}

impl Quota {
    fn amount(&self) -> Option<Amount> {
        self.per_day.map(Amount::PerDay).or(self.total.map(Amount::Total))
    }

    /// Words that a definition must hold to be the clause's own.
    fn wanted(&self) -> impl Iterator<Item = &String> {
        self.definition.iter().chain(&self.counting_point)
    }
}

/// What the reports themselves count as due, held against the calendar. A number that the text gives exactly and that
/// is not the calendar's leaves the denominator open; a rough one does not.
fn as_printed(verdict: Verdict, series: &Series<'_>, sum: &Sum<'_>, per_day: u32) -> Verdict {
    let per_day = u64::from(per_day);
    let printed = |figure: &Figure<'_>| {
        let days = figure.claim.window.as_ref().and_then(Days::of)?;
        let n = u64::from(stated(&figure.claim.count)?);
        let (due, is_rough) = due_as_said(figure.report.text.as_deref()?, n)?;
        let is_used = sum.figures.iter().any(|used| used.claim == figure.claim);
        Some((days, n, due, is_rough, is_used))
    };
    let all: BTreeSet<_> = series.totals.iter().filter_map(printed).collect();
    all.into_iter().fold(verdict, |verdict, (days, n, due, is_rough, is_used)| {
        let (calendar, about) = (days.count(), if is_rough { "about " } else { "" });
        let shown = [n, due, per_day, calendar].map(grouped);
        let [n_shown, due_shown, per_day_shown, calendar_shown] = &shown;
        let told = format!(
            "the report counts {n_shown} of {about}{due_shown} as due to {}: {} days at {per_day_shown} a day",
            days.last,
            one_decimal(due, per_day)
        );
        if due == calendar * per_day {
            return verdict.because(format!("{told}, as the calendar has"));
        }
        if is_rough && due.abs_diff(calendar * per_day) < per_day {
            return verdict.because(format!("{told}; the calendar has {calendar_shown}, less than a day apart"));
        }
        let reason = format!("{told}; the calendar has {calendar_shown}: the denominators differ");
        let is_same_side = (n >= due) == (n >= calendar * per_day);
        if is_same_side || !is_used { verdict.because(reason) } else { verdict.lacking(Missing::Denominator, reason) }
    })
}

/// The result for a total that is due by the end of the term's days.
fn against_total(sum: &Sum<'_>, total: u32, last: Option<Date>) -> Verdict {
    let total = u64::from(total);
    let due = format!("{} required in all", grouped(total));
    if sum.lo >= total {
        return Verdict::of(Outcome::NoBreach).because(format!("{due}; {}", show_bounds(sum.lo, sum.hi)));
    }
    if last.is_some_and(|last| sum.days.last < last) {
        let end = last.map(|last| last.to_string()).unwrap_or_default();
        return Verdict::undetermined(Missing::Denominator, format!("{due} by {end}; the figure ends before, on {}", sum.days.last));
    }
    match sum.hi {
        Some(hi) if hi < total => {
            let short = total - hi;
            let share = one_decimal(short * 100, total);
            Verdict::of(Outcome::Breach).because(format!("{due}; at least {} short ({share} %)", grouped(short)))
        }
        _ => Verdict::undetermined(Missing::Denominator, format!("{due}; the figure is not exact enough to tell")),
    }
}

/// The result under the calendar's days and under those that stated rates imply.
fn against(sum: &Sum<'_>, rates: &[Figure<'_>], per_day: u32) -> Verdict {
    let mut cases = vec![(format!("with the calendar's {} days", sum.days_n), under(sum, sum.days_n, per_day))];
    let mut notes = Vec::new();
    for rate in rates {
        let (Some(total), Some(said)) = (sum.stated, stated(&rate.claim.count).filter(|rate| *rate > 0)) else {
            notes.push(format!("also said: \"{}\"", clean(&rate.claim.count.text, 200)));
            continue;
        };
        let days = (total * 2 + u64::from(said)) / (u64::from(said) * 2);
        let implied = format!("the stated rate of {} a day gives {} days", grouped(u64::from(said)), grouped(days));
        if days == sum.days_n || days == 0 {
            notes.push(format!("{implied}, as the calendar does"));
        } else {
            notes.push(format!("{implied}, the calendar has {}: the denominators differ", sum.days_n));
            cases.push((format!("with the {days} days of the stated rate"), under(sum, days, per_day)));
        }
    }
    let mut verdict = agree(cases, &[Missing::Denominator]);
    verdict.reasons.extend(notes);
    verdict
}

fn under(sum: &Sum<'_>, days: u64, per_day: u32) -> Verdict {
    let required = days * u64::from(per_day);
    let due = format!("{} days x {} = {} required", grouped(days), grouped(u64::from(per_day)), grouped(required));
    let shown = |n: u64| match required.checked_sub(n) {
        Some(0) => "met exactly".to_owned(),
        Some(short) => format!("{} short ({} %)", grouped(short), one_decimal(short * 100, required)),
        None => format!("{} more than required", grouped(n - required)),
    };
    let difference =
        sum.stated.map_or_else(|| sum.hi.map_or_else(|| shown(sum.lo), |hi| format!("{} to {}", shown(sum.lo), shown(hi))), shown);
    let mean = sum.stated.map(|n| format!("; {} a day", one_decimal(n, days))).unwrap_or_default();
    let reason = format!("{due}; {difference}{mean}");
    if sum.lo >= required {
        Verdict::of(Outcome::NoBreach).because(reason)
    } else if sum.hi.is_some_and(|hi| hi < required) {
        Verdict::of(Outcome::Breach).because(reason)
    } else {
        Verdict::undetermined(Missing::Denominator, format!("{reason}; the figure is not exact enough to tell"))
    }
}

fn same_days(rate: &Figure<'_>, sum: &Sum<'_>) -> bool {
    rate.claim.window.as_ref().and_then(Days::of) == Some(sum.days)
}

fn show_sum(sum: &Sum<'_>) -> String {
    let counts: Vec<String> = sum.figures.iter().take(10).map(|figure| show_count(*figure)).collect();
    let more = if sum.figures.len() > 10 { format!(" and {} more figures", sum.figures.len() - 10) } else { String::new() };
    let total = if sum.figures.len() > 1 { format!("; together {}", show_bounds(sum.lo, sum.hi)) } else { String::new() };
    let gaps = Days::count(sum.days).saturating_sub(sum.days_n);
    let gap = if gaps > 0 { format!("; between them {gaps} without a figure, not counted") } else { String::new() };
    format!("{}{more}{total}; {} days, {} to {} with both ends{gap}", counts.join(", "), grouped(sum.days_n), sum.days.first, sum.days.last)
}

/// A figure as said, with its number and days.
fn show_count(figure: Figure<'_>) -> String {
    let count = &figure.claim.count;
    let number = stated(count).map_or_else(
        || {
            let (lo, hi) = bounds(count);
            show_bounds(lo, hi)
        },
        |n| grouped(u64::from(n)),
    );
    let words = if count.text.trim() == number || count.text.trim().replace(',', "") == number.replace(',', "") {
        String::new()
    } else {
        format!(" (\"{}\")", clean(&count.text, 200))
    };
    let to = figure.claim.window.as_ref().and_then(Days::of).map(|days| format!(" to {}", days.last)).unwrap_or_default();
    format!("{number}{words}{to}")
}

fn show_bounds(lo: u64, hi: Option<u64>) -> String {
    match hi {
        Some(hi) if hi == lo => grouped(lo),
        Some(hi) => format!("{} to {}", grouped(lo), grouped(hi)),
        None => format!("at least {}", grouped(lo)),
    }
}

fn show_key((speaker, definition): &Key) -> String {
    if definition.is_empty() { format!("{speaker} (no definition given)") } else { format!("{speaker} ({definition})") }
}
