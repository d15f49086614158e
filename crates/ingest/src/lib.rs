//! Bytes to observations, one folder per source; every folder looks the same.
