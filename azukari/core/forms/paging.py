"""A form of several pages: where somebody is, what comes next, and what travels along unseen. Pure.

Nothing is kept on the server between pages: all that was typed elsewhere travels in hidden inputs. What belongs to a
page that is no longer asked is left behind on the way; what stands on the very page that was sent is judged as it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from azukari.core.forms.answers import CONSENT, HONEYPOT, chosen, read_one
from azukari.core.forms.present import Typed
from azukari.core.forms.problem import Problem, problem
from azukari.policy.asking import FormPage, asked, conditions, is_conditional, pages
from azukari.policy.terms import Form

AT = "form-page"
"""The hidden input that says which page was sent. No field can have a name with a hyphen."""


@dataclass(frozen=True, slots=True)
class PagePosition:
    """Where somebody is.

    Args:
        step, steps: for "step 2 of 3": pages that are passed over do not count.
        consents: whether the boxes for what may be agreed to besides stand here.
    """

    page: FormPage
    step: int
    steps: int
    consents: bool

    @property
    def is_first(self) -> bool:
        return self.step == 1

    @property
    def is_last(self) -> bool:
        return self.step == self.steps


def place(form: Form, typed: Typed, wanted: int) -> PagePosition:
    """The page of that number; where it is not asked, the next one that is, else the last."""
    route = _route(form, typed, wanted)
    page = next((page for page in route if page.number >= wanted), route[-1])
    return PagePosition(page, route.index(page) + 1, len(route), consents=page.number == consents_page(form))


def consents_page(form: Form) -> int:
    """The last page that nobody passes over: what one may agree to besides is offered to everybody."""
    sure = [page.number for page in pages(form) if any(not conditions(form, field) for field in page.fields)]
    return sure[-1] if sure else 1


def page_number(text: str, form: Form) -> int:
    """The number of a page out of an input; 0 where there is none, or only one page."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return number if number <= len(pages(form)) and form.sections else 0


def page_with(form: Form, field_id: str) -> int:
    """The number of the page on which a field, or a box, stands."""
    if field_id.startswith(CONSENT):
        return consents_page(form)
    return next((p.number for p in pages(form) if any(field.id == field_id for field in p.fields)), 0)


def following(form: Form, typed: Typed, number: int) -> int:
    """The number of the page after ``number``, now that it was answered; 0 where none is left."""
    here = asked(form, chosen(form, typed), undecided=_from(form, number + 1))
    return next((p.number for p in pages(form) if p.number > number and any(f.id in here for f in p.fields)), 0)


def preceding(form: Form, typed: Typed, number: int) -> int:
    """The number of the page before ``number``; 1 where there is none."""
    before = [page.number for page in _route(form, typed, number) if page.number < number]
    return before[-1] if before else 1


def settled(form: Form, typed: Typed, number: int) -> dict[str, Sequence[str]]:
    """What was typed, without what other pages than ``number`` do not ask any more."""
    here = asked(form, chosen(form, typed)) if is_conditional(form) else None
    kept = {field.id for page in pages(form) if page.number == number for field in page.fields}
    fields = {field.id for field in form.fields}
    return {
        name: values
        for name, values in typed.items()
        if here is None or name not in fields or name in here or name in kept
    }


def unseen(form: Form, typed: Typed, at: PagePosition) -> list[tuple[str, str]]:
    """Names and values of the hidden inputs on a page: all that was typed on the others."""
    shown = {field.id for field in at.page.fields} | {HONEYPOT}
    known = {field.id for field in form.fields} - shown
    if not at.consents:
        known |= {CONSENT + purpose for purpose in form.consents}
    return [(name, value) for name, values in typed.items() if name in known for value in values]


def problems_on(form: Form, data: Mapping[str, object], number: int, *, lang: str) -> tuple[Problem, ...]:
    """What is wrong on one page, before the next is shown."""
    here = asked(form, chosen(form, data))
    found = []
    for field in next(page for page in pages(form) if page.number == number).fields:
        given = read_one(field, data.get(field.id), lang=lang)
        if field.id in here and isinstance(given, Problem):
            found.append(given)
        elif field.id not in here and given and not (isinstance(given, Problem) and given.code == "missing"):
            found.append(problem("not_asked", field, lang))
    return tuple(found)


def first_in_trouble(form: Form, problems: Sequence[Problem]) -> int:
    """The page to go back to: the first one with a problem; the notice that has changed stands on the first."""
    numbers = [1 if p.field_id == "notice" else page_with(form, p.field_id) for p in problems]
    return min((number for number in numbers if number), default=0)


def _route(form: Form, typed: Typed, at: int) -> list[FormPage]:
    """The pages that somebody on page ``at`` passes, or may yet pass."""
    here = asked(form, chosen(form, typed), undecided=_from(form, at))
    found = [page for page in pages(form) if any(field.id in here for field in page.fields)]
    return found or list(pages(form)[:1])


def _from(form: Form, number: int) -> frozenset[str]:
    """The fields of page ``number`` and all after it."""
    return frozenset(field.id for page in pages(form) if page.number >= number for field in page.fields)
