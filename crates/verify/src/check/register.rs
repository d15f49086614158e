//! Acts: each signature held against the key register as it stood at the act's entry.

use super::proofs::Claim;
use model::Entry;
use record::register::Register;
use record::submission::admit_again;

/// Folds the register over the entries in the order of the log and judges every act, then once
/// more for doubts that arose later. A revocation that the bundle leaves out is not noticed here:
/// that takes the whole log (`--log`).
pub fn judge(claims: &mut [Claim]) {
    let mut register = Register::default();
    for claim in claims.iter_mut().filter(|claim| claim.holds()) {
        let (Some(place), Some((view, _))) = (claim.place, &claim.shown) else { continue };
        match Entry::read(view) {
            Ok(Entry::Signed(signed)) => {
                claim.what = format!("entry {}: {}", place.index, signed.declared.act.word());
                match register.take(place.index, &signed) {
                    Ok(judged) => claim.remarks.push(format!("signed by {}, by keys that stood at that entry", judged.people())),
                    Err(fault) => claim.fails.push(format!("the act does not count: {fault}")),
                }
            }
            Ok(Entry::Declared(declared)) => {
                claim.what = format!("entry {}: {}", place.index, declared.act.word());
                claim.remarks.push(format!("said to be by {}; not signed: such acts are of logs older than the key register", declared.by));
            }
            Ok(Entry::Received(received)) => match admit_again(&received, &register, place.index) {
                Ok(None) => {}
                Ok(Some(_)) => claim.remarks.push("the sender's own signature holds".into()),
                Err(fault) => claim.fails.push(format!("the sender's signature: {fault}")),
            },
            Ok(Entry::Anchor(anchor)) => {
                claim.what = format!("entry {}: checkpoint of log `{}` at {}", place.index, anchor.log, anchor.size)
            }
            Ok(Entry::Gap(gap)) => claim.what = format!("entry {}: {} reports missing", place.index, gap.missing_n()),
            // A header, or a record that is opened in part.
            Ok(Entry::Concluded(_)) | Err(_) => {}
        }
    }
    for claim in claims.iter_mut().filter(|claim| claim.holds()) {
        let (Some(place), Some((view, _))) = (claim.place, &claim.shown) else { continue };
        if let Ok(Entry::Signed(signed)) = Entry::read(view)
            && register.judge(place.index, &signed).is_ok_and(|judged| judged.is_doubtful())
        {
            claim.remarks.push("in doubt: a key under it was revoked as compromised since before this entry".into());
        }
    }
}
