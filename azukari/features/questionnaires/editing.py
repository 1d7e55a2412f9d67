"""Editing of a questionnaire's document: questions added, changed, moved, taken out. Pure; nothing is judged here."""

from collections.abc import Callable
from dataclasses import replace

from azukari.features.questionnaires.shape import Question, Questionnaire, QuestionPage

type Change = Callable[[Questionnaire], Questionnaire]


def _with_pages(questionnaire: Questionnaire, change: Callable[[QuestionPage], QuestionPage]) -> Questionnaire:
    return replace(questionnaire, pages=tuple(change(page) for page in questionnaire.pages))


def put(question: Question, *, page: str, instead_of: str = "") -> Change:
    """Put a question at the end of a page, or in the place of another."""

    def on(each: QuestionPage) -> QuestionPage:
        if instead_of:
            return replace(each, questions=tuple(question if q.id == instead_of else q for q in each.questions))
        return replace(each, questions=(*each.questions, question)) if each.slug == page else each

    return lambda questionnaire: _with_pages(questionnaire, on)


def take_out(id: str) -> Change:
    """Take a question out."""
    return lambda questionnaire: _with_pages(
        questionnaire, lambda page: replace(page, questions=tuple(q for q in page.questions if q.id != id))
    )


def move(id: str, *, up: bool) -> Change:
    """Move a question by one place; from the top of a page to the end of the one before, and the other way."""

    def moved(questionnaire: Questionnaire) -> Questionnaire:
        pages = [list(page.questions) for page in questionnaire.pages]
        at = next(((p, q) for p, page in enumerate(pages) for q, each in enumerate(page) if each.id == id), None)
        if at is None:
            return questionnaire
        page, place = at
        question = pages[page].pop(place)
        to = place - 1 if up else place + 1
        if 0 <= to <= len(pages[page]):
            pages[page].insert(to, question)
        elif up and page > 0:
            pages[page - 1].append(question)
        elif not up and page + 1 < len(pages):
            pages[page + 1].insert(0, question)
        else:
            pages[page].insert(place, question)
        return replace(
            questionnaire,
            pages=tuple(replace(of, questions=tuple(q)) for of, q in zip(questionnaire.pages, pages, strict=True)),
        )

    return moved


def add_page(page: QuestionPage) -> Change:
    """Add a page at the end."""
    return lambda questionnaire: replace(questionnaire, pages=(*questionnaire.pages, page))


def change_page(slug: str, page: QuestionPage) -> Change:
    """Put a page in the place of that one, with its questions."""
    return lambda questionnaire: _with_pages(
        questionnaire, lambda each: replace(page, questions=each.questions) if each.slug == slug else each
    )


def remove_page(slug: str) -> Change:
    """Take a page out that has no questions."""
    return lambda questionnaire: replace(
        questionnaire, pages=tuple(page for page in questionnaire.pages if page.slug != slug or page.questions)
    )


def free_name(wanted: str, taken: set[str], *, otherwise: str) -> str:
    """A name that nobody has yet, out of what somebody wrote; ``otherwise`` and a number where nothing is left."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in wanted.lower())
    name = "_".join(plain.split())[:30].strip("_")
    base = name if name and name[0].isalpha() else otherwise
    number, found = 2, base if base != otherwise else f"{otherwise}1"
    while found in taken:
        found, number = f"{base}{number}" if base == otherwise else f"{base}_{number}", number + 1
    return found
