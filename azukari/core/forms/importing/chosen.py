"""Everything that decides what becomes of a row, as one digest: an import goes on as it began, or not at all."""

import hashlib

from azukari.core.forms.importing.basis import Basis
from azukari.core.forms.importing.examine import Plan
from azukari.core.policy_versions.current import Current
from azukari.lib.canonical import Json, dump


def chosen_digest(plan: Plan, basis: Basis, charter: Current, lang: str) -> str:
    """A digest of all that decides what becomes of a row."""
    days = plan.days
    chosen: dict[str, Json] = {
        "charter": charter.number,
        "lang": lang,
        "columns": {name: list(columns) for name, columns in plan.columns.items()},
        "constants": dict(plan.constants),
        "called": {field: dict(words) for field, words in plan.called.items()},
        "told": str(days.told),
        "consented": {purpose: str(where) for purpose, where in days.consented.items()},
        "confirmed": str(days.confirmed),
        "outside": plan.outside,
        "basis": [
            basis.told_by.value,
            basis.told_reference,
            basis.evidence_reference,
            basis.evidence_sha256,
            basis.attested_reference,
            basis.attested_sha256,
            str(basis.answers_for),
        ],
    }
    return hashlib.sha256(dump(chosen)).hexdigest()
