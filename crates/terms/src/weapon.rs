//! Weapons against rows: what a sighted weapon may be, and which rows name it how exactly.

use crate::agreement::{Agreement, Row, Term};
use crate::fields::Fields;
use model::Weapon;
use std::collections::BTreeSet;

/// One entry of the agreement's own catalogue of weapons: which models are of which class and calibre.
#[derive(Clone, Debug)]
pub(crate) struct Arm {
    models: Vec<String>,
    pub(crate) class: Option<String>,
    calibre_dmm: Option<u32>,
}

/// Reads a `[[weapon]]` table.
pub(crate) fn read_arm(mut fields: Fields<'_, '_>) -> Option<Arm> {
    let models: Vec<String> = fields.texts("models").unwrap_or_default().into_iter().map(|model| model.word).collect();
    if models.is_empty() {
        fields.missing("models", "models = [\"the names under which it is reported\"]");
    }
    let class = fields.text("class").map(|class| class.word);
    let calibre_dmm = fields.thousandths("calibre_mm", 2_000).map(|thousandths| (thousandths + 50) / 100);
    if class.is_none() && calibre_dmm.is_none() {
        fields.missing_here("class", "class = \"mortar\"");
    }
    fields.take("note");
    fields.finish();
    (!models.is_empty()).then_some(Arm { models, class, calibre_dmm })
}

/// What a sighted weapon may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) model: Option<String>,
    pub(crate) class: Option<String>,
    pub(crate) calibre_dmm: Option<u32>,
}

impl Candidate {
    fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        let calibre = self.calibre_dmm.map(|dmm| format!("calibre {} mm", tenths(dmm)));
        let class = self.class.as_ref().map(|class| format!("class {class}"));
        let words: Vec<String> = self.model.iter().cloned().chain(class).chain(calibre).collect();
        if words.is_empty() { "a weapon that nobody determined".into() } else { words.join(", ") }
    }
}

/// A number of tenths without a needless `.0`.
pub(crate) fn tenths(n: u32) -> String {
    if n.is_multiple_of(10) { (n / 10).to_string() } else { format!("{}.{}", n / 10, n % 10) }
}

/// All that a weapon may be: each model that the source leaves open, or, without a model, each
/// entry of the catalogue that fits what is known, and something not in the catalogue.
pub(crate) fn candidates(weapon: Option<&Weapon>, arms: &[Arm]) -> Vec<Candidate> {
    let Some(weapon) = weapon else { return vec![Candidate::default()] };
    let class = weapon.class.as_ref().map(|class| class.0.clone());
    let known = |model: Option<&str>| Candidate { model: model.map(str::to_owned), class: class.clone(), calibre_dmm: weapon.calibre_dmm };
    let Some(model) = &weapon.model else {
        let plain = known(None);
        let fitting =
            |arm: &&Arm| fits(plain.class.as_ref(), arm.class.as_ref()) && fits(plain.calibre_dmm.as_ref(), arm.calibre_dmm.as_ref());
        let of_arm = |arm: &Arm| Candidate {
            model: arm.models.first().cloned(),
            class: plain.class.clone().or_else(|| arm.class.clone()),
            calibre_dmm: plain.calibre_dmm.or(arm.calibre_dmm),
        };
        let some: Vec<Candidate> = if plain.is_unknown() { Vec::new() } else { arms.iter().filter(fitting).map(of_arm).collect() };
        return std::iter::once(plain.clone()).chain(some).collect();
    };
    let models = parted(model);
    models
        .iter()
        .map(|model| {
            let arm = arms.iter().find(|arm| arm.models.iter().any(|name| names(model, name)));
            let mut candidate = known(Some(model));
            candidate.class = candidate.class.or_else(|| arm.and_then(|arm| arm.class.clone()));
            candidate.calibre_dmm = candidate.calibre_dmm.or_else(|| arm.and_then(|arm| arm.calibre_dmm));
            candidate
        })
        .collect()
}

fn fits<T: PartialEq>(known: Option<&T>, other: Option<&T>) -> bool {
    known.is_none_or(|known| other == Some(known))
}

/// "A or B" and "A/B" leave it open which; commas and brackets hold other names of the same.
fn parted(model: &str) -> Vec<&str> {
    let parts: Vec<&str> = model.split('/').flat_map(|part| part.split(" or ")).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { vec![model] } else { parts }
}

/// Whether a model as a source wrote it is the one that a row names: the row's letters and digits
/// are those of one or several whole words of it.
pub(crate) fn names(written: &str, row: &str) -> bool {
    let plain = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = plain(row);
    let words: Vec<String> =
        written.split(|c: char| c.is_whitespace() || ",;()".contains(c)).map(plain).filter(|word| !word.is_empty()).collect();
    let begins = |from: usize| {
        let mut joined = String::new();
        words.iter().skip(from).any(|word| {
            joined.push_str(word);
            joined == wanted
        })
    };
    !wanted.is_empty() && (0..words.len()).any(begins)
}

/// How exactly a row names a weapon. Source: DOMAIN 4.2, rule 1: model > class > calibre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Calibre,
    Class,
    Model,
}

impl Level {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Calibre => "by calibre",
            Self::Class => "by class",
            Self::Model => "by model",
        }
    }
}

/// Whether a row means a weapon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    No,
    /// It may, but class, model or calibre are not known well enough.
    Perhaps(Level),
    Yes(Level),
}

/// The classes that the agreement's rows name, by whether their calibre matters.
pub(crate) struct Classes<'a> {
    /// Named by some row without regard to calibre. Rows that go by calibre alone do not mean
    /// them, for the calibre of a tank's gun makes it no artillery.
    whole: BTreeSet<&'a str>,
    /// Named by some row together with a calibre.
    by_calibre: BTreeSet<&'a str>,
}

impl<'a> Classes<'a> {
    pub(crate) fn of(agreement: &'a Agreement) -> Self {
        let mut classes = Self { whole: BTreeSet::new(), by_calibre: BTreeSet::new() };
        for row in agreement.terms.iter().filter_map(Term::row) {
            let set = if row.calibre.is_open() { &mut classes.whole } else { &mut classes.by_calibre };
            set.extend(row.classes.iter().map(String::as_str));
        }
        classes
    }
}

/// Whether a weapon is one that a row without a distance means; `None` if it may be.
pub(crate) fn is_meant(weapon: &Weapon, row: &Row, arms: &[Arm]) -> Option<bool> {
    let classes = Classes { whole: BTreeSet::new(), by_calibre: BTreeSet::new() };
    let meant: Vec<Match> = candidates(Some(weapon), arms).iter().map(|candidate| matches(row, candidate, &classes)).collect();
    if meant.iter().all(|meant| matches!(meant, Match::Yes(_))) {
        Some(true)
    } else if meant.iter().all(|meant| *meant == Match::No) {
        Some(false)
    } else {
        None
    }
}

/// Holds one row against one candidate.
pub(crate) fn matches(row: &Row, weapon: &Candidate, classes: &Classes<'_>) -> Match {
    if weapon.model.as_ref().is_some_and(|model| row.models.iter().any(|name| names(model, name))) {
        return Match::Yes(Level::Model);
    }
    let calibre = weapon.calibre_dmm.map(|dmm| row.calibre.holds(dmm));
    if calibre == Some(false) {
        return Match::No;
    }
    let sure = |level, is_sure| if is_sure { Match::Yes(level) } else { Match::Perhaps(level) };
    let calibre_known = row.calibre.is_open() || calibre == Some(true);
    match &weapon.class {
        Some(class) if row.classes.contains(class) => sure(Level::Class, calibre_known),
        None if !row.classes.is_empty() => Match::Perhaps(Level::Class),
        Some(class) if row.classes.is_empty() && !row.calibre.is_open() && !classes.whole.contains(class.as_str()) => match calibre {
            Some(_) => Match::Yes(Level::Calibre),
            None if classes.by_calibre.contains(class.as_str()) => Match::Perhaps(Level::Calibre),
            None => Match::No,
        },
        None if !row.calibre.is_open() => Match::Perhaps(Level::Calibre),
        None if weapon.is_unknown() => Match::Perhaps(Level::Model),
        _ => Match::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_match_by_whole_words_however_they_are_joined() {
        assert!(names("BM-21 Grad", "grad"));
        assert!(names("(BM 21, Grad)", "BM-21"));
        assert!(names("2A65 Msta-B", "MSTA B"));
        assert!(!names("Tornado-S", "Tornado-G"));
        assert!(!names("Tochka-U", "Tochka"));
        assert!(!names("T-64BV", "T-64"));
        assert!(!names("", ""));
    }

    #[test]
    fn a_source_that_leaves_the_model_open_gives_each_candidate() {
        let weapon = Weapon { model: Some("BM-21 or Tornado-G".into()), ..Weapon::default() };
        let models: Vec<_> = candidates(Some(&weapon), &[]).into_iter().filter_map(|candidate| candidate.model).collect();
        assert_eq!(models, ["BM-21", "Tornado-G"]);
    }
}
