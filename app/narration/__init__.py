"""What all this is about: from a wish to the order made of it, and on to the narration that is heard."""
