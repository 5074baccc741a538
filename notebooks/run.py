"""Run the notebooks and keep what they print: `python notebooks/run.py [NOTEBOOK ...]`.

A test runs them the same way and holds them to the text that they show. Outputs are kept small: a page or picture above
`MOST_BYTES` is left out and says so.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
MOST_BYTES = 60_000
LEFT_OUT = "(run the cell to see it: the page is too large to be kept here)"
SECONDS = 60


def run(notebook: Path) -> nbformat.NotebookNode:
    """Run one notebook in its own folder, and give it back with small outputs and without dates."""
    found = nbformat.read(notebook, as_version=4)
    client = NotebookClient(found, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(HERE)}})
    client.execute()
    for cell in found.cells:
        cell.metadata.clear()
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
        for output in cell.get("outputs", []):
            _shorten(output)
    return found


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Printed lines in one piece: in how many they arrive is chance."""
    kept: list[nbformat.NotebookNode] = []
    for output in outputs:
        before = kept[-1] if kept else None
        if before and output.output_type == before.output_type == "stream" and output["name"] == before["name"]:
            before["text"] += output["text"]
        else:
            kept.append(output)
    return kept


def _shorten(output: nbformat.NotebookNode) -> None:
    data = output.get("data", {})
    for kind, content in list(data.items()):
        if len(str(content)) > MOST_BYTES:
            del data[kind]
            data["text/html"] = f"<p>{LEFT_OUT}</p>"


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """What each cell says in plain text."""
    told = []
    for cell in notebook.cells:
        lines = [
            output["text"] if output["output_type"] == "stream" else output.get("data", {}).get("text/plain", "")
            for output in cell.get("outputs", [])
        ]
        told.append("".join(lines))
    return told


def main(names: list[str]) -> None:
    """Run notebooks, all without names, and write them back."""
    for path in [Path(name) for name in names] or sorted(HERE.glob("*.ipynb")):
        nbformat.write(run(path), path)
        print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
