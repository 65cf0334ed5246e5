"""The contract's asserts explain themselves like those of the tests."""

import pytest

pytest.register_assert_rewrite("tests.storage.contract")
