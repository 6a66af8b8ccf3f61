"""The settings file and the environment. The door: ``load(path=None) -> Settings``."""

from flows.settings.files import FILE_NAME, find, load
from flows.settings.model import PREFIX, Channel, Fetch, Mute, Paths, Schedule, Settings, Source, Watch
from flows.settings.running import Compare, Health, Keep, Lexicon, Log, Prefect, Read
from flows.settings.values import BadSettings, duration

__all__ = [
    "FILE_NAME",
    "PREFIX",
    "BadSettings",
    "Channel",
    "Compare",
    "Fetch",
    "Health",
    "Keep",
    "Lexicon",
    "Log",
    "Mute",
    "Paths",
    "Prefect",
    "Read",
    "Schedule",
    "Settings",
    "Source",
    "Watch",
    "duration",
    "find",
    "load",
]
