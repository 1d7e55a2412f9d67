"""Stewardship of personal data: staff are taught, practice is checked, what is found gets mended."""
