"""Words, names and sentences of generated records: both languages, few words often and many seldom."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

WORDS_EN = """
border security police patrol checkpoint officials residents investigation weapons explosives smuggling detention
seizure operation drugs trafficking network suspects court statement ministry regional district village river
crossing guards convoy vehicles clash ceasefire evacuation shelter hospital injured rescue earthquake flood landslide
wildfire drought protest assembly election curfew negotiation agreement delegation exercise training coordination
intelligence extremism recruitment propaganda online arrest trial sentence ammunition explosive device fuel pipeline
railway market pasture water reservoir dispute camera delimitation
"""
WORDS_ZH = """
边境 安全 警方 巡逻 检查 官员 居民 调查 武器 爆炸 走私 拘留
查获 行动 毒品 贩运 网络 嫌疑 法院 声明 内务 地区 村庄 河流 口岸
边防 车队 车辆 冲突 停火 疏散 安置 医院 受伤 救援 地震 洪水
滑坡 火灾 干旱 抗议 集会 选举 宵禁 谈判 协议 代表 演习 培训 协调
情报 极端 招募 宣传 逮捕 审判 判决 弹药 燃料 管道 铁路 市场
牧场 用水 水库 争端 勘界 反恐 禁毒 撤离 通报 合作 部队 武装 袭击
图谋 组织 成员 现场 证据 通道 山区 哨所 谅解 援助 监测
"""
SYLLABLES = """
ka ra su bat ken osh da van jal tash is fa na kul ur gan mar gha chor ku khu jand ter mez shy alm tok mak
"""
HANS = "卡拉苏巴特肯奥什达万贾塔伊法纳库尔干马加乔胡占铁梅兹希阿托克别沙里木吉安集延努"

TEMPLATES_EN = (
    "{place} was named by {word} officials after reports of {word} and {word} in the {word} area.",
    "Local {word} said that {number} people took part, while the {word} statement gave no figure.",
    "The {word} followed a {word} over {word} use, and {word} units were sent to the {word}.",
    "A {word} of {name} reported {word} near the {word}; a second account mentions {word} only.",
    "Work on the {word} was halted for {number} days and the {word} continued under {word} control.",
    "According to the {word}, {number} items of {word} were found together with {word} and {word}.",
    "{name} and {name} were described as part of a {word} {word}, which the {word} denied.",
)
TEMPLATES_ZH = (
    "{place}{word}部门通报，当地发生{word}，{word}人员随后到达{word}现场。",
    "{word}方面称约{number}人参与，{word}声明未给出数字。",
    "事件起因与{word}及{word}有关，{word}力量被派往{word}沿线。",
    "另有来源提到{word}和{word}，但未说明{word}情况。",
    "{word}工作中断{number}天，{word}在{word}管控下继续进行。",
    "据{word}通报，共发现{word}{number}件及{word}若干。",
    "双方就{word}、{word}问题进行{word}，并商定继续{word}。",
)


class Sentences(NamedTuple):
    """A pool of sentences in which `@` stands for a place, drawn anew for each record."""

    en: list[str]
    zh: list[str]


class Weighted(Generic[T]):
    """Values of which the first are drawn often and the last seldom (weight 1 / rank ^ steepness)."""

    def __init__(self, values: Sequence[T], steepness: float = 1.0, weights: Sequence[float] = ()) -> None:
        self.values = list(values)
        given = weights or [1 / (rank + 1) ** steepness for rank in range(len(self.values))]
        self.cumulated = list(accumulate(given))

    def draw(self, random: Random) -> T:
        return self.values[
            bisect(self.cumulated, random.random() * self.cumulated[-1], 0, len(self.values) - 1)
        ]

    def some(self, random: Random, count: int) -> list[T]:
        return [self.draw(random) for _number in range(count)]


def name_en(random: Random) -> str:
    return "".join(random.choices(SYLLABLES.split(), k=random.choice((2, 3, 3, 4)))).capitalize()


def name_zh(random: Random) -> str:
    return "".join(random.choices(HANS, k=random.choice((2, 3, 3, 4))))


def sentence_pool(random: Random, count: int) -> Sentences:
    """Sentences of domain words by rank, with made-up words among them."""
    rare_en = [name_en(random).lower() for _ in range(4000)]
    rare_zh = [name_zh(random)[:2] for _ in range(1600)]
    english = Weighted([*WORDS_EN.split(), *rare_en], 0.9)
    chinese = Weighted([*WORDS_ZH.split(), *rare_zh], 0.9)
    return Sentences(
        [_filled(random, TEMPLATES_EN, english, name_en) for _ in range(count)],
        [_filled(random, TEMPLATES_ZH, chinese, name_zh) for _ in range(count)],
    )


def _filled(
    random: Random, templates: Sequence[str], words: Weighted[str], name: Callable[[Random], str]
) -> str:
    text = random.choice(templates).replace("{place}", "@")
    for word in words.some(random, text.count("{word}")):
        text = text.replace("{word}", word, 1)
    while "{name}" in text:
        text = text.replace("{name}", name(random), 1)
    return text.replace("{number}", str(random.randrange(2, 400)))
