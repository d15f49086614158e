//! The sections of a daily report, in order. Source: DOMAIN 3; those that have something to say.

mod absent;
mod annexes;
mod claims;
mod findings;
mod matrix;
mod narrative;
mod places;
mod printed;
mod recorded;
mod ruled;
mod spot;
mod summary;
mod violations;
mod weapons;
mod weekly;

use crate::document::{Daily, FamilyNumber, FindingLine, KindCount, Line, PartyName, Section};
use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::input::{Form, Input};
use crate::period::days_of;
use crate::tally::item_figures;
use model::Incident;
use model::count::grouped;

/// Makes the report of a mission day.
pub fn daily(input: &Input<'_>) -> Daily {
    let facts = Facts::of(input);
    let mission = input.mission;
    Daily {
        as_of: input.as_of.clone(),
        day: input.day.into(),
        fictional: mission.fictional,
        format: input.form.format().into(),
        incidents: lines(&facts),
        marking: "red".into(),
        mission: mission.name.clone(),
        numbers: numbers(&facts),
        parties: mission.parties.iter().map(|party| PartyName { id: party.id.0.clone(), name: party.name.clone() }).collect(),
        period: input.period,
        period_text: period_text(&facts, Which::Now),
        previous: input.previous,
        previous_text: period_text(&facts, Which::Previous),
        sections: sections(&facts),
        zone: facts.zone_name.into(),
    }
}

fn sections(facts: &Facts<'_>) -> Vec<Section> {
    let mut sections = match facts.input.form {
        Form::Spot => vec![spot::narrative(facts), spot::clauses(facts), annexes::coverage(facts), absent::section(facts)],
        Form::Daily => whole(facts),
        Form::Weekly | Form::Ledger => {
            let days = days_of(&facts.input.period, facts.input.mission);
            let mut all = whole(facts);
            let place = all.iter().position(|section| section.id == "narrative").unwrap_or(all.len());
            let more = [weekly::days(facts, &days), ruled::ledger_section(facts), weekly::due(facts), weekly::commitments(facts)];
            all.splice(place..place, more);
            all
        }
    };
    sections.retain(|section| !section.blocks.is_empty());
    sections
}

fn whole(facts: &Facts<'_>) -> Vec<Section> {
    vec![
        summary::section(facts),
        violations::section(facts),
        narrative::section(facts),
        findings::section(facts),
        weapons::section(facts),
        claims::section(facts),
        matrix::section(facts),
        printed::section(facts),
        ruled::section(facts),
        weekly::remedies(facts),
        weekly::rates(facts),
        annexes::violations(facts),
        annexes::weapons(facts),
        annexes::restrictions(facts),
        annexes::coverage(facts),
        absent::section(facts),
    ]
}

/// The families of which something was found or may be there, in their order.
fn numbers(facts: &Facts<'_>) -> Vec<FamilyNumber> {
    let number = |family: Family| {
        let [now, previous] = [Which::Now, Which::Previous].map(|which| facts.drawn(which, family));
        let ((found, low, high), (previous_found, previous_low, previous_high)) = (now, previous);
        FamilyNumber { family: family.name().into(), found, high, low, previous_found, previous_high, previous_low }
    };
    Family::EVENTS.into_iter().map(number).filter(|number| number.high > 0 || number.previous_high > 0).collect()
}

fn period_text(facts: &Facts<'_>, which: Which) -> String {
    let period = facts.period(which);
    let hours = period.length_ms() / 3_600_000;
    let (from, to) = (facts.offset(period.from), facts.offset(period.to));
    let offset = if from == to { from } else { format!("{from}, then {to}") };
    format!(
        "{} to {}, {} ({offset}), {} hours",
        facts.moment(period.from),
        facts.moment(period.to),
        facts.zone_name,
        grouped(hours.unsigned_abs())
    )
}

fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let mut incidents: Vec<&Incident> = facts.incidents_now().collect();
    incidents.sort_by_key(|incident| (incident.time.from, incident.id));
    incidents.into_iter().map(|incident| line(facts, incident)).collect()
}

fn line(facts: &Facts<'_>, incident: &Incident) -> Line {
    let counts = item_figures(facts, incident).into_iter().map(|(kind, items)| KindCount { kind: kind.word().into(), items }).collect();
    let on_it = facts.on_incident.get(&incident.id).into_iter().flatten();
    let mut findings: Vec<FindingLine> = on_it
        .map(|finding| FindingLine {
            agreement: finding.agreement.clone(),
            clause: finding.clause.clone(),
            id: finding.id.to_string(),
            outcome: finding.outcome,
        })
        .collect();
    findings.sort_by(|a, b| {
        (findings::rank(a.outcome), &a.agreement, &a.clause, &a.id).cmp(&(findings::rank(b.outcome), &b.agreement, &b.clause, &b.id))
    });
    Line {
        counts,
        findings,
        id: incident.id.to_string(),
        kind: incident.kind.word().into(),
        members: incident.members.iter().map(|member| member.observation.to_string()).collect(),
        origins_n_max: incident.origins.len() as u64,
        place: incident.place.clone(),
        place_name: facts.place_name(incident),
        time: incident.time.clone(),
    }
}
