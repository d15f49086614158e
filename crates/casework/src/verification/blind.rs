//! A first look without the parties' names: P1, P2, ... in an order of its own for each subject.
//!
//! It keeps a grader from leaning to a side without thinking; whoever wants to know can find out.

use model::{Digest, Party, PartyId};

/// Fewest letters of a name's word that are looked for with other endings.
const STEM_CHARS_MIN: usize = 4;
/// Letters at the end of a word that other forms of it change.
const ENDING_CHARS: usize = 2;

/// The parties of a mission without their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blind {
    labels: Vec<(PartyId, String)>,
    stems: Vec<(String, String)>,
}

impl Blind {
    /// Labels for one subject. The order depends on the subject and on the parties' places in the mission, not on
    /// their names, so that renaming them changes nothing.
    pub fn of(subject: &str, parties: &[Party]) -> Self {
        let key = |place: usize| Digest::tagged("blind", &[subject.as_bytes(), &(place as u64).to_be_bytes()]);
        let mut places: Vec<usize> = (0..parties.len()).collect();
        places.sort_by_key(|place| key(*place));
        let label = |place: usize| places.iter().position(|other| *other == place).map_or(0, |at| at.saturating_add(1));
        let labels: Vec<(PartyId, String)> =
            parties.iter().enumerate().map(|(place, party)| (party.id.clone(), format!("P{}", label(place)))).collect();
        let words: Vec<Vec<String>> = parties.iter().map(words_of).collect();
        let mut stems = Vec::new();
        for (own, (_, label)) in words.iter().zip(&labels) {
            let is_shared = |word: &String| words.iter().filter(|other| other.contains(word)).count() > 1;
            stems.extend(own.iter().filter(|word| !is_shared(word)).map(|word| (stem_of(word), label.clone())));
        }
        stems.sort_by_key(|(stem, _)| std::cmp::Reverse(stem.chars().count()));
        Self { labels, stems }
    }

    /// The label of a party; of one that is none of the mission's, `another party`.
    pub fn label(&self, party: &PartyId) -> &str {
        self.labels.iter().find(|(id, _)| id == party).map_or("another party", |(_, label)| label)
    }

    /// A text with each word that begins like a word of a party's id or name replaced by its label.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let lower = word.to_lowercase();
            let known = self.stems.iter().find(|(stem, _)| !word.is_empty() && is_form(&lower, stem));
            out.push_str(known.map_or(word, |(_, label)| label));
            let mut others = after.chars();
            out.extend(others.next());
            rest = others.as_str();
        }
        out
    }
}

fn words_of(party: &Party) -> Vec<String> {
    let text = format!("{} {}", party.id.0, party.name).to_lowercase();
    let mut words: Vec<String> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(Into::into).collect();
    words.sort();
    words.dedup();
    words
}

/// Short words are looked for as they are, longer ones with other endings.
fn stem_of(word: &str) -> String {
    let length = word.chars().count();
    let keep = if length < STEM_CHARS_MIN + ENDING_CHARS { length } else { length.saturating_sub(ENDING_CHARS) };
    word.chars().take(keep).collect()
}

fn is_form(word: &str, stem: &str) -> bool {
    if stem.chars().count() < STEM_CHARS_MIN { word == stem } else { word.starts_with(stem) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parties(names: [(&str, &str); 2]) -> Vec<Party> {
        names.map(|(id, name)| serde_json::from_value(serde_json::json!({"id": id, "name": name})).expect("a party")).to_vec()
    }

    #[test]
    fn names_of_parties_are_labels_and_other_words_stay() {
        let blind = Blind::of("INC-A", &parties([("north", "Republic of Kastelia"), ("south", "Republic of Morava")]));
        let (north, south) = (blind.label(&PartyId("north".into())), blind.label(&PartyId("south".into())));
        let text = blind.text("The Kastelian battery fired; MORAVA's republic replied, 3 km east.");
        assert_eq!(text, format!("The {north} battery fired; {south}'s republic replied, 3 km east."));
        assert_ne!(north, south);
    }

    #[test]
    fn the_order_differs_between_subjects_and_not_with_names() {
        let (one, other) = (parties([("a", "Alpha"), ("b", "Beta")]), parties([("x", "Xi"), ("y", "Ypsilon")]));
        let first = |parties: &[Party], subject: &str| Blind::of(subject, parties).label(&parties[0].id).to_owned();
        let subjects: Vec<String> = (0..64).map(|n| format!("INC-{n}")).collect();
        assert!(subjects.iter().all(|subject| first(&one, subject) == first(&other, subject)));
        let as_p1 = subjects.iter().filter(|subject| first(&one, subject) == "P1").count();
        assert!((16..=48).contains(&as_p1), "{as_p1} of 64");
    }
}
