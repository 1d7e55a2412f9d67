"""Results of questionnaires: counts of unlinked answers, publications and their drafts, tags of texts."""

from django.conf import settings
from django.db import models

from azukari.core.database.identified import Identified
from azukari.core.vault.batch_field import SealedJSONField


class Counted(models.Model):
    """Counts of the answers of a version, taken anew when enough have come since (`refresh`).

    Args:
        cells: a list of question, value and number, as `learning.asked` counts. Those of unlinked answers lie sealed as
            these do, since counts that follow each other tell what a batch said.
    """

    version = models.OneToOneField("questionnaires.Version", models.CASCADE, primary_key=True, related_name="counted")
    size = models.PositiveIntegerField()
    cells = SealedJSONField()
    day = models.DateField()


class Draft(models.Model):
    """What is written for a publication, before it is one.

    Args:
        details: the items of disclosure, in each language.
        crossings: ids of the questions that the others are crossed with.
    """

    poll = models.OneToOneField("questionnaires.Poll", models.CASCADE, primary_key=True, related_name="results_draft")
    sampling = models.CharField(max_length=20, default="self_selected")
    crossings = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)


class Target(Identified):
    """How the population divides by one question, by which results are weighted.

    Args:
        question: its id; ``shares`` are percents by answer.
        source: who counted, and in which table; ``day`` for which the figures hold.
    """

    poll = models.ForeignKey("questionnaires.Poll", models.CASCADE, related_name="targets")
    question = models.CharField(max_length=90)
    shares = models.JSONField()
    source = models.CharField(max_length=300)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "question"], name="a_question_has_one_table_of_targets")]


class Publication(Identified):
    """Results as they were published; they never change, and a later publication is another row.

    Args:
        document: all that the page shows.
        counts: what it was made of, hidden counts among them; the next publication is compared with it.
    """

    poll = models.ForeignKey("questionnaires.Poll", models.PROTECT, related_name="publications")
    version = models.ForeignKey("questionnaires.Version", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    counts = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="a_publication_has_a_number_of_its_own")]


class Report(Identified):
    """The report of a publication in one language, as PDF."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="reports")
    lang = models.CharField(max_length=8)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "lang"], name="a_report_stands_once")]


class Tag(Identified):
    """That a coder finds something in a text. The text is found by its answers' id and the question."""

    answers = models.ForeignKey("questionnaires.MixedAnswers", models.CASCADE, related_name="tags")
    question = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answers", "question", "name", "coder"], name="a_coder_tags_a_text_once")
        ]


class Coded(Identified):
    """That a coder has read a text, whether or not it got a tag: without it, agreement could not be told."""

    answers = models.ForeignKey("questionnaires.MixedAnswers", models.CASCADE, related_name="coded")
    question = models.CharField(max_length=40)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answers", "question", "coder"], name="a_coder_has_read_a_text_once")
        ]
