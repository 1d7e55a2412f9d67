"""An answer of the API has a status that its description declares, in every test that asks for one."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja.operation import Operation

_answer = Operation.run


class Undeclared(AssertionError):
    """An answer whose status the API's description does not name at that address."""


def _answered(self: Operation, request: HttpRequest, **parts: Any) -> HttpResponseBase:
    answer: HttpResponseBase = _answer(self, request, **parts)
    if answer.status_code not in self.response_models:
        raise Undeclared(
            f"{' '.join(self.methods)} {self.path} answers {answer.status_code}, which it does not declare."
        )
    return answer


Operation.run = _answered  # type: ignore[method-assign]
