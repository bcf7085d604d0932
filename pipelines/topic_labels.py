"""The label of a topic chain's figure: chosen by fitted weights among what its rules and its surroundings offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.drafts import Draft
from pipelines.focus import Focus
from pipelines.languages.base import Pack
from pipelines.ranking import Ranker
from pipelines.topic_candidates import Offers
from pipelines.topic_features import Memory, TopicDescriber
from pipelines.topic_subjects import TopicFinder


class TopicLabels:
    """Chooses the labels of a report's figures; remembers those chosen."""

    def __init__(self, pack: Pack, ranker: Ranker) -> None:
        self.pack = pack
        self.ranker = ranker
        self._memory = Memory()

    def of_sentence(self, finder: TopicFinder, focus: Focus, kind: str) -> SentenceLabels:
        """The choice for one sentence; `kind` is its paragraph's."""
        offers = Offers(finder, focus)
        describer = TopicDescriber(finder.sentence, finder.clauses, self.pack, kind, self._memory)
        return SentenceLabels(self.ranker, offers, describer)


class SentenceLabels:
    """Chooses the labels of one sentence's figures."""

    def __init__(self, ranker: Ranker, offers: Offers, describer: TopicDescriber) -> None:
        self.ranker = ranker
        self.offers = offers
        self.describer = describer

    def choose(self, index: int, told: Change | None, rule: Subject, earlier: Sequence[Draft]) -> Subject:
        """The rules' subject with the words of the label that is chosen, and how far the candidates agree on it."""
        previous = earlier[-1] if earlier else None
        candidates, own = self.offers.propose(index, rule, earlier)
        around = self.describer.situation(index, told, rule, own, previous)
        self.describer.describe(candidates, own, previous)
        found = self.ranker.choose(candidates, around)
        if found is None:
            return rule
        chosen, share = found
        self.describer.chosen(chosen.subject.slices)
        return replace(rule, slices=chosen.subject.slices, score=round(share, 3))
