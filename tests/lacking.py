"""What a test needs and a machine may lack."""

import os
from typing import NoReturn

import pytest


def lack(reason: str) -> NoReturn:
    """Skip a test for what is missing, or fail it where nothing may be: the gate sets ARCHCHECK_REQUIRE_ALL."""
    if os.environ.get("ARCHCHECK_REQUIRE_ALL"):
        pytest.fail(f"{reason}, and ARCHCHECK_REQUIRE_ALL is set")
    pytest.skip(reason)
