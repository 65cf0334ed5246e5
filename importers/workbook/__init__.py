"""The quarterly branch workbook: template, check, marked copy, hand-in (article 22)."""
