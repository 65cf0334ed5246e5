"""Where the record lives: engines behind the port `desk.ports`, opened through a data folder."""

from storage.home import Home, create_home, open_home

__all__ = ["Home", "create_home", "open_home"]
