"""The published schema: one with the reader, valid, and true of the cases that we publish."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from geoevents.read.case import case_schema, skeleton
from geoevents.read.schema import ClaimForm
from geoevents.read.shape import _plain
from geoevents.read.terms import CREDIBILITY, KINDS, RELIABILITY
from geoevents.read.yaml import parse_yaml

CASES = Path(__file__).parents[2] / "data" / "cases"
FILES = [*sorted(CASES.glob("*.yaml")), None]


def content(file):
    return skeleton() if file is None else file.read_text(encoding="utf-8")


def test_published_file_is_the_schema_of_this_version():
    published = (CASES / "case.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"


def test_schema_is_valid_draft_2020_12():
    schema = case_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem if file else "skeleton")
def test_cases_are_valid_as_text_and_as_an_editor_types_them(file):
    validator = jsonschema.Draft202012Validator(case_schema())
    as_text = _plain(parse_yaml(content(file))[0])
    as_typed = json.loads(json.dumps(YAML(typ="safe", pure=True).load(content(file)), default=str))
    assert isinstance(as_typed["geoevents"], int)
    for document in (as_text, as_typed):
        assert list(validator.iter_errors(document)) == []


@pytest.mark.parametrize(
    "claim",
    [
        {"by": "a", "event": "c"},
        {"by": "a", "event": "c", "says": "x", "holds": "always"},
        {"by": "a", "event": "c", "says": "x", "credibility": 7},
        {"by": "a", "event": "c", "says": "x", "sais": "x"},
        {"by": "a", "event": "c", "at": [19.8, 2.9]},
        {"by": "A B", "event": "c", "says": "x"},
        {"event": "c", "says": "x"},
    ],
)
def test_schema_refuses_what_the_reader_refuses(claim):
    document = {"geoevents": 1, "title": "t", "sources": {"a": "A"}, "events": {"c": "crash"}, "claims": [claim]}
    assert not jsonschema.Draft202012Validator(case_schema()).is_valid(document)


def test_every_key_has_a_hover_text_and_every_enum_its_meanings():
    schema = case_schema()
    forms = [schema, *schema["$defs"].values()]
    for form in forms:
        assert form["description"]
        for key, property in form["properties"].items():
            assert property.get("description"), key
    claim = schema["$defs"]["ClaimForm"]["properties"]
    assert len(claim["credibility"]["enumDescriptions"]) == len(claim["credibility"]["enum"]) == 2 * len(CREDIBILITY)
    event = schema["$defs"]["EventForm"]["properties"]["kind"]
    assert dict(zip(event["enum"], event["enumDescriptions"], strict=True)) == dict(KINDS)
    assert schema["$defs"]["SourceForm"]["properties"]["reliability"]["enum"] == list(RELIABILITY)
    assert set(claim) == set(ClaimForm.model_fields)


def test_snippets_for_claim_source_and_link():
    schema = case_schema()
    labels = [schema["properties"][key]["defaultSnippets"][0]["label"] for key in ("claims", "sources", "links")]
    assert labels == ["claim", "source", "link"]


def test_cases_name_the_schema_beside_them():
    for file in FILES[:-1]:
        first = content(file).splitlines()[0]
        assert first == "# yaml-language-server: $schema=./case.schema.json"
