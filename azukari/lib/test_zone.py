"""Names of time zones."""

from azukari.lib.zone import zone_in_words


def test_a_zone_is_called_as_people_call_it():
    assert zone_in_words("Asia/Tokyo", "ja") == "日本時間"
    assert zone_in_words("Asia/Tokyo", "en") == "Japan Time"


def test_a_zone_without_a_name_keeps_its_key():
    assert zone_in_words("Nowhere/At_all", "en") == "Nowhere/At_all"
