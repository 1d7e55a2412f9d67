"""Somebody who registers in a browser."""

import json
import urllib.request

from tests.live import Program, link_in

WORDS = {
    "en": {
        "name": "Amelia Journey",
        "street": "0-3 Sample-cho, Kyoto",
        "certificate": "Certificate of erasure",
        "law": "Corporation Tax Act",
        "taken_back": "You have withdrawn your consent",
        "corrected": "Your entry has been corrected.",
        "unusable": "This link no longer works",
    },
    "ja": {
        "name": "旅路 花子",
        "street": "東京都渋谷区神南0-1-2",
        "certificate": "消去証明書",
        "law": "法人税法",
        "taken_back": "同意を取り消しました",
        "corrected": "直しました。",
        "unusable": "このリンクは使えません",
    },
}


def register(program: Program, lang: str, address: str) -> None:
    """Become a member who also reads the magazine, by the public API and the mailed link."""
    with urllib.request.urlopen(f"{program.url}/api/v1/forms/membership?lang={lang}") as answer:
        form = json.load(answer)
    notice = form["notice"]
    digest = notice[lang]["digest"]
    body = {
        "notice": digest,
        "lang": lang,
        "member_class": "regular",
        "name": WORDS[lang]["name"],
        "email": address,
        "postcode": "150-0041",
        "address": WORDS[lang]["street"],
        "phone": "03-0000-0101",
        "consent.magazine": True,
    }
    request = urllib.request.Request(
        f"{program.url}/api/v1/forms/membership/submissions",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()
    link = link_in(program.wait_for_mail(address))
    urllib.request.urlopen(urllib.request.Request(link, b"", method="POST")).close()
