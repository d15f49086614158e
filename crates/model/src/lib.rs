//! The nouns of Tregua in pipeline order, their units, ids and wire format; no I/O, no policy.
//!
//! Artifact bytes become [`Observation`]s, those become [`Incident`]s, and an incident held
//! against a clause becomes a [`Finding`]. What enters the log is in [`entry`]; how it is
//! written is in [`json`].

pub mod act;
pub mod area;
pub mod case;
pub mod claim;
pub mod commitment;
pub mod count;
pub mod coverage;
pub mod deed;
pub mod digest;
pub mod entry;
pub mod finding;
pub mod geodesy;
pub mod id;
pub mod incident;
pub mod json;
pub mod kind;
pub mod layer;
pub mod listing;
pub mod mission;
pub mod observation;
pub mod place;
pub mod reading;
pub mod release;
pub mod remedy;
pub mod time;
pub mod verification;
pub mod weapon;

pub use act::{Act, Declared, Key, KeyKind, Role, Signature, Signed, Unit};
pub use case::CaseAct;
pub use claim::{Claim, Measure};
pub use commitment::{Amount, Answer, Citation, CommitmentAct, CommitmentStep, Promise, Reckoning, Stage};
pub use count::{Count, Qualifier};
pub use coverage::{Coverage, CoverageState};
pub use deed::{Deed, DeedKind};
pub use digest::Digest;
pub use entry::{Anchor, BatchHeader, Entry, Gap, Item, Received, Sent};
pub use finding::{Finding, Missing, Outcome, Subject};
pub use id::{CoverageId, FindingId, IncidentId, KeyId, LayerVersionId, ObservationId, PublicId, ReadingId, RefusalId};
pub use incident::{Alternative, Bond, BondVerb, Incident, Member, Origin};
pub use kind::{Determination, Kind, Sense};
pub use layer::{Geometry, LayerRole, LayerVersion};
pub use mission::{Mission, Party, PartyId, SourceId};
pub use observation::Observation;
pub use place::{Place, PlacePrecision, Position};
pub use reading::{Reading, Refusal};
pub use release::{Audience, Cell, Class, PublicIncident, PublicPlace, Release, ReleasePolicy, Shown, Window};
pub use time::{Instant, TimePrecision, When};
pub use verification::{Adoption, Confidence, Dissent, Grade, Reliability, Seen, Standard, VerifyAct};
pub use weapon::{Weapon, WeaponClass, WeaponStatus};
