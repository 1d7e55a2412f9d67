"""Changes of recipients and of the duties that bind us and them."""

from collections.abc import Callable, Iterable, Iterator

from azukari.policy.change import Change, kept, narrowed, neutral, widened
from azukari.policy.explain import bare, joined, name_act, name_categories
from azukari.policy.terms import Act, Duty, Policy, Text


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


def _of_duties[T](
    old: Policy, new: Policy, of: Callable[[Duty], frozenset[T]]
) -> Iterator[tuple[str, Text, frozenset[T], frozenset[T]]]:
    """Each duty by its name, with its title, what it gains of something and what it loses."""
    for slug in new.duties.keys() | old.duties.keys():
        was = of(old.duties[slug]) if slug in old.duties else frozenset()
        will = of(new.duties[slug]) if slug in new.duties else frozenset()
        yield slug, (new.duties.get(slug) or old.duties[slug]).title, will - was, was - will


def duties(old: Policy, new: Policy) -> Iterator[Change]:
    """Who within the organisation may open what."""
    for slug, title, added, removed in _of_duties(old, new, lambda duty: duty.purposes):
        if added:
            ja, en = _titles(new, added)
            yield widened(
                f"duties.{slug}.purposes",
                f"{title['ja']}も、{ja}の情報を開けるようになります。",
                f"The {title['en']} may also open data for {en}.",
            )
        if removed:
            ja, en = _titles(old, removed)
            yield narrowed(
                f"duties.{slug}.purposes",
                f"{title['ja']}は、{ja}の情報を開けなくなります。",
                f"The {title['en']} may no longer open data for {en}.",
            )


def sealed(old: Policy, new: Policy) -> Iterator[Change]:
    """Who within the organisation runs which campaigns by their numbers, without opening anybody's data."""
    for slug, title, added, removed in _of_duties(old, new, lambda duty: duty.sealed):
        if added:
            ja, en = _titles(new, added)
            yield widened(
                f"duties.{slug}.sealed",
                f"{title['ja']}も、{ja}の署名を、情報を開かずに受け持つようになります。",
                f"The {title['en']} may also run campaigns for {en}, without opening data.",
            )
        if removed:
            ja, en = _titles(old, removed)
            yield narrowed(
                f"duties.{slug}.sealed",
                f"{title['ja']}は、{ja}の署名を受け持たなくなります。",
                f"The {title['en']} no longer runs campaigns for {en}.",
            )


def acts(old: Policy, new: Policy) -> Iterator[Change]:
    """Who within the organisation may do what, besides opening data (P01)."""
    for slug, title, added, removed in _of_duties(old, new, lambda duty: duty.acts):
        if added:
            ja, en = _named(added)
            yield widened(
                f"duties.{slug}.acts",
                f"{title['ja']}も、{ja}を行えるようになります。",
                f"New among the tasks of the {title['en']}: {en}.",
            )
        if removed:
            ja, en = _named(removed)
            yield narrowed(
                f"duties.{slug}.acts",
                f"{title['ja']}は、{ja}を行えなくなります。",
                f"No longer among the tasks of the {title['en']}: {en}.",
            )


def lists(old: Policy, new: Policy) -> Iterator[Change]:
    """What lists show to whom within the organisation, of everybody on them (P01)."""
    for slug, title, added, removed in _of_duties(old, new, lambda duty: duty.lists):
        if added:
            words = name_categories(new, added)
            yield widened(
                f"duties.{slug}.lists",
                f"{title['ja']}の一覧に、{words['ja']}も表示されるようになります。",
                f"Lists of the {title['en']} also show the {words['en']} of everybody on them.",
            )
        if removed:
            words = name_categories(old, removed)
            yield narrowed(
                f"duties.{slug}.lists",
                f"{title['ja']}の一覧に、{words['ja']}は表示されなくなります。",
                f"Lists of the {title['en']} no longer show the {words['en']}.",
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


def _titles(policy: Policy, purposes: set[str] | frozenset[str]) -> tuple[str, str]:
    titles = [policy.purposes[p].title for p in sorted(purposes) if p in policy.purposes]
    return "".join(f"「{t['ja']}」" for t in titles), joined([f"“{t['en']}”" for t in titles], lang="en")


def _named(acts: Iterable[Act]) -> tuple[str, str]:
    names = [name_act(act) for act in sorted(acts)]
    return "".join(f"「{name['ja']}」" for name in names), joined([f"“{name['en']}”" for name in names], lang="en")
