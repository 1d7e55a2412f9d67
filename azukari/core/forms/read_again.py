"""Retry after a conflict: a view reads anew, where somebody saved between its reading and its saving.

A view reads a row, compares it with what its form had shown, and saves by a verb that compares the version. Where two
save at one moment, the verb of the second raises `StaleVersion` after the comparison found no difference. Its view is
then called once more: it reads what the first saved, and its comparison shows both texts.
"""

from django.http import HttpRequest, HttpResponse

_MOST = 3
_TRIES = "azukari.read_again"


def read_again(request: HttpRequest) -> HttpResponse | None:
    """What the view of the request answers now; None after three tries, and where no view was found by its address.

    It is called outside the transaction of the verb, when that has changed nothing.
    """
    match, tries = request.resolver_match, request.META.get(_TRIES, 0)
    if match is None or tries == _MOST:
        return None
    request.META[_TRIES] = tries + 1
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
