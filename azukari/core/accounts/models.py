"""Who works here, and for what: an account for each member of staff, and the duties it holds.

There is no superuser and no permission table. What a member of staff may open follows from the purposes that the
published policy gives to their duties; nothing in this database can widen that.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from azukari.core.accounts.proof import duties_of
from azukari.core.database.proven import Proven, proof_column
from azukari.core.database.row_proof import LENGTH, Meaning


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, name: str, *, now: datetime, password: str | None = None) -> "User":
        """Make an account. Without ``password`` nobody can sign in to it until one is set by an invitation link."""
        user = self.model(email=email.strip().lower(), name=name.strip(), created_at=now)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. The address is the login; ``reference`` is what the ledger and every record call them."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)  # the latest invitation, while its link may still be used
    shortcuts = models.BooleanField(default=True, db_default=True)  # of a single key, in the console
    proof = models.CharField(max_length=LENGTH, default="", db_default="", editable=False)  # `accounts.proof`
    turn = models.PositiveIntegerField(default=0, db_default=0, editable=False)  # likewise

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return str(self.reference)

    def duty_slugs(self) -> frozenset[str]:
        """The duties held now; none where the account was changed by something other than this program. One query."""
        return duties_of(self.pk) or frozenset()


class StaffDuty(models.Model):
    """One duty that somebody holds, by its slug in the policy. A slug the policy does not know opens nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties")
    duty = models.SlugField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "duty"], name="accounts_one_duty_once")]


class DutyGrant(Proven):
    """That somebody gave a colleague duties: whether these wait for a second person's yes, or were given alone because
    there was nobody else; then until somebody else has looked at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    duties = models.CharField(max_length=600)  # slugs, between spaces
    waits = models.BooleanField()
    given_by = models.CharField(max_length=80)
    given_at = models.DateTimeField()
    second = models.CharField(max_length=80, blank=True, default="")  # who said yes, or looked at it
    second_at = models.DateTimeField(null=True)
    proof = proof_column()
    meant = ("id", "user", "duties", "waits", "given_by", "given_at", "second", "second_at")

    class Meta(Proven.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(waits=True), name="one_grant_waits"),
        ]


class StaffSession(AbstractBaseSession):
    """A signed-in browser. It knows its user, so that somebody who leaves is cut off by deleting rows."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions", null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "accounts_staffsession"

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class StaffToken(models.Model):
    """A key by which a program of a member of staff reads through the HTTP API, for some of their purposes.

    Only a digest is kept. It opens nothing that its owner could not open at that moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)  # what its owner calls it
    purposes = models.CharField(max_length=600)  # slugs, between spaces
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    by_passkey = models.BooleanField(default=False, db_default=False)  # in the session that made it
    proof = models.CharField(max_length=LENGTH, default="", db_default="", editable=False)

    @property
    def meaning(self) -> Meaning:
        return "staff token", self.id, self.user_id, self.digest, self.purposes, self.ends_at, self.by_passkey
