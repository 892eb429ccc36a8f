"""What an object store answers when it does not do as it was asked, and what we make of it."""

import re

from obstore.exceptions import BaseError

from app.errors import StoreError, StoreFullError, StoreUnavailableError

RETRY_S = 5
FULL_RETRY_S = 60
FULL_STATUS = 507
PASSING = {408, 409, 423, 425, 429, 500, 502, 503, 504}
"""What time can heal; 409 is AWS's "somebody else writes this just now"."""
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_FULL = re.compile(r"quota|storagefull|insufficientstorage|notenoughspace", re.IGNORECASE)
_TIMEOUT = re.compile(r"kind: Timeout|TimedOut|timed out")


class PassingError(StoreUnavailableError):
    """A failure worth another try."""


def status_of(error: BaseException) -> int | None:
    """The status that the store answered; None when it did not answer."""
    found = _STATUS.search(str(error))
    return int(found[1]) if found else None


def typed(error: BaseError | OSError | ValueError, name: str) -> StoreError:
    """The error that says it in one sentence, for people; `name` is what they call the store."""
    text = str(error)
    status = status_of(error)
    found = _CODE.search(text)
    code = found[1] if found else ""
    if status == FULL_STATUS or _FULL.search(code):
        return StoreFullError(f"The object store {name} is full.", retry_after_s=FULL_RETRY_S)
    if status is None:
        what = "does not answer in time" if _TIMEOUT.search(text) else "cannot be reached, or broke off its answer"
        return PassingError(f"The object store {name} {what}.", retry_after_s=RETRY_S)
    if code == "RequestTimeTooSkewed":
        return StoreError(f"The object store {name} refuses our requests: its clock and this machine's differ.")
    if status in (401, 403):
        return StoreError(f"The object store {name} refuses our credentials ({status}{code and f', {code}'}).")
    if status == 404:
        return StoreError(f"The object store {name} has no such bucket ({code or status}).")
    kind = PassingError if status in PASSING else StoreError
    retry_after_s = RETRY_S if kind is PassingError else None
    return kind(f"The object store {name} answered {status}{code and f' ({code})'}.", retry_after_s=retry_after_s)
