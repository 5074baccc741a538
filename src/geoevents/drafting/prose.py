"""Bytes or text of an article as prose that can be cited: bounded, in one encoding, without control characters."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from geoevents.errors import ArticleError

MAX_BYTES = 1_000_000
"""The largest article that is read: some 150,000 words, far beyond any report."""

# As in case files: what no text has a use for. Tabs, line ends, form feeds and vertical tabs are white space.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_OTHER = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a document of an office program or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old document of an office program",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Prose:
    """An article: its text (NFC, without a byte order mark), and the SHA-256 of the bytes it came in."""

    text: str
    sha256: str
    composed: bool = False


def prose(article: str | bytes) -> Prose:
    r"""An article as text.

    Parameters
    ----------
    article
        Text, or the bytes of a file: UTF-8 with or without a byte order mark, or UTF-16 with one.

    Returns
    -------
    Prose
        Letters and their accents are composed (NFC), because lexicons are; `composed` says whether that changed
        anything, as offsets count the composed text then.

    Raises
    ------
    ArticleError
        For what is too large, empty, in another encoding, or no text.

    Examples
    --------
    >>> prose("\ufeffÀ midi.".encode()).text
    'À midi.'
    >>> prose(b"%PDF-1.7 ...")
    Traceback (most recent call last):
    ...
    geoevents.errors.ArticleError: This is a PDF, and no text. Copy the article's words into a text file.
    """
    data = article.encode("utf-8", "surrogatepass") if isinstance(article, str) else article
    if len(data) > MAX_BYTES:
        raise ArticleError(f"The article has more than {MAX_BYTES:,} bytes.", cure="Give one article at a time.")
    other = next((kind for start, kind in _OTHER.items() if data.startswith(start)), None)
    if other is not None:
        raise ArticleError(f"This is {other}, and no text.", cure="Copy the article's words into a text file.")
    text = article if isinstance(article, str) else _decoded(data)
    text = text.removeprefix("\ufeff")
    if _WEB_PAGE.match(text):
        raise ArticleError(
            "This is the source of a web page: its menus and scripts would be read as words of the article.",
            cure="Copy the article's words from the browser into a text file.",
        )
    found = _FORBIDDEN.search(text)
    if found is not None:
        raise ArticleError(
            f"This is no text: control character U+{ord(found[0]):04X} at character {found.start()}.",
            cure="Save the article as plain text in UTF-8.",
        )
    if not text.strip():
        raise ArticleError("The article is empty.", cure="Give its text.")
    composed = unicodedata.normalize("NFC", text)
    return Prose(composed, hashlib.sha256(data).hexdigest(), composed != text)


def _decoded(data: bytes) -> str:
    wide = _UTF16.get(data[:2])
    if wide is None and data[:200].count(0) > len(data[:200]) // 3:
        raise ArticleError("The article looks like UTF-16 without a byte order mark.", cure="Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig") if wide is None else data[2:].decode(wide)
    except UnicodeDecodeError as error:
        if wide is not None:
            raise ArticleError("The article begins as UTF-16 does, and is not.", cure="Save it as UTF-8.") from error
        raise ArticleError(
            f"Byte 0x{data[error.start]:02X} at {error.start} is not UTF-8.",
            cure="The file looks like Latin-1 or Windows-1252: save it as UTF-8.",
        ) from error


def plain(text: str) -> str:
    """The same text for looking words up: lower case, no accents, plain apostrophes, and each letter in its place.

    Examples
    --------
    >>> plain("À l’ÉTAT-MAJOR “CONFIRME”").replace("'", "_")
    'a l_etat-major “confirme”'
    """
    return "".join(map(_plain_letter, text))


def _plain_letter(letter: str) -> str:
    if letter < "\x80":
        return letter.lower()
    if letter in "’ʼ‘":
        return "'"
    if letter in "‐‑":
        return "-"
    if letter.isspace():
        return " "
    spread = "".join(
        part for part in unicodedata.normalize("NFD", letter.casefold()) if not unicodedata.combining(part)
    )
    return spread if len(spread) == 1 else letter
