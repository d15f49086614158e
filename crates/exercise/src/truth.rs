//! The truth as a table: every event, and for each row of each file the event behind it.

use crate::calendar::instant;
use crate::cast::Cast;
use crate::delivery::{Behind, Delivery, cell};
use crate::world::{Actor, Event};
use std::fmt::Write as _;

/// Columns of [`truth_csv`]: rows that begin with `event` describe events, rows that begin with
/// `row` say which event stands behind a row of a file (`refused`: none can; empty: none does).
pub(crate) const HEADER: &str = "record,event,time,lat,lon,kind,actor,cause,after,file,entry,line,behind";

/// Writes the truth.
pub(crate) fn truth_csv(cast: &Cast, events: &[Event], deliveries: &[Delivery]) -> String {
    let mut out = String::with_capacity(events.len() * 96 + deliveries.len() * 4096);
    let _ = writeln!(out, "{HEADER}");
    for event in events {
        let (lat, lon) = event.spot.degrees();
        let after = event.after.map_or(String::new(), |after| after.to_string());
        let actor = if event.actor == Actor::Nobody { "" } else { cast.actor_id(event.actor) };
        let cause = if event.cause.is_empty() { event.note } else { event.cause };
        let _ = writeln!(out, "event,{},{},{lat},{lon},{},{actor},{cause},{after},,,,", event.id, instant(event.second), event.kind);
    }
    for delivery in deliveries {
        let file = cell(&delivery.name);
        for place in &delivery.places {
            let (event, behind) = match place.behind {
                Behind::Event(event) => (event.to_string(), "event"),
                Behind::Nothing => (String::new(), ""),
                Behind::Refused => (String::new(), "refused"),
            };
            let _ = writeln!(out, "row,{event},,,,,,,,{file},{},{},{behind}", place.entry, place.line);
        }
    }
    out
}
