"""Text that a spreadsheet would run: which it is, and what is put before it."""

from __future__ import annotations

import re

ESCAPE, KEEP = "escape", "keep"
"""What to do with text that a spreadsheet takes for a formula."""
# Spreadsheets skip blanks before a sign, and take the wide signs of East Asian text for signs.
FORMULA = r"^[\t\r\n ]*[=+\-@＝＋－＠]|^[\t\r]"
SIGNED = r"^[+-]?\d+([.,]\d+)*([eE][+-]?\d+)?$|^-+$"
"""What begins with a sign and is a number, or a dash for nothing."""


def harmless(text: str) -> str:
    """Give a text as a cell that no spreadsheet runs.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-1.5"), harmless("in Mali")
    ("'=1+1", '-1.5', 'in Mali')
    """
    return f"'{text}" if re.match(FORMULA, text) and not re.match(SIGNED, text) else text


def unescaped(cell: str) -> str:
    """Give the text of a cell, without the apostrophe that keeps spreadsheets from running it.

    Examples
    --------
    >>> unescaped("'=1+1"), unescaped("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and re.match(FORMULA, cell[1:]) else cell
