"""Policy wizard: some twenty answers of a small organisation become a whole first policy, in both languages.

The starter's document is the ground. What is not wanted goes (forms, their purposes, duties, questions), and its texts
about a fictional association give way to those of ``begin.yaml``, into which the answers are written. The outcome is an
ordinary document: it is checked, read, changed and published like every other.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from azukari.policy.begin_answers import OPTIONAL, Beginning
from azukari.policy.parse import document, parse, starter
from azukari.policy.period import duration
from azukari.policy.rules.uses import REACHED_BY, SENT
from azukari.policy.terms import FormKind, Policy, Text
from azukari.policy.tree import Plain, find

_OVERLAY = Path(__file__).with_name("begin.yaml")
_LANGUAGES = ("ja", "en")
_PURPOSES: Mapping[FormKind, tuple[str, ...]] = {
    FormKind.MEMBERSHIP: ("membership", "dues-record"),
    FormKind.VOLUNTEERS: ("volunteers",),
    FormKind.FEEDBACK: ("feedback",),
    FormKind.MAGAZINE: ("magazine",),
    FormKind.CAMPAIGN: ("campaign", "campaign-updates"),
    FormKind.QUESTIONNAIRE: ("questionnaire",),
}
_SLUGS = {"plastic-free-river": "petition", "riverside-survey": "questionnaire"}
"""What the starter's forms are called here, where the name is of the fictional association."""
_CLASSES = (
    ("regular", "一般会員", "Regular member", "議決権あり", "with a vote"),
    ("supporting", "賛助会員", "Supporting member", "議決権なし", "without a vote"),
    ("student", "学生会員", "Student member", "議決権あり", "with a vote"),
)


def compose(told: Beginning) -> Policy:
    """The policy that these answers make.

    Raises:
        PolicyError: an answer is none that a document can hold (a web address without http, say).
    """
    plain = document(starter())
    _keep_wanted(plain, told)
    _ask_no_more(plain, told)
    _facts(plain, told)
    _texts(plain, told)
    _trim(plain)
    return parse(json.dumps(plain, ensure_ascii=False), file="answers")


@cache
def _overlay() -> Mapping[str, Plain]:
    found: Mapping[str, Plain] = YAML(typ="safe").load(_OVERLAY)
    return found


def _keep_wanted(plain: Plain, told: Beginning) -> None:
    """Forms of the wanted kinds, under names that are not the fictional association's."""
    kinds = {kind.value for kind in told.forms | {FormKind.FEEDBACK}}
    forms = {_SLUGS.get(slug, slug): form for slug, form in plain["forms"].items() if form["kind"] in kinds}
    plain["forms"] = forms
    wanted = {purpose for kind, purposes in _PURPOSES.items() if kind.value in kinds for purpose in purposes}
    if not told.fees:
        wanted.discard("dues-record")
    plain["purposes"] = {slug: held for slug, held in plain["purposes"].items() if slug in wanted}
    for form in forms.values():
        for key in ("purposes", "consents"):
            form[key] = [purpose for purpose in form.get(key, ()) if purpose in wanted]
        for field in form["fields"]:
            field["purposes"] = [purpose for purpose in field["purposes"] if purpose in wanted]
    served = {slug: [p for p in duty["purposes"] if p in wanted] for slug, duty in plain["duties"].items()}
    for slug, purposes in served.items():
        if plain["duties"][slug]["purposes"] and not purposes:
            del plain["duties"][slug]
        else:
            plain["duties"][slug]["purposes"] = purposes


def _ask_no_more(plain: Plain, told: Beginning) -> None:
    """Questions that are not wanted go; what is chosen from is one's own."""
    left_out = {category.value for category in OPTIONAL if category not in told.asks}
    for form in plain["forms"].values():
        form["fields"] = [field for field in form["fields"] if field["category"] not in left_out]
    if membership := plain["forms"].get("membership"):
        choices = [
            {
                "value": value,
                "label": {
                    "ja": f"{ja}(年{told.fees[value]:,}円、{may_ja})",
                    "en": f"{en} ({told.fees[value]:,} yen a year, {may_en})",
                },
            }
            for value, ja, en, may_ja, may_en in _CLASSES
            if value in told.fees
        ]
        _offer(membership, "member_class", choices if len(choices) > 1 else [])
    if volunteers := plain["forms"].get("volunteers"):
        own = [{"value": f"activity-{n}", "label": dict(text)} for n, text in enumerate(told.activities, start=1)]
        _offer(volunteers, "activities", own)
        volunteers["fields"] = [field for field in volunteers["fields"] if field["id"] != "languages"]
    if questionnaire := plain["forms"].get("questionnaire"):
        questionnaire["fields"] = _overlay()["forms.questionnaire.fields"]
    for form in plain["forms"].values():
        form["minors"] = told.guardians and form["kind"] in (FormKind.CAMPAIGN, FormKind.VOLUNTEERS)


def _offer(form: Plain, id: str, choices: list[Plain]) -> None:
    """Let a question offer these; without any it is not asked."""
    form["fields"] = [field for field in form["fields"] if field["id"] != id or choices]
    for field in form["fields"]:
        if field["id"] == id:
            field["choices"] = choices


def _facts(plain: Plain, told: Beginning) -> None:
    plain["organisation"] |= {"website": told.website, "email": told.email}
    plain["requests"]["phone"] = told.phone
    hours = {"opens": told.opens, "closes": told.closes, "weekdays": list(told.weekdays)}
    plain["requests"]["hours"] |= hours
    for slug in ("membership", "volunteers"):
        if slug in plain["purposes"]:
            plain["purposes"][slug]["retention"]["period"] = duration(told.kept)
    plain["purposes"]["feedback"]["retention"]["period"] = duration(told.answered)
    for slug, until in (("petition", told.petition_until), ("questionnaire", told.questionnaire_until)):
        if slug in plain["forms"]:
            form = plain["forms"][slug]
            form.pop("opens", None)
            form.pop("closes", None)
            if until:
                form["closes"] = until.isoformat()
    example = next(iter(plain["recipients"].values()))
    plain["recipients"] = {}
    mailed = [slug for slug in ("magazine", "campaign-updates") if slug in plain["purposes"]]
    if told.provider and mailed:
        days = {key: getattr(told.provider, key) for key in ("signed", "begins", "ends")}
        contract = {key: value for key, value in example["contract"].items() if key not in days}
        contract |= {key: day.isoformat() for key, day in days.items() if day}
        contract["reference"] = told.provider.reference
        plain["recipients"]["mail-provider"] = example | {"purposes": mailed, "contract": contract}
    if not told.guardians:
        plain.pop("minors", None)


def _texts(plain: Plain, told: Beginning) -> None:
    """The overlay's texts, with what was answered written into them."""
    words: dict[str, Text] = {
        "name": told.name,
        "about": told.about,
        "representative": told.representative,
        "address": told.address,
        "registration": told.registration,
        "magazine": told.magazine,
        "petition": told.petition,
        "addressee": told.addressee,
        "questionnaire": told.questionnaire,
        "provider": told.provider.name if told.provider else {},
        "provider_address": told.provider.address if told.provider else {},
        "fees": _fees(told.fees),
    }
    for clause, texts in _overlay().items():
        above, _dot, key = clause.rpartition(".")
        holder = find(plain, above)
        if holder is None or holder.value is None or isinstance(texts, list):
            continue
        holder.value[key] = {lang: _filled(texts[lang], words, lang) for lang in _LANGUAGES}


def _fees(fees: Mapping[str, int]) -> Text:
    if not fees:
        return {"ja": "会費はありません。", "en": "There is no fee."}
    named = [(ja, en, fees[value]) for value, ja, en, *_ in _CLASSES if value in fees]
    if len(named) == 1:
        fee = f"{named[0][2]:,}"
        return {"ja": f"会費は年{fee}円です。", "en": f"The yearly fee is {fee} yen."}
    ja = "、".join(f"{name}が年{fee:,}円" for name, _, fee in named)
    en = ", ".join(f"{fee:,} yen ({name.lower()})" for _, name, fee in named)
    return {"ja": f"会費は{ja}です。", "en": f"The yearly fee is {en}."}


def _filled(text: str, words: Mapping[str, Text], lang: str) -> str:
    for key, said in words.items():
        text = text.replace(f"{{{key}}}", said.get(lang, ""))
    return text.strip()


def _trim(plain: Plain) -> None:
    """A question without a purpose is none, and a purpose uses what is asked for it."""
    asked: dict[str, set[str]] = {purpose: set() for purpose in plain["purposes"]}
    for form in plain["forms"].values():
        form["fields"] = [field for field in form["fields"] if field["purposes"]]
        for field in form["fields"]:
            for purpose in field["purposes"]:
                asked[purpose].add(field["category"])
    for slug, purpose in plain["purposes"].items():
        for key in ("needs", "may_use"):
            purpose[key] = [category for category in purpose.get(key, ()) if category in asked[slug]]
        if not asked[slug] & {*REACHED_BY}:
            purpose["uses"] = [use for use in purpose["uses"] if use not in SENT]
    every = {category for categories in asked.values() for category in categories}
    plain["categories"] = {category: text for category, text in plain["categories"].items() if category in every}
