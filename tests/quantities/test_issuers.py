"""What only the payer's country decides, and which amount a register note enters."""

from extractors.elision import resolve_context, with_issuer
from extractors.principal import principal, recorded
from extractors.quantities import candidates, read_quantities


def test_the_dollar_of_a_canadian_is_canadian():
    text = "Ottawa will give $50 million and another 20 million."
    assert [q.unit for q in read_quantities(text)] == ["USD", "USD"]
    assert [q.unit for q in read_quantities(text, currency_hint="CAD")] == ["CAD", "CAD"]
    assert [(q.unit, q.unit_basis) for q in resolve_context(candidates(text), text, "CAD")] == [
        ("CAD", "explicit"),
        ("CAD", "context"),
    ]


def test_a_sign_is_only_read_as_what_it_may_stand_for():
    (q,) = read_quantities("They gave €50 million.")
    assert with_issuer(q, "CAD").unit == "EUR"
    (q,) = read_quantities("They gave US$50 million.")
    assert with_issuer(q, "CAD").unit == "USD"
    (q,) = read_quantities("They gave 5 billion kroner.")
    assert with_issuer(q, "DKK").unit == "DKK"
    assert with_issuer(q, None) is q


def test_the_issuer_counts_where_no_amount_tells():
    (q,) = read_quantities("They have spent 4 billion so far.", currency_hint="GBP")
    assert (q.low, q.unit, q.unit_basis, q.rule) == (4e9, "GBP", "context", "elided:currency")
    (q,) = read_quantities("They have spent 4 billion so far.")
    assert (q.low, q.unit, q.rule) == (4e9, None, "elided:unknown")


def test_the_amount_a_note_enters():
    note = "The ministry promised 90 million euros. Of this, 83 million go to roads. We report here the 7 million for schools."
    found = read_quantities(note)
    assert [q.low for q in found] == [90e6, 83e6, 7e6]
    assert recorded(found, note) is found[2]
    assert principal(found, note) is found[2]


def test_what_a_note_does_not_enter():
    note = "They gave 90 million euros. We do not count the 7 million, which we previously reported."
    found = read_quantities(note)
    assert recorded(found, note) is None
    assert principal(found, note) is found[0]


def test_news_enter_nothing():
    news = "Including €5 million from Malta, the fund now holds €80 million."
    found = read_quantities(news)
    assert recorded(found, news) is None
    assert principal(found, news) is found[1]
    assert principal([], news) is None
