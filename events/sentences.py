"""The words of lists of incidents and training events."""

from __future__ import annotations

from events.codes import Accounts, DeathsBand
from portal.base.sentences import Chosen, KindWords, Phrase, one_of

NONE, ONES, TENS, HUNDREDS = DeathsBand.NONE, DeathsBand.ONES, DeathsBand.TENS, DeathsBand.HUNDREDS
# Bands that make one span, the widest first.
SPANS: list[tuple[tuple[str, ...], str, str]] = [
    ((ONES, TENS, HUNDREDS), "at least one death reported", "报告有人死亡"),
    ((TENS, HUNDREDS), "at least 10 deaths reported", "报告死亡10人及以上"),
    ((ONES, TENS), "1 to 99 deaths reported", "报告死亡1至99人"),
    ((HUNDREDS,), "100 or more deaths reported", "报告死亡100人及以上"),
    ((TENS,), "10 to 99 deaths reported", "报告死亡10至99人"),
    ((ONES,), "1 to 9 deaths reported", "报告死亡1至9人"),
    ((NONE,), "no deaths reported", "报告无人死亡"),
]


def deaths(chosen: Chosen) -> str:
    """“With at least one death reported”: bands next to each other are told as one."""
    left = list(chosen.values["deaths"])
    told = []
    for bands, en, zh in SPANS:
        if all(band in left for band in bands):
            left = [band for band in left if band not in bands]
            told.append(chosen.either(en, zh))
    if left:  # only “no figure” is in no span
        told.append(chosen.either("no figure of deaths found", "未见死亡数字"))
    return chosen.either("with {told}", "{told}", told=one_of(told, chosen.chinese))


def accounts(chosen: Chosen) -> str:
    words = {
        Accounts.DIFFER: ("whose accounts differ", "各方说法不一"),
        Accounts.SINGLE_SOURCE: ("with a single source", "仅有单一来源"),
    }
    told = (chosen.either(*words[Accounts(value)]) for value in chosen.values["accounts"])
    return one_of(told, chosen.chinese)


INCIDENT_WORDS = KindWords(
    "incident",
    "incidents",
    "安全事件",
    "起",
    before_dates={
        "event_type": Phrase("of the type {values}", "类型为{values}", lower=True),
        "sub_event_type": Phrase("in detail {values}", "细类为{values}", lower=True),
        "scope": Phrase("told as {values}", "记为{values}", lower=True),
        "dimension": Phrase("of the dimension {values}", "维度为{values}", lower=True),
        "level": Phrase("of the level {values}", "层次为{values}", lower=True),
    },
    after_dates={
        "deaths": deaths,
        "accounts": accounts,
        "attributed_to": Phrase("with a figure stated by {values}", "{values}提供了数字"),
        "where_prec": Phrase("with the place precision {values}", "地点精度为{values}", lower=True),
        "attribution_grade": Phrase("with the attribution {values}", "归因程度为{values}", lower=True),
    },
)

TRAINING_WORDS = KindWords(
    "training event",
    "training events",
    "演训活动",
    "项",
    before_dates={
        "training_type": Phrase("of the type {values}", "类型为{values}", lower=True),
        "focus": Phrase("on {values}", "内容为{values}", lower=True),
        "domain": Phrase("in the domain {values}", "领域为{values}", lower=True),
        "format": Phrase("held {values}", "形式为{values}", lower=True),
        "host": Phrase("hosted by {values}", "由{values}主办"),
        "participant": Phrase("joined by {values}", "{values}参加"),
        "mechanism": Phrase("under {values}", "在{values}框架下"),
    },
)
