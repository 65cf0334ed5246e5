"""Spreadsheets in and out: registers, the quarterly workbook, the feedback form, reports."""
