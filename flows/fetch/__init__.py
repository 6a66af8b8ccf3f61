"""Sources to pages: the only room that opens sockets to the web."""

from flows.fetch.fetcher import Fetched, fetch
from flows.fetch.health import Notice, claim_silence
from flows.fetch.wire import Network

__all__ = ["Fetched", "Network", "Notice", "claim_silence", "fetch"]
