"""The one cookie: it opens the own page, and no other page ever sees it.

It is set twice, for ``/ja/me`` and for ``/en/me``, so that changing the language does not sign anybody out. ``Lax``
and not ``Strict``: a link in an email that leads to the own page must find the session; what changes anything is
posted from the page itself, which is checked.
"""

from http.cookies import Morsel, SimpleCookie

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

NAME = "azukari_me"
PATHS = tuple(f"/{code}/me" for code, _name in settings.LANGUAGES)
_LONGEST_SECRET = 100


def secret_in(request: HttpRequest) -> str:
    """What the browser sent, or ``""``."""
    return request.COOKIES.get(NAME, "")[:_LONGEST_SECRET]


def give(response: HttpResponseBase, secret: str, *, secure: bool) -> None:
    """Hand the browser its secret; it forgets it when it is closed."""
    _set(response, secret, secure=secure)


def take_back(response: HttpResponseBase, *, secure: bool) -> None:
    """Tell the browser to forget."""
    _set(response, "", secure=secure, expired=True)


def _set(response: HttpResponseBase, secret: str, *, secure: bool, expired: bool = False) -> None:
    for path in PATHS:
        one: SimpleCookie = SimpleCookie({NAME: secret})
        morsel: Morsel[str] = one[NAME]
        morsel["path"], morsel["httponly"], morsel["samesite"] = path, True, "Lax"
        if secure:
            morsel["secure"] = True
        if expired:
            morsel["max-age"] = 0
            morsel["expires"] = "Thu, 01 Jan 1970 00:00:00 GMT"
        response.cookies[f"{NAME} {path}"] = morsel  # two cookies of one name; the key here is never sent
