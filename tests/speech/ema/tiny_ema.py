"""An EMA Lightning of some hundred kB with random weights, in files as PyTorch writes them, made without PyTorch."""

import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from app.speech.ema.net import Weights
from app.speech.ema.nets import shape_of, sound_net, text_net
from app.speech.ema.vocoder import vocoder_net, vocoder_shape
from tests.speech.tiny_folder import put_folder

KEY = "tr_TR-tiny-high"
ALPHABET = ["<pad>", "<unk>", *" .,!?'\"-:;()abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû"]
CONFIG: dict[str, Any] = {
    "d": 16, "n_heads": 2, "latent_dim": 8, "text_conv": 1, "text_attn": 1, "dur_hidden": 8, "align_heads": 2,
    "letter_pos": True, "n_layers": 2, "distilled": {"times": [0.0, 0.5]},
}  # fmt: skip
VOCODER: dict[str, Any] = {
    "latent_dim": 8, "ch": 16, "rates": [8, 6, 5, 8], "kernels": [16, 12, 10, 16],
    "rb_kernels": [3], "rb_dilations": [[1, 3]],
}  # fmt: skip
FRAMES_PER_LETTER = 2.0


class Invented(Weights):
    """Weights made up as they are asked for."""

    def __init__(self, *, shared: bool = True) -> None:
        super().__init__({})
        self.made: dict[str, np.ndarray] = {}
        self._shared = shared
        self._random = np.random.default_rng(11)

    def get(self, name: str, *shape: int) -> np.ndarray:
        if name not in self.made:
            size = int(np.prod(shape[1:])) or 1
            made = self._random.standard_normal(shape) / np.sqrt(size)
            if len(shape) == 1 and name.endswith("norm.weight"):
                made = np.ones(shape)
            if name == "chardur.out.bias":
                made = np.full(shape, np.log1p(FRAMES_PER_LETTER))
            self.made[name] = np.asarray(made * (0.1 if name == "chardur.out.weight" else 1.0), np.float32)
        return self.made[name]

    def has(self, name: str) -> bool:
        return self._shared and name.startswith("ada_shared")


def acoustic(**other: Any) -> dict[str, Any]:
    """What ema.pt holds."""
    config = CONFIG | other
    weights, shape = Invented(shared=config.get("shared_ada", True)), shape_of(config)
    text_net(weights, shape, len(ALPHABET))
    sound_net(weights, shape)
    return {"cfg": config, "vocab": ALPHABET, "ema": weights.made}


def vocoder(**other: Any) -> dict[str, Any]:
    """What decoder.pt holds."""
    weights, config = Invented(), VOCODER | other
    vocoder_net(weights, vocoder_shape(config))
    return {"cfg": config, "G": weights.made}


def put_tiny_ema(folder: Path) -> Path:
    """Both in a folder."""
    home = put_folder(folder / KEY, {"make": "ema", "locale": "tr_TR"}, {})
    write_archive(home / "ema.pt", acoustic())
    write_archive(home / "decoder.pt", vocoder())
    return home


def write_archive(path: Path, value: Any) -> None:
    """As `torch.save` does."""
    arrays: list[np.ndarray] = []
    pickled = b"\x80\x02" + _pickled(value, arrays) + b"."
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{path.stem}/data.pkl", pickled)
        archive.writestr(f"{path.stem}/byteorder", "little")
        for key, array in enumerate(arrays):
            archive.writestr(f"{path.stem}/data/{key}", array.tobytes())
        archive.writestr(f"{path.stem}/version", "3\n")


def _pickled(value: Any, arrays: list[np.ndarray]) -> bytes:  # noqa: PLR0911 - a return a kind
    """The opcodes of Python's pickle, protocol 2 (pickletools)."""
    if isinstance(value, np.ndarray):
        return _tensor(value, arrays)
    if isinstance(value, bool):
        return b"\x88" if value else b"\x89"
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    if isinstance(value, str):
        return b"X" + struct.pack("<I", len(value.encode())) + value.encode()
    if isinstance(value, dict):
        items = (_pickled(key, arrays) + _pickled(inside, arrays) for key, inside in value.items())
        return b"}(" + b"".join(items) + b"u"
    inside = b"".join(_pickled(each, arrays) for each in value)
    return b"](" + inside + b"e" if isinstance(value, list) else b"(" + inside + b"t"


def _tensor(array: np.ndarray, arrays: list[np.ndarray]) -> bytes:
    key, strides = str(len(arrays)), tuple(step // array.itemsize for step in array.strides)
    arrays.append(array)
    storage = b"(" + _pickled("storage", arrays) + b"ctorch\nFloatStorage\n"
    storage += _pickled(key, arrays) + _pickled("cpu", arrays) + _pickled(array.size, arrays) + b"tQ"
    place = _pickled(0, arrays) + _pickled(array.shape, arrays) + _pickled(strides, arrays)
    rest = _pickled(False, arrays) + _pickled({}, arrays)
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + place + rest + b"tR"
