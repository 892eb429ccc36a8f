"""Where clips and narrations live."""
