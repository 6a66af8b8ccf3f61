"""The secrets that this desk was given: what the variables and files hold that its settings name."""

from __future__ import annotations

import os
from collections.abc import Iterator

from flows.settings import Settings, credentials

#: variables of libraries that hold a secret by themselves
_LIBRARIES = (
    "PREFECT_API_KEY",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_SERVER_API_AUTH_STRING",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)


def secrets_of(settings: Settings) -> Iterator[str]:
    """Their values, those that are set: channels' addresses and keys, what lets sources be read, the ping's address, the libraries' own."""
    names = [n for c in settings.channels for n in (c.url_env, c.sign_env)]
    for name in (*names, settings.health.ping_url_env, *_LIBRARIES):
        if name is not None and (value := os.environ.get(name, "").strip()):
            yield value
    for source in settings.sources:
        yield from credentials.values_of(source).values()
    for channel in settings.channels:
        if channel.url_file is not None:
            try:
                yield from channel.url_file.read_text(encoding="utf-8").split("\n", 1)[:1]
            except (OSError, ValueError):
                continue
