"""Steps of an incident that are written: the draft of the report, whom it concerns, what is to change."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from azukari.core.accounts.models import User
from azukari.core.accounts.who import colleagues
from azukari.core.appearance.download import download
from azukari.core.transfers.models import Recipient
from azukari.features.incidents import words
from azukari.features.incidents.desk.page import above, find, name_of
from azukari.features.incidents.models import By, Item
from azukari.features.incidents.register import assessed, read, set_lesson, state
from azukari.features.incidents.report import paper
from azukari.features.incidents.tracing import ordered_lists, trace
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, page_behind
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.due_day import DueDay
from azukari.shells.staff.fields import Answers, Moment, One, Text
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.step import Step, answer

_MOST = 4_000


@form_behind(Act.SUPERVISE)
def report(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """The items of the report that staff write; the program knows the others."""
    row = find(incident_id)
    texts = read(row, actor=who.actor, now=who.now)
    fields = {
        item.value: Text(words.ITEMS[item], rows=4, max_length=_MOST, required=False, initial=texts.get(item, ""))
        for item in Item
    }

    def do(answers: Answers, version: int) -> None:
        state(row.id, {item: answers[item.value] for item in Item}, version=version, now=who.now)

    step = Step(
        title=_("Draft of the report: %(name)s") % {"name": name_of(row)},
        lead=_("Write what is known. Data, counts, days and notices are filled in from the record."),
        button=_("Save"),
        above=above(row),
        fields=fields,
        do=do,
        version=row.version,
        icon="pen",
        last=LastChange(),
    )
    return answer(request, step)


@page_behind(Act.SUPERVISE)
def paper_of(request: HttpRequest, who: Doer, incident_id: UUID, lang: str) -> HttpResponse:
    """The draft as a PDF, in either language."""
    del request
    row = find(incident_id)
    if lang not in who.policy.languages:
        raise Http404
    texts = read(row, actor=who.actor, now=who.now)
    made = paper(row, texts, assessed(row, who.policy), who.policy, lang=lang, now=who.now)
    return download(made, f"{'drill' if row.drill else 'incident'}-{row.number}-{lang}.pdf", "application/pdf")


@form_behind(Act.SUPERVISE)
def people(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """Whom it concerns, out of the ledger."""
    row, zone = find(incident_id), who.policy.organisation.zone
    through = [
        *((f"{By.ACCOUNT}:{user.reference}", _("Account: %(name)s") % {"name": user.name})
          for user in User.objects.order_by("name", "id")),
        *((f"{By.RECIPIENT}:{one.slug}", _("Recipient: %(name)s") % {"name": one.called(who.lang)})
          for one in Recipient.objects.order_by("slug")),
        *((f"{By.EXPORT}:{one.payload['list']}", _("Exported list of %(day)s: %(name)s")
           % {"day": f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", "name": staff_name(one.payload["actor"])})
          for one in ordered_lists(who.now)),
    ]  # fmt: skip
    since = row.knew_at - timedelta(days=1)
    hint = _("The ledger knows whose data was shown to an account, handed to a recipient, or put into a list.")
    fields = {
        "through": One(_("Through what"), through, shown="list", help_text=hint),
        "since": Moment(_("From"), zone, initial=since),
        "until": Moment(_("Until"), zone, initial=who.now),
    }

    def do(answers: Answers, _version: int) -> None:
        if answers["until"] < answers["since"]:
            raise ValidationError({"until": _("The end is before the beginning.")})
        by, _colon, reference = answers["through"].partition(":")
        end = answers["until"] + timedelta(minutes=1)  # the minute that was typed counts
        trace(row, By(by), reference, since=answers["since"], until=end, actor=who.actor, now=who.now)

    step = Step(
        title=_("Whom does it concern?"),
        lead=_("Ask as often as you need; nobody is counted twice."),
        button=_("Look it up in the ledger"),
        above=above(row),
        fields=fields,
        do=do,
        icon="search",
    )
    return answer(request, step)


@form_behind(Act.SUPERVISE)
def lesson(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """What is to change, by when, and who sees to it."""
    row = find(incident_id)
    today = who.today
    fields = {
        "text": Text(_("What is to change"), rows=3, max_length=_MOST),
        "due": DueDay(_("By when"), today=today, initial=today + timedelta(days=30)),
        "owner": One(_("Who sees to it"), colleagues(), shown="list"),
    }

    def do(answers: Answers, _version: int) -> None:
        set_lesson(row.id, answers["text"], due=answers["due"], owner=answers["owner"], actor=who.actor, now=who.now)

    step = Step(
        title=_("A lesson"),
        lead=_("One thing that will be different from then on. It is also in the report."),
        button=_("Save"),
        above=above(row),
        fields=fields,
        do=do,
    )
    return answer(request, step)
