"""What an article prints stays text: in Slack, in e-mail, in Markdown, on a terminal, in a log. Tables of attacks, and random text."""

from __future__ import annotations

import io
import json
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import cards as golds
import outbox
from extractors.model import Statement, Verdict
from flows.alert.card import Card, loads
from flows.alert.channels import open_channel, trial
from flows.alert.compose import compose
from flows.alert.deliver import deliver
from flows.alert.mail import MailSender
from flows.alert.outcome import Message
from flows.alert.render import html, markdown, slack, terminal, text
from flows.logs.masks import mask_address, mask_addresses
from flows.settings import Channel
from slack import SLACK_URL, slack_errors, slack_receiver
from smtp import dead_port, mail_server

NOW = datetime(2025, 12, 3, 19, tzinfo=UTC)
ATTACKS = [
    "<!channel> <!here> <!everyone> @channel @here @everyone",
    "<@U012AB3CD> <#C123|general> <!subteam^S1|team>",
    "<https://evil.example|https://nato.int> <mailto:x@evil.example|write>",
    "[NATO](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "</td></tr></table><script>alert(1)</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" style="x:expression(1)\' onload=\'x',
    "a\r\nBcc: victim@evil.example\r\nSubject: hijacked\r\n\r\nbody",
    "\x1b]0;pwned\x07\x1b[2J\x1b[31mred \x9b31m \x00",
    "\u202etxt.exe\u2066 \u200b\u200d\ufeff\U000e0041",
    "&lt;!channel&gt; &amp;lt; &#60;script&#62;",
    "`code` ```block``` *bold* _it_ ~st~ > quote\n> forged",
    "[bold red]markup[/] [link=https://evil.example]x[/link]",
    "=?utf-8?q?evil?= =?utf-8?b?ZXZpbA==?=",
    "=?utf-8?q?a=0D=0ABcc=3A_victim=40evil.example?=",
    "{{7*7}} {% raw %} ${jndi:ldap://x} %s %n",
    "x" * 20_000,
    "<" * 4000,
    "\ud800 lone surrogate",
    "",
]


def hostile(words: str) -> Card:
    """The seeds' conflict, with every word of the article replaced."""
    by_id = {v.verdict_id: v for v in golds.verdicts()}
    wanted = ("V40", "V43", "V41", "V44")
    verdicts: list[Verdict] = [replace(by_id[v], reason=words, rule="rule") for v in wanted]
    touched = {v.claim_id for v in verdicts} | {v.against.claim_id for v in verdicts if v.against}
    statements: list[Statement] = []
    for s in golds.statements():
        if s.claim.claim_id in touched:
            c = s.claim
            quote = replace(c.quote, exact=f"{words} {c.anchor.exact} {words}")
            claim = replace(
                c, quote=quote, actor=words, actor_as_written=words, speaker=words, recipient=words, purpose=words, condition=words,
                unit_of=words, hedge=words, anchor=replace(c.anchor, exact=words or "x"),
            )  # fmt: skip
            article = replace(s.article, title=words, publisher=words, url=f"https://a.example/{words}")
            s = Statement(claim, article, s.proposition_id, s.event_id)
        statements.append(s)
    (alert,) = compose(verdicts, statements, None, now=NOW).alerts
    return loads(alert.card)


class Strict(HTMLParser):
    """Collects what a mail program would act on."""

    ALLOWED = frozenset(["html", "head", "meta", "title", "body", "div", "span", "table", "tr", "td", "a", "b", "br"])
    ATTRIBUTES = frozenset(
        [
            "href",
            "style",
            "width",
            "valign",
            "align",
            "role",
            "cellpadding",
            "cellspacing",
            "border",
            "lang",
            "charset",
            "name",
            "content",
        ]
    )
    VOID = frozenset(("meta", "br"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.ALLOWED, tag
        assert {name for name, _ in attrs} <= self.ATTRIBUTES, attrs
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not any("url(" in (v or "") or "expression" in (v or "") for n, v in attrs if n == "style")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def check_html(page: str) -> Strict:
    parser = Strict()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    assert all(link.startswith(("https://", "http://")) for link in parser.links)
    assert len(page.encode("utf-8", "surrogatepass")) < 100_000
    return parser


def check_all(card: Card, many: int = 4) -> None:
    """Every form of the card, by the rules of the place where it is shown."""
    assert slack_errors(slack.payload((card,), card.title)) == []
    assert slack_errors(slack.payload((card,) * many, "Digest", True)) == []
    assert slack_errors(slack.plain((card,), card.title)) == []
    parser = check_html(html.page((card,), card.title))
    assert all(
        link.startswith("https://a.example/") or "rbc.ua" in link or "britbrief" in link for link in parser.links
    )
    check_html(html.page((card,) * many, "Digest", True))
    for words in (text.message(card), markdown.page(card), card.title):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", words)
    assert "\n" not in card.title and len(card.title) <= 150
    screen = io.StringIO()
    terminal.show([card], Console(file=screen, force_terminal=False, width=100))
    assert "\x1b" not in screen.getvalue()
    markup = re.sub(r"\\.", "", markdown.page(card))
    assert not re.search(r"<(?!https?://)|!\[|\]\((?!<https?://)", markup)


@pytest.mark.parametrize("words", ATTACKS, ids=lambda w: repr(w[:20]))
def test_an_attack_stays_text_everywhere(words: str) -> None:
    check_all(hostile(words), 60)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_random_text_stays_text_everywhere(words: str) -> None:
    check_all(hostile(words))


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="<>&|@!#\\`*_~[]()\"'\r\n\x1b\u202e a:/", max_size=200))
def test_text_made_of_markup_stays_text_everywhere(words: str) -> None:
    check_all(hostile(words))


@pytest.mark.parametrize("words", [*ATTACKS, "тисяча", "日本"], ids=lambda w: repr(w[:20]))
def test_mail_headers_hold_text_and_nothing_else(words: str) -> None:
    sender = open_channel(Channel(name="m", url="mailto://127.0.0.1:25?from=a@desk.example&to=b@desk.example")).sender
    assert isinstance(sender, MailSender)
    card = hostile(words)
    mail = sender.compose(Message("k:m", (card,), f"{words} {card.title}"), "b@desk.example")
    raw = mail.as_bytes()
    head = raw.split(b"\r\n\r\n", 1)[0].decode("ascii")
    names = [line.split(":")[0].lower() for line in head.split("\r\n") if not line.startswith((" ", "\t"))]
    assert len(names) == len(set(names)) and "bcc" not in names
    assert mail["To"] == "b@desk.example"


SUBJECTS = [
    "REFUSES: Hungary, EUR 1bn for Ukraine (weapons for the army), says Péter Szijjártó",
    "NEW PLEDGE: Finland, EUR 250m for Ukraine (air defence), says Petteri Orpo",
    "NEW PLEDGE: Україна, EUR 5m (відбудова мостів), says Денис Шмигаль and Юлія Свириденко",
    "CURRENCY CONFLICT: " + "x" * 150,
]


@pytest.mark.parametrize("title", SUBJECTS)
def test_a_subject_is_read_as_it_was_written(title: str) -> None:
    sender = open_channel(Channel(name="m", url="mailto://127.0.0.1:25?from=a@desk.example&to=b@desk.example")).sender
    assert isinstance(sender, MailSender)
    raw = sender.compose(Message("k:m", (hostile("text"),), title), "b@desk.example").as_bytes()
    assert message_from_bytes(raw, policy=default)["Subject"] == title
    assert max(map(len, raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n"))) <= 78


def test_mail_parts_are_a_text_and_a_page_below_100_kb() -> None:
    sender = open_channel(Channel(name="m", url="mailto://127.0.0.1:25?from=a@desk.example&to=b@desk.example")).sender
    assert isinstance(sender, MailSender)
    message = Message("k", (hostile("long " * 500),) * 80, "Digest", True)
    plain, page = sender.compose(message, "b@desk.example").iter_parts()
    assert len(page.get_content().encode()) < 100_000 and "did not fit" in page.get_content()
    assert plain.get_content_type() == "text/plain"


SECRETS = [
    (SLACK_URL, "TIiajkdnlazkcOXrIdevi7FQ"),
    ("mailto://desk:hunter2-secret@127.0.0.1:{port}?from=a@desk.example&to=b@desk.example", "hunter2-secret"),
    ("json://desk:hunter2-secret@127.0.0.1:{port}/path?rto=1&cto=1", "hunter2-secret"),
]


@pytest.mark.parametrize(("url", "secret"), SECRETS)
def test_no_secret_reaches_a_log_an_error_or_the_ledger(
    tmp_path: Path, url: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{dead_port()}")
    for name in ("apprise", "urllib3", "urllib3.connectionpool"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    root.addHandler(handler)
    try:
        s = outbox.settings(tmp_path, desk=url.format(port=dead_port()))
        outbox.record(s)
        report = deliver(
            s.ledger_path, s.channels, s, NOW, clock=lambda: NOW, sleep=lambda _: None, show=lambda _: None
        )
    finally:
        root.removeHandler(handler)
    assert report.problems
    errors = [o.last_error or "" for o in outbox.rows(s).values()]
    for words in (stream.getvalue(), repr(report), *errors):
        assert secret not in words


@pytest.mark.parametrize("url", ["nonsense", "foo://secret-token@x", "slack://too/short", "mailto://", "json://"])
def test_a_url_that_nobody_understands_is_refused_without_showing_it(url: str) -> None:
    from flows.alert.outcome import BadChannel

    with pytest.raises(BadChannel, match="channel desk") as refused:
        open_channel(outbox.channel("desk", url))
    assert "secret-token" not in str(refused.value)


def test_the_trial_message_passes_everywhere() -> None:
    check_all(trial("desk", NOW).cards[0])


def test_hostile_news_is_delivered_to_slack_and_by_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with slack_receiver(monkeypatch) as receiver, mail_server() as server:
        ways = [open_channel(outbox.channel(name, url)) for name, url in (("s", SLACK_URL), ("m", server.url()))]
        for n, words in enumerate(ATTACKS):
            card = hostile(words)
            for way in ways:
                outcome = way.send(Message(f"{n}:{way.name}", (card,), card.title))
                assert outcome.ok, (words, outcome)
        for way in ways:
            way.close()
    assert receiver.refused == [] and len(receiver.messages) == len(ATTACKS) == len(server.mails)
    assert "<!channel>" not in json.dumps(receiver.messages)
    assert {r for r, _ in server.mails} == {"analyst@desk.example"}


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/services/T0/B0/secret-token",
        "slack://T0/B0/secret-token",
        "mailtos://desk:secret-token@smtp.example.org?to=a@b.example",
        "https://discord.com/api/webhooks/12/secret-token",
    ],
)
def test_an_address_is_shown_as_its_service_and_host_only(url: str) -> None:
    assert "secret-token" not in mask_address(url)
    error = f"Max retries exceeded with url: /services/T0/B0/secret-token ({url})"
    assert "secret-token" not in mask_addresses(error)


@pytest.mark.parametrize(
    "url", ["slack://T/B/x", "mailto://desk:pass@h.example", "json://h/?token=1", "json://u:p@h/", "https://h/x"]
)
def test_a_secret_is_refused_in_the_settings_file(url: str) -> None:
    with pytest.raises(ValueError, match="url_env"):
        Channel(name="desk", url=url)
