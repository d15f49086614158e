//! The formats by the words that people type after `--as`.

use std::fmt;
use std::str::FromStr;

/// What a file is read as. The words are those of docs/formats.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// NASA FIRMS active-fire rows.
    Firms,
    /// VIINA news events.
    Viina,
    /// UCDP georeferenced events.
    Ucdp,
    /// A monitoring mission's annex of violations.
    AnnexViolations,
    /// A monitoring mission's annex of weapons seen.
    AnnexWeapons,
    /// A monitoring mission's annex of restrictions.
    AnnexRestrictions,
    /// A monitoring mission's annex of coverage.
    AnnexCoverage,
    /// GeoJSON points with a date.
    Geojson,
    /// Polygons of territorial control, one file a day.
    Control,
    /// GeoJSON zones, lines and other layers.
    Layers,
    /// Any table, with a mapping.
    Csv,
    /// Plain text of a party or body.
    Statement,
    /// A news page.
    News,
    /// Figures by the day.
    Series,
}

/// A word that names no format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a format; the formats are {all}", all = Format::words())]
pub struct NoFormat(String);

impl Format {
    /// All formats, in the order of docs/formats.md.
    pub const ALL: [Self; 14] = [
        Self::Firms,
        Self::Viina,
        Self::Ucdp,
        Self::AnnexViolations,
        Self::AnnexWeapons,
        Self::AnnexRestrictions,
        Self::AnnexCoverage,
        Self::Geojson,
        Self::Control,
        Self::Layers,
        Self::Csv,
        Self::Statement,
        Self::News,
        Self::Series,
    ];

    /// The word for it, such as `annex_weapons`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Firms => "firms",
            Self::Viina => "viina",
            Self::Ucdp => "ucdp",
            Self::AnnexViolations => "annex_violations",
            Self::AnnexWeapons => "annex_weapons",
            Self::AnnexRestrictions => "annex_restrictions",
            Self::AnnexCoverage => "annex_coverage",
            Self::Geojson => "geojson",
            Self::Control => "control",
            Self::Layers => "layers",
            Self::Csv => "csv",
            Self::Statement => "statement",
            Self::News => "news",
            Self::Series => "series",
        }
    }

    /// All words, for messages.
    pub fn words() -> String {
        Self::ALL.map(Self::word).join(", ")
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl FromStr for Format {
    type Err = NoFormat;

    fn from_str(text: &str) -> Result<Self, NoFormat> {
        Self::ALL.into_iter().find(|format| format.word() == text).ok_or_else(|| NoFormat(text.chars().take(80).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_another_names_all_formats() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        let fault = "Firms".parse::<Format>().map_err(|fault| fault.to_string());
        assert!(fault.is_err_and(|text| text.starts_with("`Firms` is not a format; the formats are firms, viina,")));
    }
}
