"""The core of the complaint desk: what a ticket is and what the rules say.

Nothing below this package, outside its composition root (`desk.__main__`, `desk.cli`), knows a screen,
a file or a spreadsheet.
"""

__version__ = "0.1.0"
