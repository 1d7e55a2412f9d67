"""Formats of other programs (LimeSurvey, XLSForm, Qualtrics): read, written, and what is lost listed."""
