//! What is due as an iCalendar feed (RFC 5545): times in UTC, lines folded at 75 octets.

use crate::Due;
use model::time::zone_of;
use model::{Digest, Instant};
use std::fmt::Write as _;

/// Longest line, octets, without its end. Source: RFC 5545 section 3.1.
const LINE_OCTETS_MAX: usize = 75;

/// Writes what is due. What waits for a tick or stands still has no time, and is left out.
///
/// `name` is what the calendar is called, `zone` the one in which times are also written out, `settled` the settled time.
pub fn show_ics(due: &[Due], name: &str, zone: &str, settled: Instant) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tregua//Deadlines//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        fold(&mut out, line);
    }
    fold(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    fold(&mut out, &format!("X-WR-TIMEZONE:{}", escaped(zone)));
    for (one, at) in due.iter().filter_map(|one| Some((one, one.at?))) {
        let id = Digest::of(format!("{name}\n{}\n{}\n{}", one.what, one.subject, one.whose).as_bytes()).to_string();
        let local = zone_of(zone).map_or_else(|_| at.to_string(), |tz| format!("{} {zone}", at.in_zone(&tz).strftime("%Y-%m-%d %H:%M")));
        let state = if at <= settled { "overdue since" } else { "due at" };
        fold(&mut out, "BEGIN:VEVENT");
        fold(&mut out, &format!("UID:{}@tregua", id.get(..32).unwrap_or(&id)));
        fold(&mut out, &format!("DTSTAMP:{}", stamp(settled)));
        fold(&mut out, &format!("DTSTART:{}", stamp(at)));
        fold(&mut out, &format!("SUMMARY:{}", escaped(&format!("{}: {} ({})", one.subject, one.what, one.whose))));
        fold(&mut out, &format!("DESCRIPTION:{}", escaped(&format!("{} by {}, {state} {local}", one.what, one.whose))));
        fold(&mut out, "TRANSP:TRANSPARENT");
        fold(&mut out, "END:VEVENT");
    }
    fold(&mut out, "END:VCALENDAR");
    out
}

/// `20260131T183000Z`. What is less than a second is left out.
fn stamp(at: Instant) -> String {
    at.to_string().chars().filter(|letter| !matches!(letter, '-' | ':')).take(15).collect::<String>() + "Z"
}

/// Text as RFC 5545 section 3.3.11 writes it; other control characters have no place there.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Adds a line, folded between characters.
fn fold(out: &mut String, line: &str) {
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > LINE_OCTETS_MAX {
            let _ = write!(out, "\r\n ");
            octets = 1;
        }
        out.push(letter);
        octets += letter.len_utf8();
    }
    out.push_str("\r\n");
}
