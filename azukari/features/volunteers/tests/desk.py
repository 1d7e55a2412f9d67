"""The pages on which shifts are made."""

FORM = "volunteers"
WORDS = {
    "title_ja": "清掃", "title_en": "Cleaning", "place_ja": "", "place_en": "", "needs_ja": "", "needs_en": "",
    "body_ja": "", "body_en": "", "fits": "activities:cleaning", "most_together": "2", "first_hours": "0",
    "all_days": "0", "is_shown": "yes",
}  # fmt: skip
