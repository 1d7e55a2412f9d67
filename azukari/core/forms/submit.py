"""From what a page or a program sent to a submission on disk: the checks that both share, in their order.

First what is wrong with the content, all of it at once; then whether the notice is the one that rules; then whether a
robot is at work; and only then is anything stored.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings

from azukari.core.forms import challenge
from azukari.core.forms.answers import HONEYPOT, Answers, read
from azukari.core.forms.form_timestamp import LONGEST, trouble
from azukari.core.forms.intake import Received
from azukari.core.forms.keep import About, Sender, keep
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Channel
from azukari.core.forms.notices import notices
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.suspicion import CROWDED, Signs, long_texts, suspect
from azukari.core.policy_versions.current import Current
from azukari.lib import instance_secret
from azukari.lib.email import counted
from azukari.lib.mailbox_limit import may_get_mail, take_mail_to
from azukari.lib.rate import RateLimit
from azukari.policy.minors import GUARDIAN
from azukari.policy.terms import Category, Form

_unsolved = RateLimit(timedelta(hours=1), "forms.submit.unsolved")
_refused_of_work = RateLimit(timedelta(days=1), "forms.submit.refused_of_work")
_letters_of_form = RateLimit(timedelta(hours=1), "forms.submit.letters_of_form")
_letters_to_address = RateLimit(timedelta(days=1), "forms.submit.letters_to_address")
_texts = RateLimit(timedelta(days=1), "forms.submit.texts")
TRIES_OF_WORK = 30
"""Pages sent with one solved proof of work that are not counted for their network: enough for a person's mistakes."""
_TIMES = 3  # so often a day the same long text is nothing strange


@dataclass(frozen=True, slots=True)
class TooMany:
    """The limit is reached; nothing was stored.

    Args:
        seconds: when another try makes sense.
    """

    seconds: int


def secret() -> str:
    """What stamps and challenges are signed with: a key of its own, derived from the instance's."""
    return _derived(instance_secret.newest(settings.AZUKARI))


def _derived(raw: bytes) -> str:
    return hashlib.sha256(b"azukari forms" + raw).hexdigest()


def _secrets(now: datetime) -> list[str]:
    """Those that may have signed a page that is still open."""
    return [_derived(raw) for raw in instance_secret.accepted(settings.AZUKARI, lasts=LONGEST, now=now)]


def stamp_trouble(stamp: str, form: str, *, now: datetime) -> str:
    """What is wrong with the stamp of a page (`form_timestamp.trouble`)."""
    found = [trouble(stamp, form, secret=one, now=now) for one in _secrets(now)]
    return next((word for word in found if word != "old"), "old")


def solved(payload: str, *, now: datetime) -> challenge.Solved | None:
    """The solution of a proof of work that we asked for; None if it is none."""
    found = (challenge.check(payload, secret=one, now=now) for one in _secrets(now))
    return next((one for one in found if one), None)


def asked_work(payload: str, *, now: datetime) -> dict[str, object]:
    """The proof of work as a page carries it: what was solved already, or something to solve."""
    if payload and solved(payload, now=now):
        return {"altcha": payload, "challenge": ""}
    return {"altcha": "", "challenge": json.dumps(challenge.issue(secret=secret(), now=now))}


def examine(charter: Current, form: Form, data: Mapping[str, object], *, lang: str) -> Answers | tuple[Problem, ...]:
    """The answers, or everything that is wrong: fields, notice, and the trap for robots."""
    outcome = read(form, charter.policy, data, lang=lang)
    if isinstance(outcome, Answers):
        kind = of(form.kind)
        outcome = replace(outcome, judged_by=judged) if (judged := kind.recall(form, outcome)) else outcome
        problems = [] if judged else list(kind.examine(form, outcome, lang))
    else:
        problems = list(outcome)
    if data.get(HONEYPOT):
        problems.append(problem("robot", HONEYPOT, lang))
    notice = data.get("notice")
    if not isinstance(notice, str) or not notice:
        problems.append(problem("notice", "notice", lang))
    elif notice != notices(charter, form)[lang].digest:
        problems.append(problem("stale", "notice", lang))
    if problems or not isinstance(outcome, Answers):
        return tuple(problems)
    return outcome


def submit(
    charter: Current, form: Form, answers: Answers, *, lang: str, sender: Sender, now: datetime
) -> Received | TooMany | Problem:
    """Store examined answers, unless a limit stands in the way.

    Where the same form has come at this very moment, what became of that one is returned.

    Returns:
        a `Problem` only where the proof of work was used before or does not hold, and the sender is a program.

    Raises:
        Refused: the form is not open.
        NotTaken: its kind takes no such answers now.
    """
    work = solved(sender.altcha, now=now) if sender.altcha else None
    worked = work is not None and challenge.spend(work)
    if sender.altcha and not worked and sender.channel is Channel.API:
        return problem("altcha", "altcha", lang)
    if not worked and (too_often := unworked(sender.network, now=now)):
        return too_often
    signs = Signs(unworked=not worked, hasty=sender.hasty, repeated=_is_repeated(form, answers, now))
    suspected = suspect(form, answers, signs)
    letter = Letter.NONE if suspected else _letter(form, answers, now=now)
    if letter is Letter.WAITS:
        suspected = CROWDED
    about = About(lang, sender, suspected, mail=letter is Letter.GOES)
    return keep(charter, form, answers, about, now=now)


def unworked(network: str, *, now: datetime) -> TooMany | None:
    """Count one more submission without work, taken or refused; or say that this network has sent enough.

    Args:
        network: the client's network, used for counting and forgotten.
    """
    wait = _unsolved.take(network, limit=settings.AZUKARI.limits.submissions_per_network, now=now)
    return TooMany(wait) if wait else None


def refused(network: str, altcha: str, *, now: datetime) -> TooMany | None:
    """Count what was wrong as what is taken in is counted; or say that this network has sent enough.

    A solved proof of work is not used up by it: so often it stands for a try (`posts`), and then it counts no more.
    """
    work = solved(altcha, now=now) if altcha else None
    if work and not _refused_of_work.take(work.digest.hex(), limit=TRIES_OF_WORK, now=now):
        return None
    return unworked(network, now=now)


def enough(network: str, altcha: str, *, now: datetime) -> TooMany | None:
    """Whether a network that shows no work has sent enough, without counting: asked before anything is examined."""
    work = solved(altcha, now=now) if altcha else None
    if work and not _refused_of_work.wait(work.digest.hex(), limit=TRIES_OF_WORK, now=now):
        return None
    wait = _unsolved.wait(network, limit=settings.AZUKARI.limits.submissions_per_network, now=now)
    return TooMany(wait) if wait else None


class Letter(Enum):
    """What becomes of the mail that asks to confirm an address."""

    NONE = "none"
    GOES = "goes"
    WAITS = "waits"


def _letter(form: Form, answers: Answers, *, now: datetime) -> Letter:
    said = {value.field_id: value.text for value in answers.values if value.category is Category.EMAIL}
    guardian = said.pop(GUARDIAN, "")
    address = next(iter(said.values()), "")
    return _charged(form, address, guardian, now=now) if address else Letter.NONE


def _charged(form: Form, address: str, guardian: str = "", *, now: datetime) -> Letter:
    """Charge what is sent, and nothing else: neither what the address gets no more, nor what the form sends no more.

    A form that has used up its hour goes on taking what comes, and keeps it apart until somebody here has looked at it;
    else whoever can use it up could shut it.

    Args:
        guardian: whose address was typed besides, and who is written to once the first one has been confirmed.
    """
    limits, mailbox = settings.AZUKARI.limits, counted(address)
    typed, most = [one for one in (address, guardian) if one], limits.mails_per_mailbox
    if _letters_to_address.wait(mailbox, limit=limits.confirmations_per_address, now=now):
        return Letter.NONE
    if not all(may_get_mail(one, limit=most, now=now) for one in typed):
        return Letter.NONE
    if _letters_of_form.take(form.slug, limit=limits.confirmations_per_form, now=now):
        return Letter.WAITS
    refused = _letters_to_address.take(mailbox, limit=limits.confirmations_per_address, now=now)
    if refused or not all(take_mail_to(one, limit=most, now=now) for one in typed):
        return Letter.NONE
    return Letter.GOES


def may_write_to(form: Form, address: str, *, now: datetime) -> bool:
    """Whether a mail that somebody asked for may go to an address that they typed. Counts it, if so (list bombing)."""
    return _charged(form, address, now=now) is Letter.GOES


def _is_repeated(form: Form, answers: Answers, now: datetime) -> bool:
    """Whether one of the long texts came too often today; counted like networks are, under a salt of the day."""
    waits = [_texts.take(text, limit=_TIMES, now=now) for text in long_texts(form, answers)]
    return any(waits)
