from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from screens.frame import Frame

WIDTH, HEIGHT = 24, 9
CODES = ("", "1", "31", "38;5;120;48;5;17")
TEXTS = st.text(alphabet="ab 9客户投诉処𠀀，", max_size=10)
LINE = st.lists(st.tuples(TEXTS, st.sampled_from(CODES)), max_size=4)
PUT = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), LINE)
STEP = st.one_of(
    st.lists(PUT, max_size=6),
    st.integers(-3, 3),  # the whole picture moves by this many lines
)


def width_of(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


def padded(line: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the runs of a whole row, cut and filled to its width without half characters."""
    runs, used = [], 0
    for text, codes in line:
        for character in text:
            if used + width_of(character) <= WIDTH:
                runs.append((character, codes))
                used += width_of(character)
    return [*runs, (" " * (WIDTH - used), "")]


def drawn(frame: Frame) -> list[list[tuple[str, str]]]:
    """Return the wanted cells with the look that their codes give."""
    return [[cell for cell in row if cell] for row in frame.wanted]


def seen(screen: pyte.Screen) -> list[list[tuple[str, bool, str, str]]]:
    return [
        [(c.data, c.bold, c.fg, c.bg) for c in (screen.buffer[y][x] for x in range(WIDTH))]
        for y in range(HEIGHT)
    ]


def plainly(frame: Frame) -> pyte.Screen:
    """Return a terminal that every wanted cell was written to, one after the other."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for y, row in enumerate(drawn(frame)):
        for x, (character, codes) in enumerate(row):
            if character:
                stream.feed(f"\x1b[{y + 1};{x + 1}H\x1b[0;{codes}m{character}\x1b[0m")
    return screen


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=8))
def test_the_terminal_always_shows_what_is_wanted(steps: list[object]) -> None:
    frame = Frame(WIDTH, HEIGHT)
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    lines = [padded([]) for _row in range(HEIGHT)]
    for step in steps:
        if isinstance(step, int):
            lines = lines[step:] + lines[:step]
        else:
            for _x, y, line in step:
                lines[y] = padded(line)
        for y, line in enumerate(lines):
            frame.put(0, y, WIDTH, line)
        stream.feed(frame.changes())
        assert seen(screen) == seen(plainly(frame))
    assert frame.changes() == ""


def test_a_part_of_a_row_changes_only_that_part() -> None:
    frame = Frame(WIDTH, HEIGHT)
    frame.changes()
    frame.put(4, 2, 10, [("投诉", "31")])
    assert frame.changes() == "\x1b[3;5H\x1b[0;31m投诉\x1b[0m"
    frame.put(4, 2, 10, [("投诉", "31")])
    assert frame.changes() == ""


def test_a_list_that_moves_by_a_line_is_scrolled_and_not_sent_again() -> None:
    frame = Frame(WIDTH, HEIGHT)
    for y in range(HEIGHT):
        frame.put(0, y, WIDTH, [(f"工单 {y} 的摘要", ""), (" " * 12, "")])
    whole = frame.changes()
    for y in range(HEIGHT):
        frame.put(0, y, WIDTH, [(f"工单 {y + 1} 的摘要", ""), (" " * 12, "")])
    step = frame.changes()
    assert "\x1b[1M" in step
    assert len(step) < len(whole) / 3


def test_a_forgotten_frame_is_sent_as_a_whole() -> None:
    frame = Frame(WIDTH, HEIGHT)
    frame.put(0, 0, WIDTH, [("投诉", "")])
    first = frame.changes()
    frame.forget()
    assert frame.changes() == first
