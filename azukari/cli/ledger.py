"""`azukari ledger verify|prove|export`: check the whole ledger, prove one entry, write the public part to a folder."""

import argparse
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.utils import translation

from azukari.cli.terminal import complain, say, say_json
from azukari.cli.verb import Refusal, Subparsers
from azukari.ledger import tree
from azukari.ledger.export import export
from azukari.ledger.proof import NotIntegrated, check, prove
from azukari.ledger.verify import Report, verify
from azukari.lib import note
from azukari.lib.merkle import ProofError
from azukari.vault.opening import ledger_opening


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("ledger", help="verify, prove and export the ledger", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    verifying = acts.add_parser("verify", help="check every entry, tile and checkpoint; 1 if anything was changed")
    verifying.add_argument("--proof", type=Path, metavar="FILE", help="check a proof file instead")
    verifying.add_argument("--key", help="the ledger's public key for --proof (else this instance's own)")
    proving = acts.add_parser("prove", help="write a proof of one entry that can be checked offline")
    proving.add_argument("entry", type=UUID, help="the entry's id")
    proving.add_argument("--open", action="store_true", help="also show whose entry it is, to whoever gets the file")
    exporting = acts.add_parser("export", help="write checkpoint, tiles and entry bundles to a folder")
    exporting.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to")
    proving.add_argument("--out", type=Path, metavar="FILE", help="where to (else the terminal)")
    for act in (verifying, proving, exporting):
        act.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.act == "verify":
        return _check_proof(args) if args.proof else _verify(args)
    return _prove(args) if args.act == "prove" else _export(args)


def _verify(args: argparse.Namespace) -> int:
    report = verify(_opening_of)
    with translation.override("en"):  # the command line speaks English throughout
        if args.json:
            problems = [{**asdict(p), "sentence": p.sentence} for p in report.problems]
            say_json({**asdict(report), "ok": report.ok, "problems": problems, "key": str(tree.verifier())})
        else:
            _tell(report)
    return 0 if report.ok else 1


def _opening_of(entry: UUID) -> bytes | None:
    opening = ledger_opening(entry)
    return opening.key if opening else None


def _tell(report: Report) -> None:
    for problem in report.problems:
        complain(problem.sentence)
    say(
        f"Checked {report.entries} entries, {report.tiles} tiles, {report.checkpoints} checkpoints and {report.pending}"
        f" waiting rows. Commitments: {report.public} open to anybody, {report.opened} opened with the person's key,"
        f" {report.closed} whose key is gone."
    )
    say("Nothing was changed." if report.ok else f"Problems: {report.found}.")


def _check_proof(args: argparse.Namespace) -> int:
    try:
        by = note.verifier(args.key) if args.key else tree.verifier()
        proven = check(args.proof.read_text("utf-8"), by)
    except (OSError, UnicodeDecodeError, note.NoteError, ProofError) as error:
        raise Refusal(f"The proof does not hold: {error}") from error
    if args.json:
        say_json({**asdict(proven), "checkpoint": proven.checkpoint.text})
    else:
        say(f"Entry {proven.index} of {proven.checkpoint.origin}: {proven.kind} at {proven.at}. {proven.payload}")
        say("The file shows whose entry it is." if proven.opened else "The file does not show whose entry it is.")
    return 0


def _prove(args: argparse.Namespace) -> int:
    key = _opening_of(args.entry) if args.open else None
    if args.open and key is None:
        raise Refusal("This entry cannot be opened: it is about nobody, or the person's key is gone.")
    try:
        text = prove(args.entry, key=key)
    except NotIntegrated as error:
        raise Refusal(
            f"The ledger has no place for {args.entry} (a new entry gets one within about a second)."
        ) from error
    if args.out:
        args.out.write_text(text, "utf-8")
    elif args.json:
        say_json({"entry": str(args.entry), "proof": text, "key": str(tree.verifier())})
    else:
        say(text.removesuffix("\n"))
    return 0


def _export(args: argparse.Namespace) -> int:
    try:
        size = export(args.out)
    except OSError as error:
        raise Refusal(f"The folder {args.out} cannot be written: {error.strerror}.") from error
    if size == 0:
        raise Refusal("Nothing has been recorded yet, so there is nothing to export.")
    if args.json:
        say_json({"entries": size, "folder": str(args.out), "key": str(tree.verifier())})
    else:
        say(f"{size} entries are in {args.out}. The ledger's public key: {tree.verifier()}")
    return 0
