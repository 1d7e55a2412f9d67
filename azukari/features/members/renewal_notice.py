"""Automatic renewal with a notice before it: a class may renew by itself. Its members are told so many days before the
last day of their term what follows and what it costs, and decline it by one press. Only where that mail went out, and
nothing of it has changed, are the next term and its dues made out, on the day after the last one. Whoever declined
leaves with the term.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from azukari.core.forms.ending import NotRunning, end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import today
from azukari.core.vault.ways import closed_forms
from azukari.features.members.ended import PROGRAM
from azukari.features.members.events import RENEWAL_DECLINED, RENEWAL_TOLD
from azukari.features.members.held import hold_admitted, hold_many_admitted, of_term, tell_many, tell_of_term, write_to
from azukari.features.members.models import MemberClass, MemberState, RenewalNotice, Term, TermState
from azukari.features.members.renew import renew_many
from azukari.features.members.standing import MemberStanding
from azukari.features.members.term import GRACE
from azukari.features.members.upkeep import BATCH, ending
from azukari.features.members.ways import REGISTER
from azukari.policy.terms import Actor, ActorKind

NOTICE_LETTER = "members:renewal-notice"


class NothingToDecline(Exception):
    """The term does not renew by itself, or has been renewed already."""


def renew_by_themselves(now: datetime) -> int:
    """Tell those whose term renews by itself, renew those who were told, and end memberships that were not renewed.

    Returns how many were told, renewed or ended.
    """
    day = today(now)
    _forget_what_changed()
    told = sum(_tell(some, now) for chosen in _by_themselves() if (some := list(_ending(chosen, day)[:BATCH])))
    _note_what_went()
    renewed = sum(
        renew_many([each.term.membership_id for each in those], actor=PROGRAM, now=now)
        for form in {chosen.form for chosen in _by_themselves()}
        for those in batched(_due(form, day), BATCH)
    )
    declined = notices().filter(declined_at__isnull=False, term__ends__lt=day).order_by("term__ends", "id")[:BATCH]
    return told + renewed + sum(_let_go(each, now) for each in list(declined))


def decline_renewal(submission: UUID, *, actor: Actor, now: datetime) -> RenewalNotice:
    """The term is not to be followed by itself: the membership ends with it. Declined twice is declined once.

    Raises:
        NotAMember, NothingToDecline: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        here = hold_admitted(submission)
        notice = RenewalNotice.objects.filter(term=here.term).first()
        if notice is None:
            raise NothingToDecline
        if notice.declined_at is None:
            notice.declined_at, notice.by_person = now, actor.kind is ActorKind.PERSON
            notice.save(update_fields=["declined_at", "by_person"])
            tell_of_term(RENEWAL_DECLINED, here.held, here.term, actor=actor, now=now)
    return notice


def by_itself(found: Sequence[MemberStanding]) -> Mapping[UUID, RenewalNotice]:
    """What each was told of the renewal of their newest term, by registration. One query where there are terms."""
    newest = {each.terms[0].id: each.submission for each in found if each.is_member and each.terms}
    return {newest[each.term_id]: each for each in RenewalNotice.objects.filter(term__in=newest)} if newest else {}


def notices() -> QuerySet[RenewalNotice]:
    """Notices of memberships that run, of terms that nothing follows yet."""
    found = RenewalNotice.objects.filter(Exists(Term.objects.newest().filter(pk=OuterRef("term"))))
    running = found.filter(term__membership__state=MemberState.ADMITTED, term__state=TermState.PAID)
    return running.select_related("term__membership__submission", "member_class")


def _find(id: UUID, now: datetime) -> RenewalNotice:  # noqa: ARG001 - as each link is asked
    found = notices().filter(id=id).first()
    if found is None:
        raise LinkClosed(LinkState.OVER if RenewalNotice.objects.filter(id=id).exists() else LinkState.UNKNOWN)
    if found.declined_at:
        raise LinkClosed(LinkState.USED, found)
    return found


LINK = MailedLink("renewal", "member/renewal", _find)


def _by_themselves() -> Sequence[MemberClass]:
    open_to_it = MemberClass.objects.exclude(form__in=closed_forms(REGISTER))
    return list(open_to_it.filter(notice_days__gt=0).order_by("pk"))


def _forget_what_changed() -> None:
    """What was told of another class or another fee is told anew; what a class no longer does is not told at all."""
    same = Q(member_class=F("term__membership__member_class"), fee=F("term__membership__member_class__fee"))
    undecided = RenewalNotice.objects.filter(declined_at=None).filter(~same | Q(member_class__notice_days=0))
    RenewalNotice.objects.filter(id__in=[*undecided.values_list("id", flat=True)]).delete()


def _ending(chosen: MemberClass, today: date) -> QuerySet[Term]:
    """Terms of a class that end soon and were not told of, of members who have an address."""
    found = ending(today, within=timedelta(days=chosen.notice_days))
    return found.filter(membership__member_class=chosen, notice=None, person__confirmed_at__isnull=False)


def _tell(ending: Sequence[Term], now: datetime) -> int:
    """In one transaction and a fixed number of queries."""
    with transaction.atomic(durable=True):
        here = hold_many_admitted([each.membership_id for each in ending])
        told = RenewalNotice.objects.filter(term__in=[each.id for each in ending]).values_list("term_id", flat=True)
        wanted = {each.id for each in ending} - {*told}
        here = [each for each in here if each.term.id in wanted and each.membership.member_class]
        made = [
            RenewalNotice(
                term=each.term, person_id=each.held.person_id, member_class=each.membership.member_class,
                fee=each.membership.member_class.fee if each.membership.member_class else 0, made_at=now,
            )
            for each in here
        ]  # fmt: skip
        RenewalNotice.objects.bulk_create(made)
        Term.objects.filter(id__in=[each.term_id for each in made]).update(reminded_at=now)
        tell_many(RENEWAL_TOLD, [(each.held, of_term(each.term)) for each in here], actor=PROGRAM, now=now)
        letters = [(each.held, notice.id) for each, notice in zip(here, made, strict=True)]
        write_to(NOTICE_LETTER, letters, now=now)
    return len(made)


def _note_what_went() -> None:
    """By the queue, which keeps what it sent for some weeks alone."""
    waiting = list(RenewalNotice.objects.filter(sent_at=None, declined_at=None))
    for some in batched(waiting, BATCH):
        went = Message.objects.filter(kind=NOTICE_LETTER, reference__in=[each.id for each in some], failure="")
        sent = dict(went.filter(sent_at__isnull=False).values_list("reference", "sent_at"))
        for each in some:
            each.sent_at = sent.get(each.id)
        RenewalNotice.objects.bulk_update([each for each in some if each.sent_at], ["sent_at"])


def _due(form: str, day: date) -> list[RenewalNotice]:
    """Those whose term is over, and who were told as long before as their class says."""
    over = notices().filter(
        declined_at=None,
        sent_at__isnull=False,
        term__membership__form=form,
        term__membership__renewable_from__lte=day,
        term__ends__lt=day,
        term__ends__gte=day - GRACE,
    )
    found = over.order_by("term__ends", "id").iterator(chunk_size=BATCH)
    told = ((each, (day - today(each.sent_at)).days) for each in found if each.sent_at)
    return [each for each, before in told if before >= each.member_class.notice_days]


def _let_go(notice: RenewalNotice, now: datetime) -> int:
    """The end is the person's own where they said it."""
    member = notice.term.membership
    actor = Actor(ActorKind.PERSON, str(member.person_id)) if notice.by_person else PROGRAM
    try:
        end_registration(member.pk, reason=EndedAs.LEFT, actor=actor, now=now)
    except NotRunning:
        return 0
    return 1
