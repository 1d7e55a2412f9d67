"""What our middleware has in common: it stands before whatever answers further in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

type Respond = Callable[[HttpRequest], HttpResponseBase]


class Middleware:
    """
    Args:
        get_response: what answers further in.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
