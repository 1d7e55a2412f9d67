"""``POST forms/<slug>/submissions``: the door for programs.

A plain view, because it is the busiest address there is; the API's description documents it among the others.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from azukari.core.forms.answers import Answers
from azukari.core.forms.client import network_of
from azukari.core.forms.intake import Received
from azukari.core.forms.keep import Sender, sent_before
from azukari.core.forms.kinds import NotTaken
from azukari.core.forms.models import Channel
from azukari.core.forms.once import Mark, mark_of
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.submit import TooMany, enough, examine, refused, secret, submit
from azukari.core.policy_versions.current import Current, NoCharter, current, remembered
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import StaleVersion
from azukari.lib.deferral import deferral
from azukari.lib.json_depth import TooDeepError, check_depth
from azukari.policy.decide import may_submit
from azukari.policy.terms import Form

SHORTEST_KEY, LONGEST_KEY = 16, 255
_KEY = re.compile(r"[A-Za-z0-9._~+/=-]+")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def answer(content: object, status: int, **headers: str) -> HttpResponse:
    """JSON, which no cache may keep."""
    return HttpResponse(
        _encode(content),
        content_type="application/json",
        status=status,
        headers={"Cache-Control": "no-store", **headers},
    )


def _refusal(sentence: str, status: int, **headers: str) -> HttpResponse:
    return answer({"detail": sentence}, status, **headers)


def _problems(problems: tuple[Problem, ...]) -> HttpResponse:
    """422, with everything that is wrong. Nothing was stored."""
    return answer({"errors": [{"field": p.field_id, "code": p.code, "message": p.message} for p in problems]}, 422)


def _body(request: HttpRequest) -> dict[str, Any] | HttpResponse:
    if request.content_type != "application/json":
        return _refusal(_("Please send JSON with the header Content-Type: application/json."), 415)
    try:
        data = _decode(check_depth(request.body))
    except RequestDataTooBig:
        return _refusal(_("This is more than we can accept at once. Nothing was stored."), 413)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, TooDeepError):
        return _refusal(_("The body is not valid JSON. Nothing was stored."), 400)
    if not isinstance(data, dict):
        return _refusal(_("The body must be one JSON object of field names and answers. Nothing was stored."), 400)
    return data


def _mark(request: HttpRequest, slug: str, data: Mapping[str, Any]) -> Mark | HttpResponse | None:
    """By what the program says that two requests are one; None where it says nothing of it."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not key:
        return None
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not _KEY.fullmatch(key):
        sentence = _("Idempotency-Key must be %(least)s to %(most)s random letters and digits. Nothing was stored.")
        return _refusal(sentence % {"least": SHORTEST_KEY, "most": LONGEST_KEY}, 400)
    filled = {name: value for name, value in data.items() if name != "altcha"}
    return mark_of(key, slug, filled, secret=secret())


@csrf_exempt
def submissions(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in one submission: 202 with its id, or an answer in words and nothing stored.

    It is judged by the charter that this process remembers, and written only while that one rules. Nobody is refused by
    a charter that does not rule any more.
    """
    if request.method != "POST":
        return _refusal(_("Only POST is allowed here."), 405, Allow="POST")
    later = deferral(request.META)
    if later and not later.is_open:  # run once more, since what it left could not be written
        resumed: HttpResponse = later.resume()
        return resumed
    now = timezone.now()
    try:
        charter = remembered()
        answered = _answered(request, slug, charter, now)
        if answered.status_code == HTTPStatus.ACCEPTED:
            return answered
        ruling = current()
    except NoCharter:
        return _counted(request, _refusal(_("There is no such form. GET /api/v1/forms lists them."), 404), now)
    is_as_ruling = (charter.number, charter.digest) == (ruling.number, ruling.digest)
    answered = answered if is_as_ruling else _answered(request, slug, ruling, now)
    return answered if answered.status_code == HTTPStatus.ACCEPTED else _counted(request, answered, now)


def _counted(request: HttpRequest, refusal: HttpResponse, now: datetime) -> HttpResponse:
    """What was refused counts as what is taken in; beyond the limit, that is the answer."""
    if refusal.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return refusal
    data = _body(request)
    too_often = refused(network_of(request), _altcha(data) if isinstance(data, dict) else "", now=now)
    return _told(too_often) if too_often else refusal


def _altcha(data: Mapping[str, Any]) -> str:
    """The proof of work that came along, if one did."""
    sent = data.get("altcha")
    return sent if isinstance(sent, str) else ""


def _answered(request: HttpRequest, slug: str, charter: Current, now: datetime) -> HttpResponse:
    form = charter.form(slug)
    if form is None:
        return _refusal(_("There is no such form. GET /api/v1/forms lists them."), 404)
    data = _body(request)
    if isinstance(data, HttpResponse):
        return data
    mark = _mark(request, slug, data)
    if isinstance(mark, HttpResponse):
        return mark
    before = sent_before(mark, now=now)
    if before:
        return _told(before)
    too_often = enough(network_of(request), _altcha(data), now=now)
    return _told(too_often) if too_often else _examined(request, charter, form, data, mark, now)


def _examined(
    request: HttpRequest, charter: Current, form: Form, data: Mapping[str, Any], mark: Mark | None, now: datetime
) -> HttpResponse:
    """Taken in, if nothing is wrong with it."""
    languages, lang = charter.policy.languages, data.get("lang")
    if not isinstance(lang, str) or lang not in languages:
        spoken = translation.get_language() or languages[0]
        return _problems((problem("lang", "lang", spoken, languages=", ".join(languages)),))
    verdict = may_submit(charter.policy, form.slug, now)
    if not verdict:
        return _refusal(verdict.sentence[lang], 409)
    altcha = data.get("altcha") or ""
    if not isinstance(altcha, str):
        return _problems((problem("altcha", "altcha", lang),))
    network = network_of(request)
    answers = examine(charter, form, data, lang=lang)
    if not isinstance(answers, Answers):
        return _problems(answers)
    later = deferral(request.META)
    sender = Sender(network, Channel.API, altcha, mark=mark, later=later)

    def told(outcome: Callable[[], Received | TooMany | Problem]) -> HttpResponse:
        try:
            return _told(outcome())
        except Refused as refused:  # somebody else took the last place
            return _refusal(refused.verdict.sentence[lang], 409)
        except NotTaken as why:
            return _refusal(problem(why.code, "", lang).message, 409)
        except StaleVersion:  # another charter, another notice
            return _problems((problem("stale", "notice", lang),))

    answered = told(lambda: submit(charter, form, answers, lang=lang, sender=sender, now=now))
    if later:
        later.around(told)
    return answered


def _told(outcome: Received | TooMany | Problem) -> HttpResponse:
    """What became of it."""
    if isinstance(outcome, Problem):
        return _problems((outcome,))
    if isinstance(outcome, TooMany):
        return _refusal(
            _("Too many submissions from this network. Solve the form’s challenge, or try again later."),
            429,
            **{"Retry-After": str(outcome.seconds)},
        )
    return answer({"id": str(outcome.id), "confirmation": outcome.waits_for}, 202)
