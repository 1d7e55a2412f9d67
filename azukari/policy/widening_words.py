"""A widening in sentences, with the old and the new words side by side: what somebody is asked to agree to.

The sentences are made from the two policies alone. The text of them is kept with each answer, like the notice of a
form, so that what somebody said yes to can be shown again word for word (P20).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from azukari.lib.country import country
from azukari.lib.day import plain
from azukari.lib.joining import colon
from azukari.policy.change import Change, Effect
from azukari.policy.explain import bare, joined, name_categories
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Policy, Purpose, Text, Use
from azukari.policy.uses import USES, uses_of
from azukari.policy.uses import in_words as uses_in_words
from azukari.policy.widening import Aspect, NewUse, is_stopped, less_bound

_ORDER = tuple(Aspect)


@dataclass(frozen=True, slots=True)
class Widened:
    """What is newly allowed with the answers of one form that were given under one earlier policy."""

    told: Policy
    form: str
    uses: frozenset[NewUse]


def in_words(ruling: Policy, widened: Iterable[Widened]) -> tuple[Change, ...]:
    """The widenings as sentences with the words before and after, each sentence once."""
    found: dict[tuple[str, str], Change] = {}
    for each in widened:
        for use in sorted(each.uses, key=lambda u: (u.purpose, _ORDER.index(u.aspect), u.what)):
            change = _SAID[use.aspect](each, ruling, use)
            found.setdefault((change.clause, change.sentence["ja"]), change)
    return tuple(found.values())


def as_text(changes: Sequence[Change], *, lang: str) -> str:
    """The sentences as plain text, as they are kept."""
    labels = {"ja": ("これまで", "これから"), "en": ("Until now", "From now on")}[lang]
    parts = []
    for change in changes:
        words = [change.sentence[lang]]
        for label, text in zip(labels, (change.before, change.after), strict=True):
            if text is not None:
                words.append(f"{label}{colon(lang)}{text[lang]}")
        parts.append("\n".join(words))
    return "\n\n".join(parts) + "\n"


def digest(*, charter: int, lang: str, text: str) -> str:
    """What stands for exactly this question, under the charter that ruled, in this language: SHA-256, hexadecimal."""
    return sha256(f"azukari question\n{charter}\n{lang}\n{text}".encode()).hexdigest()


def _change(clause: str, sentence: Text, before: Text, after: Text) -> Change:
    return Change(Effect.WIDENED, clause, sentence, existing=True, before=before, after=after)


_STOPS: Text = {
    "ja": "同意をいただくまで、お預かりしている情報をこの目的には使いません。",
    "en": " Until you agree, what you have left is not used for it at all.",
}
_GOES_ON: Text = {
    "ja": "同意をいただくまでは、これまでの使い方だけが続きます。",
    "en": " Until you agree, only the earlier use goes on.",
}


def _body(each: Widened, ruling: Policy, _use: NewUse) -> Change:
    sentence = {"ja": "情報をお預かりする団体が変わります。", "en": "Another body will keep your data."}
    sentence = {lang: sentence[lang] + _STOPS[lang] for lang in sentence}
    return _change("organisation.registration", sentence, _keeper(each.told), _keeper(ruling))


def _keeper(policy: Policy) -> Text:
    body = policy.organisation
    return {
        "ja": f"{body.name['ja']}、{body.registration['ja']}",
        "en": f"{body.name['en']}, {body.registration['en']}",
    }


def _stated(each: Widened, ruling: Policy, use: NewUse) -> Change:
    was, now = each.told.purposes[use.purpose], ruling.purposes[use.purpose]
    if now.edition > was.edition:
        sentence = {
            "ja": f"「{now.title['ja']}」で行うことが広がります。",
            "en": f"“{now.title['en']}” will cover more than before.",
        }
    else:
        sentence = {
            "ja": f"「{now.title['ja']}」は、六つのサービスの外で使う例外の目的になります。",
            "en": f"“{now.title['en']}” becomes an exceptional purpose, outside our six services.",
        }
    after = _STOPS if is_stopped(was, now) else _GOES_ON
    sentence = {lang: sentence[lang] + after[lang] for lang in sentence}
    return _change(f"purposes.{use.purpose}.statement", sentence, was.statement, now.statement)


def _field(each: Widened, ruling: Policy, use: NewUse) -> Change:
    now = ruling.purposes[use.purpose]
    form = ruling.forms[each.form]
    label = next(field.label for field in form.fields if field.id == use.what)
    sentence = {
        "ja": f"「{form.title['ja']}」に書かれた「{label['ja']}」を、「{now.title['ja']}」にも使います。",
        "en": f"“{label['en']}”, as you wrote it in “{form.title['en']}”, will also be used for “{now.title['en']}”.",
    }
    clause = f"forms.{each.form}.fields.{use.what}.purposes.{use.purpose}"
    return _change(clause, sentence, _used(each.told, each.form, use.purpose), _used(ruling, each.form, use.purpose))


def _used(policy: Policy, form: str, purpose: str) -> Text:
    """What of the form's answers serves the purpose, field by field."""
    categories = policy.purposes[purpose].categories
    labels = [f.label for f in policy.forms[form].fields if purpose in f.purposes and f.category in categories]
    return {
        "ja": joined([label["ja"] for label in labels], lang="ja") or "使いません",
        "en": joined(_within_a_list([label["en"] for label in labels]), lang="en") or "not used",
    }


def _within_a_list(labels: Sequence[str]) -> list[str]:
    """English labels one after the other: only the first begins with a capital, and names that are capitals stay."""
    return [
        label if at == 0 or label[1:2].isupper() else label[:1].lower() + label[1:] for at, label in enumerate(labels)
    ]


def _recipient(each: Widened, ruling: Policy, use: NewUse) -> Change:
    now, known = ruling.recipients[use.what], each.told.recipients.get(use.what)
    title, words = ruling.purposes[use.purpose].title, name_categories(ruling, use.categories)
    sentence = {
        "ja": f"{now.name['ja']}に、{words['ja']}を「{title['ja']}」の目的で渡すようになります。",
        "en": f"{now.name['en']} will receive your {bare(words['en'])} for “{title['en']}”.",
    }
    if known is not None and less_bound(each.told, ruling):
        sentence = {
            "ja": f"{sentence['ja']}その際の守秘の義務は、これまでより少なくなります。",
            "en": f"{sentence['en']} It is bound by fewer duties of confidentiality than before.",
        }
    return _change(
        f"recipients.{use.what}",
        sentence,
        _receives(each.told, use),
        _receives(ruling, use),
    )


def _receives(policy: Policy, use: NewUse) -> Text:
    recipient = policy.recipients.get(use.what)
    if recipient is None or use.purpose not in recipient.purposes:
        return {"ja": "渡しません", "en": "receives nothing"}
    words = name_categories(policy, recipient.categories & policy.purposes[use.purpose].categories)
    return {
        "ja": f"{recipient.name['ja']}({country(recipient.country, 'ja')})：{words['ja']}",
        "en": f"{recipient.name['en']} ({country(recipient.country, 'en')}): {words['en']}",
    }


def _kept(each: Widened, ruling: Policy, use: NewUse) -> Change:
    was, now = each.told.purposes[use.purpose], ruling.purposes[use.purpose]
    sentence = {
        "ja": f"「{now.title['ja']}」の情報を、これまでより長くお預かりします。",
        "en": f"We will keep what is for “{now.title['en']}” for longer than before.",
    }
    clause = f"purposes.{use.purpose}.retention"
    return _change(clause, sentence, _until(each.told, each.form, was), _until(ruling, each.form, now))


def _until(policy: Policy, form: str, purpose: Purpose) -> Text:
    """For how long, and where the form has a last day, until when it takes part."""
    kept, closes = kept_for(policy, purpose), policy.forms[form].closes if form in policy.forms else None
    if closes is None:
        return kept
    day = plain(closes)
    return {"ja": f"{kept['ja']}(受け付けは{day['ja']}まで)", "en": f"{kept['en']} (open until {day['en']})"}


def _done(each: Widened, ruling: Policy, use: NewUse) -> Change:
    """More is done than before: of this use alone, with all that is done before and after it."""
    title, more = ruling.purposes[use.purpose].title, USES[Use(use.what)]
    sentence = {
        "ja": f"「{title['ja']}」の情報を、{more['ja']}にも使います。{_GOES_ON['ja']}",
        "en": f"What is for “{title['en']}” will also be used {more['en']}.{_GOES_ON['en']}",
    }
    before, after = (uses_in_words(uses_of(policy, use.purpose)) for policy in (each.told, ruling))
    return _change(f"purposes.{use.purpose}.uses.{use.what}", sentence, before, after)


_SAID: Mapping[Aspect, Callable[[Widened, Policy, NewUse], Change]] = {
    Aspect.BODY: _body,
    Aspect.STATED: _stated,
    Aspect.FIELD: _field,
    Aspect.RECIPIENT: _recipient,
    Aspect.KEPT: _kept,
    Aspect.USED: _done,
}
