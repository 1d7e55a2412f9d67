"""The controls that assurance brings: the instance as the world sees it, the policy, what is stored, the controls
themselves, and those that people carry out.
"""

from datetime import timedelta

from django.utils.translation import gettext_noop

from azukari.core.accounts.duties import able
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.models import Charter, Notice
from azukari.core.transfers.models import Contract, Transfer
from azukari.features.audits import (
    advisories,
    checks_data,
    checks_inside,
    checks_outside,
    checks_policy,
    checks_self,
    manual,
)
from azukari.features.audits.models import Audit, DayNote, Finding, Review
from azukari.features.audits.observe import THIS
from azukari.lib.control import Control
from azukari.lib.danger import DATA, SERVICE
from azukari.policy.disclosure import ContractState
from azukari.policy.terms import FormKind

_THREE_DAYS = timedelta(days=3)
_OF_THE_DOCUMENT = (2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 19, 20, 28, 39, 45, 47)

_BY_KIND = (
    (5, FormKind.MEMBERSHIP, gettext_noop("What the membership form took in is held for membership alone.")),
    (6, FormKind.VOLUNTEERS, gettext_noop("What the volunteer form took in is held for volunteering alone.")),
    (7, FormKind.FEEDBACK, gettext_noop("What people wrote to us is held for the answer alone.")),
    (8, FormKind.MAGAZINE, gettext_noop("Addresses for the email magazine are held for it alone.")),
    (9, FormKind.CAMPAIGN, gettext_noop("Signatures are held for their campaign alone.")),
    (10, FormKind.QUESTIONNAIRE, gettext_noop("Answers to questionnaires are held for their results alone.")),
)


CONTROLS = (
    Control(
        "tls",
        gettext_noop("The public address is served by TLS, with a certificate that is good for weeks."),
        (37, 38),
        checks_outside.tls,
        danger=DATA,
    ),
    Control(
        "hops", gettext_noop("Mail and database are reached by TLS as well."), (38,), checks_outside.hops, danger=DATA
    ),
    Control(
        "mail-authentication",
        gettext_noop("The world can tell our mail from what others send in our name."),
        (8, 29),
        checks_outside.mail,
        shelf=_THREE_DAYS,
        danger=SERVICE,
    ),
    Control(
        "advisories",
        gettext_noop("No weakness is known of any library that this program runs on."),
        (1, 38),
        advisories.check,
        shelf=_THREE_DAYS,
        danger=SERVICE,
    ),
    Control(
        "policy-rules",
        gettext_noop("The policy in force passes every check."),
        _OF_THE_DOCUMENT,
        checks_policy.document,
        danger=SERVICE,
    ),
    Control(
        "form-pages",
        gettext_noop(
            "Each form says how and why, explains TLS, sets no cookie, and is sent with every protective header."
        ),
        (16, 18, 19, 20, 37, 39),
        checks_policy.pages,
        danger=SERVICE,
    ),
    Control(
        "contact-page",
        gettext_noop("The contact page shows number, hours and form, and knows the holidays."),
        (45, 47),
        checks_policy.contact,
        danger=SERVICE,
    ),
    Control(
        "database-guards",
        gettext_noop("The database itself blocks invalid states."),
        (3, 15, 25, 26, 46),
        checks_policy.guards,
        danger=DATA,
    ),
    Control(
        "submissions",
        gettext_noop("All personal data came in with a form of one of the six kinds, for a named service."),
        (4, 11),
        checks_data.submissions,
        danger=DATA,
        size=Submission.objects.count,
    ),
    Control(
        "last-days",
        gettext_noop("Nothing was accepted after the last day of its form."),
        (9,),
        checks_data.last_days,
        danger=DATA,
        size=checks_data.by_people().count,
    ),
    *(
        Control(
            f"purposes-{kind.value}",
            claim,
            (number,),
            checks_data.purposes_of(kind),
            danger=DATA,
            size=checks_data.held_of(kind).count,
        )
        for number, kind, claim in _BY_KIND
    ),
    Control(
        "exceptions",
        gettext_noop("A second person approved each purpose beyond the six."),
        (12,),
        checks_data.exceptions,
        danger=DATA,
    ),
    Control(
        "notices",
        gettext_noop("The words that people saw are kept, and each submission names its own."),
        (19, 20),
        checks_data.notices,
        danger=DATA,
        size=Notice.objects.count,
    ),
    Control(
        "entrustments",
        gettext_noop("Each contract in force says what it makes better."),
        (28,),
        checks_data.entrustments,
        danger=DATA,
        size=Contract.objects.filter(state=ContractState.IN_FORCE).count,
    ),
    Control(
        "transfers",
        gettext_noop("Everything passed on had one of the three legal grounds."),
        (21, 22, 25, 26),
        checks_inside.transfers,
        danger=DATA,
        size=Transfer.objects.count,
    ),
    Control(
        "identity",
        gettext_noop("Nothing was granted before somebody had shown who they are."),
        (43,),
        checks_inside.identity,
        danger=DATA,
        size=lambda: checks_inside.given().count(),
    ),
    Control(
        "dormant-accounts",
        gettext_noop("Everyone who has a key has been here within half a year."),
        (1,),
        checks_inside.dormant,
        size=able().count,
    ),
    Control(
        "refusals",
        gettext_noop("There are no repeated attempts at unauthorised access."),
        (1, 14, 21),
        checks_inside.refusals,
    ),
    Control(
        "witnesses",
        gettext_noop("An outside witness has seen the ledger recently."),
        (27,),
        checks_inside.witnesses,
        danger=DATA,
    ),
    Control(
        "charters",
        gettext_noop("Every published version of the policy is there, word for word."),
        (2,),
        checks_inside.charters,
        danger=DATA,
        size=Charter.objects.count,
    ),
    Control(THIS, gettext_noop("Every control has run in time."), (35,), checks_self.rounds, derived=True),
    Control(
        "day-notes",
        gettext_noop("The notes of the past year are as they were written."),
        (27, 35),
        checks_self.days,
        danger=DATA,
        size=DayNote.objects.count,
    ),
    Control(
        "follow-up",
        gettext_noop("What was found is mended in time, and its cause is known."),
        (36,),
        checks_self.follow_up,
        size=Finding.objects.count,
    ),
    Control(
        "audits",
        gettext_noop("Audits are planned each year, and held by their day."),
        (35,),
        checks_self.audits,
        size=Audit.objects.count,
    ),
    Control(
        "management-review",
        gettext_noop("The management looks over all of it once a year."),
        (36,),
        checks_self.review,
        size=Review.objects.count,
    ),
    *(manual.as_control(each) for each in manual.MANUALS.values()),
)
