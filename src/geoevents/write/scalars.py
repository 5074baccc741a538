"""Texts as YAML holds them: quoted wherever YAML would make something else of them, with nothing hidden in them."""

from __future__ import annotations

import json
import re
import unicodedata

_BARE = re.compile(r"[a-z][a-z0-9-]{0,63}")
_YAML_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


def quoted(text: str) -> str:
    r"""A text as a YAML scalar in double quotes; what cannot be seen is escaped, so that nothing hides in the file.

    Examples
    --------
    >>> print(quoted('{{ 7 }} "x": # y \u202e'))
    "{{ 7 }} \"x\": # y \u202E"
    """
    return '"' + "".join(escaped(letter) for letter in text) + '"'


def escaped(letter: str) -> str:
    """A letter as double quotes hold it; what cannot be seen becomes its number."""
    if letter in '"\\\n\t\r\b\f':
        return json.dumps(letter)[1:-1]
    if " " <= letter < "\x7f":
        return letter
    category = unicodedata.category(letter)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or (category == "Zs" and letter != "\u00a0"):
        code = ord(letter)
        return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return "\\u00A0" if letter == "\u00a0" else letter


def word(text: str) -> str:
    """An id or a word of the format, quoted only where YAML would make something else of it."""
    return text if _BARE.fullmatch(text) and text not in _YAML_WORDS else quoted(text)
