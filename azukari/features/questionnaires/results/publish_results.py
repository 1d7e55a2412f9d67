"""Publishing results: the counts as they stand, small ones hidden, with all that is said about how they came to be.

What was published before is part of the reckoning: hidden counts stay hidden when somebody subtracts one publication
from the next, and groups stay what they are.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import current
from azukari.features.questionnaires.learning.asked import Asked, counted, tables_of
from azukari.features.questionnaires.learning.joint import OTHERS, Joint, groups_of, item_of, joint
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.learning.suppression import (
    NO_ANSWER,
    Combination,
    Figure,
    Figures,
    Groups,
    TooFewError,
    TooSoonError,
    publishable,
)
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.counts import taken, version_to_show
from azukari.features.questionnaires.results.events import RESULTS_PUBLISHED
from azukari.features.questionnaires.results.items import missing
from azukari.features.questionnaires.results.known_targets import known_targets
from azukari.features.questionnaires.results.models import Draft, Publication, Report
from azukari.features.questionnaires.results.refresh import without_texts
from azukari.features.questionnaires.results.shown import results
from azukari.features.questionnaires.results.weighted import weighed, written_weighing
from azukari.features.questionnaires.shape import QuestionType
from azukari.features.questionnaires.terms import terms_of
from azukari.lib.paper import pdf
from azukari.policy.terms import Actor, Policy, Questionnaires


def crossable(tables: Sequence[Asked]) -> list[Asked]:
    """The tables whose rows can be groups."""
    return [table for table in tables if table.type in (QuestionType.SINGLE, QuestionType.NUMBER)]


def publish_results(poll: Poll, *, policy: Policy, actor: Actor, now: datetime) -> Publication:
    """Make a publication of what has been counted.

    Raises:
        ValidationError: an item of disclosure is missing, or there are too few answers.
    """
    draft, version = Draft.objects.filter(poll=poll).first(), version_to_show(poll)
    if draft is None or version is None or missing(draft.details, policy.languages):
        raise ValidationError(_("Something about how the results came to be is not filled in yet."))
    last = Publication.objects.filter(poll=poll).order_by("-number").first()
    document, counts = _document(version, draft, last, terms_of(poll))
    number = last.number + 1 if last else 1
    document |= {"number": number, "day": now.isoformat(), "sampling": draft.sampling, "details": draft.details}
    reports = {lang: report_pdf(document, poll.slug, lang) for lang in policy.languages}
    with transaction.atomic(durable=True):
        Poll.objects.select_for_update().get(slug=poll.slug)
        made = Publication.objects.create(
            poll=poll, version=version, number=number, document=document, counts=counts, published_at=now
        )
        Report.objects.bulk_create(Report(publication=made, lang=lang, content=pdf) for lang, pdf in reports.items())
        record(done_by(actor, RESULTS_PUBLISHED, questionnaire=poll.slug, number=number), now=now)
    return made


def report_pdf(document: Mapping[str, Any], slug: str, lang: str) -> bytes:
    """The report of a publication: its page on A4, in one language."""
    with translation.override(lang):
        context = {"results": results(document, lang), "slug": slug, "lang": lang}
        return pdf(render_to_string("results/report.html", context | {"organisation": current().policy.organisation}))


def _document(
    version: Version, draft: Draft, last: Publication | None, terms: Questionnaires
) -> tuple[dict[str, Any], dict[str, Any]]:
    questionnaire = questionnaire_of(version)
    tables = tables_of(questionnaire)
    before, told = None, None
    if last is not None and last.version_id == version.id:
        before, told = _from_json(last.counts), last.document["tables"]
    found = _counts(version, tables, draft, before, terms)
    try:
        groups = groups_of(found, before)
        groups.check(terms.least)
        figures = {
            table.id: _figures(table, found, before, _shown_before(told, table), groups, terms.least)
            for table in tables
        }
    except TooSoonError as soon:
        raise ValidationError(
            _("Too few answers have come since the last publication: whose they are could be told. Wait for more.")
        ) from soon
    except TooFewError as few:
        raise ValidationError(_("There are too few answers to publish anything.")) from few
    document = {
        "title": dict(questionnaire.title),
        "lead": dict(questionnaire.lead),
        "linked": version.linked,
        "version": version.number,
        "size": groups.total,
        "least": terms.least,
        "groups": _groups(groups, tables),
        "tables": [_table(table, figures[table.id]) for table in tables],
    }
    targets = [] if version.linked else known_targets(version.poll, crossable(tables))
    if targets:
        weights = weighed([*without_texts(version)], tables, targets, Sampling(draft.sampling))
        document["weighing"] = written_weighing(weights, targets, k=terms.least)
    return document, _as_json(found)


def _figures(table: Asked, found: Joint, before: Joint | None, told: Figures, groups: Groups, k: int) -> Figures:
    """What may be shown of a table. One that makes the groups is not crossed with itself: its rows are the groups."""
    figures = publishable(item_of(table, found, before, told), groups, k=k)
    return {f: value for f, value in figures.items() if f.dimension != table.id}


def _counts(
    version: Version, tables: Sequence[Asked], draft: Draft, before: Joint | None, terms: Questionnaires
) -> Joint:
    """Counts by group of unlinked answers; of linked ones the tallies, which know no groups."""
    if version.linked:
        held = taken(version)
        found: dict[str, Mapping[tuple[str, Combination], int]] = {}
        for table in tables:
            known = counted(table, held.cells)
            numbers = {**known.counts, NO_ANSWER: held.size - known.answered}
            found[table.id] = {(value, ()): number for value, number in numbers.items()}
        return Joint((), {}, {(): held.size}, found)
    by = [table for table in crossable(tables) if table.id in draft.crossings][: terms.crossings]
    return joint(tables, by, without_texts(version), k=terms.least, kept=before.kept if before else None)


def _groups(groups: Groups, tables: Sequence[Asked]) -> list[dict[str, Any]]:
    """What the columns of each table are: everybody, then each group."""
    known = {table.id: table for table in tables}
    found: list[dict[str, Any]] = []
    for (dimension, label), size in groups.margins.items():
        words = dict(known[dimension].options).get(label) if dimension else None
        title = dict(known[dimension].label) if dimension else None
        found.append({"dimension": dimension, "group": label, "title": title, "label": words, "size": size})
    order = {table.id: [*table.values, OTHERS] for table in tables}
    return sorted(found, key=lambda g: (g["dimension"], order[g["dimension"]].index(g["group"]) if g["group"] else -1))


def _table(table: Asked, figures: Figures) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": dict(table.label),
        "about": dict(table.about) if table.about else None,
        "several": table.several,
        "ranked": table.ranked,
        "scored": table.scored,
        "options": [[value, dict(label)] for value, label in table.options],
        "figures": [[each.option, each.dimension, each.group, value] for each, value in sorted(figures.items())],
    }


def _shown_before(tables: Sequence[Mapping[str, Any]] | None, table: Asked) -> Figures:
    """What the publication before showed of a table."""
    rows: list[tuple[str, str, str, int | None]] = next(
        (each["figures"] for each in tables or () if each["id"] == table.id), []
    )
    return {Figure(option, dimension, group): value for option, dimension, group, value in rows}


def _as_json(found: Joint) -> dict[str, Any]:
    return {
        "dimensions": list(found.dimensions),
        "kept": {name: list(labels) for name, labels in found.kept.items()},
        "sizes": [[list(each), size] for each, size in sorted(found.sizes.items())],
        "tables": {
            id: [[option, list(each), number] for (option, each), number in sorted(counts.items())]
            for id, counts in found.tables.items()
        },
    }


def _from_json(held: Mapping[str, Any]) -> Joint:
    return Joint(
        dimensions=tuple(held["dimensions"]),
        kept=held["kept"],
        sizes={tuple(each): size for each, size in held["sizes"]},
        tables={
            id: {(option, tuple(each)): number for option, each, number in rows} for id, rows in held["tables"].items()
        },
    )
