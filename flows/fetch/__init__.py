"""Sources to pages: the only room that opens sockets to the web."""

from flows.fetch.discovery import FoundFeed, source_name
from flows.fetch.download import FetchError
from flows.fetch.fetcher import Fetched, fetch
from flows.fetch.health import claim_silence, dry_notices
from flows.fetch.opml import BadOpmlError, read_opml, write_opml
from flows.fetch.robots import FileShelf
from flows.fetch.tools import Health, check, discover, download, health, try_page
from flows.fetch.wire import Network
from flows.notices import Notice, named

__all__ = [
    "BadOpmlError",
    "FetchError",
    "Fetched",
    "FileShelf",
    "FoundFeed",
    "Health",
    "Network",
    "Notice",
    "check",
    "claim_silence",
    "discover",
    "download",
    "dry_notices",
    "fetch",
    "health",
    "named",
    "read_opml",
    "source_name",
    "try_page",
    "write_opml",
]
