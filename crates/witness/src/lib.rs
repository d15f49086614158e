//! A witness of logs: one state file, the C2SP witness protocol over HTTP. Knows nothing of missions.
