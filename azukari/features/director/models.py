"""Figures of months, kept so that nobody's erasure changes what the board was told: they are about nobody."""

from django.db import models

from azukari.core.database.identified import Identified


class KeptMonth(Identified):
    """A number of one month, by the name of its figure; ``behind``: how many people or acts stand behind it."""

    figure = models.CharField(max_length=64)
    month = models.DateField()
    value = models.BigIntegerField()
    behind = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["figure", "month"], name="one_figure_of_a_month")]
