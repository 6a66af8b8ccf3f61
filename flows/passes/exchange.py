"""What a pass and its fetching workers hand to one another, through a place that both reach: beside the raw pages.

Orders and results are JSON, never pickles: whoever can write into the store must not be able to run anything. The bytes of pages stay in
the raw store, where fetching put them; a result names them.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from flows.passes.stages import Fetch, Plan
from flows.settings import Settings, Source
from storage.errors import LedgerMissing
from storage.objects import raw_store
from storage.rows import Page

#: one group of hosts, as ``stages.fetch`` takes it
Part = tuple[tuple[Source, ...], Plan, datetime]

_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
_ORDER: TypeAdapter[Part] = TypeAdapter(tuple[tuple[Source, ...], Plan, datetime], config=_BYTES)
_RESULT: TypeAdapter[tuple[Fetch]] = TypeAdapter(tuple[Fetch], config=_BYTES)


class Exchange:
    """Named messages beside the raw pages of these settings."""

    def __init__(self, settings: Settings) -> None:
        import fsspec

        self._raw = raw_store(settings.raw_address)
        files, root = fsspec.core.url_to_fs(f"{settings.raw_address}".rstrip("/") + "/exchange")
        self._files: Any = files
        self._root: str = root

    def order(self, part: Part) -> str:
        """Lay down an order; returns its name."""
        sources, planned, now = part
        own = {s.name: planned.states[s.name] for s in sources if s.name in planned.states}
        name = f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex}"
        self._write(f"{name}.order.json", _ORDER.dump_json((sources, replace(planned, states=own), now)))
        return name

    def take(self, name: str) -> Part:
        """An order that was laid down."""
        return _ORDER.validate_json(self._read(f"{name}.order.json"))

    def deliver(self, name: str, found: Fetch) -> None:
        """Lay down what came of an order."""
        pages = tuple(replace(page, body=b"") if self._raw.has(page.sha256) else page for page in found.pages)
        self._write(f"{name}.result.json", _RESULT.dump_json((replace(found, pages=pages),)))

    def collect(self, name: str) -> Fetch:
        """What came of an order, its pages with their bytes; both messages are taken away."""
        (found,) = _RESULT.validate_json(self._read(f"{name}.result.json"))
        whole = replace(found, pages=tuple(self._whole(page) for page in found.pages))
        self.forget(name)
        return whole

    def forget(self, name: str) -> None:
        """Take an order and its result away, as far as they are there."""
        for what in ("order", "result"):
            path = f"{self._root}/{_checked(name)}.{what}.json"
            if self._files.exists(path):
                self._files.rm_file(path)

    def sweep(self, before: datetime) -> int:
        """Take away the messages laid down before a moment, which nobody will take any more; returns how many."""
        if not self._files.exists(self._root):
            return 0
        old = [
            path
            for path in self._files.ls(self._root, detail=False)
            if path.endswith(".json") and path.rsplit("/", 1)[-1][:15] < f"{before:%Y%m%dT%H%M%S}"
        ]
        for path in old:
            self._files.rm_file(path)
        return len(old)

    def _whole(self, page: Page) -> Page:
        return page if page.body else replace(page, body=self._raw.get(page.sha256))

    def _write(self, name: str, data: bytes) -> None:
        self._files.makedirs(self._root, exist_ok=True)
        self._files.pipe_file(f"{self._root}/{_checked(name)}", data)

    def _read(self, name: str) -> bytes:
        try:
            return bytes(self._files.cat_file(f"{self._root}/{_checked(name)}"))
        except FileNotFoundError:
            raise LedgerMissing(
                f"{name} is not beside the raw pages: the workers and the pass must name the same paths.raw"
            ) from None


def _checked(name: str) -> str:
    if "/" in name or ".." in name:
        raise ValueError(f"{name[:80]!r} is no name of an order")
    return name
