"""The report: everything that an investigator needs, from the verdict alone, and nothing that data could run."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geoevents as ge
from geoevents import atlas
from geoevents.dossier import Report, report
from geoevents.dossier.blocks import is_web, visible
from geoevents.dossier.markdown import said
from geoevents.dossier.words import CREDIBILITY, RELIABILITY
from geoevents.errors import GeoEventsError, OutputError
from geoevents.maps.render import external_references
from geoevents.model import Claim, Verdict

CASES = Path(__file__).parents[2] / "data" / "cases"
PAYLOADS = (
    "{{ cycler.__init__.__globals__.os.mkdir('owned') }} {% for x in ().__class__ %} {#",
    "</style></title></script><script>window.owned=1</script>",
    "<img src=x onerror='window.owned=1'> <!-- --> ]]>",
    "${window.owned=1} ` \\ &lt;b&gt; &#60;",
    "javascript:window.owned=1",
    "\u202egnihton\u202c \u2066",
)


def everywhere(verdict: Verdict, text: str) -> Verdict:
    """Put a text also into what only reports show."""
    case = verdict.case
    claims = tuple(
        replace(claim, attributes={f"who{text}": f"them{text}"}, why=f"because{text}") if claim.id == "a" else claim
        for claim in case.claims
    )
    sources = tuple(replace(source, accessed=f"today{text}", sha256=f"00{text}") for source in case.sources)
    changed = replace(case, claims=claims, sources=sources)
    return replace(verdict, case=changed, solution=replace(verdict.solution, case=changed), note=f"note{text}")


def test_says_the_answer_first_and_everything_after(verdict_with: Any) -> None:
    made = report(verdict_with())
    html = made.html
    heads = re.findall(r'<h2 id="(\w[\w-]*)-title">', html)
    assert heads == [
        "map", "answer", "conflicts", "turns-on", "sources", "events", "stated", "choices", "ledger", "data", "cite",
        "words",
    ]  # fmt: skip
    assert html.index("cannot be true together</p>") < html.index("They cannot both be true: at least 1.5 km apart.")
    for words in (
        "“<bdi>3.5 km southeast of the town</bdi>”",
        "3.5 km SE of Tinzaouatine",
        "reported, not quoted",
        "retracted: withdrawn",
        "2025-03-31 17:00 to 2025-04-01 05:00",
        "In Africa/Bamako",
        "not assessed",
        "2.00 km",
        "Mali (more than 99 %)",
        "nowhere: no position fits all of it; at least 740 m must give",
        "© OpenStreetMap contributors",
        "a warning",
        f"geoevents {ge.__version__}",
    ):
        assert words in html, words


def test_both_formats_say_the_same(verdict_with: Any) -> None:
    made = report(verdict_with())
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|<style.*?</style>", "", made.html, flags=re.DOTALL))
    for words in re.findall(r"[A-Za-z]{4,}", made.markdown.replace("\\", "")):
        if words not in {"picture", "this", "stands", "HTML", "report", "figure", "shows"}:
            assert words in text, words
    assert "<svg" not in made.markdown


def test_one_file_without_references_or_scripts(verdict_with: Any) -> None:
    html = report(verdict_with()).html
    assert external_references(html) == ()
    assert not re.search(r"<(script|iframe|object|embed|link|img|base|form)\b", html)
    assert not re.search(r"\sstyle=|\son\w+=", html)
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert len(policy) == 1
    assert "default-src &#x27;none&#x27;" in policy[0]
    assert "unsafe" not in policy[0]


def test_same_verdict_gives_the_same_bytes(verdict_with: Any) -> None:
    assert report(verdict_with()).html == report(verdict_with()).html


def test_opens_without_error_or_request(verdict_with: Any, open_report: Any) -> None:
    seen = open_report(report(verdict_with()).html)
    assert seen.errors == []
    assert seen.requests == []
    assert seen.page.locator("figure.map svg").first.bounding_box()["height"] > 300
    assert seen.page.locator("caption").count() == seen.page.locator("table").count() > 4
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.quote')).borderLeftWidth") == "4px"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_from_data_is_shown_and_never_run(verdict_with: Any, open_report: Any, payload: str) -> None:
    verdict = everywhere(verdict_with(f" {payload}", url=payload), f" {payload}")
    seen = open_report(report(verdict).html)
    assert seen.page.evaluate("window.owned") is None
    assert seen.dialogs == []
    assert seen.errors == []
    assert seen.requests == []
    shown = seen.page.evaluate("document.body.textContent")
    # Title, headline, note, question, said, why, attribute, its value, when, source, place, note, warning, flip ...
    assert shown.count(payload) >= 25
    assert seen.page.title() == f"Drone near Tinzaouatine {payload}".strip()
    links = seen.page.evaluate("[...document.links].map(a => a.getAttribute('href'))")
    assert all(link.startswith("#") for link in links)
    assert not Path("owned").exists()


def test_payloads_of_the_map_from_the_list_of_attacks(verdict_with: Any, open_report: Any) -> None:
    # Rows of other people's attacks on HTML maps, when the list is at hand; the ones above cover the same.
    listed = Path(__file__).parents[3] / "shared" / "oracle" / "security_cases.csv"
    rows = csv.DictReader(listed.read_text(encoding="utf-8").splitlines()) if listed.exists() else ()
    payloads = {row["payload"] for row in rows if row["area"] == "HTML map" and row["payload"]} or set(PAYLOADS)
    text = " " + " ".join(sorted(payloads))
    seen = open_report(report(everywhere(verdict_with(text), text)).html)
    assert (seen.errors, seen.requests, seen.dialogs) == ([], [], [])
    assert seen.page.evaluate("document.body.textContent").count(text.strip()) >= 20


def test_only_web_addresses_become_links(verdict_with: Any, open_report: Any) -> None:
    for url, count in (("https://example.org/a?b=1&c=2", 2), ("javascript:alert(1)", 0), ("//example.org", 0)):
        page = open_report(report(verdict_with(url=url)).html).page
        assert page.evaluate("[...document.links].filter(a => a.protocol !== 'file:').length") == count
        assert page.evaluate("[...document.links].every(a => a.hash || a.rel.includes('noreferrer'))")


@pytest.mark.parametrize(
    "address",
    ["jAvAsCrIpT:alert(1)", " https://a.org", "https://a.org\n", "https:\\\\a.org", "data:text/html,x", "https://u@a.org",
     "https://", "http://[", "https://a.org/\u202e", 'https://a.org/"onclick="'],
)  # fmt: skip
def test_other_addresses_stay_text(address: str) -> None:
    assert not is_web(address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_telephone(verdict_with: Any, open_report: Any, scheme: str) -> None:
    page = open_report(report(verdict_with(" " + "w" * 300)).html, 390, 844, scheme).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_prints_on_paper(verdict_with: Any, open_report: Any) -> None:
    pdf = open_report(report(verdict_with()).html).page.pdf(prefer_css_page_size=True)
    assert pdf[:4] == b"%PDF"
    # A4 is 595 by 842 points.
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]", pdf)


def test_text_cannot_reach_out_of_where_it_stands() -> None:
    assert visible("a\u2069b\u2029\x07\ud800") == "a‹U+2069›b‹U+2029›␇\ufffd"
    assert visible("\u2067a\u2069") == "\u2067a\u2069"
    assert visible("\u202ea", turns=False) == "‹U+202E›a"


@given(st.text())
def test_any_text_stays_on_its_line_of_markdown(text: str) -> None:
    line = said(text)
    assert not set(line) & set("\n\r\u2028\u2029\u202e<>")
    assert not re.search(r"(?<!\\)(\\\\)*[|`\[\]*_~$]", line)
    assert not re.search(r"://|\bwww\.[a-z]", line, re.IGNORECASE)


def test_markdown_tables_keep_their_columns(verdict_with: Any) -> None:
    text = " | a || [x](javascript:1) <b> \\| `|` "
    markdown = report(everywhere(verdict_with(text), text)).markdown
    tables = re.findall(r"(?:^\|.*\n)+", markdown, re.MULTILINE)
    assert len(tables) >= 6
    for table in tables:
        counts = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) for row in table.splitlines()}
        assert len(counts) == 1, table
    assert "<b>" not in markdown
    assert not re.search(r"(?<!\\)\]\((?!<https?:)", markdown)


def test_nothing_is_solved_or_read_again(verdict_with: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("solved or read again")

    verdict = verdict_with()
    for name in ("reasoning.check.check", "reasoning.solve.solve", "read.case.read_case"):
        monkeypatch.setattr(f"geoevents.{name}", refuse)
    assert "They cannot both be true" in report(verdict).markdown


def test_thousands_of_scenarios_do_not_fill_the_report(verdict_with: Any) -> None:
    verdict = verdict_with()
    default = {"axis": "default", "choice": "osm-2026c", "q": "inconsistent", "scenario": {"borders": "osm-2026c"}}
    one = {**default, "axis": "borders", "choice": "ne-10m", "q": "consistent"}
    both = [{**one, "axis": "borders+convention", "choice": f"ne-10m+{number}"} for number in range(3000)]
    markdown = report(replace(verdict, table=(default, one, *both))).markdown
    assert "| **default** | osm-2026c | no |" in markdown
    assert "| **border dataset** | ne-10m | yes |" in markdown
    assert "3,000 more scenarios were tried" in markdown
    assert len(markdown) < 30_000


def test_ratings_are_spelled_out(verdict_with: Any) -> None:
    verdict = verdict_with()
    case = verdict.case
    rated = replace(
        case,
        sources=tuple(replace(source, reliability=letter) for source, letter in zip(case.sources, "BF", strict=True)),
        claims=tuple(replace(claim, credibility=2) if claim.id == "b" else claim for claim in case.claims),
    )
    html = report(replace(verdict, case=rated)).html
    assert "B, usually reliable" in html
    assert "F, reliability cannot be judged" in html
    assert "2, probably true" in html
    assert sorted(RELIABILITY) == list("ABCDEF")
    assert sorted(CREDIBILITY) == [1, 2, 3, 4, 5, 6]


def test_replaced_claims_are_shown_as_left_out(verdict_with: Any) -> None:
    verdict = verdict_with()
    later = Claim("e", "mali", "strike", ("4 km southeast",), replaces="a")
    case = replace(verdict.case, claims=(*verdict.case.claims, later))
    html = report(replace(verdict, case=case)).html
    assert "<dt>Left out</dt><dd><bdi>replaced by e</bdi>" in html


def test_what_cannot_be_reported_is_refused(verdict_with: Any, tmp_path: Path) -> None:
    with pytest.raises(GeoEventsError, match="Give a case or a verdict"):
        report("case.yaml")  # type: ignore[arg-type]
    made = report(verdict_with())
    assert isinstance(made, Report)
    for name in ("report.pdf", "report", "-"):
        with pytest.raises(OutputError, match=r"\.html or \.md"):
            made.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    assert made.save(tmp_path / "r.html") == (tmp_path / "r.html").stat().st_size
    assert "sandbox" in made._repr_html_()


@pytest.mark.parametrize("name", ["tinzaouatine-2025", "tinzaouatine-2025-followups"])
def test_founding_cases(name: str) -> None:
    verdict = ge.check(ge.read_case(CASES / f"{name}.yaml"))
    html = ge.report(verdict).html
    assert external_references(html) == ()
    for claim in verdict.case.claims:
        for words in claim.says:
            assert visible(words).replace('"', "&quot;").replace("'", "&#x27;") in html
    for dataset in ("osm-2026c", "ne-10m"):
        known = atlas.dataset(dataset)
        assert all(f"<bdi>{told}</bdi>" in html for told in (known.date, known.sha256, known.licence))
    if name.endswith("followups"):
        # Founding case: the wreck lies 9,963 m from the border on OSM, 9,104 m on Natural Earth.
        assert "9.96 km" in html
        assert "9.10 km" in html
        assert "The datasets differ by 859 m." in html
