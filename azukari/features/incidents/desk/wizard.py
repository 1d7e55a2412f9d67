"""The wizard: a page of questions about what happened, whose answer is what the law asks, and by when."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.features.incidents import words
from azukari.features.incidents.desk.page import above, find, home
from azukari.features.incidents.models import Incident
from azukari.features.incidents.register import Known, decide_again, open_incident
from azukari.policy.breach import Facts, Mishap, Risk, Role, Stage
from azukari.policy.terms import Act, Category
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Answers, Fields, Moment, One, Some, Text
from azukari.shells.staff.number_field import Number
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.step import Step, answer

_MOST = 100_000_000
_NOT_A_NUMBER = gettext_lazy("Write a whole number.")
_TOLD = "told"
REAL, DRILL = "real", "drill"


@form_behind(Act.SUPERVISE)
def new(request: HttpRequest, who: Doer) -> HttpResponse:
    """An incident, or a drill, is entered."""

    def do(answers: Answers, _version: int) -> str:
        made = open_incident(
            _known(answers),
            drill=answers["sort"] == DRILL,
            summary=answers["summary"],
            policy=who.policy,
            actor=who.actor,
            now=who.now,
        )
        return home(made)

    sorts = ((REAL, _("It happened, or may have")), (DRILL, _("It is a drill: nothing will leave")))
    summary = Text(
        _("What happened, in a few words"),
        rows=4,
        max_length=4_000,
        required=False,
        help_text=_("Encrypted like all personal data. Only the people responsible for incidents can read it."),
    )
    fields = {"sort": One(_("Is it real?"), sorts, usual=REAL), **_questions(who, None), "summary": summary}
    step = Step(
        title=_("Enter an incident"),
        lead=_(
            "Treat a possible incident like a real one. The next page says whether it must be reported, and by when."
        ),
        button=_("See what has to be done"),
        above=above(),
        fields=fields,
        do=do,
        icon="alert",
    )
    return answer(request, step)


@form_behind(Act.SUPERVISE)
def facts(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """The facts turn out otherwise, and what has to be done follows."""
    row = find(incident_id)

    def do(answers: Answers, version: int) -> None:
        known = _known(answers)
        decide_again(row.id, known, version=version, policy=who.policy, actor=who.actor, now=who.now)

    step = Step(
        title=_("What is known"),
        lead=_("Change what has turned out otherwise; the duties and their clocks follow."),
        button=_("Save"),
        above=above(row),
        fields=_questions(who, row),
        do=do,
        version=row.version,
        last=LastChange(),
    )
    return answer(request, step)


def _questions(who: Doer, row: Incident | None) -> Fields:
    zone = who.policy.organisation.zone
    at = row.knew_at if row else who.now
    people = Number(
        _("How many people at the most"),
        least=0,
        most=_MOST,
        help_text=_("If you cannot tell yet: as many as it could be."),
        initial=row.people if row else None,
        error_messages={"invalid": _NOT_A_NUMBER, "required": _NOT_A_NUMBER},
    )
    kinds = [(c.value, title[who.lang]) for c, title in who.policy.categories.items()]
    whose = [*words.ROLES.items(), (_TOLD, _("Another organisation’s, and it has been told"))]
    held = _TOLD if row and row.told_principal else row.role if row else Role.OWN
    return {
        "knew_at": _moment(at, zone, who.now),
        "mishap": One(_("What has happened"), list(words.MISHAPS.items()), initial=row.mishap if row else ""),
        "stage": One(_("Where the data was"), list(words.STAGES.items()), usual=row.stage if row else Stage.KEPT),
        "role": One(_("Whose data it is"), whose, usual=held),
        "people": people,
        "categories": Some(_("Which data"), kinds, initial=row.categories.split() if row else [], required=False),
        "may_be": _which(_("Could any of these apply?"), words.MAY_BE, row),
        "protects": _which(_("What protects it?"), words.PROTECTS, row),
        "gdpr": One(
            _("People in the European Union"), list(words.RISKS.items()), usual=row.gdpr if row else Risk.ELSEWHERE
        ),
    }


def _moment(at: datetime, zone: ZoneInfo, now: datetime) -> Moment:
    field = Moment(
        _("When somebody here knew first"),
        zone,
        initial=at,
        help_text=_("Anybody of the organisation; the clocks run from then."),
    )

    def check(moment: datetime) -> None:
        if moment > now + timedelta(minutes=1):
            raise ValidationError(_("That is in the future."))

    field.validators.append(check)
    return field


def _which(label: str, choices: words.Words, row: Incident | None) -> Some:
    held = [name for name in choices if row is not None and getattr(row, name)]
    return Some(label, list(choices.items()), initial=held, required=False)


def _known(answers: Answers) -> Known:
    ticked = {*answers["may_be"], *answers["protects"]}
    told = answers["role"] == _TOLD
    return Known(
        Facts(
            knew_at=answers["knew_at"],
            mishap=Mishap(answers["mishap"]),
            stage=Stage(answers["stage"]),
            people=answers["people"],
            role=Role.CONTRACTOR if told else Role(answers["role"]),
            told_principal=told,
            gdpr=Risk(answers["gdpr"]),
            **{name: name in ticked for name in (*words.MAY_BE, *words.PROTECTS)},
        ),
        frozenset(Category(c) for c in answers["categories"]),
    )
