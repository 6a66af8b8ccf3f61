"""Identity of an article: one address for one text, however it was reached.

courlan cleans and normalises; what it leaves (fragments, campaign parameters of feeds, mobile and AMP doubles) is dropped here.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from courlan import normalize_url
from tld import get_fld

#: parameters that say where a reader came from, never what is read (matched as a whole, case-insensitive)
_TRACKING = re.compile(
    r"""(?ix) (?: utm_\w+ | at_\w+ | pk_\w+ | mtm_\w+ | matomo_\w+ | hsa_\w+ | ga_\w+ | trk\w* | wt_?mc(?:_\w+)? | xtor | ns_\w+
    | fbclid | gclid | gclsrc | dclid | msclkid | yclid | twclid | ttclid | igshid | igsh | mc_[ce]id | _hs\w+ | __s | vero_id | oly_\w+
    | cmp(?:id)? | campaign(?:_?id)? | ito | icid | ncid | ref(?:_?src|_?url|errer)? | rss | source | smid | smtyp | share | shareid
    | feature | spm | sref | soc_src | soc_trk | maca | ocid | traffic_source | cid | partner | feed(?:name|type)? | output | amp )"""
)
#: parameters of that list whose value decides: ``?source=rss`` is tracking, ``?source=1234`` may name the page
_AMBIGUOUS = frozenset(
    {"source", "share", "feature", "cid", "partner", "output", "amp", "rss", "feed", "ref", "campaign", "campaignid"}
)
_MARKS = re.compile(
    r"(?i)^(?:|rss\w*|feed\w*|atom|twitter|facebook|email|e-?mail|newsletter|whatsapp|telegram|x|social\w*|share\w*|amp|1|true|app|web|home\w*|homepage|top|reddit|linkedin)$"
)
_GOOGLE_NEWS = re.compile(r"^https?://news\.google\.com/(?:__i/)?(?:rss/)?(?:articles|read)/([\w-]+)")
#: links of others that carry the article's address: host, path, names of the parameter
_WRAPPERS = tuple(
    (re.compile(host), re.compile(path), frozenset(names.split()))
    for host, path, names in (
        (r"(?:www\.)?google\.\w+(?:\.\w+)?", r"/(?:url|alerts/url)$", "url q"),
        (r"(?:www\.)?bing\.com", r"/news/apiclick\.aspx$", "url"),
        (r"(?:l|lm|www)\.facebook\.com", r"/(?:l|flx/warn/?)(?:\.php)?$", "u"),
        (r"l\.instagram\.com", r"/", "u"),
        (r"out\.reddit\.com", r"/", "url"),
        (r"(?:www\.)?youtube\.com", r"/redirect$", "q"),
        (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)/?$", "url"),
        (r"[\w-]+\.safelinks\.protection\.outlook\.com", r"/", "url"),
    )
)
_AMP_CACHE = re.compile(
    r"(?:[\w-]+\.cdn\.ampproject\.org/(?:[cv]|wp)/|(?:www\.)?google\.\w+(?:\.\w+)?/amp/)(?P<secure>s/)?(?P<rest>[\w-]+\.[\w.-]+/.+)"
)
_YAHOO = re.compile(r"/RU=(https?%3[aA][^/]+)")
_JUMP_BYTES = 20_000
_PLACEHOLDER = re.compile(r"(?:%24|\$)%7B([A-Za-z_]\w*)%7D")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def web_address(link: str | None, base: str | None = None) -> str | None:
    """An absolute http(s) address out of a link as found in a feed or page, relative links resolved; None for anything else."""
    if not link:
        return None
    link = re.sub(r"[\t\r\n]", "", link).strip()
    try:
        if base and not _SCHEME.match(link):
            link = urljoin(base, link)
        parts = urlsplit(link)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or len(link) > 2000:
            return None
        _ = parts.port  # a port that is no number raises
        parts.hostname.encode("idna" if not parts.hostname.isascii() else "ascii")
    except (ValueError, UnicodeError):
        return None
    return link


@lru_cache(maxsize=20_000)
def canonical(link: str) -> str:
    """The address that identifies what a link leads to. ``http`` and ``https``, ``www.`` and none stay different on purpose:
    the page's own canonical link decides that. Idempotent; a link that cannot be normalised is returned as it is."""
    try:
        parts = urlsplit(link)
        # courlan sees no query: it takes "cid", "uid" and "eid" for tracking, which name the article on some sites
        bare = urlunsplit((parts.scheme, parts.netloc, re.sub(r"/{2,}", "/", parts.path) or "/", "", ""))
        tidy = urlsplit(normalize_url(urljoin(bare, urlsplit(bare).path)))
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k, v)]
        fragment = parts.fragment if parts.fragment.startswith("!") else ""
        found = urlunsplit((tidy.scheme, tidy.netloc, tidy.path or "/", urlencode(sorted(query)), fragment))
        # the placeholder of a source's token stays readable (settings.credentials)
        return _PLACEHOLDER.sub(r"${\1}", found)
    except (ValueError, TypeError, UnicodeError):
        return link


def _is_tracking(name: str, value: str) -> bool:
    if not _TRACKING.fullmatch(name):
        return False
    return name.lower() not in _AMBIGUOUS or bool(_MARKS.match(value))


def same_key(link: str) -> str:
    """A looser form for "have we this already?": scheme, ``www.``/``m.``/``amp.`` hosts, a trailing slash and AMP paths make no other article."""
    parts = urlsplit(canonical(link))
    host = re.sub(r"^(?:www\d?|m|mobile|amp)\.", "", parts.netloc)
    path = re.sub(r"(?:/amp(?:\.html)?)?/?$", "", parts.path)
    return (
        f"{host}{path}" + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    )


def host_of(link: str) -> str:
    """Host name of an address, without ``www.``; "" if it has none."""
    try:
        return re.sub(r"^www\d?\.", "", urlsplit(link).hostname or "")
    except ValueError:
        return ""


def same_site(a: str, b: str) -> bool:
    """Do two addresses belong to one publisher, as far as their registered domains tell? Guards against a page that names another
    site's address as its own."""
    x, y = _registered(a), _registered(b)
    return bool(x) and x == y


def _registered(link: str) -> str:
    """The domain that somebody registered (Public Suffix List); the last two labels of a host whose suffix is not on it, an IP address whole."""
    host = host_of(link)
    found = get_fld(f"http://{host}", fail_silently=True, search_private=False)
    return found or (host if re.fullmatch(r"[\d.]+|.*:.*", host) else ".".join(host.split(".")[-2:]))


def unwrap(link: str) -> tuple[str, bool]:
    """The address behind an aggregator's link, where that needs no script, and whether the result is still opaque.

    Google News kept the address in its token until 2024; since then the token leads to a page of script, which is never read as an article.
    """
    if found := _GOOGLE_NEWS.match(link):
        token = found[1]
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return link, True
        inner = re.search(rb"https?://[\x21-\x7e]+", data)
        if inner and (address := web_address(inner[0].decode("ascii"))) and "google.com" not in host_of(address):
            return address, False
        return link, True
    parts = urlsplit(link)
    host = parts.hostname or ""
    if found := _AMP_CACHE.match(f"{host}{parts.path}"):
        inner_link = f"http{'s' if found['secure'] else ''}://{found['rest']}" + (
            f"?{parts.query}" if parts.query else ""
        )
        return web_address(inner_link) or link, False
    for outlet, path, names in _WRAPPERS:
        if outlet.fullmatch(host) and path.match(parts.path):
            for name, value in parse_qsl(parts.query):
                if name.lower() in names and (address := web_address(value)):
                    return address, False
    if (found := _YAHOO.search(parts.path)) and host.endswith("search.yahoo.com"):
        return web_address(unquote(found[1])) or link, False
    return link, False


def refreshed(body: bytes, address: str) -> str | None:
    """Where a page of nothing but a jump leads (``<meta http-equiv=refresh>`` within five seconds), None for any other page.

    Aggregators and shorteners use it where they cannot redirect; it needs no script to follow.
    """
    if len(body) > _JUMP_BYTES:
        return None
    for tag in _LINK.finditer(body):
        pairs = {k.decode().lower(): v.strip(b"\"'").decode("utf-8", "replace") for k, v in _ATTRIBUTE.findall(tag[2])}
        if tag[1].lower() == b"meta" and pairs.get("http-equiv", "").lower() == "refresh":
            jump = re.match(
                r"(?i)\s*([0-5])(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", pairs.get("content", "")
            )
            target = web_address(jump[2].replace("&amp;", "&").strip(), address) if jump else None
            return target if target and same_key(target) != same_key(address) else None
    return None


_LINK = re.compile(rb"<(link|meta)\b([^>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")


def declared_canonical(body: bytes, address: str) -> str | None:
    """The address that an HTML page gives as its own (``rel=canonical``, else ``og:url``), canonical; None if none or of another site."""
    head = body[:200_000]
    end = head.lower().find(b"<body")
    found: dict[str, str] = {}
    for tag in _LINK.finditer(head[:end] if end > 0 else head):
        pairs = {k.decode().lower(): v.strip(b"\"'").decode("utf-8", "replace") for k, v in _ATTRIBUTE.findall(tag[2])}
        if tag[1].lower() == b"link" and "canonical" in pairs.get("rel", "").lower().split():
            found.setdefault("canonical", pairs.get("href", ""))
        elif pairs.get("property", "").lower() == "og:url":
            found.setdefault("og:url", pairs.get("content", ""))
    for key in ("canonical", "og:url"):
        link = web_address(found.get(key, "").replace("&amp;", "&"), address)
        # a home page as the canonical of every article is a common template fault
        if (
            link
            and same_site(link, address)
            and (urlsplit(link).path.strip("/") or not urlsplit(address).path.strip("/"))
        ):
            return canonical(link)
    return None
