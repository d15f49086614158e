//! Agreement text to clauses; clauses and incidents to findings with reasons.
//!
//! An agreement is a Markdown file with its terms in fenced TOML blocks (`docs/agreements.md`).
//! [`read_agreement`] reads it, [`check()`] holds it against the mission, [`assess`] holds an incident
//! against it, [`assess_series`] the figures that somebody gave. Pure: no clock, no I/O. A term
//! that cannot be applied gives undetermined findings, never none.

mod act;
mod agreement;
mod assess;
mod cap;
mod chance;
mod check;
mod declaration;
mod defined;
mod definition;
pub mod diff;
mod distance;
mod dossier;
mod duty;
mod exemption;
mod fault;
pub mod fence;
mod fields;
mod figures;
mod ground;
mod head;
mod interval;
mod join;
pub mod levels;
pub mod lines;
mod link;
mod local;
mod manual;
mod markdown;
pub mod method;
mod mine;
mod moment;
mod near;
pub mod nearest;
pub mod overlay;
mod presence;
mod protection;
mod provenance;
mod quota;
mod quote;
mod read;
mod read_act;
mod read_term;
mod said;
mod scenario;
mod scene;
mod shape;
mod span;
mod spread;
mod stand_off;
mod target;
mod tell;
mod trace;
mod verdict;
mod weapon;
mod withdrawal;
mod words;
mod zone;
pub mod zones;

pub use agreement::{Agreement, Precedence, Term, TermKind};
pub use assess::{assess, is_concerned};
pub use check::{CLASSES, check, check_among, check_text};
pub use declaration::{Declaration, DeclarationKind};
pub use definition::Definition;
pub use dossier::Dossier;
pub use duty::{Case, asks_for_papers, assess_duties, has_duties};
pub use fault::{Fault, Severity};
pub use ground::{Ground, LayerAt, LayerIndex};
pub use head::{Relation, Role};
pub use join::{CHAIN_MAX, Origin, join};
pub use markdown::Article;
pub use provenance::{Annex, Provenance, TextStatus, Translation};
pub use quota::assess_series;
pub use read::{TEXT_BYTES_MAX, read_agreement};
pub use scene::Facts;
pub use shape::Shape;
pub use trace::{Trace, is_traced, traces};
