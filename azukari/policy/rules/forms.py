"""Forms: each belongs to a service, serves its purposes, and can be confirmed (P03, P04, P07-P11)."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, Severity, both
from azukari.policy.terms import Category, FormKind, Ground, Policy

CONFIRMED_KINDS = frozenset(FormKind) - {FormKind.FEEDBACK, FormKind.QUESTIONNAIRE}
_CONTACTS = frozenset({Category.EMAIL, Category.PHONE, Category.FAX, Category.ADDRESS})


def named_purposes(policy: Policy) -> Iterator[Finding]:
    """Purposes and consents exist; a form has at least one purpose."""
    for slug, form in policy.forms.items():
        for key, named in (("purposes", form.purposes), ("consents", form.consents)):
            for purpose in named:
                if purpose not in policy.purposes:
                    yield Finding(
                        "name.dangling",
                        f"forms.{slug}.{key}.{purpose}",
                        both(f"「{purpose}」という目的はありません。", f"There is no purpose “{purpose}”."),
                        both("purposes に書くか、名前を直してください。", "Write it in purposes, or correct the name."),
                    )
        if not form.purposes:
            yield Finding(
                "form.without-purpose",
                f"forms.{slug}.purposes",
                both("目的のないフォームです。", "The form has no purpose."),
                both("何のために集めるのか、purposes に書いてください。", "Say in purposes what it collects data for."),
            )


def consents(policy: Policy) -> Iterator[Finding]:
    """What is ticked besides rests on consent, and is not tied to registering."""
    for slug, form in policy.forms.items():
        for purpose in form.consents:
            known = policy.purposes.get(purpose)
            if known and known.ground is not Ground.CONSENT:
                yield Finding(
                    "form.consent-ground",
                    f"forms.{slug}.consents.{purpose}",
                    both(
                        "同意を尋ねていますが、目的の根拠が同意ではありません。",
                        "It asks for consent, but the purpose rests on another ground.",
                    ),
                    both(
                        "目的の ground を consent にするか、consents から外してください。",
                        "Make the ground consent, or take it out of consents.",
                    ),
                )
            if purpose in form.purposes:
                yield Finding(
                    "form.consent-bundled",
                    f"forms.{slug}.consents.{purpose}",
                    both(
                        "同じ目的が purposes にもあるので、断れません。",
                        "The same purpose stands in purposes, so nobody could decline it.",
                    ),
                    both("purposes か consents のどちらか一方にしてください。", "Leave it in one of the two."),
                )


def served(policy: Policy) -> Iterator[Finding]:
    """A form asks for everything that its purposes and consents cannot do without."""
    for slug, form in policy.forms.items():
        for purpose in form.leads_to:
            known = policy.purposes.get(purpose)
            asked = {f.category for f in form.fields if purpose in f.purposes}
            for category in sorted(known.needs - asked) if known else ():
                yield Finding(
                    "form.purpose-unserved",
                    f"forms.{slug}.fields",
                    both(
                        f"目的「{purpose}」には「{category}」が必要ですが、尋ねる欄がありません。",
                        f"The purpose “{purpose}” needs “{category}”, and no field asks for it.",
                    ),
                    both(
                        "欄を作るか、目的の needs から外してください。",
                        "Add a field for it, or take it out of the purpose's needs.",
                    ),
                )


def has_fields(policy: Policy) -> Iterator[Finding]:
    for slug, form in policy.forms.items():
        if not form.fields:
            yield Finding(
                "form.without-fields",
                f"forms.{slug}.fields",
                both("欄が一つもありません。", "The form has no fields."),
                both("欄を書くか、フォームを取り除いてください。", "Write its fields, or remove the form."),
            )


def confirmable(policy: Policy) -> Iterator[Finding]:
    """Where a registration must be confirmed, there is one email field, and it is required (P08)."""
    for slug, form in policy.forms.items():
        emails = [f for f in form.fields if f.category is Category.EMAIL]
        clause = f"forms.{slug}.fields"
        if len(emails) > 1:
            yield Finding(
                "form.many-emails",
                clause,
                both("メールアドレスの欄が二つ以上あります。", "There is more than one field for an email address."),
                both(
                    "確認のメールを送る先を一つにしてください。", "Leave one, so that it is clear which is confirmed."
                ),
            )
        if form.kind in CONFIRMED_KINDS and not any(f.required for f in emails):
            yield Finding(
                "form.without-email",
                clause,
                both(
                    "申し込みを確かめるためのメールアドレス(必須)がありません。",
                    "It lacks a required email address to confirm the registration.",
                ),
                both("category が email の必須の欄を作ってください。", "Add a required field of category email."),
            )


def contact_stays_optional(policy: Policy) -> Iterator[Finding]:
    """Somebody may write to us without leaving a contact (P07, P16)."""
    for slug, form in policy.forms.items():
        for field in form.fields if form.kind is FormKind.FEEDBACK else ():
            if field.required and field.category in _CONTACTS:
                yield Finding(
                    "form.contact-required",
                    f"forms.{slug}.fields.{field.id}.required",
                    both(
                        "ご意見のフォームで、連絡先を必須にはできません。", "A feedback form may not demand a contact."
                    ),
                    both("required を取り除いてください。", "Remove required."),
                )


def dates(policy: Policy) -> Iterator[Finding]:
    """A form closes after it opens; a campaign has an end (P09)."""
    for slug, form in policy.forms.items():
        if form.opens and form.closes and form.closes < form.opens:
            yield Finding(
                "form.closes-before-opening",
                f"forms.{slug}.closes",
                both("受け付けの終わりが始まりより前です。", "The form closes before it opens."),
                both("日付を直してください。", "Correct the dates."),
            )
        if form.kind is FormKind.CAMPAIGN and form.closes is None:
            yield Finding(
                "form.campaign-without-end",
                f"forms.{slug}.closes",
                both("署名の終わりの日がありません。", "The campaign has no last day."),
                both(
                    "closes に最後の日を書くと、終わった後に情報が消えます。",
                    "Write it in closes, so that its data can expire.",
                ),
                Severity.WARNING,
            )


def caps(policy: Policy) -> Iterator[Finding]:
    """A cap leaves room for somebody."""
    for slug, form in policy.forms.items():
        if form.cap == 0:
            yield Finding(
                "form.cap",
                f"forms.{slug}.cap",
                both("定員が0では、誰も申し込めません。", "With a cap of 0 nobody can register."),
                both("1以上にするか、cap を取り除いてください。", "Write 1 or more, or remove cap."),
            )


def waiting(policy: Policy) -> Iterator[Finding]:
    """Words for those who wait are of use only where somebody may have to."""
    for slug, form in policy.forms.items():
        needed = {"before": ("opens", form.opens), "full": ("cap", form.cap), "after": ("closes", form.closes)}
        for key, (setting, value) in needed.items():
            if form.waiting and getattr(form.waiting, key) and value is None:
                yield Finding(
                    "form.waiting-unused",
                    f"forms.{slug}.waiting.{key}",
                    both(
                        f"{setting} がないので、この文が出ることはありません。",
                        f"Without {setting} these words are never shown.",
                    ),
                    both(f"{setting} を書くか、文を取り除いてください。", f"Write {setting}, or remove the words."),
                    Severity.WARNING,
                )


def none_at_all(policy: Policy) -> Iterator[Finding]:
    if not policy.forms:
        yield Finding(
            "form.none",
            "forms",
            both("フォームが一つもありません。", "There is no form."),
            both(
                "少なくとも、問い合わせ用(feedback)を書いてください。",
                "Write at least one of kind feedback, for requests.",
            ),
        )
