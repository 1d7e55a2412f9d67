"""Which operator was written to on which day, so that each is written to once."""

from django.db import models

from azukari.lib.identifier import new_id


class DailyMail(models.Model):
    """An email to an operator; ``day`` by the organisation's clocks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    addressee = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["addressee", "day"], name="one_daily_mail_to_an_operator")]
