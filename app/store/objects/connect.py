"""From the settings to an object store: where it is, who we are, how long we wait."""

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from obstore.store import S3Store

from app.errors import InvalidSettingError
from app.store.objects.client import Objects

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

CONNECT_TIMEOUT = timedelta(seconds=3)
READ_TIMEOUT = timedelta(seconds=5)
"""From the request's first byte to the answer's: not for what takes long to send."""
TIMEOUT = timedelta(seconds=30)
"""Of one request, or part: at most PART_BYTES."""
REGION = "us-east-1"
"""What stores of one's own are asked for where nothing names one."""
SOURCES = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9._=-]+)*)/?")


def connect(address: str, endpoint: str | None = None, *, read_timeout: timedelta = READ_TIMEOUT) -> Objects:
    """The objects below `s3://bucket/prefix`, at `endpoint` or AWS; credentials are those of the AWS_* variables.

    Asks nothing of the store yet. Raises InvalidSettingError.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or any(part in (".", "..") for part in found[2].split("/")):
        raise InvalidSettingError(f"ANNOUNCER_STORE: write s3://bucket or s3://bucket/prefix, not {address!r}.")
    if endpoint and not any(os.environ.get(source) for source in SOURCES):
        raise InvalidSettingError("ANNOUNCER_STORE wants credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION
    config: S3Config = {"region": region, "conditional_put": "etag"}
    config["disable_bulk_delete"] = True  # every provider has the single one
    if endpoint:
        config["endpoint"] = endpoint.rstrip("/")
    options: ClientConfig = {
        "allow_http": bool(endpoint) and urlsplit(endpoint or "").scheme == "http",
        "connect_timeout": CONNECT_TIMEOUT,
        "timeout": TIMEOUT,
    }
    impatient: ClientConfig = {**options, "read_timeout": read_timeout}
    hasty, patient = (
        S3Store(
            found[1],
            prefix=found[2].strip("/") or None,
            config=config,
            client_options=each,
            retry_config={"max_retries": 0},  # ours know what a refused retry means
        )
        for each in (impatient, options)
    )
    return Objects(hasty, f"{address} at {endpoint}" if endpoint else address, patient=patient)
