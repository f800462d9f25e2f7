"""How to cite a record: Chicago, APA, GB/T 7714, BibTeX, RIS; each with version, revision date and address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.base.dates import format_date
from portal.base.language import in_language, is_chinese

# What TeX reads as a command. A brace is written out: BibTeX counts braces even after a backslash.
TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "%&$#_"}
    | {
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class CitationFormat:
    slug: str
    name: str
    text: str | SafeString
    code: bool = False  # set as a block of code


@dataclass(frozen=True)
class _Parts:
    title: str
    record_id: str
    version: int
    site: str
    revised: str  # ISO day
    address: str
    accessed: str  # ISO day


def citation_formats(record: Mapping[str, Any], today: date, as_of: str = "") -> list[CitationFormat]:
    """The formats in the reader's order: Chicago first in English, GB/T 7714 first in Chinese.

    The address is the version's; of a record read `as_of` a moment the address of that.
    """
    chinese = is_chinese(get_language())
    site = settings.SITE_NAME_ZH if chinese else settings.SITE_NAME_EN
    fixed = f"?{urlencode({'as_of': as_of})}" if as_of else f"v{record['version']}/"
    parts = _Parts(
        title=in_language(record.get("title_en") or "", record.get("title_zh") or "", get_language()),
        record_id=record["record_id"],
        version=record["version"],
        site=site,
        revised=(record.get("updated_at") or "")[:10],
        address=f"{settings.SITE_URL}/{'zh' if chinese else 'en'}{record['url']}{fixed}",
        accessed=today.isoformat(),
    )
    chicago = CitationFormat("chicago", "Chicago", _chicago(parts))
    apa = CitationFormat("apa", "APA", _apa(parts))
    gbt = CitationFormat("gbt", "GB/T 7714", _gbt(parts))
    files = [
        CitationFormat("bibtex", "BibTeX", _bibtex(parts), code=True),
        CitationFormat("ris", "RIS", _ris(parts), code=True),
    ]
    return [gbt, chicago, apa, *files] if chinese else [chicago, apa, gbt, *files]


def _chicago(p: _Parts) -> SafeString:
    return format_html(
        "“{}.” Record {}, version {}. <cite>{}</cite>. Last revised {}. Accessed {}. {}",
        p.title,
        p.record_id,
        p.version,
        p.site,
        format_date(p.revised, "en"),
        format_date(p.accessed, "en"),
        p.address,
    )


def _apa(p: _Parts) -> SafeString:
    year, month, day = p.revised.split("-") if p.revised else ("n.d.", "", "")
    month_day = " ".join(format_date(p.revised, "en").split()[1::-1]) if day else ""
    return format_html(
        "{}. ({}). <cite>{}</cite> (Record {}, Version {}). Retrieved {}, from {}",
        p.site,
        f"{year}, {month_day}" if month_day else year,
        p.title,
        p.record_id,
        p.version,
        format_date(p.accessed, "en"),
        p.address,
    )


def _gbt(p: _Parts) -> str:
    if is_chinese(get_language()):
        return f"{p.site}. {p.title}: {p.record_id}, 第{p.version}版[DB/OL]. ({p.revised})[{p.accessed}]. {p.address}."
    return f"{p.site}. {p.title}: {p.record_id}, version {p.version}[DB/OL]. ({p.revised})[{p.accessed}]. {p.address}."


def _bibtex(p: _Parts) -> str:
    return (
        f"@misc{{{p.record_id.lower()}-v{p.version},\n"
        f"  title  = {{{{{p.title.translate(TEX)}}}}},\n"
        f"  author = {{{{{p.site.translate(TEX)}}}}},\n"
        f"  year   = {{{p.revised[:4]}}},\n"
        f"  note   = {{Record {p.record_id}, version {p.version}, last revised {p.revised}}},\n"
        f"  url    = {{{p.address}}},\n"
        f"  urldate = {{{p.accessed}}}\n}}"
    )


def _ris(p: _Parts) -> str:
    lines = [
        ("TY", "DATA"),
        ("TI", p.title),
        ("AU", p.site),
        ("PY", p.revised[:4]),
        ("DA", p.revised.replace("-", "/")),
        ("ET", f"version {p.version}"),
        ("AN", p.record_id),
        ("UR", p.address),
        ("Y2", p.accessed.replace("-", "/")),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in lines)
