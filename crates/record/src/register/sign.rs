//! Making a signed act: the act, then one signature after another.

use super::ActFault;
use crate::dsse::pae;
use crate::key::SecretKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::act::DECLARED_TYPE;
use model::{Act, Declared, Instant, Signature, Signed};

/// An act for a log, not signed yet. `by` is a person of the key register who will sign it.
pub fn new_act(act: Act, by: &str, log: &str, at: Instant) -> Signed {
    let declared = Declared { act, at, by: by.into(), log: Some(log.into()), v: 1 };
    Signed { declared, payload_type: DECLARED_TYPE.into(), signatures: Vec::new(), v: 1 }
}

/// Adds a key's signature; one that is there already is not added again.
///
/// # Errors
/// [`ActFault::Unwritable`].
pub fn sign_act(signed: &mut Signed, key: &SecretKey) -> Result<(), ActFault> {
    let message = message_of(signed)?;
    let signature = Signature { keyid: key.id().to_string(), sig: STANDARD.encode(key.sign(&message)) };
    if !signed.signatures.contains(&signature) {
        signed.signatures.push(signature);
    }
    Ok(())
}

/// The bytes that are signed.
pub(super) fn message_of(signed: &Signed) -> Result<Vec<u8>, ActFault> {
    let payload = model::json::canonical(&signed.declared).map_err(|cause| ActFault::Unwritable(cause.to_string()))?;
    Ok(pae(&signed.payload_type, &payload))
}
