//! What is read of agreements: Markdown with TOML blocks, as a stranger wrote it.

use crate::Target;
use model::Mission;
use terms::diff::compare;
use terms::{LayerIndex, check, check_among, join, read_agreement};

/// All targets of the crate.
pub const TARGETS: &[Target] = &[Target { name: "agreement", seeds: agreements, run: run_agreement }];

fn agreements() -> Vec<Vec<u8>> {
    vec![include_bytes!("../../seeds/agreement.md").to_vec(), b"# A\n```toml\n[agreement]\nid = \"a\"\nparties = [\"p1\"]\n```\n".to_vec()]
}

fn mission() -> Option<Mission> {
    serde_json::from_str(r#"{"name":"fuzz","party":[{"id":"p1","name":"p1"},{"id":"p2","name":"p2"}],"source":[{"id":"patrols","name":"patrols"}],"zone":"UTC"}"#).ok()
}

/// Every fault lies between characters of the text and on its line; a text differs from itself in
/// nothing; read with other ends of lines it has as many terms; joined it is still there.
fn run_agreement(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (agreement, mut faults) = read_agreement(&text);
    assert!(agreement.is_some() || !faults.is_empty());
    if let (Some(agreement), Some(mission)) = (&agreement, mission()) {
        faults.extend(check(agreement, &text, &mission, &LayerIndex::new(Vec::new())));
        faults.extend(check_among(agreement, &text, std::slice::from_ref(agreement)));
        assert!(compare(agreement, agreement).is_empty(), "it differs from itself");
        assert_eq!(join(vec![agreement.clone()]).len(), 1);
    }
    for fault in faults {
        assert!(text.get(fault.span.clone()).is_some(), "{fault} lies inside of a character");
        let line = text.get(..fault.span.start).unwrap_or("").matches('\n').count() + 1;
        assert_eq!(usize::try_from(fault.line).unwrap_or(usize::MAX), line, "{fault}");
    }
}
