"""`azukari statistics import FILE --kind log`: page use that was counted elsewhere, as totals and nothing more."""

import argparse
from pathlib import Path

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.statistics.importing import KINDS, NotOfThatKind, import_lines
from azukari.features.statistics.sites import OWN, hosts_of, names_of
from azukari.lib.terminal import say
from azukari.lib.verb import Refusal, Subparsers


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("statistics", help="page statistics", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    importing = acts.add_parser("import", help="import an access log, or the export of another counter")
    importing.add_argument("file", type=Path, help="the file, unpacked")
    importing.add_argument("--kind", choices=KINDS, default="log", help="what it is (default: a log, combined format)")
    importing.add_argument("--site", default=OWN, help="the host under which it is counted, as the policy names it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if (policy := ruling_policy()) is None:
        raise Refusal("No policy has been published yet, so nothing may be counted.")
    if args.site not in names_of(policy):
        raise Refusal("The policy does not name this site under statistics.sites, so nothing of it may be counted.")
    timezone, least = policy.organisation.timezone, policy.statistics.fold_below
    try:
        with args.file.open(encoding="utf-8", errors="replace", newline="") as lines:
            hosts = hosts_of(policy)
            done = import_lines(lines, args.kind, site=args.site, timezone=timezone, least=least, hosts=hosts)
    except OSError as error:
        raise Refusal("The file cannot be read.") from error
    except NotOfThatKind as error:
        raise Refusal("The file has not the columns of such an export. Choose another --kind.") from error
    say(f"{done.views} views on {done.days} days were counted; {done.left_out} lines were left out.")
    return 0
