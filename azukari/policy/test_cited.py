"""Citation of laws in the reader's language."""

import pytest

from azukari.policy.cited import cited


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("APPI 26(1), Rules 8(2)", "個人情報保護法第26条第1項、同法施行規則第8条第2項"),
        ("APPI Rules 7(iii), APPI Rules 7(iv)", "個人情報保護法施行規則第7条第3号、個人情報保護法施行規則第7条第4号"),
        ("APPI 26(1) proviso, Rules 9", "個人情報保護法第26条第1項ただし書、同法施行規則第9条"),
        ("APPI 26(1), Rules 7-9", "個人情報保護法第26条第1項、同法施行規則第7条から第9条"),
        ("APPI Guidelines 3-5-3-2", "ガイドライン通則編3-5-3-2"),
        ("APPI Rules 7(iii), before 2024", "個人情報保護法施行規則第7条第3号、2024年より前"),
        ("GDPR 18, 21", "GDPR第18条、第21条"),
        ("GDPR 44-49", "GDPR第44条から第49条"),
        ("JIS Q 15001 6.2, 6.3", "JIS Q 15001 6.2、6.3"),
        ("NIST PF Protect-P (PR.DS-P)", "NIST PF Protect-P (PR.DS-P)"),
        ("JIS Q 15001 Annex A (inventory)", "JIS Q 15001 附属書A(台帳)"),
        ("JIS Q 15001 Annex A (incidents)", "JIS Q 15001 附属書A(緊急事態)"),
        ("Regulation (EU) 2025/2518", "EU規則2025/2518"),
        ("APPI Rules 7(i), Rules 7(ii)", "個人情報保護法施行規則第7条第1号、同法施行規則第7条第2号"),
        ("GDPR 5(v), 5(vi)", "GDPR第5条第5号、第5条第6号"),
    ],
)
def test_a_clause_is_cited_as_the_reader_knows_it(clause, said):
    assert cited(clause, "ja") == said
    assert cited(clause, "en") == clause
