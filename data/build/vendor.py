"""Refresh src/geoevents/maps/vendor/: the third-party scripts and styles that every map page carries inside itself.

folium asks for ten files from five hosts. A map needs one of them: Leaflet. Ours are three more: Karney's geodesics
for the ruler, MGRS for the read-out, and supercluster for tables of many events. jQuery, Bootstrap, Font Awesome,
Glyphicons and the awesome markers are left out on purpose (`geoevents.maps.render` takes none of folium's own, and
refuses a page that refers to anything outside itself).

`VENDOR.json` records package, version, licence and SHA-256 of what was copied; a test compares it with the files.
"""

from __future__ import annotations

import hashlib
import json
import tarfile

import manifest

VENDOR = manifest.TARGET.parent / "maps" / "vendor"
PACKAGES = (
    {
        "package": "leaflet",
        "version": "1.9.4",
        "sha256": "84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77",
        "licence": "BSD-2-Clause",
        "files": {
            "package/dist/leaflet.js": "leaflet.js",
            "package/dist/leaflet.css": "leaflet.css",
            "package/LICENSE": "leaflet-LICENSE.txt",
        },
    },
    {
        "package": "geographiclib-geodesic",
        "version": "2.2.0",
        "sha256": "e35a1033b30873278880bd30faa37570502d1d5803d78bf7f45372d53cabec76",
        "licence": "MIT",
        "files": {
            "package/geographiclib-geodesic.min.js": "geographiclib-geodesic.js",
            "package/LICENSE.txt": "geographiclib-geodesic-LICENSE.txt",
        },
    },
    {
        "package": "mgrs",
        "version": "2.2.0",
        "sha256": "25a179858c37089935d7f9c123fe0123bf0ed0f6b75e82441904653b33390ccc",
        "licence": "MIT",
        "files": {"package/dist/mgrs.min.js": "mgrs.js", "package/license.md": "mgrs-LICENSE.txt"},
    },
    {
        "package": "supercluster",
        "version": "9.1.0",
        "sha256": "b43b5108967e4ee37a7de0489e36385a0caeb81b3dd1dd8017b58a98dd91a8d0",
        "licence": "ISC",
        "files": {"package/dist/supercluster.min.js": "supercluster.js", "package/LICENSE": "supercluster-LICENSE.txt"},
    },
)


def main() -> None:
    entries = []
    for package in PACKAGES:
        source = manifest.fetch(package["package"], package["version"], index="npm", sha256=package["sha256"])
        with tarfile.open(source.file) as archive:
            for member, name in package["files"].items():
                stream = archive.extractfile(member)
                if stream is None:
                    raise FileNotFoundError(f"{source.file.name} has no {member}")
                content = stream.read()
                manifest.replace(VENDOR / name, content)
                entries.append(
                    {
                        "file": name,
                        "package": package["package"],
                        "version": package["version"],
                        "licence": package["licence"],
                        "sha256": hashlib.sha256(content).hexdigest(),
                        "bytes": len(content),
                    }
                )
    text = json.dumps({"files": sorted(entries, key=lambda entry: entry["file"])}, indent=1)
    manifest.replace(VENDOR / "VENDOR.json", (text + "\n").encode())


if __name__ == "__main__":
    main()
