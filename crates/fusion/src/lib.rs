//! Observations to incidents by log-odds; pure, order-free.
