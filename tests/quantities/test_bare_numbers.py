"""Numbers printed without currency and scale: which go on from the amount before them, and which count something else."""

from __future__ import annotations

import pytest

from extractors.quantities import read_quantities

#: text -> the value that its last money amount must have
GOES_ON = {
    "The harbour was to cost 310 million euros. Now it is 340.": 340e6,
    "We heard of 2.5 billion pounds first. Then it was three.": 3e9,
    "Pledges stood at 8 billion dollars at noon; an hour later the hall spoke of 8.4.": 8.4e9,
    "The ministry adds $40 million, bringing the total to 190.": 190e6,
    "The first gift was €60 million; a late cheque raised it to 75.": 75e6,
    "Of the 720 million dollars 96 million was paid; of that, 61 came from a bank.": 61e6,
    "They left with €860 million, against the 660 they had come with.": 660e6,
    "What is that a year? The fund holds 600 billion dollars. Per year, what is it? A hundred and fifty.": 150e9,
    "The estate, bought for 310 million euros, is for sale again at 265.": 265e6,
    "The plant took $30 million in May, and they want another 20.": 20e6,
    "Sweden will give 90 million euros, Estonia 25.": 25e6,
    "Germany pledged €50 million, Estonia 25 and Latvia 20.": 20e6,
    "Kenya put up 60 million shillings while Uganda 45.": 45e6,
    "Peru promised 40 million dollars, 12 of it for schools.": 12e6,
    "Chile had offered 15 million dollars and now offers 25.": 25e6,
    "The appeal is for $80 million. Norway has paid only 30.": 30e6,
    "The ministry was to send 70 million crowns; it sent about 40.": 40e6,
    "Denmark gave 3 billion kroner in 2022, 5 in 2023 and 9 in 2024.": 9e9,
    "Aid fell to 12 billion dollars in 2024 from 18 a year before.": 18e9,
    "Lending fell from $18 billion in 2023 to 12 in 2024.": 12e9,
    "Only 30 million euros came instead of the 45 promised.": 45e6,
    "How much did Turkey promise? MINISTER: 40 million lira. REPORTER: And paid? MINISTER: About 15.": 15e6,
    "Kenya raised its share from 3.6 to 5 billion shillings and will lift it to 7.": 7e9,
}
#: text -> how many amounts of money it holds
APART = {
    "The painting fetched 13.4 million francs. It measures 22 by 31 centimetres.": 1,
    "The jackpot was 6.7 million pounds. The driver, 58, finished his shift.": 1,
    "A striker on 40 million pounds led after 11 minutes and scored again on 57.": 1,
    "The fund gave 84 million dollars and a dinner for twelve.": 1,
    "The foundation had 84 million dollars and outlived two of its founders.": 1,
    "Interest of €2.8 billion a year will be borne by 24 of the 27 members.": 1,
    "The aid of $58 million covers three months. Turkey sends a search team of 84.": 1,
    "The billion dollars came at once. Thirty were promised by a neighbour; eleven had passed.": 1,
    "It cost 7.2 million dollars. Which number is prime: 51, 57 or 61?": 1,
    "Work cost 2.3 million francs until the money ran out at kilometre 12.": 1,
    "Costs, swollen by a charge of A$120 million, rose 5.": 1,
    "The bank lends 20 million euros. The union speaks of 190, the firm of some 400.": 1,
    "The club paid €40 million. Galaxy 20, Pixel 12 and Typhoon 2 were shown.": 1,
    "The club paid €40 million; in the cup it met Peru 2, Chile 1.": 1,
    "The state gave 40 million dollars. Germany sent 12 lorries, France 9 and Spain 4.": 1,
    "The estate cost 40 million euros. How old is the owner? 58.": 1,
    "They gave 40 million euros, and 12 of the mayors came.": 1,
    "He received 2 million pounds and gave 20 interviews, 5 in London.": 1,
    "A snail climbed for a prize of 2 million dollars and slid back 2 by night.": 1,
}


@pytest.mark.parametrize("text", GOES_ON)
def test_goes_on_from_the_amount_before(text: str) -> None:
    money = [q for q in read_quantities(text) if q.unit and len(q.unit) == 3 and q.unit.isupper()]
    assert money[-1].low == GOES_ON[text] or money[-1].high == GOES_ON[text]


@pytest.mark.parametrize("text", APART)
def test_counts_something_else(text: str) -> None:
    money = [q for q in read_quantities(text) if q.unit and len(q.unit) == 3 and q.unit.isupper()]
    assert len(money) == APART[text], [q.span.exact for q in money]
