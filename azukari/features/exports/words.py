"""How far a list is, what went wrong with it, and what a file may be, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from azukari.features.exports.models import ExportState, FileFormat

STATES: Mapping[str, str | Promise] = {
    ExportState.WAITING: _("being put together"),
    ExportState.READY: _("ready for you"),
    ExportState.STOPPED: pgettext_lazy("list", "erased"),
    ExportState.GONE: pgettext_lazy("list", "erased"),
    ExportState.FAILED: _("could not be put together"),
}

FORMATS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    FileFormat.CSV: (_("CSV for Excel"), _("UTF-8, with the mark by which Excel knows it.")),
    FileFormat.PLAIN_CSV: (_("CSV for programs"), _("UTF-8, without a mark.")),
    FileFormat.XLSX: (_("Excel workbook (.xlsx)"), ""),
}
"""What a file may be: its name, and a hint."""
