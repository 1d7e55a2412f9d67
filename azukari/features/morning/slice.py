"""Slice of the operator's mail: what broke, told on the morning after, and which process was replaced, told at once;
nothing where nothing did (P36).
"""

from datetime import timedelta

from azukari.core.mail.letter import OfficeKind
from azukari.features.morning import digest, replaced_mail
from azukari.lib.job import Job, Lane
from azukari.slice import Slice

SLICE = Slice(
    name="morning",
    letters=(
        OfficeKind(digest.LETTER, digest.build, digest.addressee_of),
        OfficeKind(replaced_mail.LETTER, replaced_mail.build, replaced_mail.addressee_of),
    ),
    jobs=(
        Job("daily mail to operators", timedelta(minutes=5), digest.write_due, Lane.UPKEEP),
        Job("mail about replaced processes", timedelta(seconds=10), replaced_mail.write_due, Lane.MAIL, dated=False),
    ),
)
