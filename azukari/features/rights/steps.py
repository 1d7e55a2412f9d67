"""The steps of a case as the trail shows them."""

from azukari.core.accounts.who import names
from azukari.core.cases.models import Case, CaseStep, steps_of
from azukari.core.cases.words import asked_in_words, identity_in_words, outcome_in_words, step_in_words
from azukari.policy.casework import Identity
from azukari.policy.pack import pack
from azukari.shells.self_service.subject_timeline import TimelineItem

_ICONS = {
    "received": "form",
    "identity-shown": "check",
    "decided": "seal",
    "carried-out": "check",
    "answered": "mail",
    "record-gone": "trash",
    "hold-set": "lock",
    "hold-lifted": "undo",
}


def told(case: Case, lang: str) -> list[TimelineItem]:
    """The steps, newest first, with the names of staff; two queries."""
    steps = list(steps_of(case).reverse())
    staff = names({step.actor for step in steps})
    return [
        TimelineItem(
            step.at,
            "case",
            _ICONS.get(step.event, "info"),
            step_in_words(step.event) or step.event,
            " · ".join(filter(None, (staff.get(step.actor), _reason(case, step, lang)))),
        )
        for step in steps
    ]


def _reason(case: Case, step: CaseStep, lang: str) -> str:
    if step.reason in set(Identity):
        return asked_in_words(step.reason) if step.event == "identity-asked" else identity_in_words(step.reason)
    if step.event == "decided":
        ground = pack(case.pack).grounds.get(step.reason)
        return ground.text[lang] if ground else outcome_in_words(step.reason)
    return ""
