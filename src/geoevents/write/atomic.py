"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from geoevents.errors import OutputError


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    r"""Write a file as a whole: what stood there before stays until all of it is on disk.

    Parameters
    ----------
    path
        Where to; "-" is standard output.
    content
        Text is written as UTF-8, with its line ends as they are.

    Raises
    ------
    OutputError
        When `path` is a symbolic link, a folder or no regular file, when its folder does not exist, or when the disk
        refuses. Nothing is left behind then.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.txt", "é")
    ...     (Path(folder) / "a.txt").read_bytes(), os.listdir(folder)
    (b'\xc3\xa9', ['a.txt'])
    """
    data = content.encode() if isinstance(content, str) else content
    if os.fspath(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with replacing(path) as part, part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside `path` for other people's writers; it takes the place of `path` at the end.

    The temporary name ends like `path`, as many writers choose their format by it. An error inside removes it.

    Raises
    ------
    OutputError
        As `write_whole`.
    """
    target = Path(path)
    mode = _require_writable(target)
    # The name is known before the file is there, so that an interrupt at any moment finds what to remove.
    part = target.parent / f".{target.name[:40]}.{os.urandom(6).hex()}{target.suffix[:20]}"
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        part.chmod(mode)
        part.replace(target)
    except OSError as error:
        raise error if isinstance(error, OutputError) else _refused(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


@contextlib.contextmanager
def undone_when_ended() -> Iterator[None]:
    """Let SIGTERM and SIGHUP undo what is half written before they end the process, as an interrupt does.

    By themselves they end it at once, and temporary files stay. A signal that is ignored (nohup) stays ignored.
    """
    caught: list[int] = []

    def stop(number: int, _frame: object) -> None:
        if not caught:
            caught.append(number)
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in wanted if signal.getsignal(number) == signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if caught:
            os.kill(os.getpid(), caught[0])


def _require_writable(target: Path) -> int:
    """Refuse what must not be replaced; give the mode that the new file gets."""
    if "\x00" in str(target):
        raise OutputError(f"{str(target)!r} is no file name.", cure="Name a file.")
    try:
        if target.is_symlink():
            raise OutputError(f"{target} is a symbolic link.", cure="Name the file that it points to, or another one.")
        if target.is_dir():
            raise OutputError(f"{target} is a folder.", cure="Name a file in it.")
        if not target.parent.is_dir():
            raise OutputError(f"There is no folder {target.parent}.", cure="Make it first, or name another one.")
        if target.exists():
            found = target.stat().st_mode
            if not stat.S_ISREG(found):
                raise OutputError(f"{target} is no regular file.", cure='Use "-" for standard output.')
            return stat.S_IMODE(found)
    except OSError as error:
        raise error if isinstance(error, OutputError) else _refused(target, error) from error
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _refused(target: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{target} cannot be written: {error.strerror or error}.",
        cure="Check the folder's rights and space, or name another.",
    )
