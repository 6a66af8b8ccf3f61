"""One exchange with a web server: hop by hop, bounded in time and size."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

import httpcore
import httpx

from flows.fetch.addresses import RefusedAddressError
from flows.fetch.bodies import ACCEPT_ENCODING, BLANK, BodyError, decode
from flows.fetch.credentials import OPEN, Credentials
from flows.fetch.identity import web_address

MAX_HOPS = 8
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADER_LIMIT = 500

FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.5"


class FetchError(Exception):
    """An address that could not be read: a code for machines, one sentence for a person, and when to come back if the server said so."""

    def __init__(self, code: str, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        #: seconds
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Response:
    """What came of one request. ``body`` is decompressed; ``whole`` is False where a cap or a broken connection cut it."""

    url: str
    final_url: str
    status: int
    headers: httpx.Headers
    body: bytes = b""
    whole: bool = True
    wire_bytes: int = 0
    #: True if the connection broke before the body was complete
    broken: bool = False
    #: the address that permanent redirects alone led to, if any
    moved_to: str | None = None

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters, "" if none was sent."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset parameter of Content-Type."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip(" \"'") or None
        return None

    def validator(self, name: str) -> str | None:
        """ETag or Last-Modified as sent; None if absent or not fit to be sent back."""
        value = self.headers.get(name)
        return value if value and len(value) <= _HEADER_LIMIT and value.isprintable() else None


@dataclass(slots=True)
class Downloader:
    """GET over a guarded transport. ``timeout`` bounds each whole exchange, redirects and body included, in seconds."""

    transport: httpx.AsyncBaseTransport
    user_agent: str
    timeout: float
    now: dt.datetime
    hosts: set[str] = field(default_factory=set)

    async def get(
        self,
        url: str,
        *,
        limit: int,
        accept: str = PAGE_TYPES,
        etag: str | None = None,
        last_modified: str | None = None,
        credentials: Credentials = OPEN,
    ) -> Response:
        """Fetch an address. Statuses are returned, not raised; FetchError says what kept the answer from coming whole enough to read.

        ``credentials`` are put into the request as it goes out, and masked in what comes back: addresses, headers, body.
        """
        try:
            async with asyncio.timeout(self.timeout):
                return await self._follow(url, limit, accept, etag, last_modified, credentials)
        except TimeoutError as error:
            raise FetchError(
                "timeout", f"{_host(url)} did not answer in full within {self.timeout:g} seconds"
            ) from error
        except RefusedAddressError as error:
            raise FetchError(
                "refused_address",
                f"{error}; if that is meant, write under [fetch]: allow_private_networks = true",
            ) from error
        except BodyError as error:
            raise FetchError(error.code, str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise _network_error(url, error) from error
        except (httpx.InvalidURL, httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise FetchError("bad_address", f"{shown(url)} is no address that can be fetched") from error

    async def _follow(
        self, url: str, limit: int, accept: str, etag: str | None, last_modified: str | None, credentials: Credentials
    ) -> Response:
        cookies: httpx.Cookies | None = None
        here, moved_to, permanent = credentials.bare(url), None, True
        for _ in range(MAX_HOPS):
            request = self._request(here, accept, etag, last_modified, credentials)
            if cookies is not None:
                cookies.set_cookie_header(request)
            response = await self.transport.handle_async_request(request)
            try:
                target = response.headers.get("location") if response.status_code in _REDIRECTS else None
                if target is None:
                    return _masked(await self._read(url, here, moved_to, response, limit), credentials)
                if "set-cookie" in response.headers:
                    cookies = cookies or httpx.Cookies()
                    cookies.extract_cookies(response)
            finally:
                await response.aclose()
            here = _next_hop(here, credentials.masked(target), credentials)
            permanent = permanent and response.status_code in (301, 308)
            moved_to = here if permanent else moved_to
        raise FetchError("redirect_loop", f"{shown(url)} redirects more than {MAX_HOPS} times")

    def _request(
        self, url: str, accept: str, etag: str | None, last_modified: str | None, credentials: Credentials
    ) -> httpx.Request:
        headers = httpx.Headers(
            {
                "User-Agent": self.user_agent,
                "Accept": accept,
                "Accept-Encoding": ACCEPT_ENCODING,
                "Connection": "keep-alive",
            }
        )
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        headers.update(credentials.sent_along(url))
        parts = urlsplit(credentials.filled(url))
        bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
        times = dict.fromkeys(("connect", "read", "write", "pool"), self.timeout)
        request = httpx.Request("GET", bare, headers=headers, extensions={"timeout": times})
        if parts.username is not None:  # of a link in the web: a source's own is in its credentials
            basic = httpx.BasicAuth(parts.username, parts.password or "")
            request = next(basic.auth_flow(request))
        return request

    async def _read(self, url: str, here: str, moved_to: str | None, response: httpx.Response, limit: int) -> Response:
        wire, broken, cut = bytearray(), False, False
        try:
            async for piece in response.aiter_raw():
                wire += piece
                if len(wire) > limit:
                    cut = True
                    break
        except (httpcore.RemoteProtocolError, httpcore.ReadError):
            broken = True  # what came may be worth reading: the caller decides
            if not wire:
                raise
        body, whole = decode(
            bytes(wire[:limit]) if cut else bytes(wire), response.headers.get("content-encoding", ""), limit
        )
        if not broken and len(body) >= limit and not body.strip(BLANK):
            raise BodyError("bomb", f"{_host(here)} sends more than {limit / 1e6:g} MB of nothing but white space")
        return Response(
            url=url,
            final_url=here,
            status=response.status_code,
            headers=response.headers,
            body=body,
            whole=whole and not broken and not cut,
            wire_bytes=len(wire),
            broken=broken,
            moved_to=moved_to,
        )


def _next_hop(here: str, target: str, credentials: Credentials) -> str:
    """Where a redirect leads. Raises FetchError where that is no web address, or not one that may have what it would carry."""
    following = web_address(target, here)
    if following is None:
        raise FetchError("bad_redirect", f"{shown(here)} redirects to {target[:100]!r}, which is no web address")
    if (fault := credentials.fault_of_redirect(here, following)) is not None:
        raise FetchError("bad_redirect", fault)
    return credentials.bare(following)


def _masked(response: Response, credentials: Credentials) -> Response:
    """An answer as it may be kept: a value of the credentials that it holds is a placeholder again."""
    if credentials is OPEN:
        return response
    return replace(
        response, headers=credentials.masked_headers(response.headers), body=credentials.masked_body(response.body)
    )


def retry_after(headers: httpx.Headers, now: dt.datetime) -> float | None:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3: delay or date), at most a week; None if it does not say."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            when = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError):
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or dt.UTC) - now).total_seconds()
    return min(max(seconds, 0.0), 7 * 86_400.0)


def shown(url: str) -> str:
    """An address fit for print: without user name and password, not endless."""
    try:
        parts = urlsplit(url)
        plain = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
    except ValueError:
        plain = "an address that cannot be read"
    return plain if len(plain) <= 160 else plain[:157] + "..."


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or shown(url)
    except ValueError:
        return shown(url)


def _network_error(url: str, error: Exception) -> FetchError:
    host, cause = _host(url), error
    for _ in range(5):  # httpcore drops causes, but keeps what it mapped as its argument
        inner = cause.__cause__ or next((arg for arg in cause.args if isinstance(arg, Exception)), None)
        if not isinstance(inner, Exception):
            break
        cause = inner
    if isinstance(cause, socket.gaierror):
        return FetchError("dns", f"the name {host} is not known here (no network, or the site moved)")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError("tls", f"the certificate of {host} is not valid: {cause.verify_message}")
    if isinstance(cause, ssl.SSLError):
        return FetchError("tls", f"no secure connection to {host} could be made")
    if isinstance(error, httpcore.TimeoutException):
        return FetchError("timeout", f"{host} did not answer in time")
    if isinstance(error, httpcore.ProtocolError):
        return FetchError("protocol", f"{host} broke off or does not speak proper HTTP")
    reason = "it refuses connections" if isinstance(cause, ConnectionRefusedError) else "nothing answers there"
    return FetchError("connection", f"no connection to {host}: {reason}")
