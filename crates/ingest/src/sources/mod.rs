//! The sources, one folder each: `recognise.rs` tells it, `read.rs` reads it, `tests.rs` claims what holds.

mod annex_coverage;
mod annex_restrictions;
mod annex_violations;
mod annex_weapons;
mod control;
mod csv;
mod firms;
mod geojson;
mod layers;
mod news;
mod series;
mod statement;
mod ucdp;
mod viina;

pub(crate) use control::day_within;

use crate::document::Document;
use crate::harvest::Harvest;
use crate::{Format, Unreadable};

/// A source: how to tell it and how to read it.
pub(crate) struct Source {
    /// Its format.
    pub format: Format,
    /// Whether a document is of this format, by content.
    pub recognise: fn(&Document<'_>) -> bool,
    /// Reads a document of this format.
    pub read: fn(&Document<'_>, &mut Harvest<'_>) -> Result<(), Unreadable>,
}

/// All sources, in the order of docs/formats.md.
pub(crate) const SOURCES: [Source; 14] = [
    Source { format: Format::Firms, recognise: firms::recognise, read: firms::read },
    Source { format: Format::Viina, recognise: viina::recognise, read: viina::read },
    Source { format: Format::Ucdp, recognise: ucdp::recognise, read: ucdp::read },
    Source { format: Format::AnnexViolations, recognise: annex_violations::recognise, read: annex_violations::read },
    Source { format: Format::AnnexWeapons, recognise: annex_weapons::recognise, read: annex_weapons::read },
    Source { format: Format::AnnexRestrictions, recognise: annex_restrictions::recognise, read: annex_restrictions::read },
    Source { format: Format::AnnexCoverage, recognise: annex_coverage::recognise, read: annex_coverage::read },
    Source { format: Format::Geojson, recognise: geojson::recognise, read: geojson::read },
    Source { format: Format::Control, recognise: control::recognise, read: control::read },
    Source { format: Format::Layers, recognise: layers::recognise, read: layers::read },
    Source { format: Format::Csv, recognise: csv::recognise, read: csv::read },
    Source { format: Format::Statement, recognise: statement::recognise, read: statement::read },
    Source { format: Format::News, recognise: news::recognise, read: news::read },
    Source { format: Format::Series, recognise: series::recognise, read: series::read },
];

/// Reads a document as one format.
///
/// # Errors
/// If it is not of that format at all.
pub(crate) fn read(format: Format, document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    match SOURCES.iter().find(|source| source.format == format) {
        Some(source) => (source.read)(document, harvest),
        None => Err(Unreadable::Misfit { format, why: "no source reads it".into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_source() {
        assert!(Format::ALL.iter().all(|format| SOURCES.iter().filter(|source| source.format == *format).count() == 1));
    }
}
