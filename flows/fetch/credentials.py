"""How a source is let in: its settings' placeholders become values in the request that goes out, and values placeholders in what comes back.

Credentials go to the origin of the source's own address and nowhere else (scheme, host and port; from http to https of one host they may
follow): to the listing, the articles it names there, and their later looks. Nothing past ``Downloader`` ever holds a value.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, unquote, urlsplit, urlunsplit

import httpx

from flows.settings import Source
from flows.settings.credentials import PLACEHOLDER, names, values_of

_PORTS = {"http": 80, "https": 443}
#: shorter values are words and years as likely as secrets, and nobody's password should be
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Credentials:
    """Those of one source, for as long as a pass takes. Without values (``OPEN``) everything passes as it is."""

    template: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    _text: re.Pattern[str] | None = field(default=None, repr=False)
    _bytes: re.Pattern[bytes] | None = field(default=None, repr=False)
    _shown: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, source: Source) -> Credentials:
        """Those of a source, as far as they are set."""
        values = values_of(source)
        if not values and not source.headers:
            return OPEN
        forms: dict[str, str] = {}
        for name, value in values.items():
            for form in _forms(value):
                if len(form) >= _SHORTEST:
                    forms.setdefault(form, f"${{{name}}}")
        user = _user_of(source.url or "")
        if named := names(user):
            forms.setdefault(_basic(user, values), f"${{{named[-1]}}}")
        alternatives = "|".join(_pattern(form) for form in sorted(forms, key=len, reverse=True))
        text = re.compile(alternatives) if forms else None
        octets = re.compile(alternatives.encode()) if forms else None
        return cls(source.url or "", dict(source.headers), values, text, octets, forms)

    def own(self, url: str) -> bool:
        """Does an address lie at the origin that the credentials are for?"""
        if not self.template:
            return False
        mine, its = _origin(self.template), _origin(url)
        upgraded = mine is not None and mine == ("http", mine[1], 80) and its == ("https", mine[1], 443)
        return mine is not None and (mine == its or upgraded)

    def filled(self, url: str) -> str:
        """The address as it is asked for: with the values in it, if it is of the source's own origin."""
        if not self.values or not self.own(url):
            return url
        return PLACEHOLDER.sub(lambda found: _in_address(self.values.get(found[1], found[0])), url)

    def sent_along(self, url: str) -> dict[str, str]:
        """The headers for an address: none at another origin."""
        if not self.own(url):
            return {}
        sent = {
            name: PLACEHOLDER.sub(lambda found: self.values.get(found[1], found[0]), value)
            for name, value in self.headers.items()
        }
        if user := _user_of(self.template):
            sent.setdefault("Authorization", f"Basic {_basic(user, self.values)}")
        return sent

    def bare(self, url: str) -> str:
        """An own address without user name and password, which ``sent_along`` has."""
        return _with_user(url, "") if self.own(url) else url

    def with_user(self, url: str) -> str:
        """An own address as it belongs into the settings: with the user name and the placeholder of the password."""
        return _with_user(url, _user_of(self.template)) if self.own(url) else url

    def masked(self, text: str) -> str:
        """A text with the placeholders in place of the values."""
        return text if self._text is None else self._text.sub(lambda found: self._shown[found[0]], text)

    def masked_body(self, body: bytes) -> bytes:
        """The same of a body, in every encoding that writes ASCII as it is."""
        if self._bytes is None:
            return body
        return self._bytes.sub(lambda found: self._shown[found[0].decode()].encode(), body)

    def masked_headers(self, headers: httpx.Headers) -> httpx.Headers:
        """The same of an answer's headers."""
        if self._text is None:
            return headers
        return httpx.Headers([(name, self.masked(value)) for name, value in headers.multi_items()])

    def fault_of_redirect(self, here: str, following: str) -> str | None:
        """A sentence where a redirect would carry a value to another host."""
        if not set(names(following)) & self.values.keys() or self.own(following):
            return None
        host, other = urlsplit(here).hostname, urlsplit(following).hostname
        return (
            f"{host} redirects to {other} with the password or token of this source, which is not given away; "
            "if that is the source's new home, set it as its url"
        )


OPEN = Credentials()


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        return scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(scheme, 0)
    except ValueError:
        return None


def _user_of(template: str) -> str:
    return urlsplit(template).netloc.rpartition("@")[0]


def _with_user(url: str, user: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{place}" if user else place))


def _basic(user: str, values: Mapping[str, str]) -> str:
    """RFC 7617: user and password in UTF-8, base64."""
    name, _, password = (
        PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), unquote(part)) for part in user.partition(":")
    )
    return base64.b64encode(f"{name}:{password}".encode()).decode()


def _in_address(value: str) -> str:
    """A value as it is written in an address. One that was copied from an address is written so already."""
    return value if re.search("%[0-9A-Fa-f]{2}", value) else quote(value, safe="")


def _pattern(form: str) -> str:
    """A value that is unlike any word is the secret wherever it stands, any other one only where addresses and forms have their values."""
    value = re.escape(form)
    telling = len(form) >= 16 or (len(form) >= 8 and re.search(r"\d", form) is not None and not form.isdigit())
    return value if telling else rf"(?:(?:(?<==)|(?<=%3[dD])){value}(?!\w)|(?<=:){value}(?=@))"


def _forms(value: str) -> Iterator[str]:
    """The ways in which a value may be written in pages, feeds and addresses."""
    plain = unquote(value)
    for form in (
        value,
        plain,
        quote(plain, safe=""),
        quote(plain),
        quote_plus(plain),
        html.escape(plain),
        html.escape(value),
    ):
        yield form
        yield re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), form)
        yield json.dumps(form)[1:-1]
        yield form.replace("/", "\\/")
