"""The page of commands is what the program's help says."""

from __future__ import annotations

import pytest

from desk.cli.manual import page
from tests.support.commands import ROOT


@pytest.mark.parametrize(("lang", "name"), [("en", "commands.md"), ("zh_CN", "commands.zh-CN.md")])
def test_the_page_of_commands_is_made_from_the_help(lang, name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page(lang)
