"""Reply templates: texts that staff begin a reply with. They are the organisation's words, and name nobody."""

from django.db import models

from azukari.core.database.identified import Identified


class ReplyTemplate(Identified):
    """One text in each language of the policy, for the replies to one form."""

    form = models.CharField(max_length=64)
    title = models.CharField(max_length=80)
    texts = models.JSONField(default=dict)  # by language
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["form", "title"], name="reply_template_by_form")]
