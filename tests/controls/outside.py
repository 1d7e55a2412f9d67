"""How the controls are broken that look at what the world sees: certificate, DNS, pages, policy, witness."""

import json
from datetime import timedelta

from django.conf import settings

from azukari.core.ledger.models import Cosignature, Published
from azukari.core.mail import dns_records
from azukari.core.mail.dns_records import RecordStatus, Seen
from azukari.core.policy_versions.models import Charter
from azukari.features.audits import advisories, checks_outside, checks_policy
from azukari.lib import certificate
from azukari.lib.http_client import Response
from azukari.lib.instance import Witness
from azukari.policy.office import closed_ahead
from tests.controls.ground import Steps, World, breaks, by_hand


@breaks("tls")
def a_certificate_that_ends(world: World) -> Steps:
    world.set(base_url="https://members.example.org")

    def lasts(days: int) -> None:
        world.patch.setattr(certificate, "ends", lambda *_at: world.now + timedelta(days=days))

    lasts(90)
    yield
    lasts(3)
    yield
    lasts(90)


@breaks("mail-authentication")
def a_domain_without_a_key(world: World) -> Steps:
    world.set(base_url="https://members.example.org", smtp="smtps://mail.example.org")
    world.patch.setattr(checks_outside, "Dns", object)

    def show(standing: RecordStatus) -> None:
        world.patch.setattr(dns_records, "look", lambda _dns: [Seen("DKIM", standing, "It is what it is.")])

    show(RecordStatus.FINE)
    yield
    show(RecordStatus.MISSING)
    yield
    show(RecordStatus.FINE)


@breaks("advisories")
def a_library_with_a_known_weakness(world: World) -> Steps:
    world.set(base_url="https://members.example.org")
    world.patch.setattr(advisories, "installed", lambda: {"one": "1"})

    def answer(*found: str) -> None:
        body = json.dumps({"results": [{"vulns": [{"id": id} for id in found]}]}).encode()
        world.patch.setattr(advisories, "exchange", lambda *_a, **_m: Response(200, body))

    answer()
    yield
    answer("PYSEC-1")
    yield
    answer()


@breaks("form-pages")
def pages_without_their_headers(world: World) -> Steps:
    whole = list(settings.MIDDLEWARE)
    yield
    world.patch.setattr(settings, "MIDDLEWARE", [each for each in whole if "security" not in each.lower()])
    yield
    world.patch.setattr(settings, "MIDDLEWARE", whole)


@breaks("contact-page")
def holidays_that_nobody_knows(world: World) -> Steps:
    yield
    world.patch.setattr(checks_policy, "closed_ahead", lambda *_a, **_m: ())
    yield
    world.patch.setattr(checks_policy, "closed_ahead", closed_ahead)


@breaks("policy-rules")
def a_policy_that_was_put_in_by_hand(world: World) -> Steps:
    yield
    first = Charter.objects.get(number=1)
    document = json.loads(first.document)
    document["purposes"]["membership"]["title"]["en"] = ""
    text = json.dumps(document, ensure_ascii=False)
    Charter.objects.create(number=2, document=text, digest="0" * 64, published_at=world.now, published_by="x")
    yield
    by_hand("charter_charter", "DELETE FROM charter_charter WHERE number = 2")


@breaks("witnesses")
def a_witness_that_is_silent(world: World) -> Steps:
    world.set(witnesses=(Witness("witness.example.org+00000000+AA"),))
    Cosignature.objects.create(size=1, witness="witness.example.org", key="k", line="l")
    yield
    Published.objects.create(size=2, at=world.now - timedelta(days=3))
    yield
    Cosignature.objects.create(size=2, witness="witness.example.org", key="k", line="l")
