"""Text whose encoding nobody declares, or that is declared as UTF-8 and is none: its amounts must survive."""

from __future__ import annotations

import pytest

from flows.clean.decoding import decode

WESTERN = [
    "Türkiye will give Ukraine €111 million for air defence, its government said on Thursday.",
    "Côte d’Ivoire pledged €94 million",
    "It costs £96 million.",
    "£5m",
    "“We owe it to them” – €5 million, said the minister’s aide",
    "Price: £1.2bn; Yen: ¥5 million; 3 km² … São Tomé gives €1m",
    "La Belgique donnera à l’Ukraine 55 millions d’euros, a déclaré le Premier ministre à Bruxelles.",
    "Die Bundesregierung gibt der Ukraine 55 Mio. € für Munition, hieß es am Donnerstag aus Münster.",
    "España dará 40 millones de euros; ¿quién paga?",
    "¥5 million from Tokyo, £3 million from London",
    "Dagens pris er 3 mill. € for øvelsen på Ærø",
]
CENTRAL = [
    "Polska przekaże Ukrainie 100 mln € na obronę powietrzną, powiedział minister w czwartek po spotkaniu. Pieniądze trafią na zakup amunicji i sprzętu, który ma być dostarczony jeszcze w tym roku.",
    "Česká vláda poskytne Ukrajině 55 milionů € na munici, řekl ve čtvrtek premiér Petr Novák po jednání vlády. Peníze půjdou na nákup munice a techniky, která má být dodána ještě letos.",
]
CYRILLIC = [
    "Німеччина передасть Україні 40 млрд євро на протиповітряну оборону, заявив канцлер у четвер у Берліні.",
    "Германия передаст Украине 40 млрд евро на противовоздушную оборону, заявил канцлер в четверг в Берлине.",
]
OTHERS = [
    ("Η Ελλάδα θα δώσει στην Ουκρανία 40 εκατομμύρια ευρώ για την αεράμυνα, είπε ο πρωθυπουργός.", "cp1253"),
    ("日本政府は木曜日、ウクライナに四十億円の防空支援を行うと発表しました。詳細は未定です。", "shift_jis"),
    ("日本政府は木曜日、ウクライナに四十億円の防空支援を行うと発表しました。詳細は未定です。", "euc_jp"),
    ("中国政府星期四宣布将向乌克兰提供四千万元的人道主义援助，具体细节尚未公布。", "gb18030"),
    ("한국 정부는 목요일 우크라이나에 방공 지원으로 사천만 유로를 제공하겠다고 발표했다.", "euc_kr"),
]


def page(text: str) -> str:
    return f"<html><head><title>News</title><style>p {{ margin: 0 }}</style></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("charset", [None, "utf-8"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "cp1252") for text in WESTERN),
        *((text, "cp1250") for text in CENTRAL),
        *((text, "cp1251") for text in CYRILLIC),
        *((text, "koi8-u") for text in CYRILLIC),
        *OTHERS,
    ],
)
def test_an_undeclared_encoding_is_told_from_the_text(text: str, encoding: str, charset: str | None) -> None:
    for whole in (text, page(text), page(text) + "<!-- " + "plain filling " * 2_000 + " -->"):
        assert decode(whole.encode(encoding), charset).text == whole


@pytest.mark.parametrize("data", [b"\x81", b"a\x8d\x9d", b"\xff" * 50, b"<p>\x81\xa1\xff</p>", bytes(range(128, 256))])
def test_what_fits_no_encoding_is_read_all_the_same(data: bytes) -> None:
    assert decode(data).text
