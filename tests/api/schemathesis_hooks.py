"""What schemathesis checks of every answer beyond its own checks; it loads this file by its name."""

from typing import Any

import schemathesis

SCHEMA_LEVEL = ("invalid-request", "malformed-request")
"""What says that a request is not what the schema describes. Other refusals (no voice of that language, nothing that
can be spoken) are of what no schema can tell.
"""


@schemathesis.check
def what_the_schema_allows_is_not_called_invalid(_context: Any, response: Any, case: Any) -> None:
    if response.status_code == 422 and case.meta.generation.mode.is_positive:
        problem = response.json()
        assert problem["code"] not in SCHEMA_LEVEL, problem["detail"]
