"""Slice of the operator's daily mail: what broke, told on the morning after, and nothing where nothing did (P36)."""

from datetime import timedelta

from azukari.lib.job import Job, Lane
from azukari.mail.letter import OfficeKind
from azukari.slice import Slice
from azukari.stewardship.morning import digest

SLICE = Slice(
    name="stewardship.morning",
    office_letters=(OfficeKind(digest.LETTER, digest.build, digest.addressee_of),),
    jobs=(Job("daily mail to operators", timedelta(minutes=5), digest.write_due, Lane.UPKEEP),),
)
