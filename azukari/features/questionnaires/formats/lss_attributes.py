"""Attributes of a question in LimeSurvey: limits, random order, what goes with no other; written and read."""

import re
from collections.abc import Mapping
from typing import Any

from azukari.features.questionnaires.formats.loss import Losses
from azukari.features.questionnaires.shape import OTHER, WRITING, Question, QuestionType

QUIET = {"hidden", "public_statistics", "page_break", "cssclass", "statistics_showgraph", "statistics_graphtype"}
KNOWN = {
    "min_num_value_n", "max_num_value_n", "num_value_int_only", "min_answers", "max_answers", "maximum_chars",
    "exclude_all_others", "random_order", "random_group", "answer_order", "other_replace_text",
}  # fmt: skip


def attributes_of(q: Question, codes: Mapping[str, str]) -> dict[str, object]:
    """What there is to say of a question; ``codes`` are those of its options."""
    found: dict[str, object] = {}
    if q.type is QuestionType.NUMBER:
        found = {"min_num_value_n": q.least, "max_num_value_n": q.most, "num_value_int_only": int(q.whole)}
    elif q.type in {QuestionType.MULTIPLE, QuestionType.RANKING}:
        found = {"min_answers": q.least, "max_answers": q.most}
    elif q.type in WRITING:
        found = {"maximum_chars": q.longest}
    alone = [codes[option.value] for option in q.options if option.exclusive and option.value != OTHER]
    if q.type is QuestionType.MULTIPLE and alone:
        found["exclude_all_others"] = ";".join(alone)
    if q.random:
        found["random_order"] = 1
    return {name: value for name, value in found.items() if value is not None}


def take_attributes(made: dict[str, Any], found: Mapping[str, str], losses: Losses) -> None:
    """Put into a question what its attributes say."""
    type = made["type"]
    if type == "number":
        made |= {"least": _whole(found, "min_num_value_n"), "most": _whole(found, "max_num_value_n")}
        made["whole"] = found.get("num_value_int_only") == "1"
    if type in {"multiple", "ranking"}:
        made |= {"least": _whole(found, "min_answers"), "most": _whole(found, "max_answers")}
    longest = _whole(found, "maximum_chars")
    if type in {"short_text", "long_text"} and longest:
        made["longest"] = longest
    alone = {each.strip().lower() for each in re.split("[;,]", found.get("exclude_all_others", "")) if each.strip()}
    for option in made.get("options", ()) if type == "multiple" else ():
        option["exclusive"] = option["value"] in alone
    if found.get("random_order") == "1" or found.get("answer_order") == "random":
        made["random"] = True
    for name in sorted(found.keys() - KNOWN - QUIET):
        losses.add(made["id"], f"属性「{name}」は取り込めません。", f"The attribute “{name}” is not taken in.")


def _whole(found: Mapping[str, str], name: str) -> int | None:
    return int(float(found[name])) if re.fullmatch(r"-?\d{1,9}(\.0*)?", found.get(name, "")) else None
