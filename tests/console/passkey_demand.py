"""A policy that demands a passkey of some duties."""

import json

from azukari.core.policy_versions.publish import publish
from azukari.policy.parse import STARTER, document, load
from tests.console import desks

NOTE = {"en": "These duties open only with a passkey", "ja": "パスキーを使うまで開けない担当があります"}


def demand(*duties: str) -> None:
    draft = json.loads(json.dumps(document(load(STARTER))))
    for slug in draft["duties"]:
        draft["duties"][slug]["passkey"] = slug in duties
    publish(json.dumps(draft), actor=desks.OPERATOR, now=desks.moment())
