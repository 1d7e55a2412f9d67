"""Totals, and nothing but totals. There is no row about a visitor (P18)."""

from django.db import models

from azukari.core.database.added_up import AddedUp
from azukari.core.forms.steps import FunnelStep


class FormCount(models.Model):
    """How often that step was taken on that day."""

    day = models.DateField()
    form = models.CharField(max_length=64)
    lang = models.CharField(max_length=8)
    step = models.CharField(max_length=16, choices=[(step.value, step.value) for step in FunnelStep])
    count = models.PositiveIntegerField(default=0)
    added_up = AddedUp(by=("form", "day", "lang", "step"), number="count")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "day", "lang", "step"], name="one_count_a_day_and_step"),
        ]


class _Count(models.Model):
    """How much there was of a value, of the whole site or of one page.

    ``day`` is the first day of a month in the table of months.
    """

    site = models.CharField(max_length=100)
    page = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    dimension = models.CharField(max_length=16)
    value = models.CharField(max_length=120, blank=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class DayCount(_Count):
    """Of a day."""

    added_up = AddedUp(by=("site", "page", "dimension", "day", "value"), number="count")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "page", "dimension", "day", "value"], name="one_count_a_day"),
        ]
        indexes = [models.Index(fields=["site", "day"], name="counts_of_a_day")]


class MonthCount(_Count):
    """Of a month: the sum of its days that are over, so that long reports are quick."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "page", "dimension", "day", "value"], name="one_count_a_month"),
        ]
        indexes = [models.Index(fields=["site", "day"], name="counts_of_a_month")]


class Summary(models.Model):
    """All totals of a site's day or month that is over, as JSON: by dimension, the count of each value."""

    site = models.CharField(max_length=100)
    span = models.CharField(max_length=8)  # day or month
    first = models.DateField()
    totals = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "span", "first"], name="one_summary_a_span")]


class CountedDay(models.Model):
    """A day of a site that is over: its rare values are folded, and its month has it."""

    site = models.CharField(max_length=100)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="each_day_folded_once")]


class CountingRun(models.Model):
    """A process that counts, from its first count until its last. One that never said it ended was cut off: what it
    had not written down is lost, and the day is partial.
    """

    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    day = models.DateField()  # of the last beat, where the organisation is
    ended = models.BooleanField(default=False)


class Audience(models.Model):
    """About how many different visitors a day had: an integer and its error, out of a sketch that is gone."""

    site = models.CharField(max_length=100)
    span = models.CharField(max_length=8)  # always a day
    first = models.DateField()
    run = models.PositiveBigIntegerField()  # the process whose sketch it was
    people = models.PositiveIntegerField(default=0)
    error_permille = models.PositiveIntegerField(default=0)
    partial = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "span", "first", "run"], name="one_audience_a_run")]


class Goal(models.Model):
    """What a site is for: a page that should be reached, a file that should be taken, a site that should be gone to."""

    site = models.CharField(max_length=100)
    dimension = models.CharField(max_length=16)
    value = models.CharField(max_length=120)
    title = models.CharField(max_length=120)


class Annotation(models.Model):
    """What was changed on a day, so that the numbers after it can be read."""

    site = models.CharField(max_length=100)
    day = models.DateField()
    page = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=200)


class MailedWeek(models.Model):
    """A week whose totals were mailed to the organisation; ``first`` is its Monday."""

    first = models.DateField(unique=True)
