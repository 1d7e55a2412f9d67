"""Changes of who is asked what, of the headings and pages of a form, and of who may send it."""

from collections.abc import Iterable, Iterator

from azukari.policy.asking import conditions as conditions_of
from azukari.policy.change import Change, kept, narrowed, neutral, widened
from azukari.policy.terms import Condition, Field, Form, Policy


def conditions(old: Policy, new: Policy) -> Iterator[Change]:
    """A field that was asked of some only may come to be asked of more people, or of fewer."""
    for slug, before, after in kept(old.forms, new.forms):
        for field in after.fields:
            known = before.field(field.id)
            if known is not None:
                yield from _asked_of(f"forms.{slug}.fields.{field.id}.show_if", before, known, after, field)


def sections(old: Policy, new: Policy) -> Iterator[Change]:
    """Headings and pages come, go or move; nothing more and nothing less is asked by that."""
    for slug, before, after in kept(old.forms, new.forms):
        title = after.title
        if [(s.slug, s.page) for s in before.sections] != [(s.slug, s.page) for s in after.sections]:
            yield neutral(
                f"forms.{slug}.sections",
                f"「{title['ja']}」の見出しやページの分け方が変わります。",
                f"The headings or pages of “{title['en']}” change.",
            )
        for field in after.fields:
            known = before.field(field.id)
            if known is not None and known.section != field.section:
                yield neutral(
                    f"forms.{slug}.fields.{field.id}.section",
                    f"「{title['ja']}」の「{field.label['ja']}」が、別の見出しの下に移ります。",
                    f"“{field.label['en']}” moves to another place in “{title['en']}”.",
                )


def caps(old: Policy, new: Policy) -> Iterator[Change]:
    """More or fewer people can register; nothing that they have left is touched."""
    for slug, before, after in kept(old.forms, new.forms):
        if before.cap == after.cap:
            continue
        was, will = _most(before.cap), _most(after.cap)
        yield neutral(
            f"forms.{slug}.cap",
            f"「{after.title['ja']}」の定員が、{was[0]}から{will[0]}に変わります。",
            f"“{after.title['en']}” took {was[1]}; it will take {will[1]}.",
        )


def minors(old: Policy, new: Policy) -> Iterator[Change]:
    """Where guardians are asked, and below which age: to ask fewer of them is more that may be done."""
    was, will = (policy.minors.age if policy.minors else 0 for policy in (old, new))
    if was != will:
        ja = f"保護者の同意が要る年齢が、{_below(was)[0]}から{_below(will)[0]}に変わります。"
        en = f"A guardian had to agree {_below(was)[1]}; it will be {_below(will)[1]}."
        yield narrowed("minors.age", ja, en) if will > was else widened("minors.age", ja, en)
    for slug, before, after in kept(old.forms, new.forms):
        title, clause = after.title, f"forms.{slug}.minors"
        if after.minors and not before.minors:
            ja = f"「{title['ja']}」で、若い方には保護者の同意を求めるようになります。"
            yield narrowed(clause, ja, f"“{title['en']}” will ask a guardian where the person is young.")
        elif before.minors and not after.minors:
            ja = f"「{title['ja']}」で、保護者の同意を求めなくなります。"
            yield widened(clause, ja, f"“{title['en']}” will no longer ask a guardian.")


def _below(age: int) -> tuple[str, str]:
    return (f"{age}歳未満", f"below the age of {age}") if age else ("年齢によらず不要", "at no age")


def _most(cap: int | None) -> tuple[str, str]:
    return ("定員なし", "any number of submissions") if cap is None else (f"{cap}人", f"{cap} submissions")


def _asked_of(clause: str, before: Form, was: Field, after: Form, will: Field) -> Iterator[Change]:
    old, new = conditions_of(before, was), conditions_of(after, will)
    if _implies(old, new) and _implies(new, old):
        return
    title, label = after.title, will.label
    if _implies(new, old):
        yield narrowed(
            clause,
            f"「{title['ja']}」の「{label['ja']}」を、前の答えによっては尋ねなくなります。",
            f"“{title['en']}” will ask for “{label['en']}” of fewer people, depending on an earlier answer.",
        )
    else:
        yield widened(
            clause,
            f"「{title['ja']}」の「{label['ja']}」を、これまで尋ねなかった人にも尋ねるようになります。",
            f"“{title['en']}” will ask for “{label['en']}” of people who were not asked before.",
        )


def _implies(these: Iterable[Condition], those: Iterable[Condition]) -> bool:
    """Whether all of ``those`` hold wherever all of ``these`` do, as far as the conditions themselves tell."""
    given = list(these)
    return all(any(g.field == o.field and {*g.values} <= {*o.values} for g in given) for o in those)
