"""Channels become destinations: the Apprise URL is read from where the settings say, and every kind of service gets its own form."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from flows.alert import quiet_logs, remedies
from flows.alert.card import Card, Finding, Side
from flows.alert.outcome import BadChannel, Message, Outcome, target_id
from flows.alert.render import text
from flows.alert.safe import shorten, unmention
from flows.logs.masks import mask_address, mask_addresses
from flows.settings import Channel, Settings

APP = "pledgewatch"
_STATUS = re.compile(r"error=(\d{3})")
#: HTTP answers that another try will not change
_PERMANENT = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})
#: of these, the ones that mean the destination rather than the message
_ADDRESS = frozenset({401, 403, 404, 405, 410})


class Sender(Protocol):
    """One kind of service."""

    #: at most so many messages a second
    per_second: float

    def send(self, message: Message) -> Outcome:
        """Send to every recipient that is not in ``message.done``; never raises."""
        ...

    def close(self) -> None:
        """Let go of connections; the next ``send`` makes new ones."""
        ...


@dataclass(frozen=True, slots=True)
class Destination:
    """An open channel: what it is called, how it may be shown, and how to send to it."""

    name: str
    kind: str
    masked: str
    sender: Sender

    def send(self, message: Message) -> Outcome:
        """Send; a fault inside a plugin is an outcome like any other."""
        try:
            return self.sender.send(message)
        except Exception as error:  # a plugin's own bug must not cost other channels their messages
            return Outcome(
                False, error=shorten(mask_addresses(f"{type(error).__name__}: {error}"), 300), done=message.done
            )

    def close(self) -> None:
        """Let go of connections."""
        self.sender.close()


@dataclass(frozen=True, slots=True)
class Tested:
    """What ``test_channels`` found for one channel."""

    name: str
    masked: str
    ok: bool
    error: str | None = None


def read_url(channel: Channel) -> str:
    """The channel's Apprise URL; raises BadChannel with the way out, never with the URL."""
    if channel.url_env is not None:
        url = os.environ.get(channel.url_env, "").strip()
        if not url:
            raise BadChannel(
                f"channel {channel.name}: the environment variable {channel.url_env} is not set where pledgewatch runs; put the channel's address there "
                f"(docs/alerts.md: Slack and e-mail in five lines), then try it: pledgewatch alerts test {channel.name}"
            )
        return url
    if channel.url_file is not None:
        try:
            content = channel.url_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "not UTF-8 text"
            raise BadChannel(
                f"channel {channel.name}: {channel.url_file} cannot be read ({why}); {_its_first_line(channel)}"
            ) from None
        lines = [s for line in content.splitlines() if (s := line.strip()) and not s.startswith("#")]
        if not lines:
            raise BadChannel(f"channel {channel.name}: {channel.url_file} is empty; {_its_first_line(channel)}")
        return lines[0]
    if channel.url:
        return channel.url
    raise BadChannel(f"channel {channel.name} needs url_env, url_file or url")


def _its_first_line(channel: Channel) -> str:
    folder = channel.url_file.parent if channel.url_file is not None else None
    made = f"mkdir -p {folder}, " if folder is not None and not folder.is_dir() else ""
    return (
        f"its first line must be the channel's address: {made}write it there, then chmod 600 {channel.url_file} "
        "(docs/alerts.md: Slack and e-mail in five lines)"
    )


def open_channel(channel: Channel) -> Destination:
    """The destination of a channel; raises BadChannel where its URL is missing or no service understands it."""
    import apprise
    from apprise.plugins.custom_json import NotifyJSON
    from apprise.plugins.email import NotifyEmail
    from apprise.plugins.slack import NotifySlack

    from flows.alert.mail import MailSender
    from flows.alert.slack import SlackSender
    from flows.alert.webhook import WebhookSender

    quiet_logs.install()
    url = read_url(channel)
    asset = apprise.AppriseAsset(app_id=APP, app_desc=APP, app_url="", secure_logging=True, async_mode=False)
    with quiet_logs.collected():
        plugin = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if plugin is None:
        raise BadChannel(
            f"channel {channel.name}: no service understands {mask_address(url)}; {remedies.of_address(url)} (docs/alerts.md has examples)"
        )
    plugin.redirects = False  # a redirect turns the POST into a GET that "succeeds"
    sender: Sender
    if channel.sign_env is not None:
        if not isinstance(plugin, NotifyJSON):
            raise BadChannel(f"channel {channel.name}: sign_env works with json:// and jsons:// addresses only")
        sender = WebhookSender(plugin, channel)
    elif isinstance(plugin, NotifySlack):
        if plugin.access_token and remedies.without_a_channel(url):
            raise BadChannel(f"channel {channel.name}: {remedies.NO_CHANNEL}")
        sender = SlackSender(plugin)
    elif isinstance(plugin, NotifyEmail):
        sender = MailSender(plugin)
    else:
        sender = PlainSender(plugin)
    return Destination(channel.name, type(plugin).__name__.removeprefix("Notify").lower(), mask_address(url), sender)


class PlainSender:
    """Any other Apprise service: title and plain text, which no service takes for markup."""

    def __init__(self, plugin: Any) -> None:
        import apprise

        self.plugin = plugin
        self.app = apprise.Apprise(asset=plugin.asset)
        self.app.add(plugin)
        self.per_second = 1.0 / max(float(plugin.request_rate_per_sec), 0.02)
        plugin.request_rate_per_sec = 0  # the drain keeps the rate, with its own clock
        self.target = target_id(plugin.url(privacy=False))

    def send(self, message: Message) -> Outcome:
        limit = max(int(self.plugin.body_maxlen) - int(self.plugin.title_maxlen) - 10, 200)
        body = text.fitting(message.cards, message.digest, limit)
        title = shorten(message.title, min(int(self.plugin.title_maxlen) or 250, 250))
        from apprise import NotifyFormat

        with quiet_logs.collected() as warnings:
            result = self.app.notify(body=unmention(body), title=unmention(title), body_format=NotifyFormat.TEXT)
        if bool(result):  # in Apprise 2 a partial result is falsy, and no result equals False
            return Outcome(True, done={**message.done, self.target: ""})
        return failure(warnings, message.done)

    def close(self) -> None:
        """Apprise keeps nothing open."""


def failure(warnings: Sequence[str], done: dict[str, str]) -> Outcome:
    """An outcome from what Apprise warned of; without an HTTP status it is taken for a passing fault of the destination."""
    error = shorten(mask_addresses(warnings[-1]), 300) if warnings else "the service did not take the message"
    status = next((int(m[1]) for w in warnings if (m := _STATUS.search(w))), None)
    return by_status(status, error, done)


def by_status(status: int | None, error: str, done: dict[str, str], retry_after: float | None = None) -> Outcome:
    """An outcome from an HTTP status; None means that there was no answer."""
    permanent = status in _PERMANENT
    down = not permanent or status in _ADDRESS
    return Outcome(False, error, permanent, down, retry_after, done)


def test_channels(settings: Settings, names: Iterable[str] = (), now: datetime | None = None) -> tuple[Tested, ...]:
    """Send a test card to the named channels (all, if none is named); raises BadChannel for a name that is no channel."""
    by_name = {c.name: c for c in settings.channels}
    wanted = list(names) or list(by_name)
    for name in wanted:
        if name not in by_name:
            has = ", ".join(by_name) or "none yet"
            raise BadChannel(f"there is no channel {name}; the channels are: {has}")
    results = []
    for name in wanted:
        try:
            destination = open_channel(by_name[name])
        except BadChannel as error:
            results.append(Tested(name, "", False, str(error)))
            continue
        outcome = destination.send(trial(name, now or datetime.now(UTC)))
        destination.close()
        results.append(Tested(name, destination.masked, outcome.ok, outcome.error))
    return tuple(results)


def trial(name: str, now: datetime) -> Message:
    """The message that proves a channel: says that it is a test, and shows what an alert will look like."""
    stamp = now.strftime("%Y%m%d%H%M%S")
    example = Side(
        claim_id="",
        amount="EUR 12.5m a month",
        quote="This is a test of pledgewatch: here stands the sentence that an alert is about, word for word.",
        speaker="Speaker",
        publisher="pledgewatch",
        published=now.date().isoformat(),
        anchor="the sentence that an alert is about",
    )
    finding = Finding(
        event_id=f"test-{stamp}",
        word="TEST",
        line=f"the channel {name} works; nothing has happened in the news",
        family="new",
        severity="low",
        now=example,
        reasons=("Sent by “pledgewatch alerts test”.",),
    )
    card = Card(
        f"test{stamp[-6:]}",
        f"TEST: the channel {name} works",
        "alert",
        "low",
        now.isoformat(timespec="seconds"),
        (finding,),
    )
    return Message(f"test-{stamp}:{name}", (card,), card.title)
