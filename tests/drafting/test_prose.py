"""Bytes of every kind: what is read as an article, and what is refused with its cure."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.drafting.prose import MAX_BYTES, plain, prose
from geoevents.errors import ArticleError

SAID = "L’armée a affirmé qu’un drone s’est écrasé près de Kidal."


@pytest.mark.parametrize(
    "data",
    [
        SAID,
        SAID.encode(),
        SAID.encode("utf-8-sig"),
        b"\xff\xfe" + SAID.encode("utf-16-le"),
        b"\xfe\xff" + SAID.encode("utf-16-be"),
        unicodedata.normalize("NFD", SAID).encode(),
    ],
)
def test_encodings_that_are_read(data: str | bytes) -> None:
    assert prose(data).text == SAID


def test_letters_that_were_apart_are_told() -> None:
    assert prose(unicodedata.normalize("NFD", SAID)).composed
    assert not prose(SAID).composed


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (SAID.encode("latin-1", "replace"), "is not UTF-8"),
        (SAID.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"The army\x00 said", "control character U+0000 at character 8"),
        ("é".encode("utf-16-le") * 40, "UTF-16 without a byte order mark"),
        (b"\xff\xfea", "begins as UTF-16 does, and is not"),
        (b"%PDF-1.7\n\x00\x01", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is a picture"),
        (b"PK\x03\x04", "office program or another ZIP"),
        (b"{\\rtf1 The army said", "This is an RTF document"),
        (b"<!DOCTYPE html><html><body><p>The army said", "source of a web page"),
        (" \n<html lang='en'><p>The army said", "source of a web page"),
        (b"\x01The army", "This is no text"),
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"a" * (MAX_BYTES + 1), "more than 1,000,000 bytes"),
        ("a\ud800b", "control character U+D800"),
        ("a\ufffeb", "control character U+FFFE"),
    ],
)
def test_what_is_no_article(data: str | bytes, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        prose(data)
    assert message in str(caught.value)
    assert caught.value.cure


@given(st.text())
def test_plain_text_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(plain(text)) == len(text)
