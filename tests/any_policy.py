"""Random policies (hypothesis): well-formed, complete in both languages, and otherwise anything that can be written."""

from datetime import date, time
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from azukari.policy import terms
from azukari.policy.reading import join_lines
from azukari.policy.terms import Policy

_LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\ufeff\x85")
_WORDS = st.text(_LETTERS, min_size=1, max_size=12)
_TEXT = st.builds(
    lambda ja, en: {"ja": join_lines("\n\n".join(ja), lang="ja"), "en": join_lines("\n\n".join(en), lang="en")},
    st.lists(_WORDS, min_size=1, max_size=3),
    st.lists(_WORDS, min_size=1, max_size=3),
)
_SLUG = st.sampled_from(["one", "two", "three"]) | st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)
"""Often one of a few, so that what names something else in the document meets it now and then."""
_DATE = st.dates(date(2000, 1, 1), date(2099, 12, 31))
_PERIOD = st.builds(terms.Period, st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))


def _any(kind: type[StrEnum]) -> st.SearchStrategy[StrEnum]:
    return st.sampled_from(list(kind))


def _keyed(build: st.SearchStrategy) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(build, max_size=3, unique_by=lambda value: value.slug).map(
        lambda found: {value.slug: value for value in found}
    )


_CATEGORIES = st.frozensets(_any(terms.Category))
_SLUGS = st.lists(_SLUG, max_size=3, unique=True).map(tuple)
_PURPOSE = st.builds(
    terms.Purpose,
    slug=_SLUG,
    title=_TEXT,
    statement=_TEXT,
    ground=_any(terms.Ground),
    retention=st.builds(terms.Retention, _any(terms.RetentionStart), _PERIOD, st.none() | _TEXT),
    needs=_CATEGORIES,
    may_use=_CATEGORIES,
    exceptional=st.booleans(),
    second_person=st.booleans(),
)
_CONDITION = st.builds(
    terms.Condition,
    field=st.from_regex(r"[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,4})?", fullmatch=True),
    values=st.lists(_WORDS, max_size=3, unique=True).map(tuple),
)
_FIELD = st.builds(
    terms.Field,
    id=st.from_regex(r"[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,4})?", fullmatch=True),
    category=_any(terms.Category),
    type=_any(terms.FieldType),
    label=_TEXT,
    purposes=_SLUGS,
    reason=_TEXT,
    required=st.booleans(),
    hint=st.none() | _TEXT,
    choices=st.lists(st.builds(terms.Choice, value=_WORDS, label=_TEXT), max_size=3, unique_by=lambda c: c.value).map(
        tuple
    ),
    max_length=st.integers(1, 9999),
    section=st.none() | _SLUG,
    show_if=st.none() | _CONDITION,
)
_SECTION = st.builds(
    terms.Section, _SLUG, _TEXT, intro=st.none() | _TEXT, page=st.booleans(), show_if=st.none() | _CONDITION
)
_FORM = st.builds(
    terms.Form,
    slug=_SLUG,
    kind=_any(terms.FormKind),
    service=_TEXT,
    title=_TEXT,
    lead=_TEXT,
    fields=st.lists(_FIELD, max_size=3, unique_by=lambda field: field.id).map(tuple),
    purposes=_SLUGS,
    consents=_SLUGS,
    opens=st.none() | _DATE,
    closes=st.none() | _DATE,
    sections=st.lists(_SECTION, max_size=3, unique_by=lambda section: section.slug).map(tuple),
    minors=st.booleans(),
    cap=st.none() | st.integers(0, 9999),
    waiting=st.none() | st.builds(terms.Waiting, st.none() | _TEXT, st.none() | _TEXT, st.none() | _TEXT),
)
_CONTRACT = st.builds(
    terms.Contract, _WORDS, st.none() | _DATE, _DATE, st.none() | _DATE, st.frozensets(_SLUG, max_size=3)
)
_RECIPIENT = st.builds(
    terms.Recipient,
    slug=_SLUG,
    kind=_any(terms.RecipientKind),
    name=_TEXT,
    address=_TEXT,
    country=st.sampled_from(["JP", "NO", "DE"]),
    service=_TEXT,
    purposes=_SLUGS,
    categories=_CATEGORIES,
    contract=st.none() | _CONTRACT,
)
_HOURS = st.builds(
    terms.OfficeHours,
    st.times(time(0), time(12)).map(lambda t: t.replace(second=0, microsecond=0)),
    st.times(time(13), time(23)).map(lambda t: t.replace(second=0, microsecond=0)),
    st.frozensets(st.integers(0, 6)),
    st.sampled_from(["JP", "NO"]),
    st.none() | st.just(("12-29", "01-03")),
)
POLICIES = st.builds(
    Policy,
    languages=st.just(("ja", "en")),
    organisation=st.builds(
        terms.Organisation,
        _TEXT,
        _TEXT,
        _TEXT,
        _TEXT,
        st.just("https://x.example.org"),
        st.just("a@b.example"),
        st.just("UTC"),
    ),
    lead=_TEXT,
    method=_TEXT,
    categories=st.dictionaries(_any(terms.Category), _TEXT),
    purposes=_keyed(_PURPOSE),
    forms=_keyed(_FORM),
    duties=_keyed(
        st.builds(
            terms.Duty, _SLUG, _TEXT, st.frozensets(_SLUG, max_size=3), st.frozensets(_any(terms.Act)), st.booleans()
        )
    ),
    confidentiality=st.lists(st.builds(terms.Clause, _SLUG, _TEXT), max_size=3, unique_by=lambda c: c.slug).map(tuple),
    recipients=_keyed(_RECIPIENT),
    statistics=st.builds(
        terms.Statistics,
        _TEXT,
        _TEXT,
        _PERIOD,
        st.sampled_from([(), ("https://blog.example.org",)]),
        st.integers(1, 99),
        st.booleans(),
    ),
    management=_TEXT,
    security=_TEXT,
    encryption=_TEXT,
    requests=st.builds(
        terms.Requests,
        _TEXT,
        _WORDS,
        _HOURS,
        _SLUG,
        st.integers(0, 99),
        st.integers(0, 99),
        st.none() | _TEXT,
        _PERIOD,
    ),
    training=st.builds(
        terms.Training,
        _TEXT,
        _PERIOD,
        st.integers(1, 100),
        st.integers(1, 9),
        st.integers(0, 30),
        st.tuples(st.integers(1, 99), st.integers(100, 200)),
    ),
    unconfirmed_days=st.integers(0, 99),
    draft_days=st.integers(0, 99),
    supplements=st.dictionaries(_SLUG, _TEXT, max_size=3),
    minors=st.none() | st.builds(terms.Minors, st.integers(0, 99), _TEXT),
    questionnaires=st.builds(terms.Questionnaires, st.integers(1, 99), st.integers(1, 99), st.integers(0, 9)),
    supervision=st.builds(terms.Supervision, _PERIOD, st.tuples(st.integers(1, 99), st.integers(100, 200))),
)
