//! A fictional world from a seed: mission, agreement, zones, files in source formats, and the truth behind them.
