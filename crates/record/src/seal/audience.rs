//! Who sees which field: one table for all records. A field that is not in it is for the Commission alone.

/// For whom a record is opened; a wider audience sees less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Anyone: neither the source nor place, time or words.
    Public,
    /// A party: everything but what leads to the source.
    Party,
    /// The Commission and the mission itself: everything.
    Commission,
}

/// The fields that a party may see, and those that anyone may see, by kind of record.
struct Row {
    kind: &'static str,
    public: &'static [&'static str],
    party: &'static [&'static str],
}

const TABLE: [Row; 10] = [
    Row { kind: "received", public: &["v"], party: &["bytes_n", "read_as", "received_at"] },
    Row { kind: "concluded", public: &["kind", "mark", "method", "n", "order", "root", "v"], party: &["basis"] },
    Row {
        kind: "observation",
        public: &["kind"],
        party: &[
            "actor",
            "cause",
            "count",
            "determination",
            "flight",
            "id",
            "place",
            "place_name",
            "place_precision",
            "restriction",
            "sense",
            "status",
            "target",
            "time",
            "weapon",
        ],
    },
    Row { kind: "incident", public: &["kind"], party: &["alternatives", "crowded", "id", "members", "moved_to", "place", "time"] },
    Row {
        kind: "finding",
        public: &["agreement", "agreement_version", "clause", "outcome", "reading"],
        party: &["chance_ppm", "id", "missing", "party", "time", "used"],
    },
    Row { kind: "coverage", public: &["sense", "state"], party: &["id", "observed_min", "planned_min", "region", "time"] },
    Row {
        kind: "layer",
        public: &["role"],
        party: &["accuracy_m", "geometry", "id", "known_at", "layer", "name", "party", "valid_from", "valid_to"],
    },
    Row { kind: "reading", public: &[], party: &["format", "id", "read_n", "refused_n", "rows_n"] },
    Row { kind: "refusal", public: &[], party: &["id"] },
    Row { kind: "withdrawal", public: &[], party: &["id", "reason"] },
];

/// The widest audience that may see a field. What [`Audience::Public`] may see stands in the clear
/// in the committed bytes; everything else is a digest there. A change of the table changes the
/// committed bytes, so that records of before would no longer open: it takes a new wire version.
pub fn least_audience(kind: &str, field: &str, value: &[u8]) -> Audience {
    let Some(row) = TABLE.iter().find(|row| row.kind == kind) else { return Audience::Commission };
    if row.public.contains(&field) {
        return Audience::Public;
    }
    // A finding's subject is an incident, or a series of figures with its speaker.
    let is_incident = kind == "finding" && field == "subject" && value.starts_with(b"{\"incident\":");
    if is_incident || row.party.contains(&field) { Audience::Party } else { Audience::Commission }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_leads_to_the_source_is_for_a_party() {
        for field in ["source", "speaker", "key", "from", "name", "map", "text", "claims", "sequence", "sent", "sha256", "raw", "station"] {
            for row in TABLE.iter().filter(|row| (row.kind, field) != ("layer", "name")) {
                assert_eq!(least_audience(row.kind, field, b"\"x\""), Audience::Commission, "{} {field}", row.kind);
            }
        }
    }

    #[test]
    fn neither_place_nor_time_nor_words_are_public_and_the_unknown_is_for_the_commission_alone() {
        for row in &TABLE {
            for field in ["id", "place", "place_name", "time", "text", "reasons", "reason", "received_at", "members"] {
                assert_ne!(least_audience(row.kind, field, b"1"), Audience::Public, "{} {field}", row.kind);
            }
            assert_eq!(least_audience(row.kind, "a_field_of_tomorrow", b"1"), Audience::Commission);
        }
        assert_eq!(least_audience("a_kind_of_tomorrow", "kind", b"1"), Audience::Commission);
    }

    #[test]
    fn a_subject_with_a_speaker_is_for_the_commission_alone() {
        assert_eq!(least_audience("finding", "subject", br#"{"incident":"INC-1"}"#), Audience::Party);
        assert_eq!(least_audience("finding", "subject", br#"{"series":{"speaker":"x"}}"#), Audience::Commission);
    }
}
