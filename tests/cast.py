"""The cast of the tests, always the same: four members of staff, two people, and Mallory, who must always be refused.

All of them are fictional. Hanako writes Japanese and is a member; Amelia writes English and is a volunteer. Mallory has
an account, an authenticator and a password like everybody, and holds a duty that no policy knows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from azukari.accounts.models import StaffDuty, User
from azukari.accounts.staff import enrol
from azukari.charter.current import Current, current
from azukari.charter.publish import publish
from azukari.cli.instance_folder import STARTER
from azukari.cli.sample import SETTER, VISITORS, Visitor, fill_in, pay
from azukari.forms.models import Submission
from azukari.policy.terms import Actor, ActorKind, FormKind

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""Tuesday noon in Tokyo: the day of the tests."""

PASSWORD = "paper indigo ink"
TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff, and what they hold in their hands."""

    user: User
    duties: frozenset[str]
    password: str = PASSWORD
    totp_secret: str = TOTP_SECRET

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, str(self.user.reference), self.duties)


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has confirmed an address."""

    visitor: Visitor
    submission: Submission

    @property
    def id(self) -> UUID:
        return self.submission.person_id

    @property
    def email(self) -> str:
        return f"{self.visitor.mailbox}@example.org"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def charter(db: None) -> Current:
    """The starter policy, published."""
    publish(STARTER.read_text("utf-8"), actor=SETTER, now=NOW, file=STARTER.name)
    return current()


def _staff(charter: Current, email: str, name: str, *duties: str) -> Staff:
    user = enrol(
        email,
        name,
        duties=duties,
        known=frozenset(charter.policy.duties),
        password=PASSWORD,
        totp_secret=TOTP_SECRET,
        actor=SETTER,
        now=NOW,
    )
    return Staff(user, frozenset(duties))


@pytest.fixture
def membership_desk(charter: Current) -> Staff:
    """May open data of members, for membership."""
    return _staff(charter, "members@example.org", "Kakari Aida", "membership")


@pytest.fixture
def volunteer_desk(charter: Current) -> Staff:
    """May open data of volunteers, for volunteering."""
    return _staff(charter, "volunteers@example.org", "Mamoru Mochizuki", "volunteers")


@pytest.fixture
def officer(charter: Current) -> Staff:
    """The privacy officer."""
    return _staff(charter, "privacy@example.org", "Mamoru Akitsu", "privacy")


@pytest.fixture
def mallory(charter: Current) -> Staff:
    """Must always be refused."""
    staff = _staff(charter, "mallory@example.org", "Mallory", next(iter(charter.policy.duties)))
    StaffDuty.objects.filter(user=staff.user).update(duty="everything")
    return Staff(staff.user, frozenset({"everything"}))


def _known(charter: Current, mailbox: str, kind: FormKind) -> Known:
    visitor = next(visitor for visitor in VISITORS if visitor.mailbox == mailbox)
    form = next(form for form in charter.policy.forms.values() if form.kind is kind)
    submission = fill_in(visitor, form, charter, now=NOW)
    assert submission is not None
    submission.refresh_from_db()
    return Known(visitor, submission)


@pytest.fixture
def hanako(charter: Current) -> Known:
    """A member who writes Japanese, agreed to everything, and has paid the fee of the year."""
    known = _known(charter, "hanako", FormKind.MEMBERSHIP)
    pay(known.submission, now=NOW + timedelta(minutes=3))
    return known


@pytest.fixture
def amelia(charter: Current) -> Known:
    """A volunteer who writes English."""
    return _known(charter, "amelia", FormKind.VOLUNTEERS)
