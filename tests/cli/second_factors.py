"""A member of staff with second factors, in an instance of its own, and what lies in them."""

STAFF = """
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from azukari.core.accounts.staff import enrol
from azukari.core.policy_versions.current import current
from azukari.policy.terms import Actor, ActorKind
known = current().policy.duties.keys()
user = enrol(
    "staff@example.org", "Staff", duties=["membership"], known=known, password="a long password",
    totp_secret="JBSWY3DPEHPK3PXP", actor=Actor(ActorKind.SYSTEM, "operator"), now=timezone.now(),
)
RecoveryCodes.activate(user)
"""
OPENS = """
from allauth.mfa.models import Authenticator
from azukari.core.accounts.secret_rotation import opened, outdated
sealed = [row.data.get("secret") or row.data["seed"] for row in Authenticator.objects.all()]
print(sorted(map(opened, sealed)), len(outdated()))
"""
