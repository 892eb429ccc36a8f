"""The text stage: pure functions, no I/O."""

TEXT_VERSION = 9
"""Part of every narration id: raise it when the same article would be read differently."""
