"""Is this file a whole ONNX model? A cheap answer from the heads of its parts, without loading it.

An ONNX file is one protobuf message (onnx.proto, ModelProto): a row of fields, each a tag, and for the large ones a
length. Hopping from head to head reads a few dozen bytes of a 60 MB model, and finds a truncated one because its graph
claims more bytes than the file has.
"""

from pathlib import Path
from typing import BinaryIO

# Field numbers of ModelProto in onnx.proto.
IR_VERSION, GRAPH, OPSET_IMPORT = 1, 7, 8
# Wire types of the protobuf encoding.
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
MAX_FIELDS = 10_000
"""A model has about ten fields at the top and perhaps some metadata; a bound keeps a hostile file's check short."""


def onnx_fault(path: Path) -> str:
    """Say what is wrong with the model file, as the end of a sentence, or "" when it looks whole.

    Finds empty, truncated and foreign files, not a flipped bit inside the weights. Raises OSError when unreadable.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if size == 0:
            return "the model file is empty"
        return _walk(file, size)


def _walk(file: BinaryIO, size: int) -> str:
    seen: set[int] = set()
    for _ in range(MAX_FIELDS):
        if file.tell() == size:
            return _missing(seen)
        field, end = _field_end(file)
        if field is None:
            return "the model file is truncated" if GRAPH in seen else "the model file is not an ONNX model"
        seen.add(field)
        if end > size:
            if field == GRAPH:
                return f"the model file is truncated ({size:,} bytes of at least {end:,})"
            return "the model file is truncated" if GRAPH in seen else "the model file is not an ONNX model"
        file.seek(end)
    return "the model file is not an ONNX model"


def _missing(seen: set[int]) -> str:
    if GRAPH in seen and IR_VERSION in seen:
        # Writers put the operator sets behind the graph: a file that ends without them was cut between the two.
        return "" if OPSET_IMPORT in seen else "the model file is truncated"
    return "the model file is not an ONNX model"


def _field_end(file: BinaryIO) -> tuple[int | None, int]:
    """The number of the field that starts here and where it ends; None when no ModelProto field can start so."""
    tag = _varint(file)
    if tag is None:
        return None, 0
    field, wire = tag >> 3, tag & 7
    if wire == VARINT and _varint(file) is not None:
        end = file.tell()
    elif wire == LENGTH and (length := _varint(file)) is not None:
        end = file.tell() + length
    elif wire in (FIXED32, FIXED64):
        end = file.tell() + (4 if wire == FIXED32 else 8)
    else:
        return None, 0
    # The graph and the operator sets are messages, the version a number: anything else is another format.
    expected = {IR_VERSION: VARINT, GRAPH: LENGTH, OPSET_IMPORT: LENGTH}.get(field, wire)
    return (field, end) if field and wire == expected else (None, 0)


def _varint(file: BinaryIO) -> int | None:
    """A base-128 number of at most ten bytes (protobuf encoding), or None when the file ends or it is longer."""
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    return None
