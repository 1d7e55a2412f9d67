"""The cast of the tests, always the same: four members of staff, two people, and Mallory, who must always be refused.

All of them are fictional. Hanako writes Japanese and is a member; Amelia writes English and is a volunteer. Mallory has
an account, an authenticator and a password like everybody, and holds a duty that no policy knows.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from azukari.cli.instance_folder import STARTER
from azukari.core.accounts.models import User
from azukari.core.accounts.staff import enrol
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER, VISITORS, Visitor, fill_in, pay
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.trained import train

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


def enrolled(email: str, name: str, *duties: str, now: datetime = NOW, actor: Actor = SETTER) -> User:
    """A member of staff under the charter that rules, with the password and the authenticator of the cast; they have
    passed what their duties need.
    """
    user = enrol(
        email,
        name,
        duties=duties,
        known=frozenset(current().policy.duties),
        password=PASSWORD,
        totp_secret=TOTP_SECRET,
        actor=actor,
        now=now,
    )
    train(user, duties, now=now)
    return user


def one_time_code(secret: str = TOTP_SECRET) -> str:
    """What an authenticator app shows at this moment."""
    return str(format_hotp_value(hotp_value(secret, int(time.time() // 30))))


def at_desk(email: str, name: str, *duties: str) -> Staff:
    """A member of staff as tests without a browser want them."""
    return Staff(enrolled(email, name, *duties), frozenset(duties))


@pytest.fixture
def membership_desk(charter: Current) -> Staff:
    """May open data of members, for membership."""
    return at_desk("members@example.org", "Kakari Aida", "membership")


@pytest.fixture
def volunteer_desk(charter: Current) -> Staff:
    """May open data of volunteers, for volunteering."""
    return at_desk("volunteers@example.org", "Mamoru Mochizuki", "volunteers")


@pytest.fixture
def officer(charter: Current) -> Staff:
    """The privacy officer."""
    return at_desk("privacy@example.org", "Mamoru Akitsu", "privacy")


@pytest.fixture
def mallory(charter: Current) -> Staff:
    """Must always be refused."""
    staff = at_desk("mallory@example.org", "Mallory", next(iter(charter.policy.duties)))
    staff.user.duties.all().delete()
    staff.user.duties.create(duty="everything")
    return Staff(staff.user, frozenset({"everything"}))


def registrant(charter: Current, mailbox: str, kind: FormKind) -> Known:
    """Somebody of the sample who has filled in the form of a kind, and confirmed.

    Args:
        mailbox: of the sample's visitors (`azukari.demo.people`).
    """
    visitor = next(visitor for visitor in VISITORS if visitor.mailbox == mailbox)
    form = next(form for form in charter.policy.forms.values() if form.kind is kind)
    submission = fill_in(visitor, form, charter, now=NOW)
    assert submission is not None
    submission.refresh_from_db()
    return Known(visitor, submission)


@pytest.fixture
def hanako(charter: Current) -> Known:
    """A member who writes Japanese, agreed to everything, and has paid the fee of the year."""
    known = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    pay(known.submission, now=NOW + timedelta(minutes=3))
    return known


@pytest.fixture
def amelia(charter: Current) -> Known:
    """A volunteer who writes English."""
    return registrant(charter, "amelia", FormKind.VOLUNTEERS)
