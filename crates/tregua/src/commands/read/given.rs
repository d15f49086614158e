//! What the caller gives beside the files: gazetteers, the time of publication, proposals of a model.

use super::bytes_at;
use crate::cli::Read;
use crate::fault::Fault;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use news::{Gazetteer, Index, Page, Proposal, read_gazetteer, read_proposals};
use std::path::Path;

/// What is known beside the files.
pub struct Given {
    /// The gazetteer, ready.
    pub index: Option<Index>,
    /// Day of publication.
    pub day: Option<Date>,
    /// Clock time of publication.
    pub clock: Option<Time>,
    /// The zone of clock times that name none.
    pub zone: TimeZone,
    /// Its name.
    pub zone_name: String,
    proposals: Option<String>,
}

impl Given {
    /// Reads what the call names.
    ///
    /// # Errors
    /// A file that cannot be read or is no gazetteer, a time or zone that is none.
    pub fn read(call: &Read) -> Result<Self, Fault> {
        let zone = model::time::zone_of(&call.zone).map_err(|fault| Fault::Call(fault.to_string()))?;
        let (day, clock) = match &call.published {
            Some(text) => published(text)?,
            None => (None, None),
        };
        let proposals = call.proposals.as_deref().map(text_at).transpose()?;
        Ok(Self { index: index(&call.gazetteer)?, day, clock, zone, zone_name: call.zone.clone(), proposals })
    }

    /// The proposals that hold for a page, and the lines that do not.
    pub fn proposals(&self, name: &str, page: &Page) -> (Vec<Proposal>, Vec<(u32, String)>) {
        self.proposals.as_ref().map_or_else(Default::default, |lines| read_proposals(lines, name, &page.text))
    }
}

fn published(text: &str) -> Result<(Option<Date>, Option<Time>), Fault> {
    let (day, clock) = text.trim().split_once([' ', 'T']).map_or((text.trim(), None), |(day, clock)| (day, Some(clock)));
    let fault = || Fault::Call(format!("--published: `{text}` is not a time such as 2026-01-07 or \"2026-01-07 18:30\""));
    let day = day.parse().map_err(|_| fault())?;
    let clock = clock.map(|clock| clock.parse().map_err(|_| fault())).transpose()?;
    Ok((Some(day), clock))
}

fn index(paths: &[std::path::PathBuf]) -> Result<Option<Index>, Fault> {
    let mut gazetteer = Gazetteer::default();
    for path in paths {
        let read = read_gazetteer(&text_at(path)?).map_err(|fault| Fault::Input(format!("{}: {fault}", path.display())))?;
        if let Some((line, reason)) = read.refused.first() {
            crate::screen::complain(&format!(
                "{}: {} rows were not read, the first is line {line}: {reason}",
                path.display(),
                read.refused.len()
            ));
        }
        gazetteer.extend(read);
    }
    Ok((!paths.is_empty()).then(|| Index::new(gazetteer)))
}

/// A text file, also packed.
pub fn text_at(path: &Path) -> Result<String, Fault> {
    let name = path.display().to_string();
    let fault = |cause: String| Fault::Input(format!("{name}: {cause}"));
    let bytes = bytes_at(path).map_err(fault)?;
    let mut text = String::new();
    let refused = ingest::each_text(&name, &bytes, |_, bytes| text.push_str(&String::from_utf8_lossy(bytes)))
        .map_err(|cause| fault(cause.to_string()))?;
    if let Some(reason) = refused.first() {
        return Err(fault(reason.clone()));
    }
    Ok(text)
}
