//! The rules of procedure: who verifies, how a commission decides, what is due when; a mission's own file.

use crate::docket::rules::{Commission, Remedies};
use crate::verification::VerificationRules;
use serde::Deserialize;

/// Why rules of procedure cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureFault {
    /// They cannot be read, or contradict themselves.
    #[error("procedure.toml: {0}")]
    Text(String),
    /// One person would change rules that bind everybody.
    #[error(
        "rules of procedure stand since entry {since}: to change them takes two officers, one of them with the role head; `tregua act sign` adds a signature"
    )]
    Alone {
        /// The act that took them into use.
        since: u64,
    },
}

impl ProcedureFault {
    pub(crate) const fn of(what: String) -> Self {
        Self::Text(what)
    }
}

/// The rules of procedure. Without a file the defaults hold (DOMAIN 2.3, 2.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Procedure {
    /// Who decides cases, and how.
    pub commission: Commission,
    /// The register of commitments.
    pub commitments: crate::commitments::CommitmentRules,
    /// What is due when.
    pub deadlines: Deadlines,
    /// By which words definitions say what a claimed figure is.
    pub figures: FigureRules,
    /// What can be ordered.
    pub remedies: Remedies,
    /// Who verifies, and how.
    pub verification: VerificationRules,
}

/// `[figures]`: by which words a definition says what a claimed figure is. Source: the acceptance cases of DOMAIN section 8.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FigureRules {
    /// The speaker's own figure of the period before, printed again.
    pub previous: Vec<String>,
    /// A ruling; its severity follows.
    pub ruled: Vec<String>,
    /// A matter that waits for a party.
    pub waiting: Vec<String>,
    /// Observed days that are the baseline of rates.
    pub baseline_days: u32,
}

impl Default for FigureRules {
    fn default() -> Self {
        Self {
            previous: vec!["previous period".into()],
            ruled: vec!["ruled:".into()],
            waiting: vec!["waiting for party information".into()],
            baseline_days: 28,
        }
    }
}

/// `[deadlines]`: what is due when, hours. Source of the defaults: DOMAIN section 2.4; the jump: assumed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Deadlines {
    /// How far a tick may go on from the one before it without an officer's confirmation.
    pub jump_h_max: u32,
    /// The notice to a named party, from the opening of the case.
    pub notice_h: u32,
    /// The reply of a named party, from its notice.
    pub reply_h: u32,
    /// What one extension of it adds.
    pub extension_h: u32,
    /// How many extensions a party may have.
    pub extensions_n_max: u32,
    /// The answer to a request for information.
    pub answer_h: u32,
    /// The decision, from the end of the reply period.
    pub decision_h: u32,
    /// The votes, from the opening of the vote.
    pub vote_h: u32,
    /// The verification of a remedy, from when it was due.
    pub verify_h: u32,
    /// A request for review, from the decision.
    pub review_h: u32,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            jump_h_max: 36,
            notice_h: 24,
            reply_h: 72,
            extension_h: 72,
            extensions_n_max: 1,
            answer_h: 72,
            decision_h: 240,
            vote_h: 48,
            verify_h: 72,
            review_h: 336,
        }
    }
}

/// Longest jump of the clock that rules may let pass, hours: a month.
const JUMP_H_MAX: u32 = 744;

impl Deadlines {
    fn check(&self) -> Result<(), ProcedureFault> {
        if !(1..=JUMP_H_MAX).contains(&self.jump_h_max) {
            return Err(ProcedureFault::of(format!("[deadlines] jump_h_max: 1 to {JUMP_H_MAX} hours are expected")));
        }
        Ok(())
    }
}

impl Procedure {
    /// Reads them.
    ///
    /// # Errors
    /// A sentence with line and what would be right.
    pub fn read(text: &str) -> Result<Self, ProcedureFault> {
        let procedure: Self = toml::from_str(text).map_err(|fault| ProcedureFault::of(fault.to_string().trim_end().to_owned()))?;
        procedure.commission.check()?;
        procedure.deadlines.check()?;
        procedure.verification.check().map_err(ProcedureFault::of)?;
        Ok(procedure)
    }
}
