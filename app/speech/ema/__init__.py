"""EMA Lightning: one Turkish voice of 48 kHz, letters to sound in three nets."""

from app.speech.ema.make import Ema

__all__ = ["Ema"]
