"""A voice that is a folder."""

import json
from pathlib import Path
from typing import Any

import onnx


def put_folder(home: Path, about: dict[str, Any], models: dict[str, onnx.ModelProto]) -> Path:
    """Lay it out: voice.json and models by name."""
    home.mkdir(parents=True)
    (home / "voice.json").write_text(json.dumps(about))
    for name, model in models.items():
        (home / name).write_bytes(model.SerializeToString())
    return home
