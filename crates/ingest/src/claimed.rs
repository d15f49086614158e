//! Claims in prose as the model's claims: the figures among them, each with its parts.

use crate::method::{CLAIMS_OF_TEXT_MAX, NAME_CHARS_MAX};
use crate::words::text::clean;
use model::{Claim, Count, Instant};
use news::Told;
use news::claims::{ClaimFlag, Part, Sum, read_claims};

/// Reads the figures that a text claims, at most [`CLAIMS_OF_TEXT_MAX`]. What is denied, replaced, supposed or implausible is none.
///
/// The definition of a figure is whose and what, such as `ukrainian uav`; that of a part ends in `part of the ...`. Where the words name
/// nobody, `speaker` says it.
pub fn claims_in(text: &str, told: &Told<'_>, speaker: &str, as_of: Option<Instant>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for found in read_claims(text, told).into_iter().filter(news::Claim::is_figure) {
        let whose = found.about.as_ref().map(|said| format!("{} ", said.text.to_lowercase())).unwrap_or_default();
        let definition = clean(&format!("{whose}{}", found.unit.word()), NAME_CHARS_MAX);
        let whole = Claim {
            about: None,
            as_of,
            count: found.count.clone(),
            cumulative: found.flags.contains(&ClaimFlag::Cumulative),
            definition: Some(definition.clone()),
            measure: found.kind.measure(),
            speaker: clean(found.speaker.as_ref().map_or(speaker, |said| &said.text), NAME_CHARS_MAX),
            window: found.window.as_ref().and_then(|window| window.when.clone()),
        };
        // A text that breaks off within its parts gives a sum that means nothing.
        let parts: &[Part] = if found.parts.len() > 1 && found.sum != Sum::CutOff { &found.parts } else { &[] };
        let of_part = |part: &Part| Claim {
            count: in_all_places(part),
            definition: Some(clean(&format!("{}, part of the {definition}", place_words(part, text)), NAME_CHARS_MAX)),
            ..whole.clone()
        };
        let parts: Vec<Claim> = parts.iter().map(of_part).collect();
        claims.push(whole);
        claims.extend(parts);
    }
    claims.truncate(CLAIMS_OF_TEXT_MAX);
    claims
}

fn place_words(part: &Part, text: &str) -> String {
    let places: Vec<&str> = part.places.iter().map(|said| said.text.as_str()).collect();
    if places.is_empty() { part.span.of(text).unwrap_or_default().to_owned() } else { places.join(", ") }
}

/// So many in each of its places is so many times their number.
fn in_all_places(part: &Part) -> Count {
    let (lo, hi) = part.total();
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    if part.is_each { Count { hi: hi.map(narrow), lo: Some(narrow(lo)), ..part.count.clone() } } else { part.count.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An invented post in the form of a published kind.
    const POST: &str =
        "In the past night 12 Ukrainian drones were shot down: 7 over the Hill region, 5 over the Lake region. There were no casualties.";

    #[test]
    fn a_post_gives_its_figure_with_its_parts_and_none_is_a_figure_of_zero() {
        let claims = claims_in(POST, &Told::default(), "Ministry", None);
        let told: Vec<(&str, Option<u32>, &str)> =
            claims.iter().map(|claim| (claim.measure.word(), claim.count.lo, claim.definition.as_deref().unwrap())).collect();
        assert_eq!(told.first(), Some(&("destroyed", Some(12), "ukrainian uav")), "{told:?}");
        assert_eq!((told.len(), told.last()), (4, Some(&("casualties", Some(0), "person"))), "{told:?}");
        assert!(told.iter().skip(1).take(2).all(|(_, _, definition)| definition.ends_with(", part of the ukrainian uav")), "{told:?}");
        assert!(claims.iter().all(|claim| claim.speaker == "Ministry"));
    }
}
