"""``extract`` and ``replay`` between files and rooms: lines in, lines out."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from extractors.model import Alert, Claim, Document, Verdict
from extractors.records import RecordError, read_documents, to_line
from flows.texts.handed import BadInput, handed_in

if TYPE_CHECKING:
    from rich.console import RenderableType

    from flows.settings import Settings
    from flows.texts.replay import Replayed


def lines_of(file: Path | None, published: str | None = None) -> Iterable[bytes] | None:
    """The documents, a line each, of a named file, of standard input where it is ``-`` or something is piped or redirected into it; None
    otherwise. A text or web page is one document; ``published`` is its date where it names none.

    A terminal is never read unasked, nor is what cron, systemd and the like give as standard input (``/dev/null``, a closed one).
    """
    if file is not None and str(file) != "-":
        if address := re.match(r"(https?:)/+(.+)", str(file)):  # a path has lost one of its slashes
            raise BadInput(
                f"{address[1]}//{address[2]} is an address, and nothing is fetched here: save the page and name that file, or have it watched "
                "(pledgewatch sources add --page ADDRESS)"
            )
        if not file.is_file():
            raise BadInput(
                f"{file} is no file; name a text, a web page or a file of JSON Lines, or - for standard input"
            )
        return handed_in(_of_file(file), str(file), published)
    if sys.stdin is None or (file is None and not _is_piped(sys.stdin)):
        return None
    return handed_in(sys.stdin.buffer, "-", published)


def _of_file(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield from stream


def _is_piped(stream: TextIO) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):  # closed, or no file at all
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def documents_of(lines: Iterable[bytes], bad: list[str]) -> Iterator[Document]:
    """The documents of a stream; lines that are none are named in ``bad``, the rest is read."""
    yield from read_documents(lines, on_error=lambda error: bad.append(_sentence(error)))


def _sentence(error: RecordError) -> str:
    return f"{error}; this line was left out"


def lexicon_of(settings: Settings | None) -> Any:
    """The shipped word lists, with the user's own laid over them."""
    from extractors.lexicon import load

    return load(settings.lexicon.extend if settings is not None else ())


def extract_lines(lines: Iterable[bytes], out: TextIO, settings: Settings | None, explain: bool) -> list[str]:
    """Write the claims of the documents, a line each; returns a sentence for each line that could not be read."""
    from extractors import extract
    from extractors.explain import explain as explained

    bad: list[str] = []
    lexicon = lexicon_of(settings)
    for document in documents_of(lines, bad):
        if explain:
            out.write(explained(document, lexicon) + "\n\n")
        else:
            write_lines(extract(document, lexicon), out)
    return bad


def write_lines(records: Iterable[Claim | Verdict | Alert], out: TextIO) -> None:
    """JSON Lines, UTF-8 whatever the terminal's locale says."""
    data = "".join(to_line(record) + "\n" for record in records)
    if hasattr(out, "buffer"):
        out.flush()
        out.buffer.write(data.encode("utf-8"))
        out.buffer.flush()
    else:
        out.write(data)


def clock_of(text: str | None) -> datetime | None:
    """``--now``: ISO 8601; without an offset UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--now {text} is no ISO 8601 time; write it like 2026-01-31 or 2026-01-31T09:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def replay_lines(
    lines: Iterable[bytes], settings: Settings | None, by_ledger: bool, db: Path | None, now: str | None
) -> tuple[Replayed, list[str]]:
    """Replay documents of a stream. ``settings`` narrow to their watches; None watches everything."""
    from flows.texts.replay import replay

    bad: list[str] = []
    documents = list(documents_of(lines, bad))
    return replay(documents, settings, by_ledger=by_ledger, db=db, now=clock_of(now)), bad


def replay_folders(settings: Settings, db: Path | None, now: str | None) -> tuple[Replayed, list[str]]:
    """Replay what the settings' folders hold (the seeds), as a pass would read it: whatever its watches want, and without what they mute."""
    from flows.texts.replay import folders, replay

    documents, sources, problems = folders(settings)
    bad = [f"{p.url}: {p.message}" for p in problems]
    return replay(documents, None, db=db, now=clock_of(now), heeding=settings, sources=sources), bad


def unless_empty(lines: Iterable[bytes]) -> Iterable[bytes] | None:
    """The same lines, or None if there are none."""
    rest = iter(lines)
    first = next(rest, None)
    return None if first is None else chain((first,), rest)


def render_replay(replayed: Replayed) -> RenderableType:
    """A replay for a person."""
    from flows.report.view import replayed as view

    return view(replayed)
