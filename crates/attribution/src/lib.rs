//! Who may have done it: hypotheses weighed against the evidence, or why it cannot be known; pure.
//!
//! A proposal and never more: only a declared act attributes. Source: METHOD section 8.
