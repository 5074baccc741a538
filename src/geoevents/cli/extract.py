"""`geoevents extract`: a draft case file from a news article or communiqué."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from geoevents.cli.command import Command, Voice, bytes_of, json_option, output_option, put, put_json
from geoevents.cli.wording import counted

if TYPE_CHECKING:
    from geoevents.drafting import Draft


@click.command(
    "extract",
    cls=Command,
    examples=(
        "geoevents extract article.txt -o draft.yaml",
        "geoevents extract article.txt --lang en",
        "geoevents extract article.txt --json",
    ),
)
@click.argument("article", metavar="ARTICLE", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--lang", metavar="CODE", type=click.Choice(["en", "fr"]), help="Language of the article [default: found]."
)
@output_option("Write the draft to this file instead of standard output.")
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
@json_option
@click.pass_obj
def command(voice: Voice, article: str, lang: str | None, output: str | None, force: bool, as_json: bool) -> None:
    """Make a draft case file of an ARTICLE in English or French, for a person to review.

    ARTICLE is plain text; "-" is standard input. The draft has who says what happened where and when, in the article's
    words and with the place of each in it; questions for the reviewer and what was not understood stand in it as
    comments. Nothing is merged or placed on a guess. Review it, then run: geoevents check DRAFT --explain
    """
    from geoevents.drafting import extract
    from geoevents.drafting.prose import MAX_BYTES

    if output not in (None, "-") and os.path.lexists(output) and not force:
        raise click.BadParameter(f"{output} is there already; --force replaces it.", param_hint="'-o'")
    draft = extract(bytes_of(article, MAX_BYTES), lang)
    if as_json:
        put_json(None, draft.as_dict())
    if output not in (None, "-") or not as_json:
        put(output, draft.yaml)
    _summarise(voice, draft)
    if output not in (None, "-"):
        voice.note(f"wrote {output}; review it, then: geoevents check {output} --explain")


def _summarise(voice: Voice, draft: Draft) -> None:
    how = "found" if draft.lang_detected else "as told"
    names = {"en": "English", "fr": "French"}
    voice.note(
        f"{names[draft.lang]} ({how}): {counted(len(draft.sentences), 'sentence')}, of which {len(draft.located)} "
        f"locate something; {counted(len(draft.claims), 'claim')}, {counted(len(draft.events), 'event')}, "
        f"{counted(len(draft.sources), 'speaker')}"
    )
    left = counted(len(draft.unread), "passage")
    voice.note(f"for the reviewer: {counted(draft.questions, 'question')}, {left} not understood or not used")
    for one in draft.unread:
        voice.detail(f"  sentence {one.cited.sentence}, {one.cited.start}-{one.cited.end}: {one.why}")
