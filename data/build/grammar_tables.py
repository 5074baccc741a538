"""Make src/geoevents/locality/grammar.json.gz: the parse tables of grammar.lark, so that no run has to make them.

After every change of the grammar: `python data/build/grammar_tables.py`.
"""

from __future__ import annotations

import manifest

from geoevents.locality import tables

if __name__ == "__main__":
    manifest.replace(manifest.TARGET.parent / "locality" / tables.FILE, tables.make_tables())
