"""Text that customers, files and attackers may send, and that may not harm a terminal, a layout or a file."""

from __future__ import annotations

HOSTILE = [
    "[/foo]",
    "[@click=app.quit]点[/]",
    "\x1b[2J\x1b[H清屏",
    "\x1b]52;c;5byg5LiJ\x07",
    "\x9b31m红\x85行",
    "\u202e倒序\u202c \u2066abc\u2069",
    "零\u200b宽\u200d连\ufeff接\u2060",
    "𠀀𪚥𰻞 生僻字",
    "🧑\u200d💻 👨\u200d👩\u200d👧\u200d👦 🇨🇳 👍🏽 ❤\ufe0f 1\ufe0f\u20e3",
    "a\r\nb\rc\u2028d\x0be_x000D_\nf_x001B_[2J",
    "\ud83d孤立\udc00",
    "“引号” … — · ① ● ─ │ ℃",
    "e" + "\u0301" * 40,
    "\U000e0041\U000e007f标签",
    "ئۇيغۇرچە",
]
