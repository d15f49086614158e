//! What explanations look up.

use super::{Came, Located, StoreFault};
use model::{Digest, Signed};
use record::stream::Place;

/// What stood at one position of the log, looked up by id: for explanations and pages.
pub trait Lookup {
    /// Ids that begin so, at most 9, sorted.
    ///
    /// # Errors
    /// If storage fails.
    fn find(&self, beginning: &str) -> Result<Vec<String>, StoreFault>;
    /// Where the version that stood of an item is.
    ///
    /// # Errors
    /// If it is absent or storage fails.
    fn place(&self, id: &str) -> Result<Located, StoreFault>;
    /// The entries at which versions of an item came, oldest first.
    ///
    /// # Errors
    /// If storage fails.
    fn versions(&self, id: &str) -> Result<Vec<u64>, StoreFault>;
    /// The entries by which an artifact was received, oldest first, each with the entry of this log
    /// that brought it: more than one if the same bytes came from several sources or to several
    /// nodes, or were read in several ways.
    ///
    /// # Errors
    /// If storage fails.
    fn arrivals(&self, artifact: &Digest) -> Result<Vec<(u64, Came)>, StoreFault>;
    /// The entry that took a text into use, and the people whose signatures under it hold; `None` if
    /// they are none, as in older logs.
    ///
    /// # Errors
    /// If storage fails.
    fn adopted(&self, text: &Digest) -> Result<Option<(Came, Option<String>)>, StoreFault>;
    /// Who handed in the artifact of an entry under a signature that holds, with the stream, epoch and number.
    ///
    /// # Errors
    /// If storage fails.
    fn sender(&self, came: &Came) -> Result<Option<Place>, StoreFault>;
    /// The mission's file in use, in the vault.
    ///
    /// # Errors
    /// If storage fails.
    fn mission_file(&self) -> Result<Option<Digest>, StoreFault>;
    /// A signed act that counts, by the name of its log and its entry there, with the people whose signatures hold.
    ///
    /// # Errors
    /// If storage fails.
    fn act(&self, log: &str, index: u64) -> Result<Option<(Signed, String)>, StoreFault>;
    /// The incident that an observation is in.
    ///
    /// # Errors
    /// If storage fails.
    fn incident_of(&self, observation: &model::ObservationId) -> Result<Option<model::IncidentId>, StoreFault>;
    /// Ids of the findings on an incident.
    ///
    /// # Errors
    /// If storage fails.
    fn findings_on(&self, incident: &model::IncidentId) -> Result<Vec<String>, StoreFault>;
    /// Heat seen within its error of a place from one moment (ms since 1970) to before another: when, and its middle.
    ///
    /// # Errors
    /// If storage fails.
    fn heat_seen(&self, at: model::Position, from_ms: i64, to_ms: i64) -> Result<Vec<crate::heat::HeatSeen>, StoreFault>;
}
