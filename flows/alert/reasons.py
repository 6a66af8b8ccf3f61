"""Why a finding was made, in words a reader knows: what each rule looks at, and the reasons that tell more than the card does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.model import Verdict
from flows.alert.safe import clean
from flows.compare.newsworth import LIKELY

#: rule of the comparison -> what it looked at. A rule that is missing here is shown by its name.
RULES = {
    "first_report": "first report of it",
    "conversion": "printed conversions, held against the ECB's rates",
    "sum_of_parts": "the parts that an article lists, added up",
    "one_number_two_measures": "one number told of two payers in one article",
    "headline_against_text": "a headline whose amount is not its text's",
    "two_deliveries": "one delivery told with two amounts",
    "two_sources": "two sources of one article that count differently",
    "told_side_by_side": "two sources that one sentence sets side by side",
    "wrong_office": "who holds which office on the article's day",
    "look_alike": "looks like something known, and is another matter",
    "restatement": "the article says it twice",
    "copied_text": "a copy of a text that is known",
    "office": "who held the office on the article's day",
    "declared_correction": "the outlet says that its figure was wrong",
    "silent_revision": "the page changed its figure without a word",
    "conflict_settled": "an open conflict, and what settled it",
    "other_matter": "another payer, thing or scope",
    "rejected_value": "the text itself rejects the other figure",
    "polarity": "one promises what the other refuses",
    "part_of_it": "a part of what was promised",
    "misprint": "one number of one event, printed with its digits in another order",
    "digits_slipped": "digits that changed places, a zero more or less, or a -teen told as a -ty",
    "each_or_together": "an amount for each of several, or for all of them together",
    "part_and_whole": "a part that is larger than its whole",
    "stock_told_as_given": "what was only counted or needed, told as handed over",
    "level_told_as_increment": "a new total told as the increase",
    "reference_period": "the periods that the amounts are for",
    "same_number_other_currency": "the same number in another currency",
    "payment": "what was paid or handed over, held against the promise",
    "other_period": "one amount with two deadlines, starts or recurrences",
    "vague_beside_exact": "an amount in words beside one in numbers",
    "rate_and_total": "a recurring amount held against a total",
    "stated_multiple": "arithmetic that the text itself states",
    "expectation": "an expectation, and what came of it",
    "amounts_apart": "one statement with two amounts that cannot both be right",
    "amount_moved": "a later statement with another amount",
    "told_differently": "one statement told of two speakers or payers",
    "condition_gone": "the same amount, no longer tied to a condition",
    "next_stage": "the same amount, a stage further",
    "made_precise": "the same with more detail",
    "said_again": "the same, said again",
}
#: first reports whose reason only repeats who gives how much: the card has said it
_REPEATS = (None, "demand", "refusal", "withdrawal", "expected", "conditional", "reaffirmed", "progress", "recalled")
FIRST = "Nothing known before says the same."


def rule_words(rule: str) -> str:
    """A rule by what it looks at, and by the name that mutes and settings know it by."""
    return (
        f"{RULES[rule]} ({rule})" if rule in RULES else rule.replace("_", " ") + (f" ({rule})" if "_" in rule else "")
    )


def reasons_of(verdicts: Iterable[Verdict], most: int = 3) -> tuple[str, ...]:
    """The reasons of these verdicts, each once, in a reader's words."""
    return tuple(dict.fromkeys(said for v in verdicts if (said := _reason(v))))[:most]


def _reason(verdict: Verdict) -> str:
    said = clean(verdict.reason, 300)
    if verdict.rule == "conversion":  # the card gives the sums
        return said.partition(":")[0].rstrip(".") + (" by a power of ten." if "power of ten" in said else ".")
    first = verdict.rule == "first_report" and verdict.verdict == "new" and verdict.subtype in _REPEATS
    if not first or said.startswith(LIKELY):
        return said
    _, more, caveat = said.partition("; ")
    return f"{FIRST} {caveat[:1].upper()}{caveat[1:]}" if more else FIRST


def rules_words(rules: Sequence[str]) -> str:
    """All rules of a finding in one line."""
    return "; ".join(rule_words(rule) for rule in rules)
