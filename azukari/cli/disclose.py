"""`azukari disclose`: hand the least that does to a recipient, sealed so that only the recipient opens it.

The gate is the same as the console's: the policy, the register and each person decide. --dry-run counts who would be
in it and who would be left out, and changes nothing. A run that was broken off goes on when the same command is given
again; nobody comes in twice. Whoever gives this command has the whole machine in their hands, so it asks for no second
person; the ledger says that it was the program.
"""

import argparse
import shutil
from pathlib import Path
from uuid import UUID

from azukari.core.policy_versions.current import current
from azukari.core.transfers import spool
from azukari.core.transfers.deliver import run as run_transfer
from azukari.core.transfers.disclose import Wish, approve, preview, propose
from azukari.core.transfers.finish import WAITS, fetch
from azukari.core.transfers.models import Channel, Moved, Recipient, Transfer, TransferState
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.lib.job import clock
from azukari.lib.terminal import complain, progress, say, say_json
from azukari.lib.verb import Misuse, Refusal, Subparsers
from azukari.policy.disclosure import LEGAL_DUTY, DisclosureGround
from azukari.policy.terms import OPERATOR, Category, Verdict


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "disclose", help="hand data to a recipient, if the gate allows it", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--recipient", required=True, metavar="R", help="a recipient of the policy, or an authority")
    parser.add_argument("--purpose", metavar="P", help="what for (default with --ground law: legal-duty)")
    parser.add_argument("--ground", required=True, metavar="G", help="contract, consent or law; there is no fourth")
    parser.add_argument("--case", type=UUID, metavar="C", help="with --ground law: the case that compels us")
    parser.add_argument("--categories", required=True, type=_categories, metavar="C,C", help="name,email,...")
    parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the sealed file goes; opens with age")
    parser.add_argument("--json", action="store_true", help="print data for another program")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns 0 when it is handed over (or would be), 1 when the gate says no."""
    if args.purpose is None and args.ground != DisclosureGround.LAW:
        raise Misuse("Say what for: --purpose P. The policy names the purposes.")
    if args.case is not None and args.ground != DisclosureGround.LAW:
        raise Misuse("A case is a ground of law alone: leave --case out, or say --ground law.")
    wish = Wish(args.recipient, args.purpose or LEGAL_DUTY, args.categories, args.ground, args.case)
    try:
        current()
        return _dry(wish, args) if args.dry_run else _hand_over(wish, args)
    except Refused as refused:
        return _refused(refused.verdict, as_json=args.json)
    except InvalidTransition as error:
        raise Refusal(str(error)) from error


def _dry(wish: Wish, args: argparse.Namespace) -> int:
    seen = preview(wish, now=clock(), progress=progress("people"))
    if not seen.verdict:
        return _refused(seen.verdict, as_json=args.json)
    if args.json:
        left_out = [
            {"code": code, "count": count, "sentence": dict(seen.answers[code].sentence)}
            for code, count in sorted(seen.left_out.items())
        ]
        told = {"code": seen.verdict.code, "clause": seen.verdict.clause}
        say_json({"dry_run": True, **told, "people": seen.people, "left_out": left_out})
    else:
        say(seen.verdict.sentence["en"])
        say(f"{seen.people} people would be in it.")
        for code, count in sorted(seen.left_out.items()):
            say(f"{count} would be left out. {seen.answers[code].sentence['en']}")
    return 0


def _hand_over(wish: Wish, args: argparse.Namespace) -> int:
    transfer = _unfinished(wish)
    if transfer is None:
        _check_target(wish, args.out)
        transfer, _seen = propose(wish, actor=OPERATOR, now=clock(), progress=progress("people"))
    if transfer.state == TransferState.PROPOSED:
        transfer = approve(transfer.id, actor=OPERATOR, now=clock())
    transfer = run_transfer(transfer.id, clock=clock, progress=progress("people"))
    if transfer.state == TransferState.STOPPED:
        raise Refusal(f"The transfer was stopped ({transfer.stop_code}); none of it has been handed over.")
    if transfer.channel == Channel.FILE:
        _write(transfer, args.out)
    return _show(Transfer.objects.get(id=transfer.id), args)


def _unfinished(wish: Wish) -> Transfer | None:
    """The operator's own transfer of the same kind that was broken off."""
    going = (TransferState.PROPOSED, TransferState.APPROVED, TransferState.RUNNING, TransferState.READY)
    return Transfer.objects.filter(
        recipient_id=wish.recipient,
        purpose=wish.purpose,
        ground=wish.ground,
        case_id=wish.case,
        categories=" ".join(sorted(wish.categories)),
        proposed_by="system",
        state__in=going,
    ).first()


def _check_target(wish: Wish, out: Path | None) -> None:
    """Before anything is decided: whether there is a place for the file, where there will be one."""
    recipient = Recipient.objects.filter(slug=wish.recipient, channel=Channel.FILE).first()
    if recipient is None:
        return
    if out is None:
        raise Misuse("The recipient gets a sealed file. Say where it goes: --out FILE.")
    if out.exists():
        raise Refusal(f"{out} exists already. Name another file for --out.")
    if not out.parent.is_dir():
        raise Refusal(f"There is no folder {out.parent} for the file.")


def _write(transfer: Transfer, out: Path | None) -> None:
    if out is None:
        raise Refusal(
            "The recipient gets a sealed file. Say where to write it: --out FILE; the same command continues."
        )
    sealed = fetch(transfer.id, actor=OPERATOR, now=clock())
    unfinished = out.with_name(f".{out.name}.part")
    shutil.copyfile(sealed, unfinished)
    unfinished.replace(out)
    spool.remove(transfer.id)


def _show(transfer: Transfer, args: argparse.Namespace) -> int:
    moved = transfer.rows.filter(state=Moved.MOVED).count()
    if args.json:
        say_json(
            {
                "dry_run": False,
                "transfer": transfer.id,
                "recipient": transfer.recipient_id,
                "purpose": transfer.purpose,
                "ground": transfer.ground,
                "categories": transfer.categories.split(),
                "people": moved,
                "left_out": transfer.left_out,
                "state": transfer.state,
                "file": str(args.out) if args.out else None,
                "sha256": transfer.file_sha256 or None,
            }
        )
    else:
        say(_sentences(transfer, moved, args.out))
    return 0


def _sentences(transfer: Transfer, moved: int, out: Path | None) -> str:
    what = ", ".join(transfer.categories.split())
    if transfer.channel == Channel.API:
        organisation = current().policy.organisation
        until = organisation.last_day(transfer.approved_at + WAITS).isoformat() if transfer.approved_at else "then"
        return (
            f"{transfer.recipient_id} may fetch it with its token until {until}: {what} of {transfer.people} people,"
            " each of whom is asked about when their turn comes."
        )
    if transfer.channel == Channel.WEBHOOK:
        on_their_way = f"{moved} people are on their way to {transfer.recipient_id}: {what}."
        return f"{on_their_way} The worker posts them, sealed and signed."
    return (
        f"{moved} people went to {transfer.recipient_id}: {what}.\n"
        f"The file is {out}; only the recipient's key opens it: age --decrypt --identity THEIR_KEY {out}"
    )


def _refused(verdict: Verdict, *, as_json: bool) -> int:
    if as_json:
        told = {"code": verdict.code, "clause": verdict.clause, "sentence": dict(verdict.sentence)}
        say_json({"refused": {**told, "remedy": dict(verdict.remedy)}})
    complain(f"{verdict.sentence['en']} {verdict.remedy.get('en', '')}".rstrip() + f" [{verdict.clause}]")
    return 1


def _categories(text: str) -> frozenset[Category]:
    try:
        return frozenset(Category(word.strip()) for word in text.split(",") if word.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"takes one or more, with commas between: {', '.join(Category)}.") from error
