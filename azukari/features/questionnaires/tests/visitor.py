"""A questionnaire that takes answers, and somebody who gives them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish as publish_policy
from azukari.demo.people import SETTER
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.shape import Questionnaire
from azukari.features.questionnaires.tests.sample import sample
from azukari.policy.parse import STARTER
from tests.cast import NOW

PANEL = """
  river-panel:
    kind: questionnaire
    service: {ja: 川辺のモニター調査, en: The riverside panel}
    title: {ja: 川辺のモニター調査, en: The riverside panel}
    lead: {ja: ご意見を伺います。, en: We ask for your views.}
    purposes: [questionnaire]
    fields:
      - id: answers
        category: answer
        type: long_text
        label: {ja: 回答, en: Your answers}
        purposes: [questionnaire]
        reason: {ja: 集計するため, en: We count them}
        required: true
        max_length: 20000
      - id: email
        category: email
        type: email
        label: {ja: メールアドレス, en: Email address}
        purposes: [questionnaire]
        reason: {ja: 結果をお送りするため, en: We send you the results}
        max_length: 254
"""


def panel_policy() -> Current:
    """The starter policy with a form under which questionnaires can be linked."""
    text = STARTER.read_text("utf-8").replace("\nduties:\n", f"{PANEL}\nduties:\n", 1)
    publish_policy(text, actor=SETTER, now=NOW, file=STARTER.name)
    return current()


def opened(questionnaire: Questionnaire | None = None, *, linked: bool = False) -> Version:
    """A questionnaire that takes answers."""
    questionnaire = replace(questionnaire or sample(), linked=linked)
    Poll.objects.create(slug=questionnaire.slug, draft=write(questionnaire), changed_at=NOW)
    return publish(questionnaire.slug, revision=None, actor=SETTER, now=NOW, form="river-panel" if linked else "")


class Visitor:
    """Walks through the pages with what they carry in their inputs, and nothing else."""

    def __init__(self, path: str = "/en/questionnaires/riverside") -> None:
        self.client, self.path = Client(), path
        self.page = self._read(self.client.get(path))

    def _read(self, response: Any) -> "Visitor":
        self.response, self.html = response, response.content.decode()
        self.inputs = _inputs(self.html)
        return self

    def press(self, step: str = "next", path: str = "", /, **answers: str | list[str]) -> "Visitor":
        """Press a button; ``answers`` are typed first, with ``__`` for the dot in a name."""
        typed: Mapping[str, object] = {name.replace("__", "."): value for name, value in answers.items()}
        body = {**self.inputs, **typed, "step": step}
        sent = urlencode({name: value for name, value in body.items() if value not in ("", [])}, doseq=True)
        return self._read(self.client.post(path or self.path, sent, content_type="application/x-www-form-urlencoded"))

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.html))


def _inputs(html: str) -> dict[str, list[str]]:
    """What a browser would send: hidden inputs, ticked boxes, typed texts, chosen options. Templates send nothing."""
    found: dict[str, list[str]] = {}
    html = re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    for tag in re.findall(r"<input[^>]*>", html):
        kept = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if kept.get("type") in {"radio", "checkbox"} and " checked" not in tag:
            continue
        if kept.get("name"):
            found.setdefault(kept["name"], []).append(unescape(kept.get("value", "")))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', inner)
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        found[name] = [unescape(inner)]
    return found
