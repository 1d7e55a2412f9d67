"""Changes of recipients and of the duties that bind us and them."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from azukari.policy.change import Change, kept, narrowed, neutral, widened
from azukari.policy.explain import bare, joined, name_act, name_categories
from azukari.policy.finding import both
from azukari.policy.terms import Act, Category, Duty, Policy, Text


def come_and_gone(old: Policy, new: Policy) -> Iterator[Change]:
    for slug in new.recipients.keys() - old.recipients.keys():
        recipient = new.recipients[slug]
        words = name_categories(new, recipient.categories)
        yield widened(
            f"recipients.{slug}",
            f"{recipient.name['ja']}に、{words['ja']}を渡すようになります。"
            if recipient.categories
            else f"{recipient.name['ja']}にも仕事を任せますが、預かった情報は渡しません。",
            f"{recipient.name['en']} will receive your {bare(words['en'])}."
            if recipient.categories
            else f"{recipient.name['en']} will work for us too, and receive none of the data.",
            existing=bool(set(recipient.purposes) & old.purposes.keys()),
        )
    for slug in old.recipients.keys() - new.recipients.keys():
        name = old.recipients[slug].name
        yield narrowed(
            f"recipients.{slug}", f"{name['ja']}には渡さなくなります。", f"{name['en']} will receive nothing any more."
        )


def scope(old: Policy, new: Policy) -> Iterator[Change]:
    """What a recipient receives, and for what."""
    for slug, before, after in kept(old.recipients, new.recipients):
        name = after.name
        if added := after.categories - before.categories:
            words = name_categories(new, added)
            yield widened(
                f"recipients.{slug}.categories",
                f"{name['ja']}に、{words['ja']}も渡すようになります。",
                f"{name['en']} will also receive {words['en']}.",
                existing=True,
            )
        if removed := before.categories - after.categories:
            words = name_categories(old, removed)
            yield narrowed(
                f"recipients.{slug}.categories",
                f"{name['ja']}に、{words['ja']}を渡さなくなります。",
                f"{name['en']} will no longer receive {words['en']}.",
            )
        if more := set(after.purposes) - set(before.purposes):
            ja, en = _titles(new, more)
            yield widened(
                f"recipients.{slug}.purposes",
                f"{name['ja']}に、{ja}のためにも渡すようになります。",
                f"{name['en']} will also receive data for {en}.",
                existing=True,
            )
        if fewer := set(before.purposes) - set(after.purposes):
            ja, en = _titles(old, fewer)
            yield narrowed(
                f"recipients.{slug}.purposes",
                f"{name['ja']}に、{ja}のためには渡さなくなります。",
                f"{name['en']} will no longer receive data for {en}.",
            )


def identity(old: Policy, new: Policy) -> Iterator[Change]:
    """Another company, another country or another role under the same entry is another recipient."""
    for slug, before, after in kept(old.recipients, new.recipients):
        for key, ja, en in (("kind", "立場", "role"), ("country", "国", "country"), ("name", "名前", "name")):
            if getattr(before, key) != getattr(after, key):
                yield widened(
                    f"recipients.{slug}.{key}",
                    f"渡す相手「{before.name['ja']}」の{ja}が変わります。",
                    f"The {en} of the recipient “{before.name['en']}” changes.",
                    existing=True,
                )


def confidentiality(old: Policy, new: Policy) -> Iterator[Change]:
    """The duties that bind whoever handles data."""
    was, will = ({c.slug: c.text for c in policy.confidentiality} for policy in (old, new))
    for slug in was.keys() - will.keys():
        ja, en = was[slug]["ja"], was[slug]["en"]
        yield widened(
            f"confidentiality.{slug}",
            f"守秘の義務がなくなります：{ja}",
            f"A duty of confidentiality goes: {en}",
            existing=True,
        )
    for slug in will.keys() - was.keys():
        ja, en = will[slug]["ja"], will[slug]["en"]
        yield narrowed(
            f"confidentiality.{slug}", f"守秘の義務が加わります：{ja}", f"A duty of confidentiality is added: {en}"
        )


def _titles(policy: Policy, purposes: Collection[str]) -> tuple[str, str]:
    titles = [policy.purposes[p].title for p in sorted(purposes) if p in policy.purposes]
    return "".join(f"「{t['ja']}」" for t in titles), joined([f"“{t['en']}”" for t in titles], lang="en")


def _acts(_policy: Policy, acts: Collection[Act]) -> tuple[str, str]:
    names = [name_act(act) for act in sorted(acts)]
    return "".join(f"「{name['ja']}」" for name in names), joined([f"“{name['en']}”" for name in names], lang="en")


def _categories(policy: Policy, categories: Collection[Category]) -> tuple[str, str]:
    words = name_categories(policy, categories)
    return words["ja"], words["en"]


type _Named = Callable[[Policy, Any], tuple[str, str]]

_OF_DUTIES: tuple[tuple[str, Callable[[Duty], frozenset[Any]], _Named, Text, Text], ...] = (
    (
        "purposes",
        lambda duty: duty.purposes,
        _titles,
        both("{title}も、{what}の情報を開けるようになります。", "The {title} may also open data for {what}."),
        both("{title}は、{what}の情報を開けなくなります。", "The {title} may no longer open data for {what}."),
    ),
    (
        "sealed",
        lambda duty: duty.sealed,
        _titles,
        both(
            "{title}も、{what}の署名を、情報を開かずに受け持つようになります。",
            "The {title} may also run campaigns for {what}, without opening data.",
        ),
        both("{title}は、{what}の署名を受け持たなくなります。", "The {title} no longer runs campaigns for {what}."),
    ),
    (
        "acts",
        lambda duty: duty.acts,
        _acts,
        both("{title}も、{what}を行えるようになります。", "New among the tasks of the {title}: {what}."),
        both("{title}は、{what}を行えなくなります。", "No longer among the tasks of the {title}: {what}."),
    ),
    (
        "lists",
        lambda duty: duty.lists,
        _categories,
        both(
            "{title}の一覧に、{what}も表示されるようになります。",
            "Lists of the {title} also show the {what} of everybody on them.",
        ),
        both("{title}の一覧に、{what}は表示されなくなります。", "Lists of the {title} no longer show the {what}."),
    ),
)
"""Key of a duty, what it has of it and how that is called; then in words that it gains some, and that it loses some."""


def duties(old: Policy, new: Policy) -> Iterator[Change]:
    """Who within the organisation may open what, run which campaigns by their numbers alone, do what besides, and see
    what of everybody on a list (P01).
    """
    for key, of, named, gains, loses in _OF_DUTIES:
        for slug in new.duties.keys() | old.duties.keys():
            was = of(old.duties[slug]) if slug in old.duties else frozenset()
            will = of(new.duties[slug]) if slug in new.duties else frozenset()
            title = (new.duties.get(slug) or old.duties[slug]).title
            for make, words, policy, some in ((widened, gains, new, will - was), (narrowed, loses, old, was - will)):
                if some:
                    ja, en = named(policy, some)
                    yield make(
                        f"duties.{slug}.{key}",
                        words["ja"].format(title=title["ja"], what=ja),
                        words["en"].format(title=title["en"], what=en),
                    )


def passkeys(old: Policy, new: Policy) -> Iterator[Change]:
    """Who within the organisation has to sign in with a passkey (P01)."""
    for slug, duty in new.duties.items():
        was, title = slug in old.duties and old.duties[slug].passkey, duty.title
        if duty.passkey and not was:
            yield narrowed(
                f"duties.{slug}.passkey",
                f"{title['ja']}は、パスキーでログインしたときだけ開けるようになります。"
                "パスキーのない職員は、これまでどおりログインして追加できます。",
                f"The {title['en']} opens only after signing in with a passkey."
                " Staff without one sign in as before and add it.",
            )
        elif was and not duty.passkey:
            yield widened(
                f"duties.{slug}.passkey",
                f"{title['ja']}は、パスキーを使わなくても開けるようになります。",
                f"The {title['en']} opens without a passkey as well.",
            )


def contracts(old: Policy, new: Policy) -> Iterator[Change]:
    for slug, before, after in kept(old.recipients, new.recipients):
        if before.contract != after.contract:
            yield neutral(
                f"recipients.{slug}.contract",
                f"{after.name['ja']}との契約が改まります。",
                f"The contract with {after.name['en']} is renewed.",
            )
