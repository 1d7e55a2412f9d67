"""Requests on the person's own trail: what they asked, how far it is, and what was kept by a hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from azukari.ledger.events import Kind
from azukari.lib.day import in_words
from azukari.policy.casework import HOLDS, CaseKind
from azukari.rights.case_words import kind_in_words, outcome_in_words, step_in_words


def _opened(payload: Mapping[str, Any]) -> tuple[str, str]:
    kind = payload.get("of", "")
    return _("You made a request"), kind_in_words(kind) if kind in set(CaseKind) else ""


def _changed(payload: Mapping[str, Any]) -> tuple[str, str]:
    return _("Your request went on"), step_in_words(str(payload.get("act", "")))


def _decided(payload: Mapping[str, Any]) -> tuple[str, str]:
    return _("Your request was decided"), outcome_in_words(payload.get("outcome", ""))


def _closed(payload: Mapping[str, Any]) -> tuple[str, str]:
    return _("Your request was answered"), outcome_in_words(payload.get("outcome", ""))


def _hold(payload: Mapping[str, Any], lang: str) -> str:
    title = HOLDS.get(payload.get("reason", ""))
    return title[0][lang] if title else ""


def tell_case(payload: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """Title and detail of a step of a request; ``kind`` is the event's, ``of`` the request's."""
    match payload["kind"]:
        case Kind.CASE_OPENED:
            return _opened(payload)
        case Kind.CASE_DECIDED:
            return _decided(payload)
        case Kind.CASE_CLOSED:
            return _closed(payload)
        case Kind.HOLD_SET:
            until = payload.get("until", "")
            words = {"hold": _hold(payload, lang), "day": in_words(date.fromisoformat(until), lang) if until else ""}
            return _("Something of yours has to be kept: %(hold)s") % words, _("Until %(day)s") % words
        case Kind.HOLD_LIFTED:
            return _("It need not be kept any more: %(hold)s") % {"hold": _hold(payload, lang)}, ""
        case _:
            return _changed(payload)


CASE_KINDS = (
    Kind.CASE_OPENED,
    Kind.CASE_CHANGED,
    Kind.CASE_DECIDED,
    Kind.CASE_CLOSED,
    Kind.HOLD_SET,
    Kind.HOLD_LIFTED,
)
