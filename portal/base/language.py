"""Which of two languages a text is shown in: the reader's, else the other."""

from __future__ import annotations


def is_chinese(language: str | None) -> bool:
    """True for `zh`, `zh-hans`, `zh-Hans-CN` …"""
    return (language or "").lower().startswith("zh")


def in_language(english: str, chinese: str, language: str | None) -> str:
    """The text in `language`, or in the other where it is missing."""
    first, second = (chinese, english) if is_chinese(language) else (english, chinese)
    return first or second
