"""What a source needs to be let in: named in the settings by placeholders (``${FEED_TOKEN}``), held by the environment or a file of its own.

The settings and everything that is recorded hold the template; the values are put in where a request is sent (``flows.fetch.credentials``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, unquote_plus, urlsplit, urlunsplit

PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

#: parameters that hold a secret whatever their value, without ``-``, ``_`` and ``.``; and how the names of others end that do
_SECRET = frozenset(
    [
        "apikey", "apitoken", "accesskey", "accesstoken", "authkey", "authtoken", "bearer", "clientsecret", "credential",
        "credentials", "feedkey", "feedtoken", "hmac", "jwt", "password", "passwd", "passwort", "passphrase", "phpsessid",
        "jsessionid", "privatekey", "privatetoken", "pwd", "rsskey", "rsstoken", "sastoken", "secret", "secretkey",
        "sessionid", "sig", "signature", "subscriptionkey", "token", "usertoken", "xamzcredential", "xamzsecuritytoken",
        "xamzsignature",
    ]
)  # fmt: skip
_SECRET_END = ("token", "apikey", "password", "secretkey", "accesskey", "clientsecret", "signature")
#: parameters that do where their value looks drawn by lot: ``?key=news`` and ``?code=eu`` are none
_PERHAPS = frozenset(
    [
        "access", "auth", "authorization", "code", "hash", "k", "key", "license", "licence", "login", "p", "pass", "pin",
        "s", "session", "sid", "st", "subscription", "t", "ticket", "u", "uid", "user", "userid",
    ]
)  # fmt: skip
#: headers that hold a secret whatever their value
_SECRET_HEADER = re.compile(r"(?i)authorization$|^cookie$|token|key|secret|password|session|signature|credential")
#: headers that are the fetcher's own
_OWN_HEADERS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade", "expect", "range"}
)
#: tokens that are known by their shape: Slack's, GitHub's, GitLab's, Amazon's, JSON web tokens
_SHAPED = re.compile(
    r"\bxox[a-z]-[\w-]{8,}|\bgh[pousr]_\w{20,}|\bglpat-[\w-]{16,}|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]{8,}\.[\w-]{8,}"
)
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: what services want as a password where the user name is the key; no secret
_NO_PASSWORD = frozenset({"", "x", "api_token", "x-oauth-basic", "x-token-auth"})
_GUIDE = "(docs/sources.md: A feed behind a login)"


class HasCredentials(Protocol):
    """The part of a source that says how it is let in."""

    @property
    def url(self) -> str | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def secrets_file(self) -> Path | None: ...


def names(*texts: str | None) -> tuple[str, ...]:
    """The names of the placeholders in these texts, each once, in their order."""
    return tuple(dict.fromkeys(name for text in texts for name in PLACEHOLDER.findall(text or "")))


def names_of(source: HasCredentials) -> tuple[str, ...]:
    """The names of a source's placeholders."""
    return names(source.url, *source.headers.values())


def values_of(source: HasCredentials) -> dict[str, str]:
    """Name → value of a source's placeholders, those that are set: in the environment, else in ``secrets_file``."""
    wanted = names_of(source)
    if not wanted:
        return {}
    kept = dict(_kept(source.secrets_file))
    found = {name: os.environ.get(name, "").strip() or kept.get(name, "") for name in wanted}
    return {name: value for name, value in found.items() if value}


def missing(source: HasCredentials) -> str | None:
    """A sentence if a source names what is not there; None if it has all it needs."""
    have = values_of(source)
    lacking = [name for name in names_of(source) if name not in have]
    if lacking:
        which, them = ("variable", "it") if len(lacking) == 1 else ("variables", "them")
        are, file = "is" if them == "it" else "are", source.secrets_file
        and_file = "" if file is None else f" nor in {file}" if file.is_file() else f", and {file} cannot be read"
        return (
            f"the environment {which} {', '.join(lacking)}, by which it is let in, {are} not set where pledgewatch runs{and_file}: "
            f"set {them} there {_GUIDE}"
        )
    odd = [name for name, value in have.items() if not value.isprintable()]
    return f"the value of {', '.join(odd)} holds an end of line or a control character: set it anew" if odd else None


def _kept(file: Path | None) -> Iterator[tuple[str, str]]:
    """The lines ``NAME=value`` of a file as systemd and Docker read them (EnvironmentFile): comments, ``export`` and quotes understood."""
    if file is None:
        return
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        value = value.strip()
        if equals and not name.startswith("#"):
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            yield name.strip(), value[1:-1] if quoted else value


def fault_of_address(address: str) -> str | None:
    """Why an address cannot stand in the settings: it holds a secret itself, or a placeholder where there can be none. Never shows it."""
    try:
        parts = urlsplit(address)
        user, _, place = parts.netloc.rpartition("@")
    except ValueError:
        return None  # another check says what is wrong with it
    if _cut_short(place) and "@" in address:  # a password with a slash in it, which ends the host's part
        user, place = "?", "HOST"
    if user and not _lets_in(user):
        example = f'url = "{parts.scheme}://USER:${{FEED_PASSWORD}}@{place}…"'
        return f"the address holds a user name or password, for which the settings are no place: put the password into an environment variable and write its name instead, {example} {_GUIDE}"
    if (torn := _torn(address)) is not None:
        return torn
    for name, value in _pairs(parts.query, parts.fragment):
        if _is_secret(name, value):
            example = f"{name}=${{{_variable(name)}}}"
            return f"the address holds a secret ({name}=…): put its value into an environment variable and write the variable's name instead, {example} {_GUIDE}"
    if _SHAPED.search(unquote(address)):
        return f"the address holds an access token: put it into an environment variable and write ${{FEED_TOKEN}} in its place {_GUIDE}"
    if "${" in place or "${" in parts.scheme:
        return "a placeholder stands for a user name, a password, or a part of the path or of the parameters, not for the host"
    return None


def without_secrets(address: str) -> str:
    """An address of something that anybody may read, without user name, password and the parameters that evidently hold a secret."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if fault_of_address(address) is None:
        return address
    kept = [pair for pair in parts.query.split("&") if not any(_is_secret(*one) for one in _pairs(pair))]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="&".join(kept), fragment=""))


def fault_of_headers(headers: Mapping[str, str]) -> str | None:
    """Why these headers cannot stand in the settings; None if they can."""
    for name, value in headers.items():
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) or not value.isascii() or not value.isprintable():
            return "a header is a name without blanks and a value of printable ASCII characters"
        if name.lower() in _OWN_HEADERS:
            return f"the header {name} is the fetcher's own"
        if (_SECRET_HEADER.search(name) and not names(value)) or _SHAPED.search(value) or _drawn(_literal(value)):
            return f'the header {name} holds a secret: put it into an environment variable and write its name instead, {name} = "${{FEED_TOKEN}}" {_GUIDE}'
        if (fault := _torn(value)) is not None:
            return fault
    return None


def _torn(text: str) -> str | None:
    if "${" in PLACEHOLDER.sub("", text):
        return "a placeholder is written ${NAME}, its name of letters, digits and _"
    return None


def _lets_in(user: str) -> bool:
    """Whether user information names its secret instead of holding it: ``desk:${PASSWORD}``, ``${KEY}``, ``${KEY}:x``."""
    name, colon, password = user.partition(":")
    if colon and PLACEHOLDER.search(password):
        return not _literal(password) and not _drawn(_literal(name)) and not _SHAPED.search(name)
    return bool(PLACEHOLDER.search(name)) and not _literal(name) and password.lower() in _NO_PASSWORD


def _literal(text: str) -> str:
    return PLACEHOLDER.sub("", text)


def _pairs(*queries: str) -> Iterator[tuple[str, str]]:
    for query in queries:
        for pair in re.split("[&;]", query):
            name, equals, value = pair.partition("=")
            if equals:
                yield unquote_plus(name), unquote_plus(value)


def _is_secret(name: str, value: str) -> bool:
    literal = _literal(value).strip()
    if not literal:
        return False
    plain = re.sub(r"[-_.\[\]]", "", name.lower())
    if plain in _SECRET or plain.endswith(_SECRET_END):
        return True
    return plain in _PERHAPS and _drawn(literal)


def _drawn(text: str) -> bool:
    """Does a value look drawn by lot, as keys are? Words and numbers joined by hyphens (a slug), dates and plain numbers are none."""
    if _UUID.search(text):
        return True
    for piece in re.split(r"[^A-Za-z0-9]+", text):
        kinds = sum(bool(re.search(kind, piece)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
        # a word with a year behind it has one seam between letters and digits
        seams = len(re.findall(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", piece))
        turns = len(re.findall("[a-z](?=[A-Z])", piece))
        if len(piece) >= 12 and kinds >= 2 and (seams >= 3 or turns >= 4 or (kinds == 3 and seams >= 2)):
            return True
    return False


def _variable(parameter: str) -> str:
    """A name for the variable of a parameter's value: FEED_TOKEN."""
    name = re.sub(r"\W+", "_", parameter).strip("_").upper()
    return "FEED_TOKEN" if len(name) < 3 else name if name.startswith("FEED_") else f"FEED_{name}"


def _cut_short(place: str) -> bool:
    """Whether what stands for a host ends in a port that is none."""
    port = place.rpartition(":")[2] if ":" in place.rpartition("]")[2] else ""
    return bool(port) and not port.isdigit()
