"""Totals, and nothing but totals: of a day, a form, a language and a step. There is no row about a visitor (P18)."""

from django.db import models

from azukari.forms.steps import Step


class FormCount(models.Model):
    """How often that step was taken on that day."""

    day = models.DateField()
    form = models.CharField(max_length=64)
    lang = models.CharField(max_length=8)
    step = models.CharField(max_length=16, choices=[(step.value, step.value) for step in Step])
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "day", "lang", "step"], name="one_count_a_day_and_step"),
        ]
