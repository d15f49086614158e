//! Versions of a decision: what stands between `[[states:` and `]]` only the states read, between `[[parties:` and `]]`
//! the states and the parties. Everybody else reads that something is withheld, and not how much.

use model::case::Tier;

/// What stands where something was taken out.
const WITHHELD: &str = "[withheld]";

/// A text whose marks do not come apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}; `[[states: ...]]` or `[[parties: ...]]` is expected, closed on its own, one not inside another")]
pub struct TierFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// Makes the version of a text for a tier.
///
/// # Errors
/// If a mark is unknown, not closed, or inside another one: then nothing is given out.
pub fn version_for(text: &str, tier: Tier) -> Result<String, TierFault> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("[[").into_iter().chain(rest.find("]]")).min() {
        let line =
            text.len().checked_sub(rest.len() - at).and_then(|to| text.get(..to)).map_or(1, |before| before.matches('\n').count() + 1);
        let fault = |what| TierFault { line, what };
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        let marked = marked.strip_prefix("[[").ok_or_else(|| fault("something is closed that was not opened"))?;
        let (inside, after) = marked.split_once("]]").ok_or_else(|| fault("something is opened and not closed"))?;
        if inside.contains("[[") {
            return Err(fault("something is opened inside another"));
        }
        let (word, words) = inside.split_once(':').ok_or_else(|| fault("it does not say who may read it"))?;
        let may_read = match word.trim() {
            "states" => tier == Tier::States,
            "parties" => tier <= Tier::Parties,
            _ => return Err(fault("it is neither for the states nor for the parties")),
        };
        out.push_str(if may_read { words.trim() } else { WITHHELD });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tier_reads_what_is_meant_for_it_and_nothing_of_the_rest() {
        let text = "Battery 4 of [[states: Colonel A]] fired.\nSeen by [[parties: patrol 7]].\n";
        let version = |tier| version_for(text, tier).unwrap();
        assert_eq!(version(Tier::States), "Battery 4 of Colonel A fired.\nSeen by patrol 7.\n");
        assert_eq!(version(Tier::Parties), "Battery 4 of [withheld] fired.\nSeen by patrol 7.\n");
        assert_eq!(version(Tier::Public), "Battery 4 of [withheld] fired.\nSeen by [withheld].\n");
    }

    #[test]
    fn a_mark_that_does_not_come_apart_gives_nothing_out() {
        for (text, line) in [("a\n[[states: b", 2), ("a ]] b", 1), ("[[states: [[parties: b]] c]]", 1), ("\n\n[[all: b]]", 3), ("[[b]]", 1)]
        {
            assert_eq!(version_for(text, Tier::Public).unwrap_err().line, line, "{text}");
        }
    }
}
