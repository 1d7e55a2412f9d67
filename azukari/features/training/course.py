"""The lessons: Markdown with questions, in each language, beside this module; and those that the policy makes.

A file is the title, the text, a line of three hyphens, and the questions, each a heading with a list of answers, of
which the one ticked ``[x]`` is right, and after ``>`` what to remember.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from azukari.policy.change import Change
from azukari.policy.diff import diff
from azukari.policy.finding import both
from azukari.policy.quiz import QuizQuestion, of_changes, of_duty
from azukari.policy.retraining import touches
from azukari.policy.terms import Policy, Text
from azukari.policy.training import CONTRACTOR, NEEDED_BY, duty_of

FOLDER = Path(__file__).with_name("courses")
LANGUAGES = ("ja", "en")
WRITTEN = (*(slug for slug, _needs in NEEDED_BY), CONTRACTOR)
_ANSWER = re.compile(r"- \[(x| )\] (.+)")


class LessonError(ValueError):
    """A file of a lesson is not written as it has to be."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is read, and what is asked.

    Args:
        text: in Markdown; empty where the policy itself is shown.
        changes: what changed, where that is all there is to study.
        is_whole: false where only what changed is studied.
    """

    slug: str
    title: Text
    text: Text
    questions: tuple[QuizQuestion, ...]
    duty: str = ""
    changes: tuple[Change, ...] = ()
    is_whole: bool = True


def lesson_called(slug: str, policy: Policy, *, studied: Policy | None = None) -> Lesson | None:
    """The lesson of that name; None if there is none.

    Args:
        studied: the policy under which a duty's lesson was passed last, where only the difference is to be studied.
    """
    if slug in WRITTEN:
        return written(slug)
    duty = policy.duties.get(duty_of(slug))
    if duty is None:
        return None
    if studied is None:
        return Lesson(slug, duty.title, {}, of_duty(policy, duty.slug), duty.slug)
    changes = tuple(c for c in diff(studied, policy) if touches(c, studied, policy, duty.slug))
    return Lesson(slug, duty.title, {}, of_changes(changes, studied, policy), duty.slug, changes, is_whole=False)


def title_of(slug: str, policy: Policy) -> Text:
    """What a lesson is called."""
    if slug in WRITTEN:
        return written(slug).title
    duty = policy.duties.get(duty_of(slug))
    return duty.title if duty else both(slug, slug)


@cache
def written(slug: str) -> Lesson:
    """A lesson that is written.

    Raises:
        LessonError: its languages do not ask the same.
    """
    found = {lang: _read(FOLDER / f"{slug}.{lang}.md") for lang in LANGUAGES}
    shapes = {lang: [(len(q.options), q.right) for q in one.questions] for lang, one in found.items()}
    if len({str(shape) for shape in shapes.values()}) > 1:
        raise LessonError(f"{slug}: the languages do not ask the same questions in the same order.")
    questions = []
    for ja, en in zip(*(found[lang].questions for lang in LANGUAGES), strict=True):
        options = [both(one, other) for one, other in zip(ja.options, en.options, strict=True)]
        wrong = tuple(option for at, option in enumerate(options) if at != ja.right)
        questions.append(QuizQuestion(both(ja.text, en.text), options[ja.right], wrong, both(ja.why, en.why)))
    return Lesson(
        slug,
        {lang: one.title for lang, one in found.items()},
        {lang: one.text for lang, one in found.items()},
        tuple(questions),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True, slots=True)
class _File:
    title: str
    text: str
    questions: tuple[_Asked, ...]


def _read(path: Path) -> _File:
    head, _line, rest = path.read_text("utf-8").partition("\n---\n")
    title, _newline, text = head.strip().partition("\n")
    if not title.startswith("# ") or not rest.strip():
        raise LessonError(f"{path.name} needs a title and questions.")
    return _File(title[2:].strip(), text.strip(), tuple(_asked(part, path.name) for part in rest.split("\n### ")[1:]))


def _asked(part: str, name: str) -> _Asked:
    lines = [line.strip() for line in part.strip().splitlines() if line.strip()]
    answers = [found.groups() for line in lines[1:] if (found := _ANSWER.fullmatch(line))]
    right = [at for at, (mark, _text) in enumerate(answers) if mark == "x"]
    why = " ".join(line[1:].strip() for line in lines[1:] if line.startswith(">"))
    if len(answers) < 2 or len(right) != 1 or not why:
        raise LessonError(f"{name}: “{lines[0]}” needs answers, one of them right, and what to remember.")
    return _Asked(lines[0], tuple(text for _mark, text in answers), right[0], why)
