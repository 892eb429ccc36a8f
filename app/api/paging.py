"""Lists in parts: `?limit=&after=`, and a `Link` to the next part (RFC 8288).

What comes new meanwhile moves nothing.
"""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response

from app.api.access import BaseUrl


class _Part:
    """The part of a list that is asked for."""

    def __init__(
        self,
        request: Request,
        response: Response,
        base_url: BaseUrl,
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
        after: Annotated[str | None, Query(max_length=100, description="Where the part before ended.")] = None,
    ) -> None:
        self.limit = limit
        self.after = after
        # The public address's path stands in both.
        self._address = base_url + quote(request.scope["path"].removeprefix(request.scope.get("root_path", "")))
        self._headers = response.headers

    def ends(self, after: str | None) -> None:
        """Say where the next part is, if there is one."""
        if after is not None:
            query = urlencode({"limit": self.limit, "after": after})
            self._headers["Link"] = f'<{self._address}?{query}>; rel="next"'


Part = Annotated[_Part, Depends()]
