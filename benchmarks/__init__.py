"""Measurements, side by side, printed as ratios. `make bench`."""

import app as app  # before any library that would report to its maker; stock Piper inherits what it sets
