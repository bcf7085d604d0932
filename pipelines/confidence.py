"""How likely a statement is right in full, from stored features alone."""

from __future__ import annotations

from pipelines.drafts import Draft

_BASIS = {
    "PHRASE": 1.0, "CLAUSE": 0.98, "SENTENCE": 0.93, "FOCUS": 0.88, "PARAGRAPH": 0.85, "HEADING": 0.85,
    "REPORT": 0.8, "DEFAULT": 0.75,
}  # fmt: skip


def confidence(draft: Draft) -> float:
    """The product of the subject's score and of how near each slot was found, lowered for open readings."""
    score = 0.97
    subject = draft.slots.get("SUBJECT")
    score *= (0.5 + 0.5 * subject.score) if subject else 0.5
    for role in ("PERIOD", "AREA"):
        slot = draft.slots.get(role)
        score *= _BASIS[slot.basis] if slot else 0.7
    if draft.is_scale_ambiguous or draft.is_separator_ambiguous:
        score *= 0.8
    return round(score, 3)
