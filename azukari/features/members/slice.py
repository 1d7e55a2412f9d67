"""Slice of members: who belongs to the organisation, under which terms, and what they owe and paid."""

from collections.abc import Collection
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.events import REGISTRATION_ENDED, SUBMISSION_CONFIRMED
from azukari.core.forms.models import EndedAs
from azukari.core.ledger.catalogue import Kind
from azukari.core.payments.told import on_booked, on_rest
from azukari.features.members import own
from azukari.features.members.desk.columns import COLUMNS
from azukari.features.members.desk.dues import section
from azukari.features.members.desk.needs import unbooked, waiting
from azukari.features.members.desk.number_search import NUMBERS
from azukari.features.members.events import (
    ADMITTED,
    DEBT_LAPSED,
    DECLINED,
    DUES_RECORDED,
    INVOICED,
    PAUSED,
    RECLASSED,
    REINSTATED,
    RENEWAL_DECLINED,
    RENEWED,
    UNPAUSED,
)
from azukari.features.members.figures import SOURCES
from azukari.features.members.form_kind import KIND
from azukari.features.members.history.work import work as take_over
from azukari.features.members.holder import MembersHolder
from azukari.features.members.letters import LETTERS
from azukari.features.members.meetings import letter as meeting_letter
from azukari.features.members.meetings import own as own_meetings
from azukari.features.members.old_debts import lapse_old_debts
from azukari.features.members.online.closing import close_pages
from azukari.features.members.online.own import NOT_OPENED
from azukari.features.members.online.returns import follow_waiting, offer
from azukari.features.members.online.taking import take_rest
from azukari.features.members.renewal_notice import renew_by_themselves
from azukari.features.members.rest_letters import REST_LETTERS
from azukari.features.members.upkeep import lapse, remind
from azukari.features.members.ways import WAYS
from azukari.features.members.words import PAUSE_WORDS
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.shells.api.told import ToldEvent
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Hook, Place, Routes, Slice

_DONE = {
    "admitted": _("Admitted. An email with the number and the invoice is on its way."),
    "declined": _("Declined. An email with the reason is on its way."),
    "renewed": _("Renewed. The next term counts as soon as its dues are paid."),
    "reclassed": _("The class is changed."),
    "not-chosen": _("Choose one out of the list first. Nothing was changed."),
    "not-waiting": _("This registration has ended, so nobody can be admitted by it."),
    "already": _("There is a membership already. Nothing was changed."),
    "too-early": _("There is nothing to renew yet: the term has long to run, or has no end."),
    "partly-paid": _("A part of this term is paid. Change the class with the next term."),
    "not-shared": _("No membership of that number is shared, or it has no room left. Nothing was changed."),
    "still-shared": _("More people share the membership than that class has room for. Nothing was changed."),
    "paused": _("Paused. An email about it is on its way."),
    "unpaused": _("The pause has ended. The membership continues from today."),
    **PAUSE_WORDS,
    "rests": _("The membership is paused, or will be. End the pause first, or change the class with the next term."),
    "renewal-declined": _("Noted. The membership ends with this term."),
    "not-declined": _("There is nothing to decline: it does not renew automatically, or has been renewed."),
    "reinstated": _("Reinstated, with the number of before."),
    "not-reinstated": _("They left themselves, or the time has passed. They apply again and keep their number."),
    "paid": _("The payment is in the books. What the law has us keep of it begins, and the person can see it."),
    "paid-again": _(
        "Nothing was recorded. The same amount on the same day is already in the books. If it is another payment, "
        "confirm it below and record it again."
    ),
    "paid-shared": _("The payment is booked for the holder of the shared membership, on their page."),
    "no-day": _("Nothing was recorded. Write the day of the payment: today, or a day of the past ten years."),
    "no-amount": _("Nothing was recorded. Write the amount in whole yen, from 1 to 10,000,000."),
    "no-receipt": _("Nothing was paid in that year that such a receipt could be about."),
    "payment-removed": _("The entry is removed. Data kept only for it is erased within a day."),
}


_REFUSALS = frozenset(PAUSE_WORDS) | {
    "not-chosen", "not-waiting", "already", "too-early", "partly-paid", "not-shared", "still-shared", "rests",
    "not-declined", "not-reinstated", "no-day", "no-amount", "no-receipt",
    "paid-again",
}  # fmt: skip


def _told(name: str, kind: Kind, title: Promise, **where: Collection[object]) -> ToldEvent:
    return ToldEvent(f"members.{name}", (kind,), FormKind.MEMBERSHIP, title, "/api/v1/members?form={form}", where)


SLICE = Slice(
    name="members",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(MembersHolder(),),
    letters=(*LETTERS, *REST_LETTERS, *meeting_letter.LETTERS),
    jobs=(
        Job("reminders of dues", timedelta(hours=1), remind, Lane.BULK),
        Job("memberships that lapse", timedelta(hours=1), lapse, Lane.BULK),
        Job("renewals that come by themselves", timedelta(hours=1), renew_by_themselves, Lane.BULK),
        Job("old dues that lapse", timedelta(hours=1), lapse_old_debts, Lane.BULK),
        Job("payment pages that are closed", timedelta(minutes=1), close_pages, Lane.NETWORK),
        Job("refunds that wait for their payment", timedelta(minutes=5), follow_waiting, Lane.BULK, dated=False),
        Job("registers that are taken over", timedelta(seconds=5), take_over, Lane.BULK),
    ),
    tallies=SOURCES,
    menu=(MenuEntry("console-members", _("Members"), "book", order=11, kinds=frozenset({FormKind.MEMBERSHIP})),),
    people_columns=COLUMNS,
    needs=(waiting, unbooked),
    numbers=NUMBERS,
    sections=(
        Section(Place.PERSON, "dues", "members/desk/dues.html", section, done=_DONE, refusals=_REFUSALS),
        Section(Place.OWN_NOTICES, "owed", "members/own/owed.html", own.owed),
        Section(
            Place.OWN_PAGE,
            "meetings",
            "members/meetings/own.html",
            own_meetings.section,
            done=own_meetings.DONE,
            refusals=("not-said",),
        ),
        Section(
            Place.OWN_PAGE,
            "membership",
            "members/own/membership.html",
            own.section,
            done={
                "renewed": _("Thank you. Please pay the dues; then the next term counts."),
                "not-renewed": _("There is nothing to renew yet."),
                "paused": _("Your membership is paused. An email about it is on its way."),
                "unpaused": _("The pause has ended. Your membership continues from today."),
                **PAUSE_WORDS,
                "declined": _("Noted. Your membership ends with this term and does not renew automatically."),
                "not-declined": _("There is nothing to decline: it does not renew automatically, or has been renewed."),
                "paid-online": _("Thank you. The payment counts as soon as it has been confirmed to us."),
                NOT_OPENED: _("The payment page cannot be opened now. Please try again later, or pay by transfer."),
            },
            refusals=("not-renewed", "not-declined", NOT_OPENED, *PAUSE_WORDS),
        ),
    ),
    routes=Routes(
        staff="azukari.features.members.desk.urls",
        public="azukari.features.members.urls",
        api=("azukari.features.members.api", "azukari.features.members.api_verbs"),
    ),
    told=(
        _told("applied", SUBMISSION_CONFIRMED, _("A person applied for membership")),
        _told("admitted", ADMITTED, _("A member was admitted")),
        _told("declined", DECLINED, _("An application for membership was declined")),
        _told("renewed", RENEWED, _("A membership was renewed")),
        _told("reclassed", RECLASSED, _("The class of a membership changed")),
        _told("paused", PAUSED, _("A membership was paused")),
        _told("unpaused", UNPAUSED, _("The pause of a membership was ended")),
        _told("declined-renewal", RENEWAL_DECLINED, _("An automatic renewal was declined")),
        _told("reinstated", REINSTATED, _("A member was reinstated")),
        _told("debt-lapsed", DEBT_LAPSED, _("Old dues lapsed")),
        _told("invoiced", INVOICED, _("An invoice for dues was made out")),
        _told("paid", DUES_RECORDED, _("A payment of dues arrived")),
        _told("left", REGISTRATION_ENDED, _("A member left"), reason=(EndedAs.LEFT.value,)),
        _told("lapsed", REGISTRATION_ENDED, _("A membership lapsed"), reason=(EndedAs.LAPSED.value,)),
    ),
    hooks=(Hook(on_rest, take_rest), Hook(on_booked, offer)),
)
