"""The wire: an httpx transport whose connections go only to checked addresses.

httpcore resolves nothing here: the backend below is handed the host's name, resolves it, checks every address and connects to a
checked one. TLS still verifies the certificate against the host's *name*, because httpcore passes that to ``start_tls`` by itself.
Proxy settings of the environment are not used: behind a proxy, the check would be made on the proxy's address.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from flows.fetch.addresses import Lookups, Refusal, Resolver, checked, refusal, resolve


@cache
def trust() -> ssl.SSLContext:
    """TLS trust as httpx sets it up (SSL_CERT_FILE is honoured); certificates and host names are verified. Takes 50 ms, once."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Network:
    """Everything of the outside world that the fetcher touches, replaceable one by one."""

    resolve: Resolver = resolve
    refused: Refusal = refusal
    tls: Callable[[], ssl.SSLContext] = trust
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    #: seconds that only ever grow
    monotonic: Callable[[], float] = time.monotonic


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only; everything else is anyio's."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._lookups = Lookups(network.resolve, network.sleep)
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        error: Exception | None = None
        for address in await checked(host, port, self._lookups, self._network.refused):
            try:
                return await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
        raise error or httpcore.ConnectError("no address answered")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError("the fetcher opens no local sockets")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        async for piece in self._response.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._response.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx requests over a connection pool with the guarded backend. Errors are httpcore's; the body comes undecoded."""

    def __init__(self, network: Network, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=network.tls(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=15,
            network_backend=GuardedBackend(network),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status, headers=response.headers, stream=_Body(response), request=request
        )

    async def aclose(self) -> None:
        await self._pool.aclose()
