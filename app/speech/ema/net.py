"""A net written down layer by layer from named weights, for ONNX Runtime. No batch: an array is (length, channels)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession

from app.speech.ema.archive import Array
from app.speech.sessions import session

OPSET, IR_VERSION = 20, 9
KINDS = {"f": TensorProto.FLOAT, "i": TensorProto.INT64}
USUAL_EPSILON = 1e-5


class Weights:
    """Arrays by name, each of which must have the shape that the net expects, and must be used."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._arrays = arrays
        self._used: set[str] = set()

    def get(self, name: str, *shape: int) -> Array:
        """As float32. Raises ValueError for one that is missing, has another shape, or holds no finite numbers."""
        array = self._arrays.get(name)
        if not isinstance(array, np.ndarray):
            raise ValueError(f"its weights lack {name}")  # noqa: TRY004 - a file that holds something else
        if array.shape != shape:
            raise ValueError(f"its weights {name} have the shape {array.shape}, not {shape}")
        self._used.add(name)
        found = np.array(array, np.float32, order="C")
        if not np.isfinite(found).all():
            raise ValueError(f"its weights {name} hold no numbers")
        return found

    def has(self, name: str) -> bool:
        """Whether there are such weights."""
        return name in self._arrays

    def check_all_used(self) -> None:
        """Raise ValueError when there are more: then they are another net's."""
        if more := set(self._arrays) - self._used:
            raise ValueError(f"its weights are another net's: {min(more)} is not known")


class Net:
    """Nodes in the order in which they are added; what is added gets a name."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, Array] = {}

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """An operator with one output."""
        return self.split(kind, *inputs, parts=1, **attributes)[0]

    def split(self, kind: str, *inputs: str, parts: int, **attributes: Any) -> list[str]:
        """An operator with several outputs."""
        names = [f"{kind}.{len(self._nodes)}.{part}" for part in range(parts)]
        self._nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names

    def constant(self, value: Array | Sequence[int] | float) -> str:
        """Integers become int64, all else float32."""
        array = np.asarray(value)
        return self._named(f"constant.{len(self._constants)}", array)

    def weight(self, name: str, *shape: int) -> str:
        """Weights as they are; the same name twice is the same constant."""
        return name if name in self._constants else self._named(name, self.weights.get(name, *shape))

    def linear(self, x: str, name: str, inputs: int, outputs: int, *, bias: bool = True) -> str:
        """What PyTorch calls Linear."""
        turned = f"{name}.turned"
        if turned not in self._constants:
            self._named(turned, np.ascontiguousarray(self.weights.get(f"{name}.weight", outputs, inputs).T))
        y = self.add("MatMul", x, turned)
        return self.add("Add", y, self.weight(f"{name}.bias", outputs)) if bias else y

    def norm(self, x: str, name: str, width: int) -> str:
        """LayerNorm over the channels."""
        scale, shift = self.weight(f"{name}.weight", width), self.weight(f"{name}.bias", width)
        return self.add("LayerNormalization", x, scale, shift, epsilon=USUAL_EPSILON, axis=-1)

    def silu(self, x: str) -> str:
        """A number times its sigmoid."""
        return self.add("Mul", x, self.add("Sigmoid", x))

    def gated(self, x: str, name: str, width: int, times: int) -> str:
        """A SwiGLU feed-forward part (Shazeer, arXiv:2002.05202)."""
        hidden = int(width * times * 2 / 3)
        gate = self.silu(self.linear(x, f"{name}.w1", width, hidden, bias=False))
        open_ = self.add("Mul", gate, self.linear(x, f"{name}.w3", width, hidden, bias=False))
        return self.linear(open_, f"{name}.w2", hidden, width, bias=False)

    def conv(self, x: str, name: str, inputs: int, outputs: int, kernel: int, **more: int) -> str:
        """Of (1, channels, length), as long as before."""
        dilation, group = more.get("dilation", 1), more.get("group", 1)
        pad = (kernel - 1) * dilation // 2
        weight = self.weight(f"{name}.weight", outputs, inputs // group, kernel)
        places = {"dilations": [dilation], "kernel_shape": [kernel], "pads": [pad, pad], "strides": [1]}
        return self.add("Conv", x, weight, self.weight(f"{name}.bias", outputs), group=group, **places)

    def flat(self, x: str) -> str:
        """(1, channels, length) to (length, channels)."""
        return self.add("Transpose", self.add("Squeeze", x, self.constant([0])), perm=[1, 0])

    def upright(self, x: str) -> str:
        """And back."""
        return self.add("Unsqueeze", self.add("Transpose", x, perm=[1, 0]), self.constant([0]))

    def heads(self, x: str, count: int, width: int) -> str:
        """(length, channels) to (heads, length, channels of a head)."""
        return self.add("Transpose", self.add("Reshape", x, self.constant([-1, count, width // count])), perm=[1, 0, 2])

    def turned(self, x: str, places: str, width: int) -> str:
        """Rotary positions (Su et al., arXiv:2104.09864) on heads of that width; `places` (length,)."""
        half = width // 2
        speeds = self.constant(1.0 / 10_000.0 ** (np.arange(half) / half))
        angles = self.add("Mul", self.add("Unsqueeze", places, self.constant([1])), speeds)
        angles = self.add("Concat", angles, angles, axis=-1)
        first, second = self.split("Split", x, parts=2, axis=-1, num_outputs=2)
        across = self.add("Concat", self.add("Neg", second), first, axis=-1)
        along = self.add("Mul", x, self.add("Cos", angles))
        return self.add("Add", along, self.add("Mul", across, self.add("Sin", angles)))

    def joined_heads(self, x: str, width: int) -> str:
        """(heads, length, channels of a head) to (length, channels)."""
        return self.add("Reshape", self.add("Transpose", x, perm=[1, 0, 2]), self.constant([-1, width]))

    def attention(self, x: str, name: str, places: str, width: int, count: int) -> str:
        """Every place looks at all places."""
        all_three = self.linear(x, f"{name}.qkv", width, 3 * width, bias=False)
        query, key, value = (
            self.heads(part, count, width) for part in self.split("Split", all_three, parts=3, axis=-1, num_outputs=3)
        )
        query, key = (self.turned(part, places, width // count) for part in (query, key))
        near = self.add("MatMul", query, self.add("Transpose", key, perm=[0, 2, 1]))
        near = self.add("Softmax", self.add("Mul", near, self.constant((width // count) ** -0.5)), axis=-1)
        heard = self.joined_heads(self.add("MatMul", near, value), width)
        return self.linear(heard, f"{name}.proj", width, width, bias=False)

    def session(self, inputs: Mapping[str, tuple[str, Sequence[int | str]]], **outputs: str) -> InferenceSession:
        """The net, ready to run; `inputs` tell of each its kind ("f", "i") and shape, `outputs` name what is wanted."""
        for name, source in outputs.items():
            self._nodes.append(helper.make_node("Identity", [source], [name]))
        graph = helper.make_graph(
            self._nodes,
            "net",
            [helper.make_tensor_value_info(name, KINDS[kind], shape) for name, (kind, shape) in inputs.items()],
            [onnx.ValueInfoProto(name=name) for name in outputs],
            [numpy_helper.from_array(array, name) for name, array in self._constants.items()],
        )
        opset = helper.make_opsetid("", OPSET)
        return session(helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION).SerializeToString())

    def _named(self, name: str, array: Array) -> str:
        self._constants[name] = array.astype(np.int64 if array.dtype.kind in "iu" else np.float32)
        return name
