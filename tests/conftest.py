"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# `make test` tries the same cases on every machine; `make drills` looks for new ones (HYPOTHESIS_PROFILE=search)
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
