"""The example with every fact about its organisation and recipient replaced: a policy with which to go live."""

from azukari.policy.parse import STARTER

_REPLACED = {
    "瀬音": "里山",
    "Seoto": "Satoyama",
    "seoto.example.org": "satoyama.example.net",
    "水野 遥": "森 葉子",
    "Haruka Mizuno": "Yoko Mori",
    "架空町1-2-3": "実在町3-2-1",
    "1-2-3 Kakucho": "3-2-1 Jitsuzai",
    "0000000000000": "1234567890123",
    "03-0000-0000": "03-5550-1234",
    "株式会社ことり配信": "株式会社つばめ便",
    "Kotori Delivery Inc.": "Tsubame Post Inc.",
}


def own_policy() -> str:
    """The document as YAML."""
    text = STARTER.read_text("utf-8")
    for old, new in _REPLACED.items():
        assert old in text, old
        text = text.replace(old, new)
    return text
