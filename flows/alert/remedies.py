"""What to do about a channel that cannot be used: by the shape of its address, or by what the service answers. Never repeats a secret."""

from __future__ import annotations

import re

from flows.settings.values import ALREADY_A_FILE

_SLACK = (
    "an incoming webhook is https://hooks.slack.com/services/T…/B…/… as Slack shows it, a bot slack://xoxb-…/#channel"
)
_MAIL = "mail is mailtos://user:password@smtp.example.org?from=…&to=…; in user and password write @ as %40, : as %3A, / as %2F"
#: beginning or part of an address -> what was probably meant
_SHAPES = (
    (re.compile(r"^xox[a-z]-"), _SLACK),
    (re.compile(r"^(slack:|https?://|)hooks\.slack\.com|^slack:", re.I), _SLACK),
    (re.compile(r"^(mailtos?|smtps?):", re.I), _MAIL),
    (re.compile(r"^[^/:@\s]+@[^/:@\s]+$"), _MAIL),
)
#: beginnings of what is no service at all -> what there is instead
_NO_SERVICE = {
    "file": ALREADY_A_FILE,
    "http": "to post to a web address of your own write json:// for http://, and jsons:// for https://",
    "https": "to post to a web address of your own write json:// for http://, and jsons:// for https://",
}
_ELSE = "its beginning names the service, such as mailtos://, slack:// or json://"
#: what Slack answers -> what to do
_SLACK_WORDS = {
    "not_authed": "the address holds no token: " + _SLACK,
    "invalid_auth": "copy the bot's token anew (api.slack.com/apps, OAuth & Permissions)",
    "token_revoked": "copy the bot's token anew (api.slack.com/apps, OAuth & Permissions)",
    "token_expired": "copy the bot's token anew (api.slack.com/apps, OAuth & Permissions)",
    "account_inactive": "the bot was removed from the workspace: install its app again",
    "missing_scope": "give the app the scope chat:write and install it again",
    "channel_not_found": "check the channel's name in the address; to a private one the bot must be invited",
    "not_in_channel": "invite the bot: write /invite and its name in the channel",
    "is_archived": "the channel is archived: name another one in the address",
    "channel_is_archived": "the channel is archived: make a webhook for another one",
    "invalid_token": "the webhook's address is not whole, or was revoked: copy it anew",
    "no_service": "the webhook was removed: make a new one and put its address in place of the old",
    "no_active_hooks": "the webhook was switched off: make a new one and put its address in place of the old",
    "no_team": "the webhook's address is not whole: copy it anew",
    "action_prohibited": "an administrator of the workspace forbids it",
}


def of_address(url: str) -> str:
    """What an address that no service understands should look like."""
    scheme = url.strip().partition("://")[0].lower()
    return next((said for shape, said in _SHAPES if shape.search(url.strip())), _NO_SERVICE.get(scheme, _ELSE))


def without_a_channel(url: str) -> bool:
    """Whether a Slack bot's address names no channel: Apprise would take #general."""
    token, _, rest = url.partition("xox")[2].partition("/")
    return bool(token) and not rest.strip("/#") and not re.search(r"[?&]to=", url)


def of_slack(answer: str) -> str:
    """What to do about Slack's word for a refusal, in brackets; nothing where it says all itself."""
    word = next((w for w in re.findall(r"[a-z_]+", answer) if w in _SLACK_WORDS), None)
    return f" ({_SLACK_WORDS[word]})" if word else ""


NO_CHANNEL = "its Slack address names no channel; write it behind the token: slack://xoxb-…/#channel"
LOGIN = "check user and password in the channel's address; providers with two-step login want a password for this program alone"
