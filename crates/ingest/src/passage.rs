//! The words that stand at a passage of an artifact, as they came.

use crate::{decode, unpack};
use model::observation::Passage;

/// Shows the line of an artifact that a passage names, unpacked and decoded as it was read.
///
/// `None` if the artifact has no such line, or its passages are not lines (features of a GeoJSON
/// file written in one line).
pub fn show_passage(bytes: &[u8], passage: &Passage) -> Option<String> {
    let mut found = None;
    let wanted = usize::try_from(passage.line).ok()?.checked_sub(1)?;
    let unpacked = unpack::each_file("", bytes, &mut |part| {
        let is_here = passage.entry.is_none() || passage.entry.as_deref() == part.entry;
        if found.is_none() && is_here {
            let decoded = decode::decode(part.bytes?)?;
            found = decoded.text.lines().nth(wanted).map(str::to_owned);
        }
        Ok(())
    });
    unpacked.ok().and(found).filter(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Digest;

    #[test]
    fn the_line_of_a_passage_is_shown_and_a_line_beyond_the_end_is_not() {
        let passage = |line| Passage { artifact: Digest::of(b""), entry: None, line };
        assert_eq!(show_passage(b"a,b\r\n1,2\r\n", &passage(2)).as_deref(), Some("1,2"));
        assert_eq!(show_passage(b"a,b\r\n1,2\r\n", &passage(3)), None);
        assert_eq!(show_passage(b"a,b\r\n1,2\r\n", &passage(0)), None);
    }
}
