//! Items as lines of a golden file: every field, no digest of an artifact, no clock.
//!
//! Each function takes its noun apart by name, so that a new field does not compile until it is shown.

use crate::keys::word;
use crate::stands::Stands;
use model::observation::Passage;
use model::place::Sector;
use model::{Claim, Count, Coverage, Digest, Finding, Incident, LayerVersion, Observation, Place, Refusal, Subject, Weapon, When};
use std::fmt::Display;

/// A line that grows.
struct Line(String);

impl Line {
    fn of(id: &dyn Display, what: impl Display) -> Self {
        Self(format!("{id} {what}"))
    }

    fn and(mut self, name: &str, value: impl Display) -> Self {
        self.0 += &format!("; {name} {value}");
        self
    }

    fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.and(name, value),
            None => self,
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn quote(text: &Option<String>) -> Option<String> {
    text.as_deref().map(quoted)
}

fn listed<T>(items: &[T], show: impl Fn(&T) -> String) -> Option<String> {
    (!items.is_empty()).then(|| items.iter().map(show).collect::<Vec<_>>().join(", "))
}

/// An observation.
pub fn observation(stands: &Stands, observation: &Observation) -> String {
    let Observation {
        actor,
        cause,
        claims,
        count,
        deed,
        determination,
        flight,
        from,
        id,
        key,
        kind,
        place,
        place_name,
        place_precision,
        restriction,
        sense,
        sequence,
        source,
        speaker,
        status,
        target,
        text,
        time,
        weapon,
    } = observation;
    let restriction = restriction.as_ref().map(|restriction| serde_json::to_string(restriction).unwrap());
    let sequence = sequence.as_ref().map(|sequence| {
        format!("{} {}", sequence.block, sequence.ordinal.map_or_else(|| "without order".into(), |ordinal| format!("ordinal {ordinal}")))
    });
    let mut line = Line::of(id, kind)
        .maybe("count", count.as_ref().map(show_count))
        .maybe("flight", flight.as_ref())
        .maybe("determination", determination.as_ref().map(word))
        .maybe("weapon", weapon.as_ref().map(show_weapon))
        .maybe("status", status.as_ref().map(word))
        .maybe("actor", actor.as_ref())
        .maybe("cause", quote(cause))
        .maybe("target", quote(target))
        .maybe(
            "deed",
            deed.as_ref().map(|deed| {
                let part = |name: &str, words: &Option<String>| quote(words).map_or_else(String::new, |words| format!(" {name} {words}"));
                format!("{}{}{}", deed.kind, part("about", &deed.about), part("to", &deed.to))
            }),
        )
        .maybe("block", sequence)
        .maybe("restriction", restriction)
        .and("time", show_time(time))
        .maybe("place", place.as_ref().map(show_place))
        .maybe("known", place_precision.as_ref().map(word))
        .maybe("named", quote(place_name))
        .and("sense", word(sense))
        .and("source", source)
        .maybe("speaker", quote(speaker))
        .maybe("key", quote(key));
    for claim in claims {
        line = line.and("claim", show_claim(claim));
    }
    line.maybe("text", quote(text)).and("from", show_passage(stands, from)).0
}

fn show_claim(claim: &Claim) -> String {
    let Claim { about, as_of, count, cumulative, definition, measure, speaker, window } = claim;
    Line::of(&word(measure), show_count(count))
        .maybe("running total", cumulative.then_some("yes"))
        .and("by", quoted(speaker))
        .maybe("about", about.as_ref())
        .maybe("of", quote(definition))
        .maybe("over", window.as_ref().map(show_time))
        .maybe("said", as_of.as_ref())
        .0
        .replace("; ", ", ")
}

fn show_passage(stands: &Stands, from: &Passage) -> String {
    let entry = from.entry.as_ref().map(|entry| format!(" {entry}")).unwrap_or_default();
    format!("{}{entry} line {}", stands.name(&from.artifact), from.line)
}

fn show_count(count: &Count) -> String {
    let Count { hi, lo, qualifier, text } = count;
    let number = match (lo, hi) {
        (Some(lo), Some(hi)) if lo == hi => lo.to_string(),
        (Some(lo), Some(hi)) => format!("{lo}..{hi}"),
        (Some(lo), None) => format!("{lo}.."),
        (None, _) => "none".into(),
    };
    if number == *text && *qualifier == model::Qualifier::Exact {
        number
    } else {
        format!("{number} ({} {})", word(qualifier), quoted(text))
    }
}

fn show_weapon(weapon: &Weapon) -> String {
    let Weapon { assessed, calibre_dmm, class, model } = weapon;
    let calibre = calibre_dmm.map(|dmm| format!("calibre {dmm} dmm"));
    let parts = [model.as_deref().map(quoted), class.as_ref().map(|class| class.0.clone()), calibre, assessed.then(|| "assessed".into())];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "not known".into() } else { parts.join(", ") }
}

fn show_time(time: &When) -> String {
    let When { from, precision, to, zone } = time;
    let span = if from == to { from.to_string() } else { format!("{from} to {to}") };
    format!("{} ({}, {zone})", span.replace(".000Z", "Z"), word(precision))
}

/// A point with its error; a shape by the first digits of its digest beside what it is.
fn show_place(place: &Place) -> String {
    match place {
        Place::Normal { centre, sd_m } => format!("{:.7} {:.7} sd {sd_m} m", centre.lat(), centre.lon()),
        Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => {
            format!("{:.7} {:.7} sd {sd_m} m, {wide_ppm} ppm sd {wide_sd_m} m", centre.lat(), centre.lon())
        }
        Place::Sector(sector) => show_sector(sector),
        Place::Polygon(rings) => format!("polygon of {} positions {}", rings.iter().map(Vec::len).sum::<usize>(), short(place)),
        Place::Mixture(shares) => {
            let shares: Vec<String> = shares.iter().map(|share| format!("{} ppm {}", share.weight_ppm, show_place(&share.place))).collect();
            format!("mixture of {}: {}", shares.len(), shares.join(" | "))
        }
    }
}

fn show_sector(sector: &Sector) -> String {
    let Sector { from_mdeg, hi_m, lo_m, observer, observer_sd_m, range_assumed, to_mdeg } = sector;
    let assumed = if *range_assumed { " (assumed)" } else { "" };
    format!(
        "sector {from_mdeg} to {to_mdeg} mdeg, {lo_m} to {hi_m} m{assumed} from {:.7} {:.7} sd {observer_sd_m} m",
        observer.lat(),
        observer.lon()
    )
}

fn short(place: &Place) -> String {
    Digest::of(&model::json::canonical(place).unwrap()).to_string()[..12].to_owned()
}

/// An incident.
pub fn incident(incident: &Incident) -> String {
    let Incident { alternatives, bonds: _, crowded, id, kind, members, moved_to, origins, place, time } = incident;
    Line::of(id, kind)
        .and("time", show_time(time))
        .maybe("place", place.as_ref().map(show_place))
        .maybe("members", listed(members, |member| format!("{} {} ppm", member.observation, member.chance_ppm)))
        .maybe(
            "origins",
            listed(origins, |origin| format!("{} ({})", origin.source, listed(&origin.members, ToString::to_string).unwrap_or_default())),
        )
        .maybe(
            "alternatives",
            listed(alternatives, |other| format!("{} to {} {} mnat", other.observation, other.incident, other.log_odds_mnat)),
        )
        .maybe("moved to", listed(moved_to, ToString::to_string))
        .maybe("crowded", crowded.then_some("yes"))
        .0
}

/// A finding, its reasons below it. The version of the agreement is left out: it is the digest of a file beside this one.
pub fn finding(finding: &Finding) -> String {
    let Finding { agreement, agreement_version: _, chance_ppm, clause, id, missing, outcome, party, reading, reasons, subject, time, used } =
        finding;
    let subject = match subject {
        Subject::Duty { about, coverages, incidents, observations } => {
            let rests_on = [
                listed(observations, ToString::to_string),
                listed(incidents, ToString::to_string),
                listed(coverages, |_| String::new()).map(|_| format!("{} coverages", coverages.len())),
            ];
            format!("duty {}: {}", quoted(about), rests_on.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        Subject::Incident(id) => id.to_string(),
        Subject::Series { observations, speaker, definition } => {
            format!(
                "series of {}, {}: {}",
                quoted(speaker),
                quoted(definition),
                listed(observations, ToString::to_string).unwrap_or_default()
            )
        }
    };
    let line = Line::of(id, format_args!("{agreement} clause {clause}"))
        .maybe("reading", reading.as_ref())
        .maybe("party", party.as_ref())
        .and("outcome", word(outcome))
        .maybe("missing", listed(missing, word))
        .maybe("chance", chance_ppm.map(|ppm| format!("{ppm} ppm")))
        .and("subject", subject)
        .and("time", show_time(time))
        .maybe("used", listed(used, ToString::to_string));
    reasons.iter().fold(line.0, |lines, reason| format!("{lines}\n  {reason}"))
}

/// A refusal; its id holds the digest of the artifact and is left out.
pub fn refusal(stands: &Stands, refusal: &Refusal) -> String {
    let Refusal { column, from, id: _, raw, reason } = refusal;
    Line::of(&show_passage(stands, from), "")
        .maybe("column", column.as_ref())
        .and("reason", reason)
        .and("row", quoted(raw))
        .0
        .replacen(" ;", ";", 1)
}

/// A layer.
pub fn layer(layer: &LayerVersion) -> String {
    let LayerVersion { accuracy_m, geometry, id, known_at, layer, name, party, role, source, valid_from, valid_to } = layer;
    Line::of(id, layer)
        .and("role", word(role))
        .and("source", source)
        .maybe("party", party.as_ref())
        .maybe("named", quote(name))
        .and("valid from", valid_from)
        .maybe("to", valid_to.as_ref())
        .and("known at", known_at)
        .and("error", format_args!("{accuracy_m} m"))
        .and("geometry", &geometry.to_string()[..12])
        .0
}

/// A coverage.
pub fn coverage(stands: &Stands, coverage: &Coverage) -> String {
    let Coverage { cause, from, id, observed_min, planned_min, region, sense, source, state, station, time } = coverage;
    Line::of(id, quoted(station))
        .maybe("region", quote(region))
        .and("time", show_time(time))
        .and("state", word(state))
        .and("observed", format_args!("{observed_min} of {planned_min} min"))
        .maybe("cause", quote(cause))
        .and("sense", word(sense))
        .and("source", source)
        .and("from", show_passage(stands, from))
        .0
}
