"""Which network addresses the fetcher may talk to.

A page in the web can name any address: without a guard, a feed could make the monitor read a cloud's metadata service or a printer.
So every name is resolved once, every resulting address is checked, and the connection goes to the checked address itself (see wire.py):
a name that resolves differently a moment later ("DNS rebinding") cannot matter.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

#: host, port -> IP addresses as text, in order of preference. May raise OSError (the name does not resolve).
Resolver = Callable[[str, int], Awaitable[list[str]]]
#: IP address -> why it must not be contacted, or None
Refusal = Callable[[str], "str | None"]

# Named one by one (IANA special-purpose registries), because the standard library's is_private changes between Python releases.
_REFUSED = tuple(
    (ipaddress.ip_network(network), kind)
    for kind, networks in {
        "this host": "0.0.0.0/8 ::/128",
        "loopback": "127.0.0.0/8 ::1/128",
        "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
        "carrier-grade NAT": "100.64.0.0/10",
        "link-local": "169.254.0.0/16 fe80::/10",
        "multicast": "224.0.0.0/4 ff00::/8",
        "IPv4-mapped": "::ffff:0:0/96 ::/96 ::ffff:0:0:0/96",
        "6to4": "2002::/16 192.88.99.0/24",
        "Teredo": "2001::/32",
        "reserved": "192.0.0.0/24 198.18.0.0/15 240.0.0.0/4 100::/64 2001:20::/28 64:ff9b:1::/48 5f00::/16",
        "documentation": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    }.items()
    for network in networks.split()
)
#: look-ups without any answer after which the resolver is taken for dead, for the rest of the pass
_SILENT_TO_GIVE_UP = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refusal(address: str) -> str | None:
    """Why a public web fetch must not contact this IP address: "loopback", "private" ...; None if it may.

    An address behind NAT64 (RFC 6052) is judged by the IPv4 address inside it. Text that is no IP address is refused.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "not an IP address"
    if ip in _NAT64:
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    for network, kind in _REFUSED:
        if ip.version == network.version and ip in network:
            return kind
    return None if ip.is_global else "not public"


def anything(_address: str) -> None:
    """The refusal of a user who allows private networks: none."""
    return None


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver.

    Each in a thread of its own that nobody waits for: a resolver that does not answer blocks its thread for half a minute, and the
    event loop's own few threads would hold up each other and the end of the pass.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[list[str]] = loop.create_future()

    def tell(found: list[str] | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(found or [])

    def ask() -> None:
        found, error = None, None
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except Exception as problem:
            error = problem
        with suppress(RuntimeError):  # the pass is over and its loop closed
            loop.call_soon_threadsafe(tell, found, error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    return await done


@dataclass(slots=True)
class Lookups:
    """The look-ups of one pass. A name that is not known is not asked for again; a resolver that answers nothing at all is given up.

    Without the latter a machine without network would wait for every source in turn.
    """

    resolver: Resolver
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    #: seconds for one look-up: the system's resolver repeats a lost question after five
    patience: float = 6.0
    _answered: bool = False
    _silent: int = 0
    _unknown: dict[str, OSError] = field(default_factory=dict)

    async def __call__(self, host: str, port: int) -> list[str]:
        """As the resolver does. Raises OSError, the same one for the same name."""
        if host in self._unknown:
            raise self._unknown[host]
        if self._silent >= _SILENT_TO_GIVE_UP and not self._answered:
            raise _no_answer()
        try:
            found = await self._ask(host, port)
        except OSError as error:
            if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
                self._silent += 1
            else:
                self._answered = True
            self._unknown[host] = error
            raise
        self._answered = True
        return found

    async def _ask(self, host: str, port: int) -> list[str]:
        try:
            # after one silence the next are given a second: enough for a resolver that is there
            async with asyncio.timeout(
                min(self.patience, 1.0) if self._silent and not self._answered else self.patience
            ):
                try:
                    began = asyncio.get_running_loop().time()
                    return await self.resolver(host, port)
                except socket.gaierror as error:
                    quick = asyncio.get_running_loop().time() - began < 1
                    if error.errno != socket.EAI_AGAIN or not quick:
                        raise
                await self.sleep(0.5)  # "try again": the network may be coming up
                return await self.resolver(host, port)
        except TimeoutError as error:
            raise _no_answer() from error


def _no_answer() -> socket.gaierror:
    return socket.gaierror(socket.EAI_AGAIN, "the resolver does not answer")


class RefusedAddressError(OSError):
    """Every address of the host is one that must not be contacted."""

    def __init__(self, host: str, kind: str) -> None:
        super().__init__(f"{host} leads into a network that is not public ({kind})")
        self.kind = kind


async def checked(host: str, port: int, resolver: Resolver, refused: Refusal) -> list[str]:
    """The addresses of ``host`` that may be contacted. Raises RefusedAddressError if there is none, OSError if the name is unknown."""
    found = await resolver(host, port)
    allowed = [address for address in found if refused(address) is None]
    if found and not allowed:
        raise RefusedAddressError(host, refused(found[0]) or "refused")
    if not allowed:
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
    return allowed
