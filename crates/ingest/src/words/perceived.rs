//! What was perceived and how, as sources write it: senses, kinds, determinations, statuses.

use crate::words::text::as_word;
use model::observation::RestrictionType;
use model::{CoverageState, DeedKind, Determination, Kind, Sense, WeaponStatus};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// Ways of perceiving as annexes write them; longer ones first. The wire words are read too.
const SENSES: [(&str, Sense); 24] = [
    ("heard_and_seen", Sense::HeardAndSeen),
    ("heard_and_saw", Sense::HeardAndSeen),
    ("saw_and_heard", Sense::HeardAndSeen),
    ("seen_and_heard", Sense::HeardAndSeen),
    ("mid_range_uav", Sense::UavMidRange),
    ("long_range_uav", Sense::UavLongRange),
    ("satellite_imagery", Sense::SatelliteOptical),
    ("aerial_imagery", Sense::ThirdPartyImagery),
    ("acoustic", Sense::AcousticSensor),
    ("seismic", Sense::SeismicSensor),
    ("satellite", Sense::SatelliteOptical),
    ("recorded", Sense::Camera),
    ("mini_uav", Sense::UavMini),
    ("imagery", Sense::ThirdPartyImagery),
    ("camera", Sense::Camera),
    ("patrol", Sense::Seen),
    ("visual", Sense::Seen),
    ("heard", Sense::Heard),
    ("seen", Sense::Seen),
    ("told", Sense::Told),
    ("read", Sense::Read),
    ("saw", Sense::Seen),
    ("uav", Sense::UavMini),
    ("observer", Sense::Seen),
];

/// Words for what was observed, longer ones first; plurals are read too.
const KINDS: [(&str, Kind); 16] = [
    ("illumination flare", Kind::IlluminationFlare),
    ("exchange of fire", Kind::ExchangeOfFire),
    ("muzzle flash", Kind::MuzzleFlash),
    ("detonation", Kind::Detonation),
    ("projectile", Kind::Projectile),
    ("explosion", Kind::Explosion),
    ("airburst", Kind::Airburst),
    ("air burst", Kind::Airburst),
    ("rocket", Kind::Projectile),
    ("tracer", Kind::Tracer),
    ("burst", Kind::Burst),
    ("flare", Kind::IlluminationFlare),
    ("shell", Kind::Projectile),
    ("round", Kind::Projectile),
    ("impact", Kind::Explosion),
    ("shot", Kind::Shot),
];

/// Words for what was made of the direction of fire, in the order in which they decide.
const DETERMINATIONS: [(&str, Determination); 7] = [
    ("in_flight", Determination::InFlight),
    ("flying", Determination::InFlight),
    ("impact", Determination::Incoming),
    ("incoming", Determination::Incoming),
    ("outgoing", Determination::Outgoing),
    ("undetermined", Determination::Undetermined),
    ("controlled", Determination::NotApplicable),
];

/// Reads a closed word of the model by its wire form.
fn wire<'de, T: Deserialize<'de>>(word: &'de str) -> Option<T> {
    let reader: StrDeserializer<'de, Error> = word.into_deserializer();
    T::deserialize(reader).ok()
}

/// Reads how something was perceived.
///
/// # Errors
/// What is no way of perceiving, as a sentence.
pub(crate) fn read_sense(text: &str) -> Result<Sense, String> {
    let word = as_word(text);
    let found = wire(&word).or_else(|| SENSES.iter().find(|(known, _)| word.contains(known)).map(|(_, sense)| *sense));
    found.ok_or_else(|| format!("`{text}` is not a way of perceiving such as Heard, Saw, Heard and saw, Recorded, UAV"))
}

/// Reads what was observed in an annex of violations.
///
/// # Errors
/// What is none of the words.
pub(crate) fn read_fire(text: &str) -> Result<Kind, String> {
    let lower = text.trim().to_lowercase();
    let found = Kind::from_word(&as_word(&lower)).or_else(|| KINDS.iter().find(|(known, _)| lower.contains(known)).map(|(_, kind)| *kind));
    found.ok_or_else(|| {
        let words: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
        format!("`{text}` is not an observation such as {}", words.join(", "))
    })
}

/// Reads a kind by its wire word, with spaces or underscores.
///
/// # Errors
/// What is none.
pub(crate) fn read_kind(text: &str) -> Result<Kind, String> {
    Kind::from_word(&as_word(text)).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.into_iter().map(Kind::word).collect();
        format!("`{text}` is not a kind; the kinds are {}", words.join(", "))
    })
}

/// Reads what was made of the direction of fire; `None` if the text does not say.
pub(crate) fn read_determination(text: &str) -> Option<Determination> {
    let word = as_word(text);
    wire(&word).or_else(|| DETERMINATIONS.iter().find(|(known, _)| word.contains(known)).map(|(_, determination)| *determination))
}

/// Reads where a weapon stands with regard to withdrawal.
///
/// # Errors
/// What is none of the words.
pub(crate) fn read_status(text: &str) -> Result<WeaponStatus, String> {
    let word = as_word(text);
    let again = word.trim_start_matches("again_");
    let found = match again {
        "in_violation_of_the_respective_withdrawal_lines" | "in_violation_of_withdrawal_lines" => Some(WeaponStatus::InViolation),
        "beyond_the_lines_but_outside_designated_storage_sites" | "beyond_lines" | "outside_sites" => {
            Some(WeaponStatus::BeyondLinesOutsideSites)
        }
        "could_not_be_verified_as_withdrawn" => Some(WeaponStatus::InSiteNotVerifiable),
        word => wire(word),
    };
    found.ok_or_else(|| {
        format!("`{text}` is not a status: in violation, beyond lines outside sites, in site verified, in site not verifiable or missing is expected")
    })
}

/// Reads what somebody did: the model's own words, with blanks or hyphens too.
///
/// # Errors
/// What is none of the words.
pub(crate) fn read_deed(text: &str) -> Result<DeedKind, String> {
    DeedKind::from_word(&as_word(text)).ok_or_else(|| format!("`{text}` is not a deed: one of {} is expected", DeedKind::WORDS.join(", ")))
}

/// Reads the kind of a restriction.
///
/// # Errors
/// What is none of the words.
pub(crate) fn read_restriction(text: &str) -> Result<RestrictionType, String> {
    match as_word(text).as_str() {
        "denied" | "denial" => Ok(RestrictionType::Denied),
        "delayed" | "delay" => Ok(RestrictionType::Delayed),
        "conditional" | "conditioned" => Ok(RestrictionType::Conditional),
        "other" => Ok(RestrictionType::Other),
        _ => Err(format!("`{text}` is not a type of restriction: denied, delayed, conditional or other is expected")),
    }
}

/// Reads what became of a planned observation.
///
/// # Errors
/// What is none of the words.
pub(crate) fn read_coverage_state(text: &str) -> Result<CoverageState, String> {
    wire(&as_word(text))
        .ok_or_else(|| format!("`{text}` is not a state of coverage: observed, degraded, denied, delayed or lost is expected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_annexes_are_read_and_a_longer_word_beats_a_shorter() {
        assert_eq!(read_fire("airbursts"), Ok(Kind::Airburst));
        assert_eq!(read_fire("undetermined explosions"), Ok(Kind::Explosion));
        assert_eq!(read_fire("muzzle_flash"), Ok(Kind::MuzzleFlash));
        assert!(read_fire("noise").is_err_and(|fault| fault.starts_with("`noise` is not an observation such as illumination flare")));
        assert_eq!(read_sense("Heard and saw"), Ok(Sense::HeardAndSeen));
        assert_eq!(read_sense("mini-UAV"), Ok(Sense::UavMini));
        assert_eq!(read_sense("uav_long_range"), Ok(Sense::UavLongRange));
        assert_eq!(read_sense("SMM long-range UAV"), Ok(Sense::UavLongRange));
        assert!(read_sense("smelled").is_err());
        assert_eq!(read_determination("impact"), Some(Determination::Incoming));
        assert_eq!(read_determination("in flight, from W to E"), Some(Determination::InFlight));
        assert_eq!(read_determination(""), None);
        assert_eq!(read_status("Beyond lines, outside sites"), Ok(WeaponStatus::BeyondLinesOutsideSites));
        assert_eq!(read_status("again missing"), Ok(WeaponStatus::Missing));
        assert_eq!(read_coverage_state("Lost"), Ok(CoverageState::Lost));
        assert_eq!(read_restriction("Denial"), Ok(RestrictionType::Denied));
    }
}
