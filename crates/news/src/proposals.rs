//! Proposals of a model that the user runs: taken only where their span holds the words they quote, and marked as such.

use crate::Span;
use crate::method::PROPOSALS_MAX;
use crate::numbers::clean;
use serde::{Deserialize, Serialize};

/// A proposal that was checked against the text: its span holds its words. It is never more than a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Where its words stand.
    pub span: Span,
    /// The words.
    pub text: String,
    /// What it says they are: `claim`, `place`, `quote` or a word of the model's own.
    pub kind: String,
    /// What it makes of them, as it came.
    pub value: serde_json::Value,
    /// Who proposes: the model, as its user names it.
    pub model: Option<String>,
    /// Always `proposed`: nothing that counts is made of it.
    pub standing: Standing,
}

/// How far a proposal counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Proposed; a person may take it up.
    Proposed,
}

/// A line as it comes.
#[derive(Deserialize)]
struct Line {
    file: Option<String>,
    start: usize,
    end: usize,
    text: String,
    kind: String,
    #[serde(default)]
    value: serde_json::Value,
    model: Option<String>,
}

/// Reads JSON lines `{"start": 10, "end": 14, "text": "...", "kind": "place", "value": ...}` for a text; lines that name
/// another `file` are passed over. Gives what holds, and line and reason of what does not.
pub fn read_proposals(lines: &str, file: &str, text: &str) -> (Vec<Proposal>, Vec<(u32, String)>) {
    let (mut held, mut refused) = (Vec::new(), Vec::new());
    for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if held.len() >= PROPOSALS_MAX {
            refused.push((number, format!("more than {PROPOSALS_MAX} proposals: the rest was not read")));
            break;
        }
        match proposal(line, file, text) {
            Ok(Some(proposal)) => held.push(proposal),
            Ok(None) => {}
            Err(reason) => refused.push((number, reason)),
        }
    }
    (held, refused)
}

fn proposal(line: &str, file: &str, text: &str) -> Result<Option<Proposal>, String> {
    let line: Line = serde_json::from_str(line).map_err(|fault| format!("no proposal: {fault}"))?;
    if line.file.as_deref().is_some_and(|other| other != file) {
        return Ok(None);
    }
    let span = Span { start: line.start, end: line.end };
    let words = span.of(text).ok_or_else(|| format!("bytes {} to {} are no stretch of the text", line.start, line.end))?;
    if words.is_empty() || clean(words) != clean(&line.text) {
        let there: String = clean(words).chars().take(80).collect();
        return Err(format!("bytes {} to {} hold `{there}`, not the words that are quoted", line.start, line.end));
    }
    Ok(Some(Proposal { span, text: line.text, kind: line.kind, value: line.value, model: line.model, standing: Standing::Proposed }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_holds_only_where_its_words_stand() {
        let text = "Two drones fell near Holm.";
        let lines = concat!(
            "{\"start\": 21, \"end\": 25, \"text\": \"Holm\", \"kind\": \"place\", \"value\": {\"id\": \"7\"}, \"model\": \"mine\"}\n",
            "{\"start\": 0, \"end\": 3, \"text\": \"Three\", \"kind\": \"claim\"}\n",
            "{\"start\": 20, \"end\": 99, \"text\": \"Holm\", \"kind\": \"place\"}\n",
            "not json\n",
            "{\"file\": \"other.txt\", \"start\": 0, \"end\": 1, \"text\": \"x\", \"kind\": \"place\"}\n"
        );
        let (held, refused) = read_proposals(lines, "this.txt", text);
        assert_eq!(held.len(), 1);
        assert_eq!((held[0].kind.as_str(), held[0].standing, held[0].model.as_deref()), ("place", Standing::Proposed, Some("mine")));
        assert_eq!(refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
        assert!(refused[0].1.contains("hold `Two`"), "{refused:?}");
    }
}
