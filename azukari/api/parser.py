"""JSON parser of the HTTP API: what is nested deeper than anything that the API takes is not decoded."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from azukari.lib.json_depth import check_depth


class BoundedParser(Parser):
    """JSON no deeper than anything that the API takes."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's content.

        Raises:
            ValueError: it is no JSON, or too deep; ninja answers 400.
        """
        content: dict[str, Any] = json.loads(check_depth(request.body))
        return content
