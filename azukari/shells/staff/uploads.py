"""Files that are posted to the console: kept in memory alone, since what they say must not lie in a temporary folder
(law 2). What is kept nowhere is known afterwards by its SHA-256, which nobody has to type (`fields.Document`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from azukari.policy.terms import Act
from azukari.shells.staff.acts import Guarded, View, form_behind
from azukari.shells.staff.doors import Opens, opens_to


class InMemory(MemoryFileUploadHandler):
    """Django's handler, for files of every size that `site.bounds` has let in."""

    def handle_raw_input(self, *request: Any, **more: Any) -> None:
        del request, more  # Django's handler looks at the length, and leaves long files to a folder on disk
        self.activated = True


def in_memory(view: Callable[..., HttpResponse], door: Callable[[Any], Any]) -> Callable[..., HttpResponse]:
    """The view behind ``door``, for files that are posted to it.

    The check against forged posts reads what was posted, so it comes after the handlers are set, and after the door has
    let the reader in.
    """

    @wraps(view)
    def protected(request: HttpRequest, who: Any, /, *args: Any, **kwargs: Any) -> HttpResponse:
        return csrf_protect(lambda asked: view(asked, who, *args, **kwargs))(request)

    checked: Callable[..., HttpResponse] = door(protected)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        # elsewhere nothing is uploaded; and a view that reads once more has its files already
        if request.content_type == "multipart/form-data" and not hasattr(request, "_files"):
            request.upload_handlers = [InMemory(request)]
        return checked(request, *args, **kwargs)

    return guarded


def takes_files[**P](*acts: Act, fresh: bool = False) -> Callable[[View[P]], Guarded[P]]:
    """A decorator, `form_behind` for a view to which files are posted."""

    def decorate(view: View[P]) -> Guarded[P]:
        return opens_to(Opens.ACT, *acts)(in_memory(view, form_behind(*acts, fresh=fresh)))

    return decorate
