"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from order import dealt

# `make test` tries the same cases on every machine; `make drills` looks for new ones (HYPOTHESIS_PROFILE=search)
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drills (full counts, many minutes) run where they are asked for: by ``-m``, ``-k`` or their own name. Workers begin with what is long."""
    if not (config.option.markexpr or config.option.keyword or any("::" in argument for argument in config.args)):
        drills = [item for item in items if "drill" in item.keywords]
        if drills:
            config.hook.pytest_deselected(items=drills)
            items[:] = [item for item in items if "drill" not in item.keywords]
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        items[:] = dealt(items, worker["workercount"])


# a fifth of a second a pass: tests of the Parquet folder ask for it
os.environ["PLEDGEWATCH_KEEP__PARQUET"] = "false"
# a worker of xdist is given the terminal's width; what commands print into a pipe has a width of its own
os.environ.pop("COLUMNS", None)
