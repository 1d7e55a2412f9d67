"""Letters on paper, and the locked file: what leaves the desk when the person has no mail with us.

Both open a person's data for this one step, so both are posts, and are recorded on that person's trail.
"""

from dataclasses import dataclass
from uuid import UUID

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.cases.lifecycle import NoSuchRecord, number, subject_of
from azukari.core.cases.models import Case
from azukari.core.vault import notes
from azukari.core.vault.for_case import release_for_case
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.release import Opened
from azukari.features.rights.answer import answer
from azukari.features.rights.desk.case import case_of, try_out
from azukari.features.rights.hand_over import locked_document
from azukari.features.rights.post_code import code_for
from azukari.lib.joining import colon, gap
from azukari.policy.casework import UNDECIDED, ReplyBy
from azukari.policy.terms import Act, Category
from azukari.shells.staff.acts import Doer, needs_act
from azukari.shells.staff.fields import Answers
from azukari.shells.staff.post_only import post_only

_TO_WRITE = frozenset({Category.NAME, Category.ADDRESS})


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on paper. ``code`` is blank unless it asks for one; ``web`` is a short address at which they go on;
    ``posted`` whether a postal address is known.
    """

    to: tuple[str, ...]
    subject: str
    paragraphs: tuple[str, ...]
    code: str
    web: str = ""
    posted: bool = True

    @property
    def qr(self) -> SafeString:
        """The web address as a QR code, drawn in the page."""
        made = segno.make(self.web, error="m").svg_inline(
            scale=2, border=0, svgclass="qr", lineclass=None, omitsize=True
        )
        return mark_safe(made)  # noqa: S308 - drawn by the library from our own address


@post_only("console-rights-case", "case_id")
@needs_act(Act.RIGHTS)
def show(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """The letter of the stage at which the case is: asking for the code, or the answer."""
    case = case_of(case_id)
    with translation.override(case.lang):
        letter = _letter(case, who)
        with translation.override(who.lang):  # for whoever prints it
            lacks = "" if letter.posted else _("There is no postal address on record, so this letter has none.")
        context = {
            "letter": letter,
            "lang": case.lang,
            "policy": who.policy,
            "number": number(case),
            "now": who.now,
            "lacks": lacks,
            "reader_lang": who.lang,
        }
        return render(request, "console/requests/letter.html", context)


@post_only("console-rights-case", "case_id")
@needs_act(Act.RIGHTS, fresh=True)
def hand_over(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """The locked PDF. The passphrase is told in another way, and kept nowhere."""
    case = case_of(case_id)

    def do(answers: Answers) -> HttpResponse:
        try:
            content = locked_document(case, answers["passphrase"], actor=who.actor, now=who.now)
        except NoSuchRecord as error:
            words = _("There is nothing to hand over: the decision was not to, or the record no longer exists.")
            raise ValidationError(words) from error
        return download(content, f"{number(case)}.pdf", "application/pdf")

    return try_out(request, who, case, "file", do)


def _letter(case: Case, who: Doer) -> Letter:
    person = subject_of(case.id)
    asking = case.state in UNDECIDED
    opened = release_for_case(person, _TO_WRITE, case=case.id, actor=who.actor, now=who.now) if person else ()
    to, web = _addressee(opened, case.lang), request_url(f"/{case.lang}/me")
    posted = any(value.category is Category.ADDRESS for value in opened)
    if asking:
        told = (
            _("We received a request about your data in your name. We would like to be sure it came from you.")
            + gap(case.lang)
            + _("If it was, please call us and tell us the code below. It is valid for this request only."),
            _("If it was not you, please tell us too. We will then do nothing."),
        )
        return Letter(to, _("Was it you who asked?"), told, code_for(case) if person else "", web, posted)
    kinds = [NoteKind.ANSWER, NoteKind.CONTACT]
    found = notes.read(case.id, person=person, actor=who.actor, now=who.now, kinds=kinds)
    words = [note.text for note in found if note.kind is NoteKind.ANSWER]
    scope = tuple(note.text for note in found if note.kind is NoteKind.CONTACT and case.reply_by == ReplyBy.LETTER)
    said = answer(case, words=words, now=who.now)
    links = tuple(f"{label}{colon(case.lang)}{request_url(path)}" for label, path in said.links)
    to = to if posted else scope or to
    return Letter(to, said.subject, (*said.paragraphs, *links), "", web, posted or bool(scope))


def request_url(path: str) -> str:
    """The whole address of a path, for paper."""
    return f"{settings.AZUKARI.base_url}{path}"


def _addressee(opened: tuple[Opened, ...], lang: str) -> tuple[str, ...]:
    """Postal address, then name, each as given last; a name alone where we hold no address."""
    last = {value.category: value for value in sorted(opened, key=lambda value: value.created_at)}
    submission = last[Category.ADDRESS].submission if Category.ADDRESS in last else None
    lines = [v.text for v in opened if v.category is Category.ADDRESS and v.submission == submission]
    names = [v for v in opened if v.category is Category.NAME and (not submission or v.submission == submission)]
    name = min(names, key=lambda value: value.field).text if names else ""
    return (*lines, f"{name} 様" if lang == "ja" else name) if name else tuple(lines)
