"""Changes of forms: what is asked, what must be answered, what it leads to, and until when."""

from collections.abc import Iterator

from azukari.lib.day import plain
from azukari.policy.change import Change, kept, narrowed, neutral, widened
from azukari.policy.terms import Field, Form, Policy
from azukari.policy.widening import closes_later


def come_and_gone(old: Policy, new: Policy) -> Iterator[Change]:
    for slug in new.forms.keys() - old.forms.keys():
        title = new.forms[slug].title
        yield widened(
            f"forms.{slug}", f"新しいフォーム「{title['ja']}」ができます。", f"A new form opens: “{title['en']}”."
        )
    for slug in old.forms.keys() - new.forms.keys():
        title = old.forms[slug].title
        yield narrowed(
            f"forms.{slug}", f"フォーム「{title['ja']}」がなくなります。", f"The form “{title['en']}” is removed."
        )


def purposes(old: Policy, new: Policy) -> Iterator[Change]:
    """What a form leads to, and what it asks consent for."""
    for slug, before, after in kept(old.forms, new.forms):
        for key in ("purposes", "consents"):
            was, will = set(getattr(before, key)), set(getattr(after, key))
            for purpose in sorted(will - was):
                ja, en = _title(new, purpose)
                agreed = ("(同意した方だけ)", ", for those who agree") if key == "consents" else ("", "")
                yield widened(
                    f"forms.{slug}.{key}.{purpose}",
                    f"「{after.title['ja']}」の情報を、「{ja}」にも使うようになります{agreed[0]}。",
                    f"“{after.title['en']}” will also serve “{en}”{agreed[1]}.",
                )
            for purpose in sorted(was - will):
                ja, en = _title(old, purpose)
                yield narrowed(
                    f"forms.{slug}.{key}.{purpose}",
                    f"「{after.title['ja']}」の情報を、「{ja}」に使わなくなります。",
                    f"“{after.title['en']}” will no longer serve “{en}”.",
                )


def fields(old: Policy, new: Policy) -> Iterator[Change]:
    for slug, before, after in kept(old.forms, new.forms):
        was, will = {f.id: f for f in before.fields}, {f.id: f for f in after.fields}
        for id, field in will.items():
            clause = f"forms.{slug}.fields.{id}"
            if id not in was:
                how = ("必須", "required") if field.required else ("任意", "optional")
                yield widened(
                    clause,
                    f"「{after.title['ja']}」で「{field.label['ja']}」も尋ねます({how[0]})。",
                    f"“{after.title['en']}” will also ask for “{field.label['en']}” ({how[1]}).",
                )
            else:
                yield from _field(clause, before, after, was[id], field, old, new)
        for id in was.keys() - will.keys():
            label = was[id].label
            yield narrowed(
                f"forms.{slug}.fields.{id}",
                f"「{after.title['ja']}」で「{label['ja']}」を尋ねなくなります。",
                f"“{after.title['en']}” will no longer ask for “{label['en']}”.",
            )


_NO_END = {"ja": "期限なし", "en": "further notice"}


def dates(old: Policy, new: Policy) -> Iterator[Change]:
    """A later end keeps what has been sent in for longer (P09)."""
    for slug, before, after in kept(old.forms, new.forms):
        if before.closes == after.closes:
            continue
        was, will = (plain(form.closes) if form.closes else _NO_END for form in (before, after))
        ja = f"「{after.title['ja']}」の受け付けの終わりが、{was['ja']}から{will['ja']}に変わります。"
        en = f"“{after.title['en']}” was open until {was['en']}; it will be until {will['en']}."
        later = closes_later(before, after)
        clause = f"forms.{slug}.closes"
        yield widened(clause, ja, en, existing=True) if later else neutral(clause, ja, en)


def _field(
    clause: str, before: Form, form: Form, was: Field, will: Field, old: Policy, new: Policy
) -> Iterator[Change]:
    title, label = form.title, will.label
    if will.required and not was.required:
        yield widened(
            f"{clause}.required",
            f"「{title['ja']}」の「{label['ja']}」が必須になります。",
            f"“{label['en']}” becomes required in “{title['en']}”.",
        )
    if was.required and not will.required:
        yield narrowed(
            f"{clause}.required",
            f"「{title['ja']}」の「{label['ja']}」が任意になります。",
            f"“{label['en']}” becomes optional in “{title['en']}”.",
        )
    if was.category is not will.category:
        yield widened(
            f"{clause}.category",
            f"「{title['ja']}」の「{label['ja']}」で尋ねる項目の種類が変わります。",
            f"“{label['en']}” in “{title['en']}” will ask for another kind of data.",
        )
    for purpose in sorted({*will.purposes} - {*was.purposes}):
        ja, en = _title(new, purpose)
        yield widened(
            f"{clause}.purposes.{purpose}",
            f"「{title['ja']}」の「{label['ja']}」を、「{ja}」にも使うようになります。",
            f"“{label['en']}” in “{title['en']}” will also be used for “{en}”.",
            existing=purpose in before.leads_to,  # else nobody of that time has a grant for it
        )
    for purpose in sorted({*was.purposes} - {*will.purposes}):
        ja, en = _title(old, purpose)
        yield narrowed(
            f"{clause}.purposes.{purpose}",
            f"「{title['ja']}」の「{label['ja']}」を、「{ja}」に使わなくなります。",
            f"“{label['en']}” in “{title['en']}” will no longer be used for “{en}”.",
        )


def _title(policy: Policy, purpose: str) -> tuple[str, str]:
    known = policy.purposes.get(purpose)
    return (known.title["ja"], known.title["en"]) if known else (purpose, purpose)
