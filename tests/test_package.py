"""The package as others import and install it."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import json
import os
import pickle
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

import pytest

import geoevents as ge
from geoevents import errors
from geoevents.errors import Problem

ROOT = Path(__file__).parents[1]
HEAVY = ("folium", "geopandas", "lark", "numpy", "pandas", "pyarrow", "pydantic", "pyproj", "scipy", "shapely")
PROMISED = ("read_case", "locate", "solve", "check", "draw", "measure", "border", "borders", "places")


def loaded_after(code: str) -> set[str]:
    """Names of heavy libraries that a fresh interpreter holds after running some code."""
    probe = f"import sys, json\n{code}\nprint(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_import_loads_nothing_heavy() -> None:
    assert loaded_after("import geoevents; dir(geoevents)") == set()


def test_help_loads_nothing_heavy() -> None:
    assert loaded_after("from geoevents.cli.main import run; run(['--help'])") == set()


def test_a_point_is_resolved_without_tables() -> None:
    code = "from geoevents.cli.main import run; run(['distance', '19.868 N, 2.894 E', '--to', 'DZ-ML'])"
    assert loaded_after(code) & {"folium", "geopandas", "pandas", "pyarrow", "pydantic", "scipy"} == set()


def test_a_table_is_enriched_with_arrays_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lat,lon\n19.868,2.894\n")
    place = str(tmp_path / "a.csv")
    code = f"from geoevents.cli.main import run; run(['enrich', {place!r}, '-o', {place!r}, '--borders', 'ne-10m'])"
    assert loaded_after(code) == {"numpy", "pyarrow"}


@pytest.mark.parametrize("package", ["atlas", "earth", "model"])
def test_names_of_packages_have_homes(package: str) -> None:
    module = importlib.import_module(f"geoevents.{package}")
    assert set(module.__all__) <= set(dir(module))
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match="nowhere"):
        module.nowhere  # noqa: B018 - the access is what is tested


@pytest.mark.parametrize("name", PROMISED)
def test_promised_names_are_functions(name: str) -> None:
    assert name in dir(ge)
    assert name in ge.__all__
    assert callable(getattr(ge, name))
    assert getattr(ge, name).__doc__


@pytest.mark.parametrize("name", [name for name in ge.__all__ if name.islower() and name[0] != "_"])
def test_help_on_a_public_function_is_whole(name: str) -> None:
    function = getattr(ge, name)
    told = inspect.signature(function)
    doc = inspect.getdoc(function) or ""
    for title in (
        "Parameters",
        *(() if told.return_annotation in (None, "None") else ("Returns",)),
        "Raises",
        "Examples",
    ):
        assert f"\n{title}\n{'-' * len(title)}\n" in doc, title
    assert f"ge.{name}(" in doc.partition("\nExamples\n")[2], "an example that can be copied"
    lines = doc.partition("\nParameters\n")[2].partition("\nReturns\n")[0].splitlines()
    named = {one.strip() for line in lines if line[:1].strip() for one in line.partition(" : ")[0].split(",")}
    assert set(told.parameters) <= named


def test_functions_survive_the_import_of_every_module() -> None:
    code = (
        "import pkgutil, importlib, geoevents as ge\n"
        "for module in pkgutil.walk_packages(ge.__path__, 'geoevents.'): importlib.import_module(module.name)\n"
        f"assert all(callable(getattr(ge, name)) for name in {PROMISED!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="sollve"):
        ge.sollve  # noqa: B018 - the access is what is tested


def test_errors_are_builtins_too() -> None:
    assert issubclass(ge.CaseError, ValueError)
    assert issubclass(ge.UnknownPlaceError, LookupError)
    assert issubclass(ge.DataFileError, OSError)


@pytest.mark.parametrize(
    "error",
    [
        ge.CaseError("a.yaml", [Problem(1, 2, "title", "is missing", "x")]),
        ge.UnknownPlaceError("Kidaal", ["Kidal"], "Mali"),
        ge.AmbiguousPlaceError("Kidal", ["a", "b"]),
        ge.BoundaryError("a.geojson", ["1: no country"], more=2, cure="Name it."),
        ge.DataFileError("It is missing.", cure="Reinstall."),
        ge.TableError("No column."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_come_back_whole_from_another_process(error: ge.GeoEventsError) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):  # noqa: S301 - our own bytes
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_notebook_shows_the_callers_own_lines_and_the_message() -> None:
    with pytest.raises(ge.UnknownBorderError) as raised:
        ge.border("DZ", "FR")
    *own, message = raised.value._render_traceback_()
    assert message.startswith("UnknownBorderError: DZ and FR share no border in osm-2026c. DZ borders EH")
    assert 'ge.border("DZ", "FR")' in own[-1]
    assert not any("geoevents/atlas" in line for line in own)


def test_every_error_is_there_by_its_name() -> None:
    named = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}
    assert named <= set(ge.__all__)
    assert all(issubclass(getattr(ge, name), ge.GeoEventsError) for name in dir(ge) if name.endswith("Error"))


def test_what_is_offered_after_the_dot_is_public() -> None:
    code = "import geoevents as ge; ge.locate; print([n for n in dir(ge) if n not in ge.__all__ and n[0] != '_'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_contributing_names_every_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = set(re.findall(r"geoevents\.(\w+)", " ".join(settings["contracts"][0]["layers"])))
    told = (
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where things are")[2].partition("\n## ")[0]
    )
    assert {floor for floor in floors if not re.search(rf"\b{floor}\b", told)} == set()


def test_version_stands_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert project["version"] == ge.__version__
    assert f"\nversion: {ge.__version__}\n" in citation


def test_licence_expression_names_all_that_the_wheel_carries() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(project["license"].split(" AND "))
    embedded = json.loads((ROOT / "src/geoevents/data/MANIFEST.json").read_text(encoding="utf-8"))["files"]
    vendored = json.loads((ROOT / "src/geoevents/maps/vendor/VENDOR.json").read_text(encoding="utf-8"))["files"]
    carried = {part for file in (*embedded, *vendored) for part in file["licence"].split(" AND ")} - {"public domain"}
    assert {"MIT", *carried} == named
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert set(re.findall(r"^  - ([A-Z][A-Za-z]*(?:-[A-Za-z0-9.]+)*)$", citation, re.M)) == named


#: What is neither code nor made by a recipe nor vendored: all written for this project, under its own licence.
OURS = (
    "atlas/changes.csv", "*/lexicon/*.toml", "locality/grammar.lark", "locality/grammar.json.gz", "maps/page/*",
    "dossier/report.css", "data/licences/*", "data/MANIFEST.json", "maps/vendor/VENDOR.json", "py.typed",
)  # fmt: skip


def test_every_embedded_file_is_accounted_for() -> None:
    package = ROOT / "src" / "geoevents"
    embedded = json.loads((package / "data/MANIFEST.json").read_text(encoding="utf-8"))["files"]
    vendored = json.loads((package / "maps/vendor/VENDOR.json").read_text(encoding="utf-8"))["files"]
    known = {f"data/{file['name']}" for file in embedded} | {f"maps/vendor/{file['file']}" for file in vendored}
    code = {".py", ".pyi", ".pyc", ".so", ".pyd"}
    there = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in code
    }
    assert {name for name in there - known if not any(fnmatch(name, ours) for ours in OURS)} == set()
    assert known <= there


def needed(name: str, known: set[str]) -> set[str]:
    """A distribution and all that it needs, without extras, as far as they are installed here."""
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return known
    known.add(name)
    for one in asked:
        found = re.match(r"[\w.-]+", one)
        if found and "extra ==" not in one and found[0] not in known:
            needed(found[0], known)
    return known


def test_no_dependency_is_under_the_gpl() -> None:
    names = needed("geoevents", set())
    assert len(names) > 30
    for name in names:
        about = metadata.metadata(name)
        # The text of a licence in full names many; its beginning says which it is.
        told = [about.get("License-Expression") or "", (about.get("License") or "")[:60]]
        told += [one for one in about.get_all("Classifier") or [] if one.startswith("License")]
        assert any(told), name
        assert not re.search(r"GPL|General Public", " ".join(told)), (name, told)


def test_every_dependency_has_its_licence_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    named = {re.split(r"[\s<>=!;\[]", one)[0] for one in project["dependencies"]}
    assert named == set(re.findall(r"^\| ([\w.]+) \| ", told.partition("## Dependencies")[2], re.M)) - {"package"}
    extras = project["optional-dependencies"]
    for one in (*extras["dask"], *extras["polars"], *extras["spark"], *extras["online"]):
        assert re.split(r"[<>=]", one)[0] in told


def test_every_package_that_is_imported_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    named = {re.split(r"[\s<>=!;\[]", one)[0] for one in needs}
    homes = {name: {one.lower() for one in of} for name, of in metadata.packages_distributions().items()}
    imported = set()
    for path in (ROOT / "src/geoevents").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).partition(".")[0])
    # Pydantic asks for its core in one version.
    others = imported - sys.stdlib_module_names - {"geoevents", "pydantic_core"}
    assert {"pandas", "pyogrio", "shapely"} <= others
    assert {one for one in others if not named & homes.get(one, {one})} == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    ran = subprocess.run(build, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return next(folder.glob("*.whl"))


def test_wheel_made_from_the_sdist_carries_cases_places_and_licences(wheel: Path) -> None:
    assert wheel.stat().st_size < 40e6
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "geoevents/data/cases/tinzaouatine-2025.yaml",
        "geoevents/data/samples/events.csv",
        "geoevents/data/MANIFEST.json",
        "geoevents/py.typed",
    } <= names
    # There is a compiler where the tests run: without the core a wheel would be slower by a factor of twenty.
    assert [name for name in names if name.startswith("geoevents/earth/_core.") and not name.endswith(".pyi")]
    assert any(name.startswith("geoevents/data/places/") for name in names)
    licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert {"LICENSE", "ODbL-1.0.txt", "CC-BY-4.0.txt"} <= licences
    listed = json.loads((ROOT / "src/geoevents/data/MANIFEST.json").read_text(encoding="utf-8"))["files"]
    assert {f"geoevents/data/{file['name']}" for file in listed} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "data/"))]


def test_without_a_compiler_the_wheel_is_pure(tmp_path: Path) -> None:
    none = {**os.environ, "CC": "/bin/false", "CXX": "/bin/false"}
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    ran = subprocess.run(build, env=none, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (pure,) = tmp_path.glob("*.whl")
    assert pure.name.endswith("-py3-none-any.whl")
    names = zipfile.ZipFile(pure).namelist()
    assert not [name for name in names if "/_core." in name and not name.endswith(".pyi")]
    assert "geoevents/earth/search.py" in names


def test_wheel_runs_away_from_its_source(wheel: Path, tmp_path: Path) -> None:
    # An environment that has what the package needs, but not the editable install: its hook is a .pth file, and those
    # are not read in directories that a .pth file adds.
    venv.create(tmp_path / "env", with_pip=False)
    site = next((tmp_path / "env").glob("[Ll]ib*/**/site-packages"))
    (site / "needs.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    python = next((tmp_path / "env").glob("[Bbs][ic][nr]*/python*"))
    code = f"import geoevents; assert geoevents.__file__.startswith({str(site)!r}), geoevents.__file__"
    subprocess.run([python, "-c", code], cwd=tmp_path, check=True)
    run = "import sys; from geoevents.cli.main import run; sys.exit(run(['demo', '-o', 'maps']))"
    ran = subprocess.run([python, "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "maps" / "tinzaouatine-2025.html").stat().st_size > 100_000


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-data.txt"])
def test_lock_pins_by_hash_and_holds_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pinned = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==[^\s]+(?: ;[^\\]*)? \\\n    --hash=sha256:", text, re.M
    )
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = project["dependencies"] + (project["optional-dependencies"]["dev"] if "dev" in lock else [])
    wanted = {re.split(r"[\s<>=!;\[]", need)[0].lower().replace("_", "-").replace(".", "-") for need in needs}
    assert wanted <= set(pinned)
    assert "scikit-build-core" in pinned
    # The newest NumPy and pyproj have dropped Python 3.11, so that the lock needs two of each.
    assert len(re.findall(r"^numpy==.*python_full_version", text, re.M)) == 2
