"""Slack: the address is Apprise's, the message is Block Kit.

Apprise posts one block of up to 35,000 characters where Slack takes 3,000, does not tell a rate limit from a refusal, and drops the time
stamp that a thread needs (docs/decisions/0061). So its plugin parses the URL and names the end point, and the request is made here.
"""

from __future__ import annotations

from typing import Any

from flows.alert.channels import by_status
from flows.alert.outcome import Message, Outcome, target_id
from flows.alert.remedies import of_slack
from flows.alert.render import slack as render
from flows.alert.safe import shorten

#: what Slack answers when the message, not the channel, is at fault: then it is sent again as plain text
_FORM = ("invalid_blocks", "invalid_payload", "invalid_attachments", "msg_too_long", "too_many_attachments", "no_text")
#: answers of the Web API (HTTP 200 with ok: false) that pass by themselves
_PASSING = (
    "ratelimited",
    "rate_limited",
    "service_unavailable",
    "internal_error",
    "fatal_error",
    "request_timeout",
    "rollup_error",
)


class SlackSender:
    """Incoming webhooks (``slack://A/B/C``), bots (``slack://xoxb-…/#channel``) and workflows."""

    def __init__(self, plugin: Any) -> None:
        import requests

        self.plugin = plugin
        # one connection for a whole drain; loading the certificate store alone takes 80 ms
        self.session = requests.Session()
        self.bot = bool(plugin.access_token)
        self.per_second = 1.0
        self.channels: list[str | None] = list(plugin.channels)

    def close(self) -> None:
        self.session.close()

    def send(self, message: Message) -> Outcome:
        done = dict(message.done)
        worst: Outcome | None = None
        for channel in self.channels:
            target = target_id(channel or "webhook")
            if target in done:
                continue
            outcome = self._post(message, channel, message.thread.get(target))
            if outcome.ok:
                done[target] = outcome.done.get("ts", "")
            else:
                worst = outcome
        if worst is None:
            return Outcome(True, done=done)
        return Outcome(False, worst.error, worst.permanent, worst.down, worst.retry_after, done)

    def _post(self, message: Message, channel: str | None, thread: str | None) -> Outcome:
        payload = render.payload(message.cards, message.title, message.digest)
        outcome = self._request({**payload, **self._address(channel, thread)})
        if not outcome.ok and outcome.error and any(word in outcome.error for word in _FORM):
            plain = render.plain(message.cards, message.title)
            outcome = self._request({**plain, **self._address(channel, thread)})
        return outcome

    def _address(self, channel: str | None, thread: str | None) -> dict[str, str]:
        where: dict[str, str] = {}
        if channel:
            name, _, stamp = channel.partition(":")
            where["channel"] = name[1:] if name.startswith("+") else name if name[0] in "#@" else f"#{name}"
            if stamp:
                where["thread_ts"] = stamp
        if thread and self.bot:
            where["thread_ts"] = thread
        return where

    def _url(self) -> str:
        p = self.plugin
        if self.bot:
            return str(p.api_url.format("chat.postMessage"))
        if p.token_a:
            base = p.webhook_gov_url if "gov" in str(p.mode) else p.webhook_url
            return f"{base}/{p.token_a}/{p.token_b}/{p.token_c}"
        base = p.workflow_trigger_url if "trigger" in str(p.mode) else p.workflow_url
        return "/".join([base, *p.workflow_path])

    def _request(self, payload: dict[str, Any]) -> Outcome:
        import requests

        if not self.bot and not self.plugin.token_a:
            payload = {"text": payload["text"]}  # a workflow knows one variable
        headers = {"User-Agent": self.plugin.app_id}
        if self.bot:
            headers["Authorization"] = f"Bearer {self.plugin.access_token}"
        try:
            answer = self.session.post(
                self._url(),
                json=payload,
                headers=headers,
                verify=self.plugin.verify_certificate,
                timeout=self.plugin.request_timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return Outcome(False, f"Slack cannot be reached ({type(error).__name__})", down=True)
        return self._judge(answer)

    def _judge(self, answer: Any) -> Outcome:
        said = answer.text.strip()[:200]
        if self.bot and answer.status_code == 200:
            try:
                data = answer.json()
            except ValueError:
                data = {}
            if data.get("ok") is True:
                return Outcome(True, done={"ts": str(data.get("ts", ""))})
            word = str(data.get("error", "no reason given"))
            passing = word in _PASSING
            form = word in _FORM
            return Outcome(
                False,
                f"Slack refused: {shorten(word, 80)}{of_slack(word)}",
                permanent=not passing,
                down=not form,
                retry_after=_seconds(answer),
            )
        workflow = not self.bot and not self.plugin.token_a
        if answer.status_code == 200 and (said == "ok" or workflow):
            return Outcome(True)
        status = answer.status_code if answer.status_code != 200 else 502  # 200 without "ok" is some other server
        return by_status(
            status,
            f"Slack answered {answer.status_code} {shorten(said, 80)}".strip() + of_slack(said),
            {},
            _seconds(answer),
        )


def _seconds(answer: Any) -> float | None:
    """Retry-After in seconds, if the answer names any."""
    try:
        return max(0.0, float(answer.headers.get("Retry-After", "")))
    except ValueError:
        return None
