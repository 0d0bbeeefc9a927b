"""Measurements as ratios: each against a named peer or a physical limit, taken in the same run."""
