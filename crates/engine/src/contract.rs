//! What the engine needs from storage: a log, a vault and a projection, each with what it promises.

mod fault;
mod log;
mod lookup;
mod projection;
mod vault;

pub use fault::StoreFault;
pub use log::{Came, Log};
pub use lookup::Lookup;
pub use projection::{Adopted, Assessment, Brought, LastFusion, Moved, Projection, StandingFinding, Touched};
pub use vault::{BatchFiles, Content, ItemAt, KeptItem, Located, SealedUnit, Vault};

use model::{Digest, Instant, Mission};
use record::seal::KeySource;

/// Everything that the steps work on.
pub struct Desk<'a> {
    /// The log.
    pub log: &'a mut dyn Log,
    /// The vault.
    pub vault: &'a mut dyn Vault,
    /// The fold.
    pub projection: &'a mut dyn Projection,
    /// Fresh record keys.
    pub keys: &'a mut KeySource,
    /// This node's clock, read once for each command.
    pub now: Instant,
}

/// The mission in use, with where it was adopted.
pub struct InUse {
    /// Its data.
    pub mission: Mission,
    /// Digest of its file.
    pub sha256: Digest,
}
