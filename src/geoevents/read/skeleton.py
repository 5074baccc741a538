"""The case file that `geoevents new` writes: an invented incident that shows every part of the format once."""

from __future__ import annotations

SKELETON = """\
# A case file: who says what of which event. Change it, then run:  geoevents check my-case.yaml --explain
# Everything in it is invented. Lines after # are remarks; indent with spaces; quote text that holds ": " or " #".
geoevents: 1
title: Weather balloon lost near Røros
question: Where did it come down, and had it crossed the border?

# Who speaks, and where it was published. Ids are short words of your own: a-z, 0-9, hyphens.
# Also: lang, url, archive, accessed (2025-04-12), sha256, reliability (A to F; leave it out if nobody assessed it).
sources:
  paper: { title: Balloon comes down in the hills, lang: en, url: "https://example.org/balloon" }
  institute: { name: Norwegian balloon institute, party: NO, via: paper }
  ministry: { name: Swedish ministry of balloons, party: SE, via: paper }

# What happened. A track (a flight, a drive) has other events as parts.
events:
  flight: track
  entry: { kind: crossing, part_of: flight, title: Border crossing }
  landing: { kind: landing, part_of: flight }

# What each source says of each event. `says` is verbatim and stays so. Where the words need it, `read` says how you
# understand them, in words that `geoevents locate` understands, or: no position
claims:
  - by: institute
    event: landing
    says: came down 12 km east of the town
    read: 12 km east of Røros
    when: night of 3 to 4 May 2025
    words: reported                # quoted | reported | inferred (by you)
  - by: institute
    event: flight
    says: within national borders  # "national" is the speaker's party
    holds: throughout              # at every moment of the flight
    words: quoted
  - by: ministry
    event: entry
    says: 3 km inside Sweden
    when: 2025-05-04 00:10         # in the party's time zone; zone: UTC says otherwise
    credibility: 3                 # 1 to 6; leave it out if nobody assessed it
    attributes: { type: sounding balloon }
# - by: ministry
#   event: landing
#   at: 62.574 N 12.016 E          # stated coordinates, with hemispheres
#   says: 2 km from the border
#   read: 2 km {1.5..2.5 km} from the Norwegian border
#   why: the speaker rounds to whole kilometres
#   path: 3 km                     # with a time, a mean speed
#   lasting: 40 s
#   speed: at least 200 km/h       # compared with it
#   denies: yes                    # the source says that this is not so
#   retracted: 2025-05-09          # taken back: shown, and left out of the answer
#   replaces: institute/landing    # the id of an earlier claim, which is then left out
#   repeats: ministry/entry        # the id of a claim that it only passes on: one witness, not two

# What a source says of two events together: after, before, at the same place, 441 m from, within 2 km of,
# 300 m southeast of, reachable from ... at 300 km/h in 20 minutes (or in the time that the claims leave).
links:
  - { read: landing after entry, by: paper }
  - { read: landing reachable from entry at at most 90 km/h in 2 h, by: paper }

# What nobody says; every answer is given with and without.
suppose:
  one-place: entry and landing at the same place

# Your own places come before the gazetteer's.
# places:
#   Upper farm: { at: 62.60 N 11.60 E, radius: 300 m, country: NO, source: own survey }

# Only what differs from the defaults.
# settings: { convention: decimal, borders: ne-10m, border_error: stated, near: 10 km, why: figures are exact }
"""
