"""What PyTorch's `torch.save` wrote, read without PyTorch and without running anything that stands in it.

Such a file is a zip archive: `NAME/data.pkl`, a pickle whose tensors name their numbers, and `NAME/data/KEY` with the
numbers ("Serialization semantics" in PyTorch's documentation). Of the pickle only plain values and tensors are taken.
"""

import io
import math
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

NUMBERS: dict[str, str] = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "<i1",
    "ByteStorage": "<u1",
    "BoolStorage": "?",
    "BFloat16Storage": "<u2",
}
"""What each kind of storage holds; of bfloat16 the upper half of a float32."""
KINDS = frozenset({"float32", "float64", "float16", "bfloat16", "int64", "int32", "bool"})
"""Names of PyTorch's that settings may hold: read as words."""
MAX_BYTES = 2_000_000_000
ZIP, END = b"PK\x03\x04", b"PK\x05\x06"
MOST_COMMENT = 65_557
"""Bytes that the end of a zip archive can take ("APPNOTE.TXT", 4.3.16)."""


def archive_fault(path: Path) -> str:
    """Say what is wrong with the file, as the end of a sentence, or "" when it looks whole. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if size == 0:
            return "the model file is empty"
        if file.read(len(ZIP)) != ZIP:
            return "the model file is not a PyTorch archive"
        file.seek(max(0, size - MOST_COMMENT))
        if END not in file.read():
            return "the model file is truncated"
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "the model file is truncated"
    return "" if any(name.endswith("/data.pkl") for name in names) else "the model file is not a PyTorch archive"


def read_archive(path: Path) -> Any:
    """The saved value, its tensors as arrays of shape and kind as saved. Raises ValueError and OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                raise ValueError(f"{path.name} is too large to be a voice")
            [pickled] = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            return _Reader(archive, pickled.removesuffix("data.pkl")).load()
    except (zipfile.BadZipFile, pickle.UnpicklingError, KeyError, TypeError, IndexError, EOFError) as error:
        raise ValueError(f"{path.name} is damaged or holds no voice") from error
    except (AttributeError, RecursionError, MemoryError, NotImplementedError) as error:
        raise ValueError(f"{path.name} holds something that is no voice") from error


class _Reader(pickle.Unpickler):
    """Knows plain values and tensors; every other name is refused before it is looked up."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{folder}data.pkl")))
        self._archive = archive
        self._folder = folder
        self._read: dict[str, Array] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return _parameter
        if (module, name) == ("torch", "Size"):
            return tuple
        if module == "torch" and (name in NUMBERS or name in KINDS):
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a voice")

    def persistent_load(self, pid: Any) -> Array:
        kind, storage, key, _, count = pid
        if kind != "storage" or not isinstance(key, str):
            raise pickle.UnpicklingError("an unknown reference")
        if key not in self._read:
            numbers = np.frombuffer(self._archive.read(f"{self._folder}data/{key}"), NUMBERS[storage])
            if storage == "BFloat16Storage":
                numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
            self._read[key] = numbers
        if len(self._read[key]) != count:
            raise pickle.UnpicklingError("fewer numbers than there should be")
        return self._read[key]


def _tensor(numbers: Array, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object) -> Array:
    reach = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True)) + 1
    count = math.prod(size)
    if min((offset, *size, *stride)) < 0 or count > len(numbers) or (count and reach > len(numbers)):
        raise pickle.UnpicklingError("a tensor that reaches beyond its numbers")
    steps = [step * numbers.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(numbers[offset:], size, steps, writeable=False)


def _parameter(data: Array, *_: object) -> Array:
    return data
