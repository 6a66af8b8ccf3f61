"""Word lists as reviewed data: one YAML file per subject, and the single loader that reads them.

``load()`` gives the shipped lists; ``load((Path("my-lists"),))`` lays a user's folder over them, file by file (``units.yaml`` over
``units.yaml``): mappings are merged key by key, lists grow, a plain value replaces the shipped one. A file with a new name is a new
section. Rooms fetch what they need by section and key and compile their own tables once per lexicon (`Lexicon.compiled`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

T = TypeVar("T")

_HERE = Path(__file__).parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LexiconError(ValueError):
    """A word list is not what its reader needs; the message names the file and the key and says what to do."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All sections, merged. Compared and hashed by identity, so that compiled tables can be kept beside it."""

    sections: Mapping[str, Any]
    #: which files a section was read from, in order; for error messages
    files: Mapping[str, tuple[Path, ...]]
    _tables: dict[Any, Any] = field(default_factory=dict, repr=False)

    def section(self, name: str) -> dict[str, Any]:
        """The merged content of ``<name>.yaml``. Raises `LexiconError` where there is no such list or it is no mapping."""
        try:
            found = self.sections[name]
        except KeyError:
            raise LexiconError(f"there is no word list {name}.yaml: add it to extractors/lexicon/") from None
        if not isinstance(found, dict):
            raise self.error(name, "", "must be a mapping of names to values")
        return found

    def get(self, section: str, key: str) -> Any:
        """One entry of a section, as it stands in the file. Raises `LexiconError` where it is missing."""
        found = self.section(section)
        if key not in found:
            raise self.error(section, key, "is missing")
        return found[key]

    def words(self, section: str, key: str) -> tuple[str, ...]:
        """An entry that must be a list of words or phrases."""
        found = self.get(section, key)
        if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
            raise self.error(
                section, key, "must be a list of words (quote those that YAML reads otherwise: 'no', 'on', '1')"
            )
        return tuple(found)

    def mapping(self, section: str, key: str) -> dict[str, Any]:
        """An entry that must be a mapping from words."""
        found = self.get(section, key)
        if not isinstance(found, dict) or not all(isinstance(x, str) for x in found):
            raise self.error(
                section, key, "must be a mapping from words (quote those that YAML reads otherwise: 'no', 'on', '1')"
            )
        return found

    def compiled(self, build: Callable[[Lexicon], T]) -> T:
        """``build(self)``, made once and kept: the place for lookup tables that are too dear to make for each text."""
        if build not in self._tables:
            self._tables[build] = build(self)
        return cast(T, self._tables[build])

    def error(self, section: str, key: str, what: str) -> LexiconError:
        """The error a reader raises when an entry does not hold what it needs."""
        files = ", ".join(str(p) for p in self.files.get(section, ())) or f"{section}.yaml"
        return LexiconError(f"{files}: {key or 'the whole file'} {what}")


@lru_cache(maxsize=16)
def load(extra: tuple[Path, ...] = ()) -> Lexicon:
    """The shipped word lists with the user's folders laid over them, in order. Read once per set of folders.

    Raises `LexiconError` for a folder that is not there, a file that is not YAML, or an entry whose shape does not fit the shipped one.
    """
    sections: dict[str, Any] = {}
    files: dict[str, tuple[Path, ...]] = {}
    for folder in (_HERE, *extra):
        if not folder.is_dir():
            raise LexiconError(
                f"{folder} is not a folder: name a folder of .yaml word lists, or take it out of the settings"
            )
        for path in _lists(folder):
            name = path.stem
            content = _read(path)
            if content is None:
                continue
            sections[name] = _merge(sections[name], content, path, "") if name in sections else content
            files[name] = (*files.get(name, ()), path)
    return Lexicon(sections, files)


def _lists(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as problem:
        raise LexiconError(f"{path} cannot be read: {problem}") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise LexiconError(f"{path} is not valid YAML{where}: {getattr(problem, 'problem', problem)}") from None


def _merge(base: Any, over: Any, path: Path, key: str) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        merged = dict(base)
        for k, v in over.items():
            merged[k] = _merge(base[k], v, path, f"{key}.{k}" if key else str(k)) if k in base else v
        return merged
    if isinstance(base, list) and isinstance(over, list):
        return base + [x for x in over if x not in base]
    if isinstance(base, dict | list) or isinstance(over, dict | list):
        shape = "a mapping" if isinstance(base, dict) else "a list" if isinstance(base, list) else "a plain value"
        raise LexiconError(f"{path}: {key or 'the whole file'} must be {shape}, as in the shipped list")
    return over
