//! Agreement text to clauses; clauses and incidents to findings with reasons.
