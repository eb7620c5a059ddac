"""Assertions of the injector explain themselves as those of tests do."""

import pytest

pytest.register_assert_rewrite("tests.faults.injector", "tests.infrastructure.events")
