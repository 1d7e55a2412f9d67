"""What a small organisation answers to the policy wizard."""

from collections.abc import Mapping

GIVEN: Mapping[str, object] = {
    "name_ja": "里山くらぶ",
    "name_en": "Satoyama Club",
    "about_ja": "里山を手入れする市民の集まり",
    "about_en": "a group of citizens who look after the hills",
    "representative_ja": "代表 森 葉子",
    "representative_en": "Yoko Mori, Chair",
    "address_ja": "東京都八王子市実在町3-2-1",
    "address_en": "3-2-1 Jitsuzai, Hachioji, Tokyo",
    "registration_ja": "任意団体",
    "registration_en": "Unincorporated association",
    "website": "https://satoyama.example.net",
    "email": "office@satoyama.example.net",
    "phone": "042-555-1234",
    "days": ["sat", "sun"],
    "opens": "10:00",
    "closes": "16:00",
    "forms": ["membership", "magazine"],
    "kept": "6 months",
    "answered": "1年",
    "fee_regular": "2,000円",
    "magazine_ja": "里山だより",
    "magazine_en": "Letter from the Hills",
    "mail": "own",
}
