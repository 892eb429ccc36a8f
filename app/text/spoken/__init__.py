"""Written text -> spoken form."""
