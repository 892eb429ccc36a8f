"""The durations inside a voice's model, brought out as one more output.

A model computes how many frames each phoneme id lasts and then throws that away. Naming the tensor as an output
changes no sample. A protobuf message may be given in pieces that are merged when read ("Encoding", protobuf.dev:
repeated fields are concatenated, messages merged), so a few bytes behind the file suffice: a second piece of `graph`
that holds nothing but the output. No ONNX package is needed.

Where they are: VITS rounds them up with the graph's one Ceil node, Kokoro makes each at least one frame with its one
Clip node, and hibari adds them up with its one CumSum node.
"""

import contextlib
import logging
import mmap
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

CEIL, CLIP, CUMSUM = b"Ceil", b"Clip", b"CumSum"
"""Of the first two the durations are the output, of the last the input."""

LOG = logging.getLogger(__name__)

# Field numbers in onnx.proto: ModelProto.graph; GraphProto.node and .output; NodeProto.output and .op_type;
# ValueInfoProto.name.
GRAPH = 7
NODE, GRAPH_OUTPUT = 1, 12
NODE_INPUT, NODE_OUTPUT, OP_TYPE = 1, 2, 4
VALUE_NAME = 1
# Wire types of the protobuf encoding.
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
FIXED_BYTES = {FIXED64: 8, FIXED32: 4}


@contextlib.contextmanager
def with_durations(model_path: Path, kind: bytes = CEIL) -> Iterator[Path]:
    """A model file that gives durations where they can be had: a temporary copy, or the file itself.

    The file itself if it has an output of that name already or no such tensor, or cannot be copied (a warning says so).
    A file and not bytes, because ONNX Runtime would keep the bytes beside the weights. Raises OSError when it cannot be
    read.
    """
    tensor = duration_tensor(model_path, kind)
    with contextlib.ExitStack() as stack:
        path = model_path
        if tensor is not None:
            try:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="announcer-"))
                path = _extended(model_path, Path(folder), tensor)
            except OSError as error:
                LOG.warning("%s: word marks are estimated, for want of a temporary copy (%s)", model_path.name, error)
        yield path


def _extended(model_path: Path, folder: Path, tensor: bytes) -> Path:
    copy = folder / model_path.name
    shutil.copyfile(model_path, copy)
    with copy.open("ab") as file:
        file.write(_message(GRAPH, _message(GRAPH_OUTPUT, _message(VALUE_NAME, tensor))))
    return copy


def duration_tensor(model_path: Path, kind: bytes = CEIL) -> bytes | None:
    """The name of the durations' tensor; None when it is an output already, or the file has not exactly one such node.

    A VITS model whose durations are an output has two, and no Ceil node need be theirs.
    """
    with model_path.open("rb") as file:
        if file.seek(0, 2) == 0:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return _find(data, kind)
            except (IndexError, ValueError):
                return None  # not protobuf: ONNX Runtime says what is wrong with it


def upsamples(model_path: Path) -> bool:
    """Whether a VITS decoder can be in the file; saves other voices the making of a fast graph."""
    return _mentions(model_path, b"ConvTranspose")


def convolves(model_path: Path) -> bool:
    """Whether there can be convolutions of bytes in the file, which can be made faster."""
    return _mentions(model_path, b"ConvInteger")


def _mentions(model_path: Path, kind: bytes) -> bool:
    try:
        with model_path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find(kind) >= 0
    except (OSError, ValueError):
        return False


def _find(data: mmap.mmap, kind: bytes) -> bytes | None:
    found: list[bytes] = []
    outputs: list[bytes] = []
    graphs = [part for field, part in _fields(data, slice(0, len(data))) if field == GRAPH]
    for field, part in (inner for graph in graphs for inner in _fields(data, graph)):
        if field == GRAPH_OUTPUT:
            outputs += [data[within] for inner, within in _fields(data, part) if inner == VALUE_NAME]
        elif field == NODE:
            node = [(inner, data[within]) for inner, within in _fields(data, part)]
            if (OP_TYPE, kind) in node:
                side = NODE_INPUT if kind == CUMSUM else NODE_OUTPUT
                found += [value for inner, value in node if inner == side][:1]
    if len(found) != 1 or found[0] in outputs or (kind == CEIL and len(outputs) != 1):
        return None
    return found[0]


def _fields(data: mmap.mmap, within: slice) -> Iterator[tuple[int, slice]]:
    """Number and place of each length-delimited field of a message. Raises ValueError or IndexError when it is none."""
    at, end = within.start, within.stop
    while at < end:
        tag, at = _varint(data, at)
        wire = tag & 7
        if wire == LENGTH:
            length, at = _varint(data, at)
            if at + length > end:
                raise ValueError("a field ends beyond its message")
            yield tag >> 3, slice(at, at + length)
            at += length
        elif wire == VARINT:
            _, at = _varint(data, at)
        elif wire in FIXED_BYTES:
            at += FIXED_BYTES[wire]
        else:
            raise ValueError("an unknown wire type")


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number of more than ten bytes")


def _message(field: int, content: bytes) -> bytes:
    return bytes([field << 3 | LENGTH]) + _as_varint(len(content)) + content


def _as_varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])
