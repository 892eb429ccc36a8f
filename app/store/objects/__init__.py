"""The store on objects: an S3-compatible object store that several machines share. Needs the extra `cluster`.

Nothing here is imported before a setting asks for it: `app/parts.py` is the way in.
"""

import contextlib
from collections.abc import Iterator

from app.errors import InvalidSettingError

__all__ = ["needs_cluster_extra"]


@contextlib.contextmanager
def needs_cluster_extra(setting: str) -> Iterator[None]:
    """For the imports that a setting wants. Raises InvalidSettingError, with how to get what is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise InvalidSettingError(
            f"{setting} needs the package {error.name}: pip install 'announcer[cluster]' brings it."
        ) from error
