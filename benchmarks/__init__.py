"""Measurements, side by side, printed as ratios. `make bench`."""
