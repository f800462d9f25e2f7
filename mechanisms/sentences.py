"""The words of lists of partnerships, mechanisms, meetings and documents."""

from __future__ import annotations

from portal.base.sentences import Chosen, KindWords, Phrase


def designations(chosen: Chosen) -> str:
    levels, tracks = chosen.names("level"), chosen.names("track", lower=True)
    if levels and tracks:
        return chosen.either(
            "with the designation {levels} on the track {tracks}",
            "定位为{levels}（{tracks}）",
            levels=levels,
            tracks=tracks,
        )
    if levels:
        return chosen.either("with the designation {levels}", "定位为{levels}", levels=levels)
    return chosen.either("with a designation on the track {tracks}", "有{tracks}定位", tracks=tracks)


def parties(chosen: Chosen) -> str:
    names, acts = chosen.names("party"), chosen.names("action", lower=True)
    if names and acts:
        return chosen.either("with {acts} by {names}", "{names}有{acts}行为", acts=acts, names=names)
    if names:
        return chosen.either("to which {names} is a party", "{names}为缔约方", names=names)
    return chosen.either("with {acts} by a party", "有缔约方{acts}", acts=acts)


PARTNERSHIP_WORDS = KindWords(
    "partnership", "partnerships", "伙伴关系", "组", before_dates={"designations": designations}
)
MECHANISM_WORDS = KindWords(
    "mechanism",
    "mechanisms",
    "合作机制",
    "个",
    before_dates={
        "framework": Phrase("in the framework {values}", "{values}框架下"),
        "mechanism_type": Phrase("of the type {values}", "类型为{values}", lower=True),
        "stage": Phrase("at the stage {values}", "处于{values}阶段", lower=True),
        "area": Phrase("in the area {values}", "领域为{values}", lower=True),
        "member": Phrase("with {values} as a member", "成员包括{values}"),
        "proposed_by": Phrase("proposed by {values}", "由{values}提出"),
        "parent": Phrase("within {values}", "隶属{values}"),
    },
)
MEETING_WORDS = KindWords(
    "meeting",
    "meetings",
    "会议",
    "次",
    before_dates={
        "mechanism": Phrase("of {values}", "属{values}"),
        "meeting_level": Phrase("at the level {values}", "级别为{values}", lower=True),
        "host": Phrase("hosted by {values}", "由{values}主办"),
    },
)
DOCUMENT_WORDS = KindWords(
    "document",
    "documents",
    "文件",
    "份",
    before_dates={
        "document_type": Phrase("of the type {values}", "类型为{values}", lower=True),
        "parties": parties,
        "mechanism": Phrase("of {values}", "属{values}"),
    },
    after_dates={"valid_on": Phrase("valid on {values}", "{values}有效")},
)
