"""Abstract model of a row with an id of ours (`lib.identifier`), by which others refer to it."""

from django.db import models

from azukari.lib.identifier import new_id


class Identified(models.Model):
    """Its id is the first of its columns, and known before it is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
