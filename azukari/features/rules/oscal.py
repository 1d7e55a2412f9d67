"""OSCAL 1.1.2 as JSON: the rule packs as a catalog, this program as a component, the last run of the controls as
assessment results, and every gap as an item of a plan of action and milestones.

Identifiers are made from names (UUID version 5), so that the same content has the same identifiers. No personal data.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from azukari.features.rules.laws import packs, shown
from azukari.lib.version import version
from azukari.policy.ruleset import RulePack, RuleRow, RuleStanding
from azukari.policy.terms import Policy

OSCAL = "1.1.2"
_SPACE = UUID("5f0b6f5e-6d5c-5a0e-9d5b-0c2f0c3a15a0")
_NS = "https://azukari.example/ns/oscal"
_STATUS = {RuleStanding.GAP: "partial", RuleStanding.ANNOUNCED: "planned"}
type Json = dict[str, Any]


def documents(policy: Policy, *, day: date, now: datetime) -> Mapping[str, Json]:
    """The four documents, by the names of their files.

    Args:
        day: on which the rows are judged, where the organisation is.
    """
    return {
        "catalog.json": {"catalog": _catalog(day, now)},
        "component-definition.json": {"component-definition": _component(policy, day, now)},
        "assessment-results.json": {"assessment-results": _results(policy, day, now)},
        "plan-of-action-and-milestones.json": {"plan-of-action-and-milestones": _plan(policy, day, now)},
    }


def _id(*names: str) -> str:
    return str(uuid5(_SPACE, "/".join(names)))


def _metadata(title: str, now: datetime) -> Json:
    return {
        "title": title,
        "last-modified": now.isoformat(timespec="seconds"),
        "version": version(),
        "oscal-version": OSCAL,
        "remarks": "Duties in our own words, for orientation. This is no legal advice.",
    }


def _catalog(day: date, now: datetime) -> Json:
    return {
        "uuid": _id("catalog"),
        "metadata": _metadata("Rule packs of Azukari", now),
        "groups": [
            {
                "id": pack.slug,
                "title": pack.name["en"],
                "links": [{"href": pack.source, "rel": "reference"}],
                "controls": [_control(row, day) for row in pack.rows],
            }
            for pack in packs().values()
        ],
    }


def _control(row: RuleRow, day: date) -> Json:
    props = [
        {"name": "label", "value": row.clause},
        {"name": "begins", "ns": _NS, "value": row.begins.isoformat()},
        {"name": "standing", "ns": _NS, "value": row.standing(day).value},
    ]
    if row.until:
        props.append({"name": "until", "ns": _NS, "value": row.until.isoformat()})
    return {
        "id": row.id,
        "title": row.clause,
        "props": props,
        "parts": [{"id": f"{row.id}_smt", "name": "statement", "prose": row.duty["en"]}],
    }


def _component(policy: Policy, day: date, now: datetime) -> Json:
    return {
        "uuid": _id("component-definition"),
        "metadata": _metadata("Azukari as a component", now),
        "components": [
            {
                "uuid": _id("component"),
                "type": "software",
                "title": "Azukari",
                "description": f"The registration and supporter system of {policy.organisation.name['en']}.",
                "control-implementations": [_implementation(pack, day) for pack in packs().values()],
            }
        ],
    }


def _implementation(pack: RulePack, day: date) -> Json:
    return {
        "uuid": _id("implementation", pack.slug),
        "source": "catalog.json",
        "description": pack.name["en"],
        "implemented-requirements": [
            {
                "uuid": _id("requirement", row.id),
                "control-id": row.id,
                "description": row.met["en"],
                "props": [
                    *({"name": "control", "ns": _NS, "value": name} for name in row.controls),
                    *({"name": "test", "ns": _NS, "value": name} for name in row.tests),
                    {"name": "implementation-status", "value": _STATUS.get(row.standing(day), "implemented")},
                ],
            }
            for row in pack.at(day)
        ],
    }


def _results(policy: Policy, day: date, now: datetime) -> Json:
    at, observed = now.isoformat(timespec="seconds"), _observations(day, now)
    return {
        "uuid": _id("assessment-results", at),
        "metadata": _metadata("The last run of the automatic controls", now),
        "import-ap": {"href": "#" + _id("plan"), "remarks": "The automatic controls are the plan."},
        "results": [
            {
                "uuid": _id("result", at),
                "title": "Automatic controls",
                "description": f"How the controls of {policy.organisation.name['en']} fared.",
                "start": at,
                "reviewed-controls": {"control-selections": [{"include-all": {}}]},
                **({"observations": observed} if observed else {}),
            }
        ],
    }


def _observations(day: date, now: datetime) -> Sequence[Json]:
    rows = [row for pack in packs().values() for row in shown(pack, day, now=now, lang="en")]
    in_force = (row for row in rows if row.standing is not RuleStanding.ENDED)
    found = {control.name: control for row in in_force for control in row.controls}
    return [
        {
            "uuid": _id("observation", name, now.isoformat()),
            "title": name,
            "description": control.control.claim,
            "methods": ["TEST-AUTOMATED"],
            "props": [{"name": "outcome", "ns": _NS, "value": control.state.value}],
            "collected": (control.at or now).isoformat(timespec="seconds"),
        }
        for name, control in sorted(found.items())
    ]


def _plan(policy: Policy, day: date, now: datetime) -> Json:
    gaps = [row for pack in packs().values() for row in pack.at(day, standing=RuleStanding.GAP)]
    return {
        "uuid": _id("poam"),
        "metadata": _metadata(f"What is not met at {policy.organisation.name['en']}", now),
        "system-id": {"id": _id("system", policy.organisation.website)},
        "poam-items": [
            {
                "uuid": _id("gap", row.id),
                "title": f"{row.clause}: gap",
                "description": row.gap["en"],
                "props": [{"name": "rule", "ns": _NS, "value": row.id}],
            }
            for row in gaps
        ],
    }
