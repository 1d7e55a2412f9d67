"""Changes of purposes: what data is used for, which data, on what ground, and for how long."""

from collections.abc import Iterator

from azukari.policy.change import Change, Effect, kept, narrowed, neutral, widened
from azukari.policy.explain import bare, name_categories
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Ground, Policy
from azukari.policy.uses import in_words
from azukari.policy.widening import added_uses, keeps_longer

_GROUNDS = {
    Ground.CONSENT: ("同意", "consent"),
    Ground.CONTRACT: ("申し込み", "the service asked for"),
    Ground.LAW: ("法律", "law"),
}


def come_and_gone(old: Policy, new: Policy) -> Iterator[Change]:
    for slug in new.purposes.keys() - old.purposes.keys():
        title = new.purposes[slug].title
        yield widened(
            f"purposes.{slug}",
            f"新しい目的「{title['ja']}」が加わります。",
            f"A new purpose is added: “{title['en']}”.",
        )
    for slug in old.purposes.keys() - new.purposes.keys():
        title = old.purposes[slug].title
        yield narrowed(
            f"purposes.{slug}",
            f"「{title['ja']}」の目的では使わなくなります。",
            f"Data is no longer used for “{title['en']}”.",
        )


def categories(old: Policy, new: Policy) -> Iterator[Change]:
    for slug, before, after in kept(old.purposes, new.purposes):
        title = after.title
        added, removed = after.categories - before.categories, before.categories - after.categories
        if added:
            words = name_categories(new, added)
            yield widened(
                f"purposes.{slug}.needs",
                f"「{title['ja']}」に、{words['ja']}も使うようになります。",
                f"“{title['en']}” will also use your {bare(words['en'])}.",
                existing=True,
            )
        if removed:
            words = name_categories(old, removed)
            yield narrowed(
                f"purposes.{slug}.needs",
                f"「{title['ja']}」に、{words['ja']}を使わなくなります。",
                f"“{title['en']}” will no longer use {words['en']}.",
            )


def retention(old: Policy, new: Policy) -> Iterator[Change]:
    for slug, before, after in kept(old.purposes, new.purposes):
        if before.retention == after.retention:
            continue
        title, was, will = after.title, kept_for(old, before), kept_for(new, after)
        longer = keeps_longer(before, after)
        make = {True: widened, False: narrowed, None: neutral}[longer]
        ja = f"「{title['ja']}」の情報を預かる期間が変わります。これまでは{was['ja']}、これからは{will['ja']}です。"
        en = f"Data for “{title['en']}” was kept until {was['en']}; it will be until {will['en']}."
        change = make(f"purposes.{slug}.retention", ja, en)
        yield Change(change.effect, change.clause, change.sentence, existing=bool(longer))


def grounds(old: Policy, new: Policy) -> Iterator[Change]:
    """Another ground is for those who register from then on: a grant keeps the ground on which it was given."""
    for slug, before, after in kept(old.purposes, new.purposes):
        if before.ground is after.ground:
            continue
        title, was, will = after.title, _GROUNDS[before.ground], _GROUNDS[after.ground]
        ja = f"「{title['ja']}」の根拠が、{was[0]}から{will[0]}に変わります。"
        en = f"“{title['en']}” rested on {was[1]}; it will rest on {will[1]}."
        if after.ground is Ground.CONSENT:
            yield narrowed(f"purposes.{slug}.ground", ja, en)
        else:
            yield widened(f"purposes.{slug}.ground", ja, en)


def editions(old: Policy, new: Policy) -> Iterator[Change]:
    """The author says that a statement allows more than it did, or takes that back."""
    for slug, before, after in kept(old.purposes, new.purposes):
        if before.edition == after.edition:
            continue
        more = after.edition > before.edition
        title = after.title
        sentence = (
            {
                "ja": f"「{title['ja']}」で行うことが広がります。",
                "en": f"“{title['en']}” will cover more than before.",
            }
            if more
            else {
                "ja": f"「{title['ja']}」の内容が、前の版に戻ります。",
                "en": f"“{title['en']}” goes back to an earlier edition.",
            }
        )
        effect = Effect.WIDENED if more else Effect.NEUTRAL
        yield Change(effect, f"purposes.{slug}.statement", sentence, more, before.statement, after.statement)


def oldest_editions(old: Policy, new: Policy) -> Iterator[Change]:
    """The author says that what people agreed to under earlier editions stops, or may go on again."""
    for slug, before, after in kept(old.purposes, new.purposes):
        clause, title = f"purposes.{slug}.oldest_edition", after.title
        if after.oldest_edition > before.oldest_edition:
            yield narrowed(
                clause,
                f"「{title['ja']}」について前の文に同意した方の情報は、あらためて同意をいただくまで使いません。",
                f"What people left who agreed to earlier words of “{title['en']}” is not used until they agree again.",
            )
        elif after.oldest_edition < before.oldest_edition:
            yield widened(
                clause,
                f"「{title['ja']}」について前の文に同意した方の情報を、その文のとおりに、また使います。",
                f"What people left who agreed to earlier words of “{title['en']}” is used again, as those words say.",
            )


def exceptional(old: Policy, new: Policy) -> Iterator[Change]:
    """A purpose becomes an exception to the six services, or ceases to be one (P12)."""
    for slug, before, after in kept(old.purposes, new.purposes):
        if after.exceptional and not before.exceptional:
            yield widened(
                f"purposes.{slug}.exceptional",
                f"「{after.title['ja']}」は、六つのサービスの外で使う例外の目的になります。",
                f"“{after.title['en']}” becomes an exceptional purpose, outside the six services.",
                existing=True,
            )
        elif before.exceptional and not after.exceptional:
            yield narrowed(
                f"purposes.{slug}.exceptional",
                f"「{after.title['ja']}」は、例外の目的ではなくなります。",
                f"“{after.title['en']}” is no longer an exceptional purpose.",
            )


def uses(old: Policy, new: Policy) -> Iterator[Change]:
    """A purpose is used for more than before, or for less; what recipients make of it is told of the recipients."""
    for slug, _before, after in kept(old.purposes, new.purposes):
        title, clause = after.title, f"purposes.{slug}.uses"
        if added := added_uses(old, new, slug):
            words = in_words(added)
            yield widened(
                clause,
                f"「{title['ja']}」の情報を、{words['ja']}にも使うようになります。",
                f"What is for “{title['en']}” will also be used {words['en']}.",
                existing=True,
            )
        if removed := added_uses(new, old, slug):
            words = in_words(removed)
            yield narrowed(
                clause,
                f"「{title['ja']}」の情報を、{words['ja']}には使わなくなります。",
                f"What is for “{title['en']}” will no longer be used {words['en']}.",
            )


def second_people(old: Policy, new: Policy) -> Iterator[Change]:
    """An issue of a list takes a second person, or no longer does."""
    for slug, before, after in kept(old.purposes, new.purposes):
        clause, title = f"purposes.{slug}.second_person", after.title
        if after.second_person and not before.second_person:
            yield narrowed(
                clause,
                f"「{title['ja']}」のメールは、どの号も、書いた人とは別の人が承認してから送るようになります。",
                f"“{title['en']}”: each issue will go only after a second person has approved it.",
            )
        elif before.second_person and not after.second_person:
            yield widened(
                clause,
                f"「{title['ja']}」のメールを、書いた人とは別の人が承認しなくても送れるようになります。",
                f"“{title['en']}”: an issue may go without a second person having approved it.",
            )
