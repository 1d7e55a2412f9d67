"""The office: duties that open something, hours that exist, deadlines that can be kept (P33, P40-P47)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from azukari.lib.lazy_import import lazy_import
from azukari.policy.explain import name_act, name_categories
from azukari.policy.finding import Finding, Severity, both, no_such_purpose
from azukari.policy.terms import ESSENTIAL_ACTS, LISTED, Category, FormKind, Policy

if TYPE_CHECKING:
    import holidays
else:
    holidays = lazy_import("holidays")


def duties(policy: Policy) -> Iterator[Finding]:
    """Duties name purposes that exist."""
    for slug, duty in policy.duties.items():
        for key, named in (("purposes", duty.purposes), ("sealed", duty.sealed)):
            for purpose in sorted(named - policy.purposes.keys()):
                yield no_such_purpose(f"duties.{slug}.{key}.{purpose}", purpose)
        if not duty.purposes and not duty.acts and not duty.sealed:
            yield Finding(
                "duty.without-purpose",
                f"duties.{slug}.purposes",
                both("この担当は何も開けません。", "This duty opens nothing."),
                both("それでよいか、確かめてください。", "Make sure that this is meant."),
                Severity.WARNING,
            )


def sealed(policy: Policy) -> Iterator[Finding]:
    """Only a campaign can be run by numbers alone, and whoever opens data for a purpose does not run it so."""
    campaigns = {p for form in policy.forms_of(FormKind.CAMPAIGN) for p in form.purposes}
    for slug, duty in policy.duties.items():
        for purpose in sorted(duty.sealed & policy.purposes.keys()):
            if purpose in campaigns - duty.purposes:
                continue
            yield Finding(
                "duty.sealed",
                f"duties.{slug}.sealed.{purpose}",
                both(
                    f"「{purpose}」は、情報を開かずに受け持てる署名の目的ではありません。",
                    f"“{purpose}” is no purpose of a campaign that this duty could run without opening data.",
                ),
                both(
                    "署名のフォームの目的で、この担当の purposes にないものだけを書いてください。",
                    "Name purposes of campaign forms alone, and none that the duty’s purposes have.",
                ),
            )


def lists(policy: Policy) -> Iterator[Finding]:
    """A list shows of everybody what a purpose of the duty uses, and nobody's answers; of messages, the inbox
    alone shows the first line.
    """
    inbox = frozenset(purpose for form in policy.forms_of(FormKind.FEEDBACK) for purpose in form.purposes)
    for slug, duty in policy.duties.items():
        used = frozenset().union(*(policy.purposes[p].categories for p in duty.purposes & policy.purposes.keys()))
        may = LISTED | {Category.MESSAGE} if duty.purposes & inbox else LISTED
        for category in sorted(duty.lists - (used & may)):
            words = name_categories(policy, (category,))
            yield Finding(
                "duty.lists",
                f"duties.{slug}.lists.{category.value}",
                both(
                    f"この担当の一覧に、{words['ja']}は表示できません。",
                    f"Lists of this duty cannot show the {words['en']}.",
                ),
                both(
                    "担当の目的に使う情報だけを書いてください。回答は一覧に表示できません。メッセージは、ご意見の受信箱に1行目だけを表示できます。",
                    "List only what a purpose of the duty uses. Answers are read one by one; "
                    "of messages, the inbox may show the first line.",
                ),
            )


def essential_acts(policy: Policy) -> Iterator[Finding]:
    """Somebody can change duties and policy; a policy from before there were acts is told here what to add (P01)."""
    named = {act for duty in policy.duties.values() for act in duty.acts}
    for act in sorted(ESSENTIAL_ACTS - named):
        words = name_act(act)
        yield Finding(
            "act.nobody",
            "duties",
            both(f"「{words['ja']}」を受け持つ担当がありません。", f"No duty names “{words['en']}”."),
            both(
                f"責任者の担当に acts: [{act.value}] を加えてください。"
                "仕事の一覧は azukari policy show --schema で読めます。",
                f"Add acts: [{act.value}] to the duty of the officer in charge."
                " All acts: azukari policy show --schema.",
            ),
        )


def purposes_have_duties(policy: Policy) -> Iterator[Finding]:
    """Somebody is there to do what people register for."""
    held = {p for duty in policy.duties.values() for p in duty.purposes}
    for slug in policy.purposes:
        if slug not in held:
            yield Finding(
                "purpose.without-duty",
                f"purposes.{slug}",
                both("この目的を受け持つ担当がありません。", "No duty includes this purpose."),
                both("duties のどれかに加えてください。", "Add it to one of the duties."),
                Severity.WARNING,
            )


def hours(policy: Policy) -> Iterator[Finding]:
    office = policy.requests.hours
    clause = "requests.hours"
    if office.closes <= office.opens:
        sentence = both("閉まる時刻が開く時刻より前です。", "The office closes before it opens.")
        yield Finding("hours.order", f"{clause}.closes", sentence, both("時刻を直してください。", "Correct the times."))
    if not office.weekdays:
        sentence = both("開いている曜日がありません。", "The office is open on no day.")
        yield Finding(
            "hours.no-day", f"{clause}.weekdays", sentence, both("曜日を書いてください。", "Write the weekdays.")
        )
    if not _has_holidays(office.holidays):
        yield Finding(
            "hours.holidays-unknown",
            f"{clause}.holidays",
            both(
                f"{office.holidays} の祝日は分かりません。", f"The public holidays of {office.holidays} are not known."
            ),
            both("JP などの国コードを書いてください。", "Write the code of a country that is known, such as JP."),
        )


def contact_form(policy: Policy) -> Iterator[Finding]:
    """Requests reach us through a form for feedback (P45)."""
    form = policy.forms.get(policy.requests.contact_form)
    if form is None or form.kind is not FormKind.FEEDBACK:
        yield Finding(
            "requests.contact-form",
            "requests.contact_form",
            both("お問い合わせのフォーム(種類は feedback)がありません。", "It names no form of kind feedback."),
            both("feedback のフォームの名前を書いてください。", "Name a form of kind feedback."),
        )


def deadlines(policy: Policy) -> Iterator[Finding]:
    """The target lies within the limit (P44)."""
    target, limit = policy.requests.target_days, policy.requests.limit_days
    if not 1 <= target <= limit:
        sentence = both(
            "目標の日数は1以上、期限の日数以下です。", "The target is at least one day, and not beyond the limit."
        )
        yield Finding(
            "requests.target", "requests.target_days", sentence, both("日数を直してください。", "Correct the days.")
        )


@lru_cache(maxsize=64)
def _has_holidays(country: str) -> bool:
    try:
        holidays.country_holidays(country)
    except NotImplementedError:
        return False
    return True
