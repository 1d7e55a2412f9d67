"""Purposes: each stands on a ground, is reached by a form, and uses only what somebody is asked for."""

from collections.abc import Iterator

from azukari.policy.ending import ENDS_BY, EndsBy, runs_until_its_end, what_ends
from azukari.policy.finding import Finding, Severity, both
from azukari.policy.list_purpose import list_purpose
from azukari.policy.terms import RESERVED_PURPOSES, Category, FormKind, Ground, Policy, RetentionStart


def reserved(policy: Policy) -> Iterator[Finding]:
    for slug in RESERVED_PURPOSES & policy.purposes.keys():
        yield Finding(
            "purpose.reserved",
            f"purposes.{slug}",
            both(f"「{slug}」はプログラムが使う名前です。", f"“{slug}” is a name that the program itself uses."),
            both("別の名前を付けてください。", "Give the purpose another name."),
        )


def law_named(policy: Policy) -> Iterator[Finding]:
    """Who keeps data because a law demands it names the law; who does not, does not."""
    for slug, purpose in policy.purposes.items():
        clause = f"purposes.{slug}.retention.law"
        if purpose.ground is Ground.LAW and purpose.retention.law is None:
            yield Finding(
                "purpose.law-unnamed",
                clause,
                both("根拠が法律なのに、法律の名前がありません。", "The ground is a law, but no law is named."),
                both("保存を義務づける法律の名前を書いてください。", "Name the law that demands the keeping."),
            )
        if purpose.ground is not Ground.LAW and purpose.retention.law is not None:
            yield Finding(
                "purpose.law-without-ground",
                clause,
                both(
                    "法律の名前がありますが、根拠が law ではありません。", "A law is named, but the ground is not law."
                ),
                both(
                    "根拠を law にするか、法律に基づく目的を別に立ててください。",
                    "Make law the ground, or set up a purpose of its own for what the law demands.",
                ),
            )


def payments_recorded(policy: Policy) -> Iterator[Finding]:
    """What runs from a payment begins where payments are recorded, and keeps what a law demands, nothing else."""
    paid = {p for form in policy.forms_of(FormKind.MEMBERSHIP) for p in form.purposes}
    for slug, purpose in policy.purposes.items():
        kept = slug in paid and purpose.ground is Ground.LAW
        if purpose.retention.start is RetentionStart.RECORDED and not kept:
            yield Finding(
                "purpose.never-recorded",
                f"purposes.{slug}.retention.start",
                both(
                    "支払いの記録から始まる目的は、会員登録のフォームにあり、根拠が法律のものに限ります。",
                    "Only what a law has us keep of members begins when a payment is recorded.",
                ),
                both(
                    "start を confirmed か ended にするか、根拠を law にして会員登録のフォームに加えてください。",
                    "Make start confirmed or ended, or make law the ground and name it in a membership form.",
                ),
            )


def ends_somehow(policy: Policy) -> Iterator[Finding]:
    """A time that runs from the end of the service can begin: something ends it on every form that leads there."""
    for slug, form in policy.forms.items():
        for purpose in form.purposes:  # a consent can be taken back at any time
            if not runs_until_its_end(policy, purpose) or what_ends(form, policy.purposes[purpose]):
                continue
            consent = policy.purposes[purpose].ground is Ground.CONSENT
            campaign = ENDS_BY[form.kind] is EndsBy.LAST_DAY
            yield Finding(
                "purpose.never-ends",
                f"purposes.{purpose}.retention.start",
                both(
                    f"保存期間はサービスの終了から数えますが、フォーム「{slug}」には、終了となる時がありません。",
                    f"The time runs from the end of the service, and nothing ends the service of the form “{slug}”.",
                ),
                both(
                    "フォームの最後の日(closes)を書くか、start を confirmed にしてください。",
                    "Give the form a last day (closes), or make start confirmed.",
                )
                if campaign
                else both(
                    "start を confirmed にするか、根拠を consent にしてください。",
                    "Make start confirmed, or let the purpose rest on consent.",
                ),
                Severity.WARNING if consent else Severity.ERROR,  # a consent can still be taken back
            )


def editions(policy: Policy) -> Iterator[Finding]:
    """The oldest edition that still holds is one that there has been."""
    for slug, purpose in policy.purposes.items():
        if not 1 <= purpose.oldest_edition <= max(purpose.edition, 1):
            yield Finding(
                "purpose.oldest-edition",
                f"purposes.{slug}.oldest_edition",
                both(
                    "まだない版を、再同意が不要な最古版としています。",
                    "The oldest edition that still holds is none that there has been.",
                ),
                both("1から文の版(edition)までの数にしてください。", "Make it a number from 1 to the edition."),
            )


def second_person_for_issues(policy: Policy) -> Iterator[Finding]:
    """Only an issue of a list is approved by a second person."""
    of_lists = {purpose.slug for form in policy.forms.values() if (purpose := list_purpose(form, policy))}
    for slug, purpose in policy.purposes.items():
        if purpose.second_person and slug not in of_lists:
            yield Finding(
                "purpose.second-person",
                f"purposes.{slug}.second_person",
                both(
                    "この目的では、メールマガジンを送りません。二人目の承認が要るのは、その号だけです。",
                    "No email magazine is sent for this purpose, and only its issues take a second person.",
                ),
                both(
                    "second_person を取り除くか、メールマガジンのフォームの目的に書いてください。",
                    "Remove second_person, or write it at the purpose of a form for an email magazine.",
                ),
            )


def uses_something(policy: Policy) -> Iterator[Finding]:
    for slug, purpose in policy.purposes.items():
        if not purpose.categories:
            yield Finding(
                "purpose.uses-nothing",
                f"purposes.{slug}.needs",
                both("この目的は何の情報も使いません。", "This purpose uses no data at all."),
                both(
                    "needs か may_use に項目を書くか、目的を取り除いてください。",
                    "Fill needs or may_use, or remove the purpose.",
                ),
            )
        for category in sorted(purpose.needs & purpose.may_use):
            yield Finding(
                "purpose.needs-and-may-use",
                f"purposes.{slug}.may_use",
                both(
                    f"「{category}」が needs と may_use の両方にあります。",
                    f"“{category}” stands in needs and in may_use.",
                ),
                both("どちらか一方にしてください。", "Leave it in one of them."),
            )


def reachable(policy: Policy) -> Iterator[Finding]:
    """A purpose that no form leads to is a use without a source."""
    reached = {p for form in policy.forms.values() for p in form.leads_to}
    for slug in policy.purposes:
        if slug not in reached:
            yield Finding(
                "purpose.unreachable",
                f"purposes.{slug}",
                both("この目的に通じるフォームがありません。", "No form leads to this purpose."),
                both(
                    "フォームの purposes か consents に加えるか、取り除いてください。",
                    "Name it in a form, or remove it.",
                ),
                Severity.WARNING,
            )


def of_one_service(policy: Policy) -> Iterator[Finding]:
    """Data of one service does not serve another, unless the purpose is declared as an exception (P06, P12, P14)."""
    for slug, purpose in policy.purposes.items():
        kinds = {form.kind for form in policy.forms.values() if slug in form.purposes}
        if len(kinds) > 1 and not purpose.exceptional:
            yield Finding(
                "purpose.many-services",
                f"purposes.{slug}",
                both(
                    f"種類の違うフォーム({', '.join(sorted(kinds))})が同じ目的を使っています。",
                    f"Forms of different kinds ({', '.join(sorted(kinds))}) serve this one purpose.",
                ),
                both(
                    "目的を種類ごとに分けるか、例外の目的(exceptional: true)として明記してください。",
                    "Split it, one for each kind, or state it as an exceptional purpose (exceptional: true).",
                ),
            )


def asked_for(policy: Policy) -> Iterator[Finding]:
    """What a purpose says it uses, some form asks for (P13)."""
    for slug, purpose in policy.purposes.items():
        asked = {f.category for form in policy.forms.values() for f in form.fields if slug in f.purposes}
        for category in sorted(purpose.may_use - asked):
            yield Finding(
                "purpose.category-never-asked",
                f"purposes.{slug}.may_use",
                both(f"「{category}」を尋ねる欄がありません。", f"No field asks for “{category}” for this purpose."),
                both(
                    "欄を作るか、may_use から取り除いてください。", "Ask for it in a form, or remove it from may_use."
                ),
                Severity.WARNING,
            )


def categories_declared(policy: Policy) -> Iterator[Finding]:
    """The scope that people read names every category in use, and none besides (P15)."""
    used = {c for purpose in policy.purposes.values() for c in purpose.categories}
    used |= {f.category for form in policy.forms.values() for f in form.fields}
    for category in sorted(used - policy.categories.keys()):
        yield Finding(
            "category.undeclared",
            "categories",
            both(
                f"使っている項目「{category}」が categories にありません。",
                f"“{category}” is used, but categories does not name it.",
            ),
            both("categories に呼び名を書いてください。", "Name it in categories."),
        )
    for category in sorted(policy.categories.keys() - used):
        yield Finding(
            "category.unused",
            f"categories.{Category(category)}",
            both("どの目的も使っていない項目です。", "No purpose uses this category."),
            both("categories から取り除いてください。", "Remove it from categories."),
            Severity.WARNING,
        )
