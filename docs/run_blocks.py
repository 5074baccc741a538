"""Run what the pages show: `python docs/run_blocks.py [PAGE ...]` writes the printed lines anew.

The blocks of one page run in order, in one new folder, in which `data` is the repository's:

- a block with a title (```yaml title="my-case.yaml") is a file of that name;
- ```console: after `$ ` a command that must succeed, then what it prints (`...` stands for anything);
- ```python runs; ```pycon is held to what it prints.

In front of a block, `<!-- not run: reason -->` leaves it out and `<!-- exits 3 -->` expects that code.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
# Held to the commands by tests of its own.
GENERATED = DOCS / "reference" / "cli.md"
_BLOCK = re.compile(
    r"^(?:<!-- (?P<note>not run|exits):? (?P<said>.+?) -->\n)?```(?P<lang>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n"
    r"(?P<body>(?:.*\n)*?)```$",
    re.M,
)
_COMMAND = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<printed>(?:(?!\$ ).*\n)*)", re.M)
_CALLS = re.compile(r"^(\$ )?(geoevents|make|pip|pipx|uv|py|cat|head) ", re.M)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: where its body begins and ends, what it is, and what is noted in front of it."""

    lang: str
    title: str | None
    body: str
    start: int
    end: int
    not_run: str | None
    code: int


def pages() -> list[Path]:
    """Every page that is written by hand."""
    return [page for page in sorted(DOCS.rglob("*.md")) if page != GENERATED]


def blocks(text: str) -> Iterator[Block]:
    """Give the fenced blocks of a page."""
    for found in _BLOCK.finditer(text):
        note, said = found["note"], found["said"]
        yield Block(
            found["lang"],
            found["title"],
            found["body"],
            *found.span("body"),
            said if note == "not run" else None,
            int(said) if note == "exits" else 0,
        )


def silent(text: str) -> list[str]:
    """Commands that stand in a block which nothing runs, and no reason is given."""
    return [
        block.body.splitlines()[0]
        for block in blocks(text)
        if block.lang not in ("console", "python", "pycon") and not block.title and not block.not_run
        if _CALLS.search(block.body)
    ]


def run_page(text: str, folder: Path) -> tuple[str, list[str]]:
    """Run the blocks of a page in a folder; give the page with what was printed, and what differs from it."""
    wrong: list[str] = []
    pieces, at = [], 0
    names: dict[str, Any] = {"__name__": "page"}
    with _inside(folder):
        for block in blocks(text):
            body = block.body
            if block.not_run is not None:
                continue
            if block.title is not None:
                target = folder / block.title
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(body, encoding="utf-8")
            elif block.lang == "console":
                body = _COMMAND.sub(lambda found, code=block.code, wrong=wrong: _ran(found, code, wrong), body)
            elif block.lang == "python":
                exec(compile(body, "a block of a page", "exec"), names)  # noqa: S102 - our own pages
            elif block.lang == "pycon":
                wrong += _doctested(body, names)
            pieces += [text[at : block.start], body]
            at = block.end
    return "".join([*pieces, text[at:]]), wrong


def _ran(found: re.Match[str], code: int, wrong: list[str]) -> str:
    command, shown = found["command"], found["printed"]
    got, printed = _run(shlex.split(command.replace("\\\n", " ")))
    if got != code:
        wrong.append(f"$ {command}\nexits with {got}, not with {code}:\n{printed}")
    if doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS) or (not shown and not printed):
        return found[0]
    wrong.append(f"$ {command}\nshown:\n{shown}\nprinted:\n{printed}")
    return f"$ {command}\n{printed}"


def _run(words: list[str]) -> tuple[int, str]:
    """Run one command line; what it prints on both streams comes as on a terminal."""
    from geoevents.cli.main import run

    program, *arguments = words
    if program == "cat":
        return 0, "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    if program == "head":
        lines = Path(arguments[-1]).read_text(encoding="utf-8").splitlines(keepends=True)
        return 0, "".join(lines[: int(arguments[0].removeprefix("-"))])
    if program != "geoevents":
        return 127, f"{program}: only geoevents, cat and head are run here\n"
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        code = run(arguments)
    stream.seek(0)
    return code, stream.read()


def _doctested(body: str, names: dict[str, Any]) -> list[str]:
    parsed = doctest.DocTestParser().get_doctest(body, names, "a block of a page", None, 0)
    told = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    runner.run(parsed, out=told.write, clear_globs=False)
    names.update(parsed.globs)
    return [told.getvalue()] if runner.failures else []


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before, own = Path.cwd(), os.environ.get("GEOEVENTS_DATA")
    (folder / "data").symlink_to(DOCS.parent / "data")
    os.environ["GEOEVENTS_DATA"] = os.fspath(folder / "own")
    os.chdir(folder)
    _refresh()
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.pop("GEOEVENTS_DATA")
        if own is not None:
            os.environ["GEOEVENTS_DATA"] = own
        _refresh()


def _refresh() -> None:
    """What this process knows of registered data is another folder's."""
    from geoevents.atlas import store

    store.refresh()


def main(names: list[str]) -> int:
    """Write the printed lines of pages anew; without names, of all."""
    for page in [Path(name).resolve() for name in names] or pages():
        before = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            after, wrong = run_page(before, Path(folder).resolve())
        if after != before:
            page.write_text(after, encoding="utf-8")
        print(f"{page.relative_to(DOCS)}: {len(wrong)} differed")
        if any("exits with" in one or "Failed example" in one for one in wrong):
            print("\n".join(wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
