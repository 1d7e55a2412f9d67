"""`azukari ledger verify|prove|export|witness`: check the whole ledger, prove one entry, write the public part to a
folder, and watch the ledger of another organisation.
"""

import argparse
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.utils import translation

from azukari.cli import ledger_witness as watching
from azukari.cli.opening import needs_instance
from azukari.cli.parser import whole_number
from azukari.cli.witness_server import answer
from azukari.core.ledger import signing_keys, tree
from azukari.core.ledger.export import export
from azukari.core.ledger.outside import contains
from azukari.core.ledger.proof import NotIntegrated, check, prove
from azukari.core.ledger.verify import verify
from azukari.core.vault.opening import entry_keys
from azukari.lib import key_handover, signed_note
from azukari.lib.merkle import ProofError
from azukari.lib.network import is_loopback
from azukari.lib.terminal import complain, progress, say, say_json
from azukari.lib.verb import Misuse, Refusal, Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("ledger", help="verify, prove and export the ledger", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    verifying = acts.add_parser("verify", help="check every entry, tile and checkpoint; 1 if anything was changed")
    verifying.add_argument("--proof", type=Path, metavar="FILE", help="check a proof file instead")
    verifying.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="a checkpoint (or proof file) that was kept elsewhere: this ledger must still hold it",
    )
    verifying.add_argument("--key", help="a public key of the ledger for --proof (else this instance's own)")
    verifying.add_argument(
        "--handovers",
        type=Path,
        metavar="FILE",
        help="how the key was handed on, as /ledger/handovers tells (else what the proof itself tells)",
    )
    proving = acts.add_parser("prove", help="write a proof of one entry that can be checked offline")
    proving.add_argument("entry", type=UUID, help="the entry's id")
    proving.add_argument("--open", action="store_true", help="also show whose entry it is, to anyone who gets the file")
    exporting = acts.add_parser("export", help="write checkpoint, tiles and entry bundles to a folder")
    exporting.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to")
    proving.add_argument("--out", type=Path, metavar="FILE", help="where to (else the terminal)")
    verifying.set_defaults(offline=lambda args: bool(args.proof))
    _add_witness(acts)
    for act in (verifying, proving, exporting):
        act.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run)


def _add_witness(acts: Subparsers) -> None:
    witness = acts.add_parser(
        "witness",
        help="watch the ledger of another organisation, and cosign what it signs",
        description=watching.__doc__,
    )
    witness.add_argument("url", help="the ledger's address, such as https://members.example.org/ledger/")
    witness.add_argument("--name", required=True, help="this witness's name: one word, such as its host name")
    witness.add_argument(
        "--key", type=Path, default=Path("witness.key"), metavar="FILE", help="made where there is none"
    )
    witness.add_argument("--state", type=Path, default=Path("witness.json"), metavar="FILE", help="its memory")
    witness.add_argument(
        "--log", default="", metavar="KEY", help="the ledger's public key, if it is known from elsewhere"
    )
    witness.add_argument("--once", action="store_true", help="look once, and print the signature line")
    witness.add_argument("--every", type=whole_number(1), default=60, metavar="SECONDS", help="how often to look")
    witness.add_argument(
        "--listen", metavar="HOST:PORT", help="wait to be asked instead of looking (C2SP tlog-witness)"
    )
    witness.add_argument("--tls", type=Path, nargs=2, metavar=("CERTIFICATE", "KEY"), help="speak TLS, beyond loopback")
    witness.add_argument("--json", action="store_true", help="print data for another program (with --once)")
    witness.set_defaults(offline=lambda _args: True)


def run(args: argparse.Namespace) -> int:
    if args.act == "witness":
        return _witness(args)
    if not (args.act == "verify" and args.proof and args.key):
        needs_instance(args.dir)
    if args.act == "verify":
        return _check_proof(args) if args.proof else _verify(args)
    return _prove(args) if args.act == "prove" else _export(args)


def _verify(args: argparse.Namespace) -> int:
    kept = [(path, _kept(path)) for path in args.checkpoint]
    report = verify(entry_keys, progress("entries"))
    for path, signed in kept if report.ok else ():
        fault = contains(signed, path.name)
        if fault:
            report.add(fault.code, fault.place)
    with translation.override("en"):  # the command line speaks English throughout
        if args.json:
            problems = [{**asdict(p), "sentence": p.sentence} for p in report.problems]
            say_json({**asdict(report), "ok": report.ok, "problems": problems, "key": str(tree.verifier())})
        else:
            for problem in report.problems:
                complain(problem.sentence)
            say(
                f"Checked {report.entries} entries, {report.tiles} tiles, {report.checkpoints} checkpoints,"
                f" {report.cosignatures} cosignatures, {report.handovers} hand-overs of the key"
                f" and {report.pending} waiting rows."
                f" Commitments: {report.public} open to anybody, {report.opened} opened with the person's key,"
                f" {report.closed} whose key is gone."
            )
            say("Nothing was changed." if report.ok else f"Problems: {report.found}.")
    return 0 if report.ok else 1


def _kept(path: Path) -> str:
    """The checkpoint in a file; of a proof file, the one at its end."""
    text = _text(path)
    return text.split("\n\n", 1)[1] if text.startswith("c2sp.org/tlog-proof@") and "\n\n" in text else text


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"The file {path} cannot be read.") from error


def _check_proof(args: argparse.Namespace) -> int:
    try:
        by = signed_note.verifier(args.key) if args.key else tree.verifier()
        known = [] if args.key else signing_keys.handovers()
        proven = check(_text(args.proof), by, key_handover.split(_text(args.handovers)) if args.handovers else known)
    except (signed_note.NoteError, ProofError) as error:
        raise Refusal(f"The proof does not hold: {error}") from error
    if args.json:
        say_json({**asdict(proven), "checkpoint": proven.checkpoint.text})
    else:
        say(f"Entry {proven.index} of {proven.checkpoint.origin}: {proven.kind} at {proven.at}. {proven.payload}")
        say("The file shows whose entry it is." if proven.opened else "The file does not show whose entry it is.")
    return 0


def _prove(args: argparse.Namespace) -> int:
    key = entry_keys([args.entry]).get(args.entry) if args.open else None
    if args.open and key is None:
        raise Refusal("This entry cannot be opened: it is about nobody, or the person's key is gone.")
    try:
        text = prove(args.entry, key=key)
    except NotIntegrated as error:
        raise Refusal(f"The ledger has no place for {args.entry} (new entries are shown every few minutes).") from error
    if args.out:
        try:
            args.out.write_text(text, "utf-8")
        except OSError as error:
            raise Refusal(f"The file {args.out} cannot be written: {error.strerror}.") from error
    elif args.json:
        say_json({"entry": str(args.entry), "proof": text, "key": str(tree.verifier())})
    else:
        say(text.removesuffix("\n"))
    return 0


def _witness(args: argparse.Namespace) -> int:
    by = watching.watcher(args.url, name=args.name, key=args.key, memory=args.state, log=args.log)
    if args.once:
        size, line = by.look()
        brought = watching.bring(by.url, size, line)
        if args.json:
            say_json({"size": size, "line": line, "key": str(by.key), "log": str(by.log), "taken": brought})
        else:
            say(line.removesuffix("\n"))
        by.look_at_days()
        return 0
    complain(f"Watching {by.log}. To the operator of that ledger, for azukari.toml:")
    complain(f'[[witnesses]]\nkey = "{by.key}"' + ('\nurl = "https://..."' if args.listen else ""))
    if args.listen:
        _listen(by, args)
    watching.come_round(by, every=args.every, tell=complain)
    return 0


def _listen(by: watching.Watcher, args: argparse.Namespace) -> None:
    host, _, port = args.listen.rpartition(":")
    if not port.isdecimal() or not host:
        raise Misuse("Write --listen HOST:PORT, such as 127.0.0.1:8001.")
    if not args.tls and not is_loopback(host):
        raise Refusal("Beyond this machine a witness speaks TLS: name --tls CERTIFICATE KEY, or put a proxy in front.")
    with answer(by, host, int(port), tuple(args.tls) if args.tls else None) as server:
        server.serve_forever()


def _export(args: argparse.Namespace) -> int:
    try:
        size = export(args.out)
    except OSError as error:
        raise Refusal(f"The folder {args.out} cannot be written: {error.strerror}.") from error
    if size == 0:
        raise Refusal("The ledger shows nothing yet, so there is nothing to export.")
    if args.json:
        say_json({"entries": size, "folder": str(args.out), "key": str(tree.shown_verifier())})
    else:
        say(f"{size} entries are in {args.out}. The ledger's public key: {tree.shown_verifier()}")
    return 0
