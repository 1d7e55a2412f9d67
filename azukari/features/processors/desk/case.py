"""Cases of law in the console: the demand, its exact scope, two yeses of different duty, the letter that declines."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.transfers import cases, step_words
from azukari.core.transfers.letters import refusal_letter
from azukari.core.transfers.models import LegalCase, Sort
from azukari.core.transfers.standing import standing_of
from azukari.features.processors.desk.case_steps import steps
from azukari.features.processors.desk.named import called, fault, people_called
from azukari.features.processors.desk.page import SEE, find
from azukari.features.processors.desk.steps import a_document, above
from azukari.lib.conflict import InvalidTransition
from azukari.lib.joining import gap
from azukari.policy.disclose import may_transfer
from azukari.policy.disclosure import LEGAL_DUTY, Demand, DisclosureGround
from azukari.policy.explain import name_categories
from azukari.policy.terms import Act, Category, Policy
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.answer import number
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Some, Text
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import Do, Step, answer, carry_out
from azukari.shells.staff.submission_rows import number as number_of
from azukari.shells.staff.uploads import takes_files


@takes_files(Act.DISCLOSE, fresh=True)
def begin(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """A demand of an authority is entered."""
    recipient = find(slug)
    if recipient.sort != Sort.AUTHORITY:
        raise Http404

    def do(answers: Answers, _version: int) -> str:
        demanded = cases.Demanded(
            compelled=answers["compelled"] == "yes",
            citation=answers["citation"],
            document=answers["document"],
            reference=answers["reference"],
            categories=frozenset(Category(c) for c in answers["categories"]),
        )
        case = cases.open_case(recipient, demanded, actor=who.actor, now=who.now)
        return reverse("console-case", args=[case.id])

    bound = (
        ("yes", _("The law compels us: a warrant, an order, a duty to answer")),
        ("no", _("We are asked to co-operate, and may decline")),
    )
    asks = {
        "compelled": One(_("Does the law oblige us to answer?"), bound),
        **_papers(required=False),
        "categories": Some(_("Which data is demanded"), _categories(who.policy, who.lang)),
    }
    step = Step(
        title=_("A demand from %(name)s") % {"name": recipient.called(who.lang)},
        lead=_("Enter it as it was made. Only the minimum needed goes out in the end. You can add the document later."),
        button=_("Open the case"),
        above=above(who, recipient),
        fields=asks,
        do=do,
        icon="what",
    )
    return answer(request, step)


def _papers(row: LegalCase | None = None, *, required: bool) -> Fields:
    return {
        "citation": Text(_("Law and article"), required=required, max_length=300, initial=row.citation if row else ""),
        "reference": Text(
            _("How the authority names its document"),
            required=False,
            max_length=120,
            initial=row.document_reference if row else "",
        ),
        "document": a_document(_("The document"), required=required),
    }


@takes_files(Act.DISCLOSE, fresh=True)
def document(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """What compels us is at hand."""
    row = _find(case_id)

    def do(answers: Answers, version: int) -> None:
        papers = cases.Papers(answers["citation"], answers["reference"], answers["document"])
        cases.record_document(row.id, papers, version=version, actor=who.actor, now=who.now)

    lead = _("The document that compels us, and where the law says so.")
    if row.document_sha256:
        lead += gap(who.lang) + _("Approvals that were given before have to be given again.")
    step = _step(row, who, _("Document and ground"), _("Record the document"), _papers(row, required=True), do, lead)
    return answer(request, step)


@page_behind(*SEE)
def show(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """One case."""
    return _page(request, who, _find(case_id))


def _page(
    request: HttpRequest, who: Doer, row: LegalCase, form: Questions | None = None, status: int = 200
) -> HttpResponse:
    minimum = frozenset(Category(c) for c in row.minimum.split())
    demand = Demand(row.recipient_id, LEGAL_DUTY, minimum or frozenset({Category.NAME}), DisclosureGround.LAW)
    standing = standing_of(row.recipient_id, case=row.id)
    context = {
        "row": row,
        "name": row.recipient.called(who.lang),
        "demanded": name_categories(who.policy, {Category(c) for c in row.categories.split()}),
        "minimum": name_categories(who.policy, minimum) if minimum else "",
        "people": [(person, number_of(person)) for person in _people(row)],
        **steps(row, who),
        "verdict": may_transfer(who.policy, demand, standing=standing, now=who.now),
        "form": form,
    }
    return render(request, "console/recipients/case.html", context, status=status)


@form_behind(Act.DISCLOSE, fresh=True)
def scope(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """Who, and the least that does."""
    row = _find(case_id)

    def do(answers: Answers, version: int) -> None:
        people = people_called(answers["people"])
        minimum = frozenset(Category(c) for c in answers["minimum"])
        cases.scope(row.id, people=people, minimum=minimum, version=version, actor=who.actor, now=who.now)

    held = row.minimum.split()
    demanded = {Category(c) for c in row.categories.split()}
    kinds = tuple(c for c in _categories(who.policy, who.lang) if Category(c[0]) in demanded)
    known = "\n".join(called(_people(row)))
    asks = {
        "people": Text(
            _("Whom it is about"),
            rows=6,
            max_length=20_000,
            initial=known,
            check=fault,
            help_text=_("One number per line, as shown on the page of the person or the registration. No names."),
        ),
        "minimum": Some(
            _("The minimum needed"),
            kinds,
            initial=held,
            help_text=_("Less than was demanded where that is enough."),
        ),
    }
    return answer(request, _step(row, who, _("Exact scope"), _("Save the scope"), asks, do,
                                           _("Approvals that were given before have to be given again.")))  # fmt: skip


@form_behind(Act.DISCLOSE, fresh=True)
def inform(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """The person knows, or the law forbids it."""
    row = _find(case_id)

    def do(answers: Answers, version: int) -> None:
        prohibition = answers["prohibition"] if answers["informed"] == "no" else ""
        if answers["informed"] == "no" and not prohibition:
            raise InvalidTransition("case.prohibition", step_words.PROHIBITION)
        cases.inform(row.id, prohibition=prohibition, version=version, actor=who.actor, now=who.now)

    told = (("yes", _("The people have been told")), ("no", _("The law forbids telling them")))
    asks = {
        "informed": One(_("Do the people know?"), told),
        "prohibition": Text(_("Which law forbids it, and why"), required=False, max_length=300),
    }
    lead = _("They are told before their data goes, unless a law forbids it.")
    return answer(request, _step(row, who, _("Telling the people"), _("Record it"), asks, do, lead))


@post_only("console-case", "case_id")
@needs_act(Act.APPROVE_DISCLOSURE, fresh=True)
def approve(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """One of the two yeses."""
    duty = request.POST.get("duty", "")
    return _pressed(request, who, case_id, partial(cases.approve_case, duty=duty))


@post_only("console-case", "case_id")
@needs_act(Act.DISCLOSE, fresh=True)
def close(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """Nothing more goes out under it."""
    return _pressed(request, who, case_id, cases.close)


@page_behind(*SEE)
def letter(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """The letter that declines, as a text to print or to send."""
    row = _find(case_id)
    lang = "ja" if request.GET.get("lang") == "ja" else "en"
    text = refusal_letter(who.policy, row, now=who.now)[lang]
    return download(text, f"letter-{lang}.txt", "text/plain; charset=utf-8")


def _pressed(request: HttpRequest, who: Doer, case_id: UUID, verb: Callable[..., object]) -> HttpResponse:
    def do(_answers: Answers) -> HttpResponse:
        verb(_find(case_id).id, version=number(request.POST.get("version")), actor=who.actor, now=who.now)
        return redirect("console-case", case_id)

    return carry_out(request, do, lambda form, status: _page(request, who, _find(case_id), form, status))


def _step(row: LegalCase, who: Doer, title: str, button: str, asks: Fields, do: Do, lead: str) -> Step:
    pages = [*above(who, row.recipient), (reverse("console-case", args=[row.id]), _("Case"))]
    return Step(title, lead, button, pages, asks, do, version=row.version, last=LastChange())


def _categories(policy: Policy, lang: str) -> list[tuple[str, str]]:
    return [(c.value, policy.categories[c][lang]) for c in policy.categories]


def _people(row: LegalCase) -> list[UUID]:
    return list(row.people.order_by("id").values_list("person_id", flat=True))


def _find(id: UUID) -> LegalCase:
    return get_object_or_404(LegalCase.objects.select_related("recipient"), id=id)
