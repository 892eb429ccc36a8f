"""A tiny voice of every make, laid out as it stands in a voices folder."""

from collections.abc import Callable
from pathlib import Path

from tests.speech.ema.tiny_ema import put_tiny_ema
from tests.speech.hibari.tiny_hibari import put_tiny_hibari
from tests.speech.kokoro.tiny_kokoro import put_tiny_kokoro
from tests.speech.piper.tiny_vits import put_tiny_vits
from tests.speech.seslen.tiny_seslen import put_tiny_seslen

LayOut = Callable[[Path], Path]
"""Puts the voice into a folder; gives what stands for it there."""

TINY: dict[str, LayOut] = {
    "ema": put_tiny_ema,
    "hibari": put_tiny_hibari,
    "kokoro": put_tiny_kokoro,
    "piper": lambda folder: put_tiny_vits(folder).home,
    "seslen": put_tiny_seslen,
}
