"""Voice + Line -> Clip: the only expensive stage."""
