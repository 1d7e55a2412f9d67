"""Slice of re-consent: people are asked again where a policy does more with what is here (law 10)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.mail.letter import LetterKind
from azukari.core.policy_versions.hooks import on_counted, on_published
from azukari.features.reconsent import letters, own
from azukari.features.reconsent.answer import RECEIPT_LETTER
from azukari.features.reconsent.concerned import count
from azukari.features.reconsent.holder import AskedHolder
from azukari.features.reconsent.tend import ASK_LETTER, REMIND_LETTER, open_round_of, tend
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import OWN_ACCESS
from azukari.slice import Hook, Place, Routes, Slice

SLICE = Slice(
    name="reconsent",
    holders=(AskedHolder(),),
    letters=(
        LetterKind(ASK_LETTER, OWN_ACCESS, letters.ask, _("question about the new policy")),
        LetterKind(REMIND_LETTER, OWN_ACCESS, letters.remind, _("reminder about the new policy")),
        LetterKind(RECEIPT_LETTER, OWN_ACCESS, letters.receipt, _("receipt of an agreement")),
    ),
    jobs=(Job("rounds of asking", timedelta(seconds=5), tend, Lane.BULK),),
    sections=(
        Section(
            Place.OWN_NOTICES,
            "question",
            "reconsent/own_notice.html",
            own.waiting,
            done={
                "agreed": _(
                    "Thank you. You have agreed, and we have sent you a receipt. You can withdraw here at any time."
                ),
                "declined": _("You said no. We use your data only as you agreed."),
            },
        ),
    ),
    routes=Routes(staff="azukari.features.reconsent.desk.urls", public="azukari.features.reconsent.urls"),
    hooks=(Hook(on_published, open_round_of), Hook(on_counted, count)),
)
