"""A channel that is set up wrongly is told with what to do, and without its secret."""

from __future__ import annotations

from pathlib import Path

import pytest

import outbox
from flows.alert.channels import open_channel
from flows.alert.channels import test_channels as try_channels
from flows.alert.outcome import BadChannel
from flows.alert.remedies import of_slack, without_a_channel
from flows.settings import Channel
from slack import slack_receiver
from smtp import mail_server

#: address, what the sentence tells to do
WRONG = [
    ("", "put the channel's address there"),
    ("slack://sEcr3t", "https://hooks.slack.com/services/"),
    ("xoxb-123-456-sEcr3t", "slack://xoxb-…/#channel"),
    ("hooks.slack.com/services/T1/B1/sEcr3t", "https://hooks.slack.com/services/"),
    ("slack://xoxb-1-2-sEcr3t", "names no channel; write it behind the token"),
    ("slack://xoxb-1-2-sEcr3t/", "names no channel"),
    ("mailtos://user:sEc@r3t@smtp.example.org?to=a@desk.example", "@ as %40"),
    ("smtp://user:sEcr3t@smtp.example.org", "mailtos://user:password@"),
    ("sEcr3t@desk.example", "mailtos://user:password@"),
    ("teams-sEcr3t", "its beginning names the service"),
]


@pytest.mark.parametrize(("address", "words"), WRONG)
def test_a_wrong_address_is_answered_with_the_right_form(
    address: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_ADDRESS", address)
    with pytest.raises(BadChannel) as refused:
        open_channel(Channel(name="desk", url_env="DESK_ADDRESS"))
    said = str(refused.value)
    assert said.startswith("channel desk: ") and words in said
    assert "Ecr3t" not in said and "r3t@" not in said and "\n" not in said


def test_a_file_that_is_missing_or_empty_says_what_belongs_into_it(tmp_path: Path) -> None:
    for content in (None, "# nothing yet\n"):
        file = tmp_path / "desk.url"
        if content is not None:
            file.write_text(content)
        with pytest.raises(BadChannel, match="its first line must be the channel's address") as refused:
            open_channel(Channel(name="desk", url_file=file))
        assert f"write it there, then chmod 600 {file} (docs/alerts.md" in str(refused.value)
    missing = tmp_path / "secrets" / "mail.url"
    with pytest.raises(BadChannel, match=f"mkdir -p {missing.parent}, write it there"):
        open_channel(Channel(name="mail", url_file=missing))


def test_a_file_is_no_channel_and_the_reason_is_the_true_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        ValueError, match=r"no service understands file://; every alert is already .*data/alerts\.jsonl"
    ):
        Channel(name="log", url="file:///tmp/alerts.txt")
    monkeypatch.setenv("LOG_URL", "file:///tmp/alerts.txt")
    with pytest.raises(BadChannel, match=r"no service understands file://.*; every alert is already"):
        open_channel(Channel(name="log", url_env="LOG_URL"))


@pytest.mark.parametrize("address", ["slack://xoxb-1-2-abc/#desk", "slack://xoxb-1-2-abc/?to=desk", "slack://A/B/C"])
def test_a_channel_that_is_named_is_found(address: str) -> None:
    assert not without_a_channel(address)


#: path or token that the receiver refuses -> what is told to do
REFUSALS = [
    ("slack://xoxb-1-2-abc/#desk?verify=no", (200, {}, '{"ok": false, "error": "not_in_channel"}'), "invite the bot"),
    ("slack://xoxb-1-2-abc/#desk?verify=no", (200, {}, '{"ok": false, "error": "missing_scope"}'), "chat:write"),
    ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?verify=no", (404, {}, "no_service"), "make a new one"),
    ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?verify=no", (403, {}, "invalid_token"), "copy it anew"),
]


@pytest.mark.parametrize(("address", "answer", "words"), REFUSALS)
def test_what_slack_refuses_comes_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, answer: tuple, words: str
) -> None:
    with slack_receiver(monkeypatch) as slack:
        slack.plan = lambda n: answer
        (tried,) = try_channels(outbox.settings(tmp_path, desk=address))
    assert not tried.ok and words in (tried.error or "")


def test_a_revoked_token_is_refused_by_the_receiver_and_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slack_receiver(monkeypatch) as slack:
        slack.token = "xoxb-another"
        (tried,) = try_channels(outbox.settings(tmp_path, desk="slack://xoxb-1-2-abc/#desk?verify=no"))
    assert slack.messages == [] and "copy the bot's token anew" in (tried.error or "")


def test_a_refused_login_says_where_to_look(tmp_path: Path) -> None:
    with mail_server(starttls=True, auth=True) as server:
        url = server.url(mode="starttls", login=True, extra="&verify=no").replace(server.password, "wrong-pass")
        (tried,) = try_channels(outbox.settings(tmp_path, mail=url))
    assert "refused the login" in (tried.error or "") and "check user and password" in (tried.error or "")
    assert "wrong-pass" not in (tried.error or "")


def test_a_word_that_explains_itself_is_left_alone() -> None:
    assert of_slack("msg_too_long") == ""
