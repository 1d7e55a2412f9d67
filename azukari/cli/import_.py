"""`azukari import FILE --form SLUG`: import a list of people, with the ground on which it rests.

Begin with --dry-run: it shows how each column is understood and which rows stay outside, stores nothing, and needs
no ground yet. An import
that was broken off goes on when the same command is given again; no row comes in twice. What is printed names rows and
columns, never what stands in them.
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from azukari.cli.import_shown import ImportReport, show, show_progress
from azukari.cli.parser import whole_number
from azukari.core.accounts.models import User
from azukari.core.forms.importing.basis import REFERENCE, Basis, NoticeMethod
from azukari.core.forms.importing.csv_table import ENCODINGS
from azukari.core.forms.importing.examine import consent_purposes
from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.plan import Wishes, draw
from azukari.core.forms.importing.run import Counts, ImportRefused, begin, form_of, look, refusals_of
from azukari.core.forms.importing.run import run as run_job
from azukari.core.forms.importing.shapes import recognise
from azukari.core.forms.importing.table import Table, TableError, digest, survey
from azukari.core.policy_versions.current import Current, at, current
from azukari.core.policy_versions.models import Charter
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.refusal import Refused
from azukari.lib.verb import Misuse, Refusal, Subparsers
from azukari.policy.terms import Form

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "import", help="import a list of people from a file", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX, with a header row")
    parser.add_argument("--form", required=True, metavar="SLUG", help="the form that the list digitises")
    parser.add_argument(
        "--charter",
        type=whole_number(1),
        metavar="N",
        help="its version: a charter (default: the one that rules)",
    )
    parser.add_argument("--lang", metavar="L", help="the language that these people read (default: the policy's first)")
    parser.add_argument("--dry-run", action="store_true", help="look and count, store nothing")
    parser.add_argument("--json", action="store_true", help="print data for another program")
    _add_file(parser.add_argument_group("how the file is read"))
    _add_ground(parser.add_argument_group("the ground on which it rests (WHEN is YYYY-MM-DD, or the name of a column)"))
    parser.set_defaults(run=run)


def _add_file(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=FIELD",
        help="put the guess right; without FIELD the column is left out. Several columns of one field are joined",
    )  # fmt: skip
    group.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="one choice for all rows")
    group.add_argument(
        "--choice", action="append", default=[], metavar="FIELD:WORD=VALUE", help="what the list calls a choice"
    )
    group.add_argument(
        "--header-row",
        type=whole_number(1),
        default=0,
        metavar="N",
        help="the row that names the columns (default: found out)",
    )
    group.add_argument("--encoding", choices=sorted(ENCODINGS), help="of a CSV file (default: found out)")
    group.add_argument("--separator", choices=sorted(_SEPARATORS), help="of a CSV file (default: found out)")
    group.add_argument("--sheet", metavar="NAME", help="of a workbook (default: the first)")


def _add_ground(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--told-by", choices=[*map(str, NoticeMethod)], help="how the people were told the purpose")
    group.add_argument("--told-on", metavar="WHEN", help="when they were told")
    group.add_argument("--told-reference", type=_reference, metavar="REF", help="which wording: form-2023-04")
    group.add_argument("--evidence", type=Path, metavar="DOCUMENT", help="the document that shows it")
    group.add_argument(
        "--evidence-reference", type=_reference, metavar="REF", help="where it is kept (default: as --told-reference)"
    )
    group.add_argument(
        "--consent", action="append", default=[], metavar="PURPOSE=WHEN", help="when people consented to a purpose"
    )
    group.add_argument("--by", metavar="EMAIL", help="the member of staff who answers for the import")
    how = group.add_mutually_exclusive_group()
    how.add_argument(
        "--ask", action="store_true", help="ask everybody by email to confirm the address; until then nothing counts"
    )
    how.add_argument(
        "--attest", type=Path, metavar="DOCUMENT", help="the document that shows that addresses were confirmed before"
    )
    group.add_argument(
        "--attest-reference",
        type=_reference,
        metavar="REF",
        help="where that one is kept (default: as --told-reference)",
    )
    group.add_argument("--confirmed-on", metavar="WHEN", help="with --attest: when the address was confirmed")


def run(args: argparse.Namespace) -> int:
    """Returns 0 when the file is dealt with, 1 if no row of it could come in."""
    now = datetime.now(UTC)
    try:
        return _import(args, now)
    except (TableError, ImportRefused) as error:
        raise Refusal(str(error)) from error
    except Refused as refused:
        raise Refusal(refused.verdict.sentence["en"]) from refused


def _import(args: argparse.Namespace, now: datetime) -> int:
    asked = {
        "--told-by": args.told_by, "--told-on": args.told_on, "--told-reference": args.told_reference,
        "--evidence": args.evidence, "--by": args.by, "--ask or --attest": args.ask or args.attest,
    }  # fmt: skip
    lacking = [name for name, said in asked.items() if not said]  # a look goes on without them, an import does not
    if lacking and not args.dry_run:
        raise Misuse(f"An import rests on a ground: say {', '.join(lacking)} as well, or look first with --dry-run.")
    charter = _charter(args)
    form = form_of(charter, args.form)
    lang = args.lang or charter.policy.languages[0]
    if lang not in charter.policy.languages:
        raise Misuse(f"The policy speaks {', '.join(charter.policy.languages)}; --lang names one of them.")
    if args.by:
        _answers_for(args.by)
    for document in filter(None, (args.evidence, args.attest)):
        digest(document)
    basis = None if lacking else _basis(args)
    separator = _SEPARATORS.get(args.separator or "", "")
    source = source_of(args.file, sheet=args.sheet or "", encoding=args.encoding or "", separator=separator)
    table = survey(source, digest(args.file), top=args.header_row)
    plan = draw(charter.policy, form, table, _wishes(args, charter, form, table, now), now=now)
    if basis is None or args.dry_run:
        counts = look(plan, table, attested=bool(args.attest), progress=show_progress(table))
        return show(ImportReport(plan, table, charter, counts, counts.refusals, lacking=lacking), as_json=args.json)
    job = begin(plan, table, basis, charter, lang=lang)
    known = job.finished_at is not None
    run_job(plan, table, job, charter, clock=lambda: datetime.now(UTC), progress=show_progress(table))
    look_for_duplicates(datetime.now(UTC))
    counts = Counts(job.accepted, job.asked, job.refused)
    return show(
        ImportReport(plan, table, charter, counts, refusals_of(job), job=job.id, known=known), as_json=args.json
    )


def _wishes(args: argparse.Namespace, charter: Current, form: Form, table: Table, now: datetime) -> Wishes:
    """What was said; a look takes today for days that were not."""
    today = charter.policy.organisation.day(now).isoformat()
    consents = dict(_pairs(args.consent, "--consent"))
    shape = recognise(table.header)
    if args.dry_run and not (shape and shape.consented):
        consents = dict.fromkeys(consent_purposes(charter.policy, form), args.told_on or today) | consents
    return Wishes(
        maps=_pairs(args.map, "--map", blank=True),
        constants=dict(_pairs(args.set, "--set")),
        consents=consents,
        confirmed=args.confirmed_on,
        attested=bool(args.attest),
        called=_called(args.choice),
        told=args.told_on or today,
        file_name=args.file.name,
    )


def _called(said: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for named, value in _pairs(said, "--choice"):
        field, colon, word = named.partition(":")
        if not colon or not word.strip():
            raise Misuse("--choice takes FIELD:WORD=VALUE: member_class:一般会員=regular.")
        words = found.setdefault(field, {})
        words[value] = f"{words[value]},{word}" if value in words else word
    return found


def _charter(args: argparse.Namespace) -> Current:
    try:
        ruling = current()
        charter = at(args.charter) if args.charter else ruling
    except Charter.DoesNotExist as error:
        raise Refusal(str(error)) from error
    form_of(ruling, args.form)  # what is not asked any more is not taken in any more
    return charter


def _basis(args: argparse.Namespace) -> Basis:
    if bool(args.attest) != bool(args.confirmed_on) and not args.attest:
        raise Misuse("--confirmed-on goes with --attest.")
    return Basis(
        told_by=NoticeMethod(args.told_by),
        told_reference=args.told_reference,
        evidence_reference=args.evidence_reference or args.told_reference,
        evidence_sha256=digest(args.evidence),
        answers_for=_answers_for(args.by),
        attested_reference=(args.attest_reference or args.told_reference) if args.attest else "",
        attested_sha256=digest(args.attest) if args.attest else "",
    )


def _answers_for(email: str) -> UUID:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refusal("--by names no active member of staff. See: azukari staff list")
    reference: UUID = user.reference
    return reference


def _reference(text: str) -> str:
    """A mark under which something is filed; no room for a name or an address."""
    if not REFERENCE.fullmatch(text):
        raise argparse.ArgumentTypeError("takes up to 64 of a-z, 0-9, and . _ - between them, such as form-2023-04.")
    return text


def _pairs(words: Sequence[str], option: str, *, blank: bool = False) -> list[tuple[str, str]]:
    pairs = []
    for word in words:
        left, sign, right = word.partition("=") if option != "--map" else word.rpartition("=")
        if not sign or not left.strip() or not (right.strip() or blank):
            raise Misuse(f"{option} takes two words with “=” between them.")
        pairs.append((left.strip(), right.strip()))
    return pairs
