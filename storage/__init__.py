"""Where the record lives: engines behind the port `desk.ports`, opened through a data folder."""

from storage.copying import copy_home, restore_home
from storage.home import Home, create_home, open_home
from storage.verify import Report, verify

__all__ = ["Home", "Report", "copy_home", "create_home", "open_home", "restore_home", "verify"]
