"""Generated records as documents, with the skew of real ones: some types, countries, places and sources lead.

A document here is what the verbs would store for it, so that saving it once more would change nothing.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from events.codes import AttributionGrade, Dimension, Domain, Focus, TrainingType
from events.models import EventType
from portal.base import figures
from portal.base.documents import Document
from portal.base.models import Topic
from portal.site.generator_nouns import COUNTRY_WEIGHTS, Nouns
from portal.site.generator_words import Sentences, Weighted

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2026, 10, 31)
TITLES = {
    "armed_conflict": ("Clash", "武装冲突"),
    "terrorism": ("Attack", "袭击事件"),
    "political_unrest": ("Protest", "抗议活动"),
    "organised_crime": ("Organised crime case", "有组织犯罪案件"),
    "narcotics": ("Drug seizure", "毒品查获"),
    "law_enforcement_operation": ("Police operation", "执法行动"),
    "state_action": ("Agreement", "协议"),
    "natural_disaster_and_emergency": ("Flood", "洪灾"),
}
DIMENSIONS, GRADES = Dimension.values, AttributionGrade.values
TRAINING_TYPES, FOCUSES, DOMAINS = TrainingType.values, Focus.values, Domain.values
SINGLE = {"exact": 70, "approximately": 14, "more_than": 10, "nearly": 3, "range": 3}


class DocumentMaker:
    """Makes documents from a seed; `random` is drawn from in a fixed order, so a seed gives the same records."""

    def __init__(self, random: Random, nouns: Nouns, sentences: Sentences) -> None:
        self.random, self.nouns, self.sentences = random, nouns, sentences
        self.types = Weighted([slug for slug in TITLES if EventType.objects.filter(pk=slug).exists()], 0.8)
        self.sub_types: dict[str, list[str]] = {}
        for slug, parent in EventType.objects.filter(parent__isnull=False).values_list("slug", "parent"):
            self.sub_types.setdefault(str(parent), []).append(slug)
        self.topics = Weighted(list(Topic.objects.order_by("path").values_list("slug", flat=True)), 0.6)
        self.countries = Weighted(
            nouns.countries, weights=[COUNTRY_WEIGHTS[code] for code in nouns.countries]
        )
        self.citations = Weighted((1, 2, 3, 4), weights=(50, 30, 14, 6))
        self.quantifiers = Weighted(list(SINGLE), weights=list(SINGLE.values()))

    def incidents(self, record_ids: list[str], older: list[str]) -> Iterator[Document]:
        """Incidents with these ids; some are linked to a record of `older`."""
        random = self.random
        count = len(record_ids)
        kinds = self.types.some(random, count)
        for record_id, event_type in zip(record_ids, kinds, strict=True):
            document = self._shared(record_id, *TITLES[event_type])
            document |= {"event_type": event_type, "scope": "event", "event_clarity": 1}
            chance = random.random()
            if chance < 0.7 and event_type in self.sub_types:
                document["sub_event_type"] = random.choice(self.sub_types[event_type])
            if chance > 0.96:
                document["scope"] = "series" if chance < 0.985 else "period_total"
            if chance < 0.8:
                document["dimension"] = DIMENSIONS[int(chance * 10) % 3]
                document["level"] = ["national"] if chance < 0.6 else ["national", "regional"]
            if chance < 0.25:
                document["attribution_grade"] = GRADES[int(chance * 20)]
            document["figures"] = list(self._figures(document))
            if not document["figures"]:
                del document["figures"]
            if older and random.random() < 0.03:
                document["links"] = [
                    {"ref": "l1", "type": random.choice(["follows", "related"]), "to": random.choice(older)}
                ]
            yield document

    def _link(self, record_id: str) -> Document:
        return {"ref": "l1", "type": self.random.choice(("follows", "related")), "to": record_id}

    def training_events(self, record_ids: list[str]) -> Iterator[Document]:
        random = self.random
        for record_id in record_ids:
            document = self._shared(record_id, "Joint training", "联合培训")
            training_type = random.choice(TRAINING_TYPES)
            document |= {"training_type": training_type, "focus": [random.choice(FOCUSES)]}
            if training_type == TrainingType.EXERCISE:
                document["domain"] = [random.choice(DOMAINS)]
            document["countries"] = [
                {"country": row["country"], "role": "host"} for row in document["countries"][:1]
            ]
            guests = [code for code in self.nouns.countries if code != document["countries"][0]["country"]]
            document["countries"] += [{"country": code, "role": "participant"} for code in sorted(guests[:3])]
            if random.random() < 0.6:
                number = random.randrange(10, 900)
                document["figures"] = [
                    self._figure("f1", "participants", number, "exact", {"source_voice": True})
                ]
            yield document

    def _shared(self, record_id: str, title_en: str, title_zh: str) -> Document:
        """What every kind has: texts, date, countries, place, organisations, topics, sources."""
        random = self.random
        country, other = self.countries.some(random, 2)
        place = self.nouns.places[country].draw(random)
        day = FIRST_DAY + timedelta(days=int((LAST_DAY - FIRST_DAY).days * random.random() ** 0.6))
        sentences = random.choices(self.sentences.en, k=random.choice((2, 3, 3, 4)))
        sentences_zh = random.choices(self.sentences.zh, k=random.choice((3, 4, 5)))
        document: Document = {
            "record_id": record_id,
            "title_en": f"{title_en} near {place.name_en}, {month_name[day.month]} {day.year}",
            "title_zh": f"{place.name_zh}{title_zh}（{day.year}年{day.month}月）",
            "summary_en": " ".join(sentences).replace("@", place.name_en),
            "summary_zh": "".join(sentences_zh).replace("@", place.name_zh),
            "editorial_note": "Generated for load tests.",
            "date_kind": "event",
            **self._date(day),
            "countries": [{"country": country, "role": "location"}],
            "topics": list(dict.fromkeys(self.topics.some(random, random.choice((1, 2, 2, 3))))),
            "citations": list(self._citations()),
        }
        chance = random.random()
        if chance < 0.85:
            document["places"] = [{"place": place.id, "where_prec": 1 + int(chance * 6), "role": "location"}]
        if chance < 0.04 and other != country:
            document["countries"].append({"country": other, "role": "location"})
        elif chance > 0.9 and other != country:
            document["countries"].append({"country": other, "role": "origin_of_perpetrators"})
        if chance < 0.4:
            body = self.nouns.organisations[country].draw(random)
            document["organisations"] = [{"organisation": body.id, "role": "responder"}]
        if chance < 0.05:
            document["note_en"] = "The two accounts name different days."
            document["note_zh"] = "两处记述的日期不同。"
        return document

    def _date(self, day: date) -> Document:
        chance = self.random.random()
        if chance < 0.8:
            return {"date": day.isoformat()}
        if chance < 0.86:
            return {"date": f"{day}/{day + timedelta(days=self.random.randrange(1, 9))}"}
        if chance < 0.94:
            return {"date": f"{day:%Y-%m}"}
        if chance < 0.975:
            return {"date": f"{day.year}"}
        if chance < 0.995:
            return {"date": f"{day.year}~"}
        return {"undated_reason_en": "The source gives no date.", "undated_reason_zh": "来源未给出日期。"}

    def _citations(self) -> Iterator[Document]:
        random = self.random
        sources = self.nouns.sources
        count = self.citations.draw(random)
        chosen = dict.fromkeys(int(len(sources) * random.random() ** 2) for _ in range(count))
        for number, index in enumerate(chosen, start=1):
            yield {"ref": f"c{number}", "source": sources[index], "locator": f"p. {1 + index % 90}"}

    def _figures(self, document: Document) -> Iterator[Document]:
        random = self.random
        refs = iter(f"f{number}" for number in range(1, 12))
        chance = random.random()
        if chance < 0.02:
            yield from self._competing(document, refs)
        elif chance < 0.6:
            number = 0 if chance < 0.2 else min(900, int(random.paretovariate(1.1)))
            quantifier, voice = self._voice(document)
            yield self._figure(next(refs), "killed", number, quantifier if number else "exact", voice)
        if random.random() < 0.35:
            number = min(4000, int(random.paretovariate(0.9)))
            yield self._figure(next(refs), "injured", number, *self._voice(document))
        if random.random() < 0.1:
            yield self._figure(next(refs), "arrested", random.randrange(1, 60), *self._voice(document))

    def _competing(self, document: Document, refs: Iterator[str]) -> Iterator[Document]:
        """Two to six claims on the number killed; later ones may only have been considered."""
        random = self.random
        number = min(900, int(random.paretovariate(0.8))) + 1
        for place in range(random.randrange(2, 7)):
            claim = self._figure(next(refs), "killed", number + place * random.randrange(0, 4), "exact", {})
            country = random.choice(self.nouns.countries)
            claim["attributed_to_country"] = country
            claim["citation"] = random.choice(document["citations"])["ref"]
            if place > 2:
                claim |= {"role": "considered", "reason_en": "Earlier than the other counts."}
            yield claim

    def _voice(self, document: Document) -> tuple[str, Document]:
        quantifier = self.quantifiers.draw(self.random)
        return quantifier, {"source_voice": True, "citation": document["citations"][0]["ref"]}

    def _figure(self, ref: str, measure: str, number: int, quantifier: str, more: Document) -> Document:
        if quantifier == "range":
            numbers: tuple[Any, Any, Any] = (number, None, number * 2 + 1)
        else:
            numbers = figures.apply_quantifier(quantifier, None, number, None)
        span = dict(zip(("low", "best", "high"), numbers, strict=True))
        row: Document = {
            "ref": ref,
            "measure": measure,
            "quantifier": quantifier,
            "role": "adopted",
            "counted_group": "all",
        }
        return row | {name: value for name, value in span.items() if value is not None} | more
