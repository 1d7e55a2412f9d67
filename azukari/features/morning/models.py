"""Which operator was written to on which day, so that each is written to once."""

from django.db import models

from azukari.core.database.identified import Identified


class DailyMail(Identified):
    """An email to an operator; ``day`` by the organisation's clocks."""

    day = models.DateField()
    addressee = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["addressee", "day"], name="one_daily_mail_to_an_operator")]


class ReplacedMail(Identified):
    """An email to an operator about processes that were replaced within an hour, which begins at ``hour``."""

    hour = models.DateTimeField()
    addressee = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["addressee", "hour"], name="one_mail_an_hour_about_processes")]
