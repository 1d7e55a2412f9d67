"""The door of addresses about one form: a token of a duty that serves it, or a refusal that is recorded."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import HttpError

from azukari.core.accounts.tokens import Bearer
from azukari.core.forms.api_shapes import Detail, Errors
from azukari.core.vault.authorize import authorize
from azukari.core.vault.refusal import refuse
from azukari.core.vault.ways import insist_that_it_serves
from azukari.policy.terms import Form, FormKind, Policy
from azukari.policy.ways import Way, may_serve
from azukari.shells.api.errors import Unasked
from azukari.shells.api.staff_token import ruling


class Refusal(Detail):
    """Refused by the policy, and recorded."""

    code: str = Field(description="Stable; programs may rely on it.")
    clause: str = Field(description="Where it is in the policy.")
    link: str = Field(description="A path of this site where it can be corrected, or empty.")


ANSWERS: dict[int, Any] = {401: Detail, 403: Refusal, 404: Detail, 422: Errors, 429: Detail}
"""What an address about one form may answer besides what was asked."""


def does[**P, R](way: Way) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[..., R]]:
    """A decorator beneath the route: in which way the address uses people's data. A purpose of the token has to allow
    that (law 12); nothing is answered by an address that says none.
    """

    def marked(view: Callable[Concatenate[HttpRequest, P], R]) -> Callable[..., R]:
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            request.__dict__["way"] = way
            return view(request, *args, **kwargs)

        asked.__dict__["way"] = way
        return asked

    return marked


def see_that_one_serves(request: HttpRequest, purposes: Sequence[str], *, policy: Policy) -> Way:
    """See that one of these purposes, which are the token's, allows what the address does. Returns that way.

    Raises:
        Refused: none does. Recorded first.
    """
    way: Way = request.__dict__["way"]
    found: Bearer = request.auth  # type: ignore[attr-defined] # ninja puts it there
    if not any(may_serve(policy, way, slug) for slug in purposes):
        insist_that_it_serves(way, purposes[0], actor=found.actor, now=timezone.now(), policy=policy)
    return way


def form_asked(request: HttpRequest, asked: Schema, kind: FormKind) -> Form:
    """The form that ``asked`` names.

    Raises:
        Unasked: the address asks for more than there is to ask; nothing is silently left out.
        HttpError: there is no such form of that kind (404).
        Refused: no purpose of the token serves it, or none allows what is to be done. Recorded first.
    """
    unknown = sorted(set(request.GET) - type(asked).model_fields.keys())
    if unknown:
        raise Unasked(unknown)
    found: Bearer = request.auth  # type: ignore[attr-defined] # ninja puts it there
    policy = ruling(request).ruling.policy
    form = policy.form_of(kind, str(asked.form))  # type: ignore[attr-defined] # each such schema has it
    if form is None:
        raise HttpError(404, _("There is no such form. GET /api/v1/forms lists them."))
    now = timezone.now()
    verdicts = [authorize(policy, purpose=p, categories=frozenset(), actor=found.actor, now=now) for p in form.purposes]
    if not any(verdicts):
        refuse(verdicts[0], people=(), purpose=form.purposes[0], actor=found.actor, now=now)
    own = [slug for slug, verdict in zip(form.purposes, verdicts, strict=True) if verdict]
    see_that_one_serves(request, own, policy=policy)
    return form
