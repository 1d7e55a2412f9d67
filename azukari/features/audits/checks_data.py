"""Controls that look at what has come in, by kind of form: by which form, for which purposes, until when.

The policy document alone says nothing about what was done with people's data. These count the rows.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Channel, Submission
from azukari.core.ledger.looking import told
from azukari.core.policy_versions.current import Charters, NoCharter, charters
from azukari.core.policy_versions.events import EXCEPTION_APPROVED
from azukari.core.policy_versions.models import Notice
from azukari.core.transfers.models import Contract
from azukari.features.audits.checks_inside import NO_POLICY
from azukari.lib.control import Doubt, Findings, Unknown
from azukari.lib.sentence import Sentence
from azukari.policy.casework import Hold
from azukari.policy.disclosure import ContractState
from azukari.policy.notice import digest
from azukari.policy.terms import RESERVED_PURPOSES, Form, FormKind

_ANOTHER_PURPOSE = Sentence(
    "%(count)d rights to use data of the form %(form)s are for the purpose %(purpose)s, to which it does not lead. Look"
    " into it."
)
_NO_SUCH_FORM = Sentence(
    "%(count)d submissions say that they came by the form %(form)s, and the policy of that time has none of that kind."
    " Look into it."
)
_AFTER_THE_END = Sentence(
    "The form %(form)s accepted something after its last day. Investigate it, and check the clock of this machine."
)
_NOT_APPROVED = Sentence(
    "The exceptional purpose %(purpose)s rules, and the ledger tells of nobody who approved it. Look into it."
)
_OTHER_WORDS = Sentence(
    "%(count)d notices do not say what was shown when they were published. Restore them from a backup."
)
_NO_NOTICE = Sentence("%(count)d submissions name a notice of another form or policy than theirs. Look into it.")
_NO_REASON = Sentence(
    "%(count)d contracts are in force and do not say what they make better. Write it down on the page Recipients."
)
_GRACE = timedelta(days=1)  # whoever began before midnight may finish


def _known() -> Charters:
    try:
        return charters()
    except NoCharter as error:
        raise Unknown(Doubt.EARLY, NO_POLICY()) from error


def _form_of(known: Charters, charter: int, slug: str, kind: str) -> Form | None:
    form = known.policy(charter).forms.get(slug)
    return form if form and form.kind.value == kind else None


def submissions(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """Whatever came in came by a form of one of the six kinds that the policy of that time has. One query."""
    known = _known()
    rows = Submission.objects.order_by().values_list("charter", "form", "kind").annotate(count=Count("id"))
    for charter, slug, kind, count in rows:
        form = _form_of(known, charter, slug, kind)
        if form is None or not form.purposes or not all(form.service.values()):
            yield _NO_SUCH_FORM(count=count, form=slug)


def by_people() -> QuerySet[Submission]:
    """What people sent by themselves, to a page or to the API."""
    return Submission.objects.filter(channel__in=[Channel.PAGE, Channel.API])


def last_days(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """No form takes anything in after its last day; what staff enter later had been written before. One query."""
    known = _known()
    rows = by_people().order_by().values_list("charter", "form")
    for charter, slug, last in rows.annotate(last=Max("created_at")):
        policy = known.policy(charter)
        form = policy.forms.get(slug)
        if form and form.closes and policy.organisation.day(last - _GRACE) > form.closes:
            yield _AFTER_THE_END(form=slug)


def purposes_of(kind: FormKind) -> Callable[[datetime], Findings]:
    """Data of one kind of form is held for the purposes of that form alone. One query."""
    return partial(_purposes, kind)


def held_of(kind: FormKind) -> QuerySet[Grant]:
    """The rights to use what one kind of form took in."""
    its = Submission.objects.filter(id=OuterRef("submission_id"), kind=kind.value)
    return Grant.objects.unsettled().filter(Exists(its), opens="").exclude(purpose__in=[*RESERVED_PURPOSES, *Hold])


def _purposes(kind: FormKind, now: datetime) -> Iterator[str]:  # noqa: ARG001 - every control gets the time
    known = _known()
    form_of_it = Submission.objects.filter(id=OuterRef("submission_id")).values("form")[:1]
    rows = held_of(kind).annotate(form=Subquery(form_of_it)).order_by()
    for charter, slug, purpose, count in rows.values_list("charter", "form", "purpose").annotate(count=Count("id")):
        form = known.policy(charter).forms.get(slug)
        if form is None or purpose not in form.leads_to:
            yield _ANOTHER_PURPOSE(count=count, form=slug, purpose=purpose)


def exceptions(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """A second person approved each exceptional purpose of the policy that rules, as the ledger tells."""
    ruling = _known().ruling.policy
    approved = {slug for entry in told([EXCEPTION_APPROVED]) for slug in entry.payload["purposes"]}
    for slug in sorted(purpose.slug for purpose in ruling.purposes.values() if purpose.exceptional):
        if slug not in approved:
            yield _NOT_APPROVED(purpose=slug)


def notices(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """The words that people saw are there, word for word, and each submission names those of its form. Two queries."""
    held = list(Notice.objects.all())
    changed = sum(digest(charter=n.charter_id, form=n.form, lang=n.lang, text=n.text) != n.digest for n in held)
    yield from _OTHER_WORDS.counted(changed)
    about = {notice.digest: (notice.charter_id, notice.form) for notice in held}
    named = Submission.objects.order_by().values_list("notice", "charter", "form").annotate(count=Count("id"))
    yield from _NO_NOTICE.counted(sum(n for key, charter, form, n in named if about.get(key) != (charter, form)))


def entrustments(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """Each contract in force says what it makes better. One query."""
    in_force = Contract.objects.filter(state=ContractState.IN_FORCE).values_list("improves", "purposes")
    yield from _NO_REASON.counted(sum(not (any(improves.values()) and purposes) for improves, purposes in in_force))
