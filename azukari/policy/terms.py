"""The words of a policy, as frozen values.

A policy is a document; these classes are its grammar. Everything that decides (may this be asked, released, kept?)
reads these values and nothing else, so the published text and the running program cannot disagree.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from azukari.lib.day import begins

type Text = Mapping[str, str]
"""The same words in each language of the policy: ``{"ja": ..., "en": ...}``."""


class Category(StrEnum):
    """A kind of personal data: the closed scope (P15), and the two kinds of content that a person writes."""

    NAME = "name"
    ADDRESS = "address"
    EMAIL = "email"
    PHONE = "phone"
    FAX = "fax"
    OCCUPATION = "occupation"
    MESSAGE = "message"
    ANSWER = "answer"


LISTED = frozenset(Category) - {Category.MESSAGE, Category.ANSWER}
"""What a list of people may show. Answers are read one by one; of messages, the inbox may show the first line."""


class FormKind(StrEnum):
    """The six kinds of form that may ask for personal data (P11)."""

    MEMBERSHIP = "membership"
    VOLUNTEERS = "volunteers"
    FEEDBACK = "feedback"
    MAGAZINE = "magazine"
    CAMPAIGN = "campaign"
    QUESTIONNAIRE = "questionnaire"


class Ground(StrEnum):
    """Why a purpose may use data: the person agreed, asked for a service, or a law obliges us."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LAW = "law"


class FieldType(StrEnum):
    """How a field is asked and normalised."""

    TEXT = "text"
    KANA = "kana"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    PHONE = "phone"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"


class Use(StrEnum):
    """What a purpose lets its data be used for: a closed set (law 12)."""

    ADMINISTER = "administer"  # carry out what people registered for, and write to them about it
    ANSWER = "answer"  # read what somebody wrote, and write back to them
    INFORM = "inform"  # send news to everybody who asked for them
    INVITE = "invite"  # ask people to take part in something besides, such as a questionnaire
    COUNT = "count"  # check, count and summarise what was sent in
    ACCOUNT = "account"  # keep the books that a law demands
    PUBLISH = "publish"  # show it in public, to everybody whom the policy names as a recipient
    HAND_OVER = "hand-over"  # hand it to the third parties that the policy names


class RetentionStart(StrEnum):
    """The event from which a retention period runs."""

    CONFIRMED = "confirmed"  # the person confirmed the submission
    ENDED = "ended"  # the service ended: exit, withdrawal, answered and closed, campaign over
    RECORDED = "recorded"  # a payment was recorded, the last one; before the first, nothing is kept for it


class RecipientKind(StrEnum):
    CONTRACTOR = "contractor"
    THIRD_PARTY = "third_party"


class ActorKind(StrEnum):
    """Who acts: the person about themselves, a member of staff, the program itself, or a recipient."""

    PERSON = "person"
    STAFF = "staff"
    SYSTEM = "system"
    RECIPIENT = "recipient"


class Act(StrEnum):
    """What staff do besides opening data for a purpose: a closed set. A duty names those that belong to it."""

    STAFF = "staff"  # invite colleagues, give them duties, cut them off
    POLICY_EDIT = "policy-edit"  # write the policy and publish it
    POLICY_APPROVE = "policy-approve"  # be the second person where the policy wants one (P12)
    IMPORT = "import"  # bring in a list that was collected on paper or in a former system
    EXPORT = "export"  # take a list out as a file, for a purpose of one's own duties
    CORRECT = "correct"  # correct data at the person's request (P40)
    MERGE = "merge"  # say that two records are one person, and undo it
    SUPPRESS = "suppress"  # keep an address from being written to again
    RIGHTS = "rights"  # answer people's requests (P40-P46)
    DISCLOSE = "disclose"  # propose that data goes to a recipient (P21-P26)
    APPROVE_DISCLOSURE = "approve-disclosure"  # be the second person for that
    SUPERVISE = "supervise"  # keep contracts, reviews and instructions of contractors (P30, P31)
    STATISTICS = "statistics"  # read counts of page use (P17)
    APPEARANCE = "appearance"  # choose colour, logo, own words, and the sites that may show our forms
    OPERATE = "operate"  # see how the installation runs: its jobs, backups, controls
    AUDIT = "audit"  # read the records of who did what (P35)
    FIGURES = "figures"  # read the numbers of all features on one page, and nobody's data


ESSENTIAL_ACTS = frozenset({Act.STAFF, Act.POLICY_EDIT})
"""Without somebody for these, nobody could put right what is wrong with duties and policy."""

CONFIRMATION = "confirmation"
"""Reserved purpose: to ask whether an address belongs to the person who typed it.

It is all that an unconfirmed submission grants.
"""

OWN_ACCESS = "own-access"
"""Reserved purpose: the person sees, corrects, takes along and erases what is held about them (P40-P42)."""

RESERVED_PURPOSES = frozenset({CONFIRMATION, OWN_ACCESS})

EVERYBODY = "everybody"
"""Reserved recipient: whoever reads our public pages. A policy that lets people be shown there names it as a third
party, and nothing is ever sent to it.
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``reference`` is opaque (a staff id, a person id, ``"worker"``), never a name or an address.

    Args:
        token: the id of the token by which a program asks in the name of a member of staff, or ``""``.
        only: the purposes of that token: no others are open to it, whatever the duties are.
    """

    kind: ActorKind
    reference: str
    duties: frozenset[str] = frozenset()
    token: str = ""
    only: frozenset[str] = frozenset()


OPERATOR = Actor(ActorKind.SYSTEM, "operator")
"""Whoever runs the program, at its command line."""
POSTMAN = Actor(ActorKind.SYSTEM, "postman")
"""The program where it writes to somebody."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time, written ``P3Y``, ``P6M``, ``P14D`` or a mix (ISO 8601, whole units)."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    start: RetentionStart
    period: Period
    law: Text | None = None  # the law that obliges us to keep, by name, where the ground is LAW

    @property
    def at_once(self) -> bool:
        """Whether the right begins with the confirmation; else with the first payment that is recorded."""
        return self.start is not RetentionStart.RECORDED


@dataclass(frozen=True, slots=True)
class Organisation:
    name: Text
    representative: Text
    address: Text
    registration: Text  # what kind of body it is, and its number
    website: str
    email: str
    timezone: str  # IANA name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def day(self, moment: datetime) -> date:
        """The day that the calendar on its wall shows at an aware moment."""
        return moment.astimezone(self.zone).date()

    def last_day(self, end: datetime) -> date:
        """The last day that something still sees which ends at ``end``, exclusive: midnight is of the day before."""
        return self.day(end - timedelta(microseconds=1))

    def midnight(self, day: date) -> datetime:
        """The first moment of a day there."""
        return begins(day, self.zone)

    def moment(self, day: date, at: time) -> datetime:
        """That time of that day on its clocks, in UTC."""
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The moment with which a day is over there, in UTC."""
        return self.moment(day + timedelta(days=1), time.min)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a staff role is for: the purposes it may open data for, and the acts that belong to it.

    Args:
        lists: what lists of people show of everybody on them while a purpose of this duty is in hand; nothing where the
            policy is silent.
        sealed: purposes whose campaigns it runs by numbers alone: their desks are open to it, and nobody's data.
    """

    slug: str
    title: Text
    purposes: frozenset[str]
    acts: frozenset[Act] = frozenset()
    passkey: bool = False  # whether it opens nothing in a session in which no passkey was used
    lists: frozenset[Category] = frozenset()
    sealed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Purpose:
    slug: str
    title: Text
    statement: Text  # "We use your ... to ...", one or two sentences
    ground: Ground
    retention: Retention
    needs: frozenset[Category]  # without these the purpose cannot be served; a field for them may be required
    may_use: frozenset[Category]  # these help; a field for them is optional
    exceptional: bool = False  # outside the six ordinary services (P12)
    edition: int = 1  # raised when the statement allows more: people are asked again before that begins
    agree: Text | None = None  # what the box says where it is asked as a consent: "Send me the magazine"
    oldest_edition: int = 1  # for whoever agreed to one before this, the earlier use stops until they agree again
    second_person: bool = False  # whether an issue of its list goes only after another than its writer approved it
    uses: frozenset[Use] | None = None  # what is done with it; None: what `uses.uses_of` takes from the forms' kinds

    @property
    def categories(self) -> frozenset[Category]:
        return self.needs | self.may_use


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only of those who chose one of ``values`` in an earlier question of the form."""

    field: str  # its id
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading. Sections stand in their own order, each field in the one that it names."""

    slug: str
    title: Text
    intro: Text | None = None
    page: bool = False  # whether it begins a new page
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. ``id`` is the name of the HTML input and of the JSON member alike."""

    id: str
    category: Category
    type: FieldType
    label: Text
    purposes: tuple[str, ...]
    reason: Text  # why we ask (P13)
    required: bool = False
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int = 200
    section: str | None = None  # without one it stands before the first section
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What to say while the form cannot be sent, beside the sentence that says why."""

    before: Text | None = None  # it has not opened yet
    full: Text | None = None
    after: Text | None = None  # it has closed


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one of the six kinds, for one named service (P04).

    ``purposes`` are served by registering; ``consents`` are purposes the person may agree to besides, each an
    unticked box.
    """

    slug: str
    kind: FormKind
    service: Text
    title: Text
    lead: Text
    fields: tuple[Field, ...]
    purposes: tuple[str, ...]
    consents: tuple[str, ...] = ()
    opens: date | None = None
    closes: date | None = None
    sections: tuple[Section, ...] = ()
    minors: bool = False  # whether people may use it who need a guardian's agreement
    cap: int | None = None  # how many submissions there may be at most, confirmed ones and those that may still be
    waiting: Waiting | None = None

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The purposes that its answers may serve: its own, then those that people may agree to besides."""
        return (*self.purposes, *self.consents)

    @property
    def categories(self) -> frozenset[Category]:
        """What it asks for."""
        return frozenset(field.category for field in self.fields)

    def field(self, id: str) -> Field | None:
        return next((f for f in self.fields if f.id == id), None)

    def name_in(self, values: Mapping[str, str]) -> str:
        """The name among the values of a registration, by field, as it is written; readings are left out."""
        names = [f.id for f in self.fields if (f.category, f.type) == (Category.NAME, FieldType.TEXT)]
        return " ".join(values[id] for id in names if values.get(id))


@dataclass(frozen=True, slots=True)
class Contract:
    reference: str
    signed: date | None
    begins: date
    ends: date | None
    clauses: frozenset[str]  # slugs of Policy.confidentiality that the contract binds the recipient to


@dataclass(frozen=True, slots=True)
class Recipient:
    slug: str
    kind: RecipientKind
    name: Text
    address: Text
    country: str  # ISO 3166-1 alpha-2
    service: Text  # what it does for us, and how that improves our services (P28)
    purposes: tuple[str, ...]
    categories: frozenset[Category]
    contract: Contract | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One confidentiality duty that we bear ourselves, and that a contractor must bear as well (P24)."""

    slug: str
    text: Text


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is counted of page use, and only for what (P17, P18)."""

    purposes: Text
    counted: Text
    retention: Period
    sites: tuple[str, ...] = ()  # origins of the organisation's other sites that count here: https://example.org
    fold_below: int = 5  # a value that fewer views of a day have is told as "other"
    public: bool = False  # whether everybody may see the totals


@dataclass(frozen=True, slots=True)
class OfficeHours:
    opens: time
    closes: time
    weekdays: frozenset[int]  # Monday is 0
    holidays: str  # country code for the `holidays` package
    year_end: tuple[str, str] | None  # closed from MM-DD to MM-DD


@dataclass(frozen=True, slots=True)
class Requests:
    """Whom to address, and by when an answer comes (P40-P47)."""

    department: Text
    phone: str
    hours: OfficeHours
    contact_form: str  # slug of the feedback form
    target_days: int  # business days we aim for
    limit_days: int  # calendar days we never exceed
    complaints: Text | None = None  # to whom else one may complain about an answer: the authority, its address
    cases_kept: Period = Period(years=3)  # how long the record of an answered request is kept


@dataclass(frozen=True, slots=True)
class Questionnaires:
    """How far the results of questionnaires stay away from single people."""

    least: int = 5  # counts below it are not shown, and fewer new answers than that change no result
    batch: int = 10  # so many answers that belong to nobody are mixed before any of them is counted
    crossings: int = 2  # with so many questions all others may be crossed in what is published


@dataclass(frozen=True, slots=True)
class Supervision:
    """How recipients are watched over, and how long the record of what they got is kept (P27, P30; APPI 29)."""

    records_kept: Period = Period(years=3)  # after the last transfer of its kind
    remind_days: tuple[int, int] = (30, 7)  # so many days before something is due, first and for the second time


@dataclass(frozen=True, slots=True)
class Training:
    """What staff learn before they open data, and again (P33, P34)."""

    course: Text
    valid: Period
    pass_percent: int = 80  # of the questions of a lesson, to be answered rightly
    attempts: int = 5  # at the questions of a lesson, before there is a pause
    grace_days: int = 14  # in which staff may study what a new policy asks them; 0: it closes at once
    remind_days: tuple[int, int] = (30, 7)  # so many days before a lesson ends, first and for the second time


@dataclass(frozen=True, slots=True)
class Minors:
    """Below ``age`` a parent or guardian has to agree."""

    age: int  # in years
    text: Text  # what is said to the young person, and on the policy's page


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy document, parsed and well-formed. Whether it is *sound* is `check`'s question."""

    languages: tuple[str, ...]
    organisation: Organisation
    lead: Text
    method: Text  # how data is collected (P19)
    categories: Mapping[Category, Text]
    purposes: Mapping[str, Purpose]
    forms: Mapping[str, Form]
    duties: Mapping[str, Duty]
    confidentiality: tuple[Clause, ...]
    recipients: Mapping[str, Recipient]
    statistics: Statistics
    management: Text
    security: Text  # the whole statement on protection
    encryption: Text  # the one line beside every form (P39)
    requests: Requests
    training: Training
    unconfirmed_days: int  # after so many days an unconfirmed submission is erased
    draft_days: int = 0  # so long a saved form waits to be gone on with; 0: forms cannot be saved
    supplements: Mapping[str, Text] = field(default_factory=dict)  # minors, cookies, transfers abroad, breaches
    minors: Minors | None = None
    supervision: Supervision = Supervision()
    questionnaires: Questionnaires = Questionnaires()

    def duties_of(self, held: Collection[str]) -> tuple[Duty, ...]:
        """Those of these duties that it knows, in the order of their slugs."""
        return tuple(self.duties[slug] for slug in sorted(held) if slug in self.duties)

    def duties_for(self, purposes: Collection[str]) -> tuple[Duty, ...]:
        """The duties that may open data for one of these purposes, in its order."""
        return tuple(duty for duty in self.duties.values() if not duty.purposes.isdisjoint(purposes))

    def forms_of(self, kind: FormKind) -> list[Form]:
        """The forms of one kind, in the policy's order."""
        return [form for form in self.forms.values() if form.kind is kind]

    def form_of(self, kind: FormKind, slug: str) -> Form | None:
        """The form of that name, if it is of that kind."""
        form = self.forms.get(slug)
        return form if form and form.kind is kind else None


class Answer(StrEnum):
    """Yes, no, and *gap*: the policy is silent. A gap is refused, in its own words."""

    YES = "yes"
    NO = "no"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reason.

    Args:
        code: stable, dotted, lower case: ``release.other-purpose``.
        clause: where in the document the answer stands: ``purposes.membership.needs``.
        sentence: what a member can read, in each language of the policy.
        remedy: what to do about a refusal, where the sentence does not say so itself.
        link: a path of this site where it can be put right, or ``""``.
    """

    answer: Answer
    code: str
    clause: str
    sentence: Text
    remedy: Text = field(default_factory=dict)
    link: str = ""

    def __bool__(self) -> bool:
        return self.answer is Answer.YES


@dataclass(frozen=True, slots=True)
class Living:
    """A grant as `decide` sees it."""

    purpose: str
    begins: datetime
    ends: datetime | None  # exclusive; None while it runs without a known end
    told: Policy | None = field(default=None, compare=False)  # of its charter; None where that has no say
