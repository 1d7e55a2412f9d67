"""Templates of issues: what a new issue can begin with. Two come with the program, an organisation keeps its own.

What has to be written stands between braces in those that come with the program, so the check of an issue finds what
was left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.events import actor_reference
from azukari.features.magazine.models import Issue, IssueTemplate, Layout
from azukari.policy.terms import Actor

LONGEST = 80  # characters of a name


@dataclass(frozen=True, slots=True)
class Template:
    """What a new issue begins with.

    Args:
        code: by which a page names it.
        texts: subject and body, by language.
    """

    code: str
    name: Promise | str
    layout: Layout
    texts: Mapping[str, tuple[str, str]]


SHIPPED: Mapping[str, Template] = {
    template.code: template
    for template in (
        Template(
            "letter",
            _("Letter: one thing that happened, told by one person"),
            Layout.LETTER,
            {
                "ja": (
                    "{{ 伝えたいことをひとこと }}",
                    (
                        "こんにちは。\n\n{{ 最近あった出来事を、ひとりの目線で }}\n\n## これから\n\n"
                        "- {{ 日時と場所 }}\n- {{ 申し込みの方法 }}\n\n"
                        "いつも応援してくださり、ありがとうございます。\n\n{{ 書いた人の名前 }}\n"
                    ),
                ),
                "en": (
                    "{{ what you want to tell, in a few words }}",
                    (
                        "Hello,\n\n{{ what happened lately, as one person saw it }}\n\n## What comes next\n\n"
                        "- {{ day and place }}\n- {{ how to take part }}\n\n"
                        "Thank you for standing by us.\n\n{{ the name of whoever wrote this }}\n"
                    ),
                ),
            },
        ),
        Template(
            "journal",
            _("News: three items, dates, and how to help"),
            Layout.JOURNAL,
            {
                "ja": (
                    "{{ 月や号 }}のお知らせ",
                    (
                        "## {{ 一つめの話題 }}\n\n{{ 三行ほどで }}\n\n## {{ 二つめの話題 }}\n\n{{ 三行ほどで }}\n\n"
                        "## {{ 三つめの話題 }}\n\n{{ 三行ほどで }}\n\n---\n\n### 予定\n\n- {{ 日時、行事、場所 }}\n\n"
                        "### 力を貸してください\n\n{{ いま頼みたいことを一つ }}\n"
                    ),
                ),
                "en": (
                    "News of {{ month or number }}",
                    (
                        "## {{ the first item }}\n\n{{ in some three lines }}\n\n## {{ the second item }}\n\n"
                        "{{ in some three lines }}\n\n## {{ the third item }}\n\n{{ in some three lines }}\n\n---\n\n"
                        "### Dates\n\n- {{ day, event, place }}\n\n"
                        "### How you can help\n\n{{ one thing you ask for now }}\n"
                    ),
                ),
            },
        ),
    )
}
"""The two that come with the program, by their code."""


def own() -> list[IssueTemplate]:
    """The organisation's own templates, by name. One query."""
    return list(IssueTemplate.objects.order_by("name", "id"))


def every() -> list[Template]:
    """All that an issue can begin with: the organisation's own by name, then those of the program. One query."""
    return [*map(_of_row, own()), *SHIPPED.values()]


def by_code(code: str) -> Template | None:
    """The template that a page named, if there is one."""
    if code in SHIPPED:
        return SHIPPED[code]
    try:
        row = IssueTemplate.objects.filter(id=UUID(code)).first()
    except ValueError:
        return None
    return _of_row(row) if row else None


def keep(issue: Issue, name: str, *, actor: Actor, now: datetime) -> None:
    """Keep an issue's words and layout as a template; one of that name is replaced."""
    texts = {text.lang: [text.subject, text.body] for text in issue.texts.all()}
    said = {"layout": issue.layout, "texts": texts, "changed_by": actor_reference(actor), "changed_at": now}
    IssueTemplate.objects.update_or_create(name=name.strip()[:LONGEST], defaults=said)


def remove(id: UUID) -> None:
    """Delete a template; issues that began with it stay. Twice is once."""
    IssueTemplate.objects.filter(id=id).delete()


def _of_row(row: IssueTemplate) -> Template:
    texts = {lang: (subject, body) for lang, (subject, body) in row.texts.items()}
    return Template(str(row.id), row.name, Layout(row.layout), texts)
