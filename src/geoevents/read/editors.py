"""The JSON Schema of case files, as editors and other programs read it."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from geoevents.read.schema import CaseForm

_CLAIM_SNIPPET = {
    "label": "claim",
    "description": "What one source says of one event",
    "body": {"by": "${1:source}", "event": "${2:event}", "says": "${3:the words, verbatim}", "when": "${4:2025-04-01}"},
}
_SOURCE_SNIPPET = {
    "label": "source",
    "description": "A speaker and where it was published",
    "body": {"${1:id}": {"name": "${2:Name}", "party": "${3:ML}", "via": "${4:article}"}},
}
_LINK_SNIPPET = {
    "label": "link",
    "description": "What a source says of two events together",
    "body": {"read": "${1:debris after crash}", "by": "${2:source}"},
}


def case_schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of case files, for editors and other programs.

    Returns
    -------
    dict
        With descriptions for hover texts, enums with their meanings (`enumDescriptions`) and snippets
        (`defaultSnippets`) for claims, sources and links.

    Examples
    --------
    >>> schema = case_schema()
    >>> schema["required"]
    ['geoevents', 'title', 'sources', 'events', 'claims']
    """
    schema = CaseForm.model_json_schema()
    plain: dict[str, Any] = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "geoevents case file",
        "description": CaseForm.__doc__,
        **{key: _without_nulls(value) for key, value in schema.items() if key not in {"title", "description"}},
    }
    properties = plain["properties"]
    properties["claims"]["defaultSnippets"] = [{**_CLAIM_SNIPPET, "body": [_CLAIM_SNIPPET["body"]]}]
    plain["$defs"]["ClaimForm"]["defaultSnippets"] = [_CLAIM_SNIPPET]
    plain["$defs"]["ClaimForm"]["anyOf"] = [{"required": ["says"]}, {"required": ["at"]}]
    plain["$defs"]["SourceForm"]["anyOf"] = [{"required": ["name"]}, {"required": ["title"]}]
    properties["sources"]["defaultSnippets"] = [_SOURCE_SNIPPET]
    properties["links"]["defaultSnippets"] = [{**_LINK_SNIPPET, "body": [_LINK_SNIPPET["body"]]}]
    return plain


def _without_nulls(value: Any) -> Any:
    """The same schema without "or null" (a key is left out, never empty) and without titles that repeat the key."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    branches = value.get("anyOf")
    if isinstance(branches, list) and {"type": "null"} in branches:
        rest = [branch for branch in branches if branch != {"type": "null"}]
        merged = {key: item for key, item in value.items() if key not in {"anyOf", "default"}}
        if len(rest) == 1:
            return _without_nulls({**rest[0], **merged})
        return _without_nulls({**merged, "anyOf": rest})
    return {
        key: _without_nulls(item)
        for key, item in value.items()
        if not (key == "default" and item is None) and not (key == "title" and isinstance(item, str))
    }
