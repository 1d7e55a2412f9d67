"""Feedback: codes by which askers without an address fetch an answer, whether answers helped, public answers, texts
that were kept without their person, and whether pages were useful.

What was asked and answered lies in the vault. A public answer is the organisation's own text and names nobody.
"""

import uuid

from django.db import models

from azukari.core.database.identified import Identified


class AnswerCode(models.Model):
    """The code of somebody who left no address. ``digest`` finds it; ``salt`` makes it, with a secret on disk.

    It is good for one answer: ``turn`` counts how many were fetched, each with a code of its own.
    """

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="answer_code")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    turn = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="answer_by_code")]


class Satisfaction(models.Model):
    """Whether an answer helped, as its asker said by a button; the last word counts."""

    submission = models.OneToOneField("forms.Submission", models.CASCADE, primary_key=True, related_name="satisfaction")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    helped = models.BooleanField()
    said_at = models.DateTimeField()


class PublicAnswer(Identified):
    """A question that many have, with its answer, in each language of the policy."""

    form = models.CharField(max_length=64)
    questions = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["form", "-changed_at"], name="public_answer_by_form")]

    def spoken(self, lang: str) -> str:
        """The language in which it is shown to whoever reads ``lang``: another where it lacks that; ``""`` for none."""
        there = [each for each, text in self.answers.items() if text.strip() and self.questions.get(each, "").strip()]
        return lang if lang in there else min(there, default="")


class KeptText(models.Model):
    """What somebody wrote, and what we answered, when all that led to them was gone (`keeping`). ``texts`` by what they
    are: ``written``, ``answered``. The id is drawn at random; the month in which it came in is all that is known of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=64)
    lang = models.CharField(max_length=8)
    month = models.DateField()
    texts = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["form", "-month", "id"], name="kept_text_by_form")]


class TopicDay(models.Model):
    """How many wrote about what on one day; counted by the program the day after, and about nobody."""

    id = models.BigAutoField(primary_key=True)
    form = models.CharField(max_length=64)
    day = models.DateField()
    topic = models.CharField(max_length=64)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "day", "topic"], name="one_count_of_a_topic_a_day")]


class TopicTime(models.Model):
    """How many threads about what got their first answer (``step``: ``answered``) or were closed on one day, by how
    long that took: at most ``within`` hours, of a few spans; 0 for longer. Counted like `TopicDay`.
    """

    id = models.BigAutoField(primary_key=True)
    form = models.CharField(max_length=64)
    day = models.DateField()
    topic = models.CharField(max_length=64)
    step = models.CharField(max_length=8)
    within = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "day", "topic", "step", "within"], name="one_time_of_a_topic_a_day")
        ]


class KnownPage(models.Model):
    """A page of another site of ours that carries the question whether it was useful: its path alone."""

    page = models.CharField(max_length=120, primary_key=True)


class UsefulDay(models.Model):
    """How many said on one day that a page was useful, and how many that it was not. Nobody stands here."""

    id = models.BigAutoField(primary_key=True)
    page = models.CharField(max_length=120)
    day = models.DateField()
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="one_count_of_a_page_a_day")]


class Tag(Identified):
    """A word of staff's by which they put messages together; it names nobody."""

    form = models.CharField(max_length=64)
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "word"], name="one_tag_of_a_word")]


class MessageTag(Identified):
    """That a message has a tag."""

    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="tags")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="messages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "tag"], name="a_message_has_a_tag_once")]
