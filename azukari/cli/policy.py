"""`azukari policy check|diff|propose|publish|show [FILE]`: the policy from draft to charter.

FILE is the draft in the instance's folder (policy.yaml) unless given. `check` and `show FILE` need no instance.

Nobody can be named here as the second person: whoever approves does so in the console, in a session of their own. So a
policy that needs one is put there with `propose`, approved, and then published, here or there.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import pgettext_lazy

from azukari.both_languages import BothLanguages
from azukari.cli import policy_publish
from azukari.cli.opening import needs_instance
from azukari.cli.parser import whole_number
from azukari.core.policy_versions.current import Current, at, current
from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.publish import PublicationRefused
from azukari.core.policy_versions.sound import with_example
from azukari.lib.conflict import StaleVersion
from azukari.lib.instance import is_instance, load
from azukari.lib.terminal import complain, say, say_json
from azukari.lib.verb import Refusal, Subparsers
from azukari.policy.change import Change, Effect
from azukari.policy.check import check, errors
from azukari.policy.diff import diff, widens_existing
from azukari.policy.finding import Finding, PolicyError, describe, locate
from azukari.policy.parse import document, parse, parse_with_lines, read_file, schema, to_yaml


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("policy", help="check, compare, publish and show the policy", description=__doc__)
    verbs = parser.add_subparsers(dest="act", required=True, metavar="check|diff|propose|publish|show")
    checking = _verb(verbs, "check", "say what is missing or contradicts itself; exit 1 if it cannot be published")
    _verb(verbs, "diff", "say in sentences what the draft would change for people")
    publishing = _verb(verbs, "publish", "make the draft the policy that rules, if it is sound")
    policy_publish.arguments(publishing)
    _verb(verbs, "propose", "put the draft into the console, where a second person approves it")
    showing = _verb(verbs, "show", "print the policy that rules, another charter, or a file, as YAML")
    showing.add_argument("--charter", type=whole_number(1), metavar="N", help="the charter of that number")
    showing.add_argument("--schema", action="store_true", help="print the JSON schema of the document instead")
    checking.set_defaults(offline=lambda _args: True)
    showing.set_defaults(offline=lambda args: bool(args.file or args.schema))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the act that was named. Returns the exit code."""
    try:
        return _ACTS[args.act](args)
    except PolicyError as error:
        return _report(error.findings, args, file=error.file)
    except StaleVersion as overtaken:
        raise Refusal(
            "Someone changed the draft in the console in the meantime. Check it there, then try again."
        ) from overtaken
    except PublicationRefused as refused:
        if refused.findings:
            return _report(refused.findings, args, file=str(_file(args)))
        raise Refusal(refused.sentence[args.lang]) from refused


def _verb(verbs: Subparsers, name: str, summary: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    verb.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the document (default: D/policy.yaml)")
    verb.add_argument("--json", action="store_true", help="print data for another program")
    verb.add_argument("--lang", choices=("ja", "en"), default="en", help="the language of sentences")
    return verb


def _check(args: argparse.Namespace) -> int:
    parsed = parse_with_lines(read_file(_file(args)), file=str(_file(args)))
    made_up = is_instance(Path(args.dir)) and load(Path(args.dir)).is_made_up
    found = with_example(check(parsed.policy), parsed.policy, made_up=made_up)
    return _report(locate(found, parsed.lines), args, file=str(_file(args)))


def _diff(args: argparse.Namespace) -> int:
    draft = parse(read_file(_file(args)), file=str(_file(args)))
    ruling = _charter(args)
    changes = diff(ruling.policy, draft)
    if args.json:
        say_json(
            {
                "charter": ruling.number,
                "asks_again": widens_existing(changes),
                "changes": [change.as_json() for change in changes],
            }
        )
        return 0
    say("\n".join(_line(change, args.lang) for change in changes) or _SAME[args.lang])
    if widens_existing(changes):
        say(_ASKS_AGAIN[args.lang])
    return 0


def _show(args: argparse.Namespace) -> int:
    if args.schema:
        say_json(schema())
        return 0
    policy = parse(read_file(args.file), file=str(args.file)) if args.file else _charter(args, args.charter).policy
    if args.json:
        say_json(document(policy))
    else:
        say(to_yaml(policy).rstrip("\n"))
    return 0


_ACTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "diff": _diff,
    "propose": lambda args: policy_publish.propose(_instance_file(args), args),
    "publish": lambda args: policy_publish.run(_instance_file(args), args),
    "show": _show,
}
_EFFECTS = {
    Effect.WIDENED: BothLanguages(pgettext_lazy("effect", "widened")),
    Effect.NARROWED: BothLanguages(pgettext_lazy("effect", "narrowed")),
    Effect.NEUTRAL: BothLanguages("neutral"),
    Effect.WORDING: BothLanguages("wording"),
}
_SAME = BothLanguages("Nothing changes.")
_ASKS_AGAIN = BothLanguages(
    "This widens the use of data that people have left already; they are asked again before the new use begins."
)


def _report(findings: tuple[Finding, ...], args: argparse.Namespace, *, file: str) -> int:
    """Print findings: as data on stdout, as sentences on stderr. Returns 1 if one of them is an error."""
    bad = len(errors(findings))
    if args.json:
        say_json({"file": file, "errors": bad, "findings": [finding.as_json() for finding in findings]})
    else:
        for finding in findings:
            complain(describe(finding, file=file, lang=args.lang))
        if not bad:
            say(f"{file}: sound" + (f", {len(findings)} to look at." if findings else "."))
    return 1 if bad else 0


def _line(change: Change, lang: str) -> str:
    words = [f"{_EFFECTS[change.effect][lang]:>9}  {change.sentence[lang]}"]
    if change.before:
        words.append(f"           - {change.before.get(lang, '')}")
    if change.after:
        words.append(f"           + {change.after.get(lang, '')}")
    return "\n".join(words)


def _instance_file(args: argparse.Namespace) -> Path:
    needs_instance(args.dir)
    return _file(args)


def _file(args: argparse.Namespace) -> Path:
    return args.file or Path(args.dir) / "policy.yaml"


def _charter(args: argparse.Namespace, number: int | None = None) -> Current:
    """The one of that number, else the one that rules."""
    needs_instance(args.dir)
    try:
        return at(number) if number else current()
    except Charter.DoesNotExist as error:
        raise Refusal(str(error)) from error
