"""The report of a publication: its page on A4, in one language."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from azukari.charter.current import current
from azukari.lib.paper import pdf
from azukari.questionnaires.results.shown import results


def report_pdf(document: Mapping[str, Any], slug: str, lang: str) -> bytes:
    """The report as a PDF."""
    with translation.override(lang):
        shown = results(document, lang)
        context = {"results": shown, "slug": slug, "lang": lang, "organisation": current().policy.organisation}
        return pdf(render_to_string("results/report.html", context))
