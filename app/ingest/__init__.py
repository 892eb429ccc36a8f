"""What a newsroom hands over -> Article."""
