"""A list in words: result line, page title, feed title, file header, in English and Chinese alike.

Word order differs, so each phrase is written in both languages here and in the apps' `sentences`, not translated:
English phrases follow the noun, Chinese ones go before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from portal.base.codes import CountryRole
from portal.base.dates import format_date
from portal.base.language import is_chinese

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Phrase:
    """What the values of one key add; `{values}` stands for their labels. `lower` where labels are common words."""

    en: str
    zh: str
    lower: bool = False


@dataclass(frozen=True)
class Chosen:
    """The values of a filterset and their labels, to write phrases of."""

    values: Values
    labels: Callable[[str], list[str]]
    chinese: bool

    def either(self, en: str, zh: str, **parts: str) -> str:
        return (zh if self.chinese else en).format(**parts)

    def names(self, key: str, lower: bool = False) -> str:
        """The labels of a key's values: "A, B or C"."""
        found = self.labels(key)
        if lower and not self.chinese:
            found = [f"{name[:1].lower()}{name[1:]}" for name in found]
        return one_of(found, self.chinese)


Teller = Phrase | Callable[[Chosen], str]


class Sentence(str):
    """The sentence; for the result line in three parts, of which `strong` holds the number."""

    before: str
    strong: str
    after: str

    def __new__(cls, before: str, strong: str, after: str) -> Sentence:
        made = super().__new__(cls, before + strong + after)
        made.before, made.strong, made.after = before, strong, after
        return made


def one_of(names: Iterable[str], chinese: bool) -> str:
    """Alternatives in a row: "A, B or C", “A、B或C”."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    comma, last = ("、", "或") if chinese else (", ", " or ")
    return f"{comma.join(found[:-1])}{last}{found[-1]}"


# What a country is in a role, after "as" and “为”.
ROLES: dict[str, tuple[str, str]] = {
    CountryRole.LOCATION: ("the place", "发生地"),
    CountryRole.PARTY: ("a party", "当事方"),
    CountryRole.ORIGIN_OF_PERPETRATORS: ("the origin of perpetrators", "行为人来源国"),
    CountryRole.NATIONALITY_OF_VICTIMS: ("the nationality of victims", "受害者国籍国"),
    CountryRole.RESPONDER: ("a responder", "应对方"),
    CountryRole.HOST: ("the host", "主办方"),
    CountryRole.PARTICIPANT: ("a participant", "参与方"),
    CountryRole.OBSERVER: ("an observer", "观察员"),
    CountryRole.TRAINER: ("a trainer", "培训方"),
    CountryRole.MEMBER: ("a member", "成员"),
    CountryRole.PARTNER: ("a partner", "伙伴"),
    CountryRole.PROPOSER: ("the proposer", "提议方"),
    CountryRole.PARTNER_STATE: ("the partner state", "伙伴国"),
}


def countries(chosen: Chosen) -> str:
    names, roles = chosen.names("country"), list(chosen.values.get("country_role", ()))
    if not roles:
        return chosen.either("involving {names}", "涉及{names}", names=names)
    if names and roles == [CountryRole.LOCATION]:
        return chosen.either("in {names}", "发生在{names}", names=names)
    role_names = one_of((ROLES[role][chosen.chinese] for role in roles), chosen.chinese)
    if not names:
        return chosen.either("with a country as {roles}", "有国家为{roles}", roles=role_names)
    return chosen.either("with {names} as {roles}", "{names}为{roles}", names=names, roles=role_names)


def dates(chosen: Chosen) -> str:
    ways = list(chosen.values.get("date_match", ()))
    told = [_period(chosen, way == "surely") for way in ways or ["possibly"] if way != "undated"]
    if "undated" in ways:
        told.append(chosen.either("without a known date", "日期不详"))
    return one_of(told, chosen.chinese)


def _period(chosen: Chosen, surely: bool) -> str:
    language = "zh" if chosen.chinese else "en"
    given = {key: list(chosen.values.get(key, ()))[:1] for key in ("date_from", "date_to")}
    start, end = (format_date(value[0], language) if value else "" for value in given.values())
    if not start and not end:
        return chosen.either("with a sure date", "日期确定")
    if start == end:
        day = len(given["date_from"][0]) == len("2022-09-14")
        told = chosen.either("on {start}" if day else "in {start}", "{start}", start=start)
    elif start and end:
        told = chosen.either("from {start} to {end}", "{start}至{end}", start=start, end=end)
    elif start:
        told = chosen.either("since {start}", "{start}以来", start=start)
    else:
        told = chosen.either("until {end}", "截至{end}", end=end)
    return chosen.either("surely {told}", "确定发生于{told}", told=told) if surely else told


FIRST: dict[str, Teller] = {
    "q": Phrase("matching “{values}”", "含“{values}”"),
    "countries": countries,
    "place": Phrase("within {values}", "位于{values}境内"),
}
LAST: dict[str, Teller] = {
    "topic": Phrase("on the topic {values}", "主题为{values}", lower=True),
    "organisation": Phrase("naming {values}", "涉及{values}"),
    "source": Phrase("citing {values}", "引用{values}"),
    "source_language": Phrase("with a source in {values}", "有{values}来源"),
    "updated_since": Phrase("revised since {values}", "{values}以来修订"),
    "as_of": Phrase("as of {values}", "截至{values}所载"),
    "status": Phrase("with the status {values}", "状态为{values}", lower=True),
}


@dataclass(frozen=True)
class KindWords:
    """A kind's noun, with its measure word, and the phrases of its own keys before and after the dates."""

    one: str
    many: str
    zh: str
    measure: str
    before_dates: Mapping[str, Teller] = field(default_factory=dict)
    after_dates: Mapping[str, Teller] = field(default_factory=dict)

    @property
    def phrases(self) -> dict[str, Teller]:
        """By group of keys, in the order of the sentence."""
        return {**FIRST, **self.before_dates, "dates": dates, **self.after_dates, **LAST}


def describe(filterset: Any, total: int, lang: str, sort: Any = None) -> Sentence:
    """ "29 incidents from 2018 to 2022 with at least one death reported, newest first".

    `lang` is a language code of any form; `sort` (portal.base.filters.Sort) is left out where None, and where there
    is nothing to order.
    """
    chinese = is_chinese(lang)
    words: KindWords = filterset.words
    with override("zh-hans" if chinese else "en"):
        told = phrases(filterset, chinese)
    order = (
        f"{'，' if chinese else ', '}{sort.zh if chinese else sort.en}"
        if sort is not None and total > 1
        else ""
    )
    if chinese:
        before = f"{'、'.join(told)}的" if told else ""
        if not total:
            return Sentence("没有" + before, words.zh, "")
        return Sentence(before, f"{words.zh}{total:,}{words.measure}", order)
    noun = words.one if total == 1 else words.many
    number = f"{total:,}" if total else "No"
    return Sentence("", f"{number} {noun}", "".join(f" {phrase}" for phrase in told) + order)


def phrases(filterset: Any, chinese: bool) -> list[str]:
    """One phrase for each group of keys in use, in the active language."""

    def labels(key: str) -> list[str]:
        values = filterset.values.get(key, [])
        known = filterset.labels_of(key)
        return [known.get(value, value) for value in values]

    chosen = Chosen(filterset.values, labels, chinese)
    tellers = filterset.words.phrases
    groups = filterset.groups
    told = []
    for group in [name for name in tellers if name in groups]:
        teller = tellers[group]
        if isinstance(teller, Phrase):
            names = chosen.names(group, teller.lower)
            told.append(chosen.either(teller.en, teller.zh, values=names))
        else:
            told.append(teller(chosen))
    return told
