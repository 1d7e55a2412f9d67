"""How a person comes in to their own page, and stays in."""

from django.db import models

from azukari.core.database.identified import Identified
from azukari.core.database.row_proof import LENGTH, Meaning


class SignIn(Identified):
    """A link that was asked for. Without a person it was asked for an address that nobody has confirmed, and opens
    nothing. ``page`` is where it leads to behind the language, one of few; the own page itself if it is empty.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    page = models.CharField(max_length=64, default="", db_default="", blank=True)
    proof = models.CharField(max_length=LENGTH, default="", db_default="", editable=False)

    @property
    def meaning(self) -> Meaning:
        return "own sign-in", self.id, self.person_id, self.expires_at, self.page


class OwnSession(Identified):
    """An open own page. The cookie's secret is not kept, only its digest, so a copy of the database opens nothing."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret, hexadecimal
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    proof = models.CharField(max_length=LENGTH, default="", db_default="", editable=False)

    @property
    def meaning(self) -> Meaning:
        return "own session", self.id, self.person_id, self.digest, self.expires_at
