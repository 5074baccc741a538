"""Write anew what `read_case` says about every wrong file; the diff is for a person to read."""

from pathlib import Path

from geoevents.errors import CaseError
from geoevents.read.case import read_case

WRONG = Path(__file__).parent / "wrong"


def told(file: Path) -> str:
    """All that is wrong with a file, under its bare name."""
    try:
        with file.open("rb") as stream:
            read_case(stream)
    except CaseError as error:
        return str(error).replace(str(file), file.name) + "\n"
    return "nothing is wrong\n"


if __name__ == "__main__":
    for wrong in sorted(WRONG.glob("*.yaml")):
        wrong.with_suffix(".txt").write_text(told(wrong), encoding="utf-8")
