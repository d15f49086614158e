//! The circumstances under which one file is read: which artifact, whose, in which zone, when it came.

use crate::fault::Fault;
use crate::method::{FUTURE_MS_MAX, YEAR_MIN};
use crate::table::{Column, Row};
use crate::words::time::{Zone, read_when};
use crate::{Format, Input, Unreadable};
use model::observation::Passage;
use model::{Instant, Kind, Mission, Observation, ObservationId, PartyId, Sense, SourceId, When};

/// One file being read.
pub(crate) struct Member<'a> {
    /// What the whole artifact was read with.
    pub input: &'a Input<'a>,
    /// Its name inside an archive.
    pub entry: Option<String>,
    /// Its name without folders and `.gz`.
    pub name: &'a str,
    /// As what it is read.
    pub format: Format,
    /// Whose reports they are: the source named, or the format's own word.
    pub source: SourceId,
    /// The zone in which the source speaks.
    pub zone: Zone,
    earliest: Instant,
    latest: Instant,
}

impl<'a> Member<'a> {
    /// Sets the circumstances.
    ///
    /// # Errors
    /// An unknown zone.
    pub fn new(input: &'a Input<'a>, entry: Option<&str>, name: &'a str, format: Format) -> Result<Self, Unreadable> {
        let source = input.source.cloned().unwrap_or_else(|| SourceId(format.word().into()));
        let zone = input.mission.source(&source).and_then(|source| source.zone.as_deref()).unwrap_or(&input.mission.zone);
        let zone = Zone::named(zone).map_err(Unreadable::Zone)?;
        let earliest = Zone::utc().midnight(jiff::civil::date(YEAR_MIN, 1, 1)).map_err(Unreadable::Zone)?;
        let latest = input.received_at.plus_ms(FUTURE_MS_MAX);
        let entry = entry.map(|entry| crate::words::text::clean(entry, crate::method::NAME_CHARS_MAX));
        Ok(Self { input, entry, name, format, source, zone, earliest, latest })
    }

    /// The mission.
    pub fn mission(&self) -> &'a Mission {
        self.input.mission
    }

    /// The source's name, for claims that it makes itself.
    pub fn speaker(&self) -> String {
        self.mission().source(&self.source).map_or_else(|| self.source.0.clone(), |source| source.name.clone())
    }

    /// Where something stands in the artifact.
    pub fn passage(&self, line: u32) -> Passage {
        Passage { artifact: self.input.artifact, entry: self.entry.clone(), line }
    }

    /// Refuses a time that cannot be: after the file came in, or before the first year of [`YEAR_MIN`].
    ///
    /// # Errors
    /// The reason, for the refusal.
    pub fn check_time(&self, time: &When, shown: &str) -> Result<(), String> {
        if time.from > self.latest {
            return Err(format!("`{shown}` lies in the future: the file was received on {}", day_of(self.input.received_at)));
        }
        if time.from < self.earliest {
            return Err(format!("`{shown}` lies before {YEAR_MIN}: a year from {YEAR_MIN} on is expected"));
        }
        Ok(())
    }

    /// Reads the time of a row from its day and, where there is one, its time of day.
    ///
    /// # Errors
    /// What is no time, in the column where it stands, or a time that cannot be.
    pub fn read_time(&self, row: &Row<'_>, day: Column, clock: Option<Column>) -> Result<When, Fault> {
        let text = row.need(day)?;
        let whole = read_when(text, None, &self.zone).map_err(|reason| Fault::cell(row, day, reason))?;
        self.check_time(&whole, text).map_err(|reason| Fault::cell(row, day, reason))?;
        match clock.and_then(|clock| Some((clock, row.some(Some(clock))?))) {
            Some((column, clock)) => read_when(text, Some(clock), &self.zone).map_err(|reason| Fault::cell(row, column, reason)),
            None => Ok(whole),
        }
    }

    /// Reads a party of the mission.
    ///
    /// # Errors
    /// If the mission does not have it.
    pub fn party(&self, id: &str, column: &str) -> Result<PartyId, Fault> {
        let party = PartyId(id.into());
        if self.mission().party(&party).is_some() {
            return Ok(party);
        }
        let known: Vec<&str> = self.mission().parties.iter().map(|party| party.id.0.as_str()).collect();
        Err(Fault::at(column, format!("`{id}` is not a party of the mission; its parties are {}", known.join(", "))))
    }

    /// An observation that says no more than this yet.
    pub fn observation(&self, id: ObservationId, kind: Kind, sense: Sense, time: When, line: u32) -> Observation {
        Observation {
            actor: None,
            cause: None,
            claims: Vec::new(),
            count: None,
            deed: None,
            determination: None,
            flight: None,
            from: self.passage(line),
            id,
            key: None,
            kind,
            place: None,
            place_name: None,
            place_precision: None,
            restriction: None,
            sense,
            sequence: None,
            source: self.source.clone(),
            speaker: None,
            status: None,
            target: None,
            text: None,
            time,
            weapon: None,
        }
    }
}

fn day_of(instant: Instant) -> String {
    instant.to_string().chars().take(10).collect()
}
