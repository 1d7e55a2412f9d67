"""The magazine: issues with their words in each language, settings of lists, and what a reader wishes.

Nothing personal is kept here. Who reads what lies with the consents and the messages of mailings; a reader's wishes are
a language and a day or two.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from azukari.core.appearance.models import PictureRow
from azukari.core.database.identified import Identified
from azukari.features.magazine.life import IssueState


class Layout(models.TextChoices):
    LETTER = "letter"
    JOURNAL = "journal"


class ListSettings(models.Model):
    """How a list is kept: whether its past issues are public. ``gathered_at`` is when the last weekly edition was put
    together (`magazine.weekly`). ``asks_months`` is how far the list looks back when it asks its readers whether they
    still read it, since ``asks_since``; nothing where it does not ask.

    ``takes_two`` decides nothing: the policy says whether an issue takes two people. It was a setting of the list in
    the release before this one, which may still run beside it, and is kept until the next to remind whoever keeps the
    policy (`magazine.desk.needs`).
    """

    form = models.CharField(max_length=64, primary_key=True)
    has_archive = models.BooleanField(default=True)
    takes_two = models.BooleanField(default=False)
    last_number = models.PositiveIntegerField(default=0)
    gathered_at = models.DateTimeField(null=True)
    asks_months = models.PositiveSmallIntegerField(null=True)
    asks_since = models.DateField(null=True)


class Issue(Identified):
    """An issue of a list. It gets its number when it begins to go; ``version`` guards against two editors at once.

    ``mailing`` is the id of the mailing that carries it; that row outlives nothing of it, so there is no key.
    ``audience`` says to which readers it goes (`magazine.life`), ``names_itself`` whether links to our own pages say
    which issue they stand in.
    """

    form = models.CharField(max_length=64)
    number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in IssueState], default=IssueState.DRAFT)
    layout = models.CharField(max_length=12, choices=Layout.choices, default=Layout.LETTER)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, default="", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    scheduled_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    mailing = models.UUIDField(null=True)
    is_hidden = models.BooleanField(default=False)
    audience = models.CharField(max_length=8, default="", blank=True)
    names_itself = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="an_issue_number_is_given_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in IssueState]), name="issue_in_a_known_state"),
        ]
        indexes = [models.Index(fields=["form", "-created_at"], name="issues_of_a_list")]

    def versions(self) -> "dict[str, IssueText]":
        """What it says, by language."""
        return {text.lang: text for text in self.texts.all()}

    @property
    def campaign(self) -> str:
        """What page statistics call views that came from it: the same for all of its readers."""
        return f"{self.form}-{self.number}"


class IssueText(Identified):
    """What an issue says in one language: a subject, and a body in Markdown."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="texts")
    lang = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    body = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "lang"], name="one_issue_text_per_language")]


class IssueTemplate(Identified):
    """What a new issue can begin with, under a name of the organisation's own; ``texts`` is a subject and a body by
    language.
    """

    name = models.CharField(max_length=80, unique=True)
    layout = models.CharField(max_length=12, choices=Layout.choices)
    texts = models.JSONField(default=dict)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()


class Gram(models.Model):
    """Two letters that stand beside each other in a past issue: the index of the search (`magazine.searching`)."""

    text = models.ForeignKey(IssueText, models.CASCADE, related_name="grams", db_index=False)
    gram = models.CharField(max_length=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "text"], name="a_gram_once_per_text")]
        indexes = [models.Index(fields=["text"], name="grams_of_a_text")]


class ReaderWish(Identified):
    """What a reader of a list wishes besides being on it: another language than they registered in, a pause, or all
    issues of a week in one mail. ``read_on`` is the day on which they last said that they read it, if they did.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    form = models.CharField(max_length=64)
    lang = models.CharField(max_length=8, default="", blank=True)
    paused_until = models.DateField(null=True)
    is_weekly = models.BooleanField(default=False)
    read_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="one_wish_per_reader_and_list")]

    def pauses_until(self, today: date) -> date | None:
        """Until when nothing goes to them; None where they do not pause, or not any more."""
        return self.paused_until if self.paused_until and today < self.paused_until else None


class ListDay(models.Model):
    """How many readers a list had at the end of a day, and how many came and went on it: counts, and nobody."""

    form = models.CharField(max_length=64)
    day = models.DateField()
    readers = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    left = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "day"], name="a_list_is_counted_once_a_day")]


class Picture(PictureRow):
    """A picture in issues of a list."""

    class Meta:
        indexes = [models.Index(fields=["form", "-added_at"], name="pictures_of_a_list")]
