"""The forms of staff that change what is held, each with a row to change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from django.db.models import Model
from django.utils import timezone

from azukari.cli.instance_folder import STARTER
from azukari.core.accounts.models import User
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import Contract
from azukari.features.audits.models import Audit, AuditState, Finding, Review
from azukari.features.campaigns.models import CampaignPage
from azukari.features.feedback.models import PublicAnswer
from azukari.features.incidents.register import Known, open_incident
from azukari.features.magazine.models import Issue, IssueText
from azukari.features.members.models import Meeting, MemberClass, Register
from azukari.features.questionnaires.results.tests.answered import answered
from azukari.features.volunteers.models import Opening
from azukari.features.writing.models import ReplyTemplate
from azukari.policy.breach import Facts
from azukari.policy.terms import Category
from tests.disclosure import office

NOW = timezone.now()


@dataclass(frozen=True)
class Case:
    """A form, and a field to change.

    Args:
        duty: of whoever uses it.
        make: makes what it changes; its address.
        theirs: what the one who saves first types; the other one's text is ``mine``.
        besides: what the form needs besides, as the one who saves first types it.
        called: the field as the choice between the two has it, where that is another name.
        row: what is locked while it is changed, where that is one row with no version of its own.
    """

    duty: str
    make: Callable[[], str]
    field: str
    theirs: str = "What they wrote"
    mine: str = "What I wrote"
    row: type[Model] | None = None
    besides: Mapping[str, str] = MappingProxyType({})
    called: str = ""

    @property
    def keep(self) -> str:
        """The choice between the two."""
        return f"keep__{self.called or self.field}"

    @property
    def typed_by_them(self) -> Mapping[str, str]:
        """What the one who saves first types."""
        return {self.field: self.theirs, **self.besides}


def _template() -> str:
    made = ReplyTemplate.objects.create(form="membership", title="A", texts={"ja": "一", "en": "One"}, changed_at=NOW)
    return f"/console/forms/membership/replies/{made.id}/"


def _answer() -> str:
    texts = {"ja": "一", "en": "One"}
    made = PublicAnswer.objects.create(form="feedback", questions=texts, answers=texts, changed_at=NOW)
    return f"/console/forms/feedback/answers/{made.id}/"


def _issue() -> str:
    made = Issue.objects.create(form="magazine", layout="letter", created_at=NOW, changed_at=NOW)
    for lang in ("ja", "en"):
        IssueText.objects.create(issue=made, lang=lang, subject="One", body="One")
    return f"/console/magazine/magazine/{made.id}/edit/"


def _meeting() -> str:
    words = {"title_ja": "総会", "title_en": "One", "place_ja": "会館", "place_en": "Hall"}
    made = Meeting.objects.create(form="membership", starts=NOW + timedelta(days=30), **words)
    return f"/console/members/membership/meetings/{made.id}/edit/"


def _class() -> str:
    made = MemberClass.objects.create(
        form="membership", term="fiscal", fee=3000, name_ja="一", name_en="One", begins=4, months=12
    )
    return f"/console/members/membership/classes/{made.id}/"


def _register() -> str:
    Register.objects.get_or_create(form="membership")
    return "/console/members/membership/classes/"


def _opening() -> str:
    texts = {"ja": "一", "en": "One"}
    made = Opening.objects.create(form="volunteers", title=texts, made_at=NOW)
    return f"/console/volunteers/volunteers/openings/{made.id}/"


def _campaign() -> str:
    CampaignPage.objects.create(form="plastic-free-river", body={"ja": "一", "en": "One"}, changed_at=NOW)
    return "/console/forms/plastic-free-river/campaign/"


def _first_campaign() -> str:
    return "/console/forms/plastic-free-river/campaign/"


def _audit() -> str:
    auditor = User.objects.filter(duties__duty="auditor").earliest("id")
    made = Audit.objects.create(
        year=2020, duty="magazine", planned_on=NOW.date(), begun_at=NOW, state=AuditState.UNDER_WAY,
        auditor=f"staff:{auditor.reference}",
    )  # fmt: skip
    made.answers.create(question="reasons")
    return f"/console/audits/{made.id}/"


def _review() -> str:
    Review.objects.create(year=NOW.year, numbers={}, words="One", held_on=NOW.date(), held_by="operator")
    return _first_review()


def _first_review() -> str:
    return f"/console/management-review/{NOW.year}/"


def _finding() -> str:
    made = Finding.objects.create(
        control="audit", fingerprint="0" * 64, said="x", opened_at=NOW, seen_at=NOW, cause="One", action="One",
        due=NOW.date() + timedelta(days=9),
    )  # fmt: skip
    return f"/console/findings/{made.id}/plan/"


def _incident(page: str) -> Callable[[], str]:
    def make() -> str:
        known = Known(Facts(NOW - timedelta(hours=1), people=3), frozenset({Category.NAME}))
        policy = current().policy
        made = open_incident(known, drill=False, summary="One", policy=policy, actor=office.ASKER, now=NOW)
        return f"/console/incidents/{made.id}/{page}/"

    return make


def _contract() -> str:
    return f"/console/recipients/contracts/{Contract.objects.get(recipient_id=office.KOTORI).id}/"


def _reach() -> str:
    return f"/console/recipients/{office.keyed(office.KOTORI, now=NOW).slug}/reach/"


def _poll(page: str) -> Callable[[], str]:
    def make() -> str:
        answered(1)
        return f"/console/{page}/"

    return make


def _policy() -> str:
    drafts.begin(STARTER.read_text("utf-8"), version=drafts.last_version(), actor=office.ASKER, now=NOW)
    return "/console/policy/at/organisation/"


CASES: Mapping[str, Case] = {
    "console-reply-template": Case("membership", _template, "text_en", row=ReplyTemplate),
    "console-answer": Case("feedback", _answer, "answer_en", row=PublicAnswer),
    "console-magazine-edit": Case("magazine", _issue, "body_en"),
    "console-members-meeting-edit": Case("membership", _meeting, "agenda_en", row=Meeting),
    "console-member-class": Case("membership", _class, "name_en", row=MemberClass),
    "console-member-classes": Case("membership", _register, "transfer_en", row=Register),
    "console-opening": Case("volunteers", _opening, "place_en", row=Opening),
    "console-campaign": Case("campaigns", _campaign, "body_en", row=CampaignPage),
    "console-audit": Case("auditor", _audit, "words"),
    "console-management-review": Case("auditor", _review, "words"),
    "console-finding-plan": Case("auditor", _finding, "action"),
    "console-incident-report": Case("privacy", _incident("report"), "cause"),
    "console-incident-facts": Case("privacy", _incident("facts"), "people", theirs="41", mine="42"),
    "console-contract": Case(
        "privacy", _contract, "service_en", besides={"improves_ja": "早い", "improves_en": "Faster"}
    ),
    "console-recipient-reach": Case("privacy", _reach, "representative"),
    "console-guidelines": Case("privacy", lambda: "/console/recipients/guidelines/", "text_en"),
    "console-useful": Case("feedback", lambda: "/console/forms/feedback/useful/", "pages", "/theirs", "/mine"),
    "console-questionnaire-settings": Case("questionnaires", _poll("questionnaires/riverside/settings"), "title_en"),
    "console-questionnaire-page": Case(
        "questionnaires", _poll("questionnaires/riverside/pages/visits"), "title_en", besides={"title_ja": "川"}
    ),
    "console-questionnaire-question": Case(
        "questionnaires", _poll("questionnaires/riverside/questions/age"), "label_en"
    ),
    "console-results-publication": Case("questionnaires", _poll("results/riverside/publication"), "sponsor_en"),
    "console-results-target": Case(
        "questionnaires",
        _poll("results/riverside/weights/visits"),
        "source",
        besides={"share0": "20", "share1": "30", "share2": "50", "day": "2025-10-01"},
    ),
    "console-theme": Case(
        "operator", lambda: "/console/theme/", "footer.en", besides={"footer.ja": "同じこと", "act": "save"}
    ),
    "console-policy-page": Case("privacy", _policy, "organisation.name.en", called="organisation.name"),
}
"""By the name of the page."""

FIRST: Mapping[str, Case] = {
    "console-campaign": Case("campaigns", _first_campaign, "body_en"),
    "console-management-review": Case("auditor", _first_review, "words"),
    "console-guidelines": CASES["console-guidelines"],
    "console-results-publication": CASES["console-results-publication"],
    "console-results-target": CASES["console-results-target"],
    "console-useful": CASES["console-useful"],
}
"""Forms of which nothing is kept before their first saving."""

AT_THE_LOCK = {name for name, case in CASES.items() if case.row}
"""Those whose fields are compared while the row is locked; two of them at one moment: `test_saved_at_one_moment`."""

NOTHING_TYPED = {
    "azukari.features.staff.member": "duties are ticked",
    "azukari.features.magazine.desk.listing": "settings are chosen",
    "azukari.features.processors.desk.case": "people are named by their numbers, and categories ticked",
}
"""Views that compare and change no text, by module."""
