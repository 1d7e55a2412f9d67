"""An archive that a person opens without the program."""

import base64

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from azukari.core.vault.models import PersonKey, SealedValue


def opened_by_hand(person) -> dict[str, str]:
    """Each value of a person, from the rows and the key files alone."""
    key_row = PersonKey.objects.get(person_id=person, use="data")
    master, epoch = (
        base64.b64decode((settings.AZUKARI.root / "keys" / name).read_text())
        for name in (f"master-{key_row.master}", f"epoch-{key_row.epoch_id}")
    )
    outer = HKDF(algorithm=SHA256(), length=32, salt=master, info=b"azukari outer key").derive(epoch)
    wrapped, bound = bytes(key_row.wrapped), b"vault_personkey|wrapped|" + key_row.id.bytes + b"|data"
    key = AESGCM(outer).decrypt(wrapped[1:13], wrapped[13:], bound)
    found = {}
    for row in SealedValue.objects.filter(person_id=person):
        owner = row.id.bytes + row.person_id.bytes + row.submission_id.bytes
        said = b"".join(len(word).to_bytes(2) + word.encode() for word in (row.field, row.category, row.purposes))
        bound = b"vault_sealedvalue|sealed|" + owner + said
        sealed = bytes(row.sealed)
        found[str(row.id)] = AESGCM(key).decrypt(sealed[1:13], sealed[13:], bound).decode()
    return found
