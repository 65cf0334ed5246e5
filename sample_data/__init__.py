"""An invented bank: units, staff, tickets, good and bad workbooks, and the programs that make them."""
