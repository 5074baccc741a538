"""Who says it: speakers of a sentence, before and behind their words, and those who go on."""

from __future__ import annotations

import pytest

from geoevents.drafting import extract
from geoevents.drafting.attribution import attributions
from geoevents.drafting.sentences import sentences
from geoevents.drafting.vocabulary import vocabulary

# Language, sentence, and its speakers as they stand there ("+" goes on with the one before).
ROWS = [
    ("en", "The army said a drone crashed.", ["The army"]),
    ("en", "A drone crashed, the army said.", ["the army"]),
    ("en", "“It crashed,” said Col. Adama Diallo, a spokesman for the army.", ["Col. Adama Diallo"]),
    ("en", "According to two sources, a drone crashed.", ["two sources"]),
    ("en", "A drone crashed, according to the army of Mali.", ["the army of Mali"]),
    (
        "en",
        "Oumar Diarra, chief of the general staff, confirmed the loss.",
        ["Oumar Diarra, chief of the general staff"],
    ),
    ("en", "The mayor, Ali Cissé, told a radio station that it fell.", ["The mayor, Ali Cissé"]),
    ("en", "A fisherman, who asked not to be named, said he saw it.", ["A fisherman"]),
    ("en", "On Tuesday the ministry said nothing.", ["the ministry"]),
    ("en", "It added that no one was hurt.", ["+"]),
    ("en", "The army says it fell and denies any violation.", ["The army", "The army"]),
    ("en", "The army said it fell near Kidal, while residents said it fell near Gao.", ["The army", "residents"]),
    ("en", "It fell, Col. Ion Spinu, a ministry spokesman, told Radio 24.", ["Col. Ion Spinu, a ministry spokesman"]),
    ("en", "The army's claim that the drone fell was rejected.", ["The army"]),
    ("fr", "Un drone, parti de Bamako, est tombé, a indiqué à l’AFP une source militaire.", ["une source militaire"]),
    (
        "fr",
        "Le ministre malien de la Défense, Ali Cissé, a confirmé la chute.",
        ["Le ministre malien de la Défense, Ali Cissé"],
    ),
    ("en", "BAMAKO, 4 January 2030 - The Azawad Liberation Front said it fell.", ["The Azawad Liberation Front"]),
    ("en", "In Minsk, state television showed footage.", ["state television"]),
    ("en", "Algiers claimed that it had been shot down.", ["Algiers"]),
    ("en", "The FLA claimed responsibility.", ["The FLA"]),
    ("en", "The reported strike killed two.", []),
    ("en", "The Alliance of Sahel States met in Niamey.", []),
    ("en", "A confirmed violation of the airspace was noted by radar.", []),
    ("fr", "L’armée affirme qu’un drone est tombé.", ["L’armée"]),
    (
        "fr",
        "Un drone est tombé, a annoncé lundi le ministère malien de la Défense.",
        ["le ministère malien de la Défense"],
    ),
    (
        "fr",
        "« Il est tombé », a précisé M. Keïta, porte-parole du gouvernement.",
        ["M. Keïta, porte-parole du gouvernement"],
    ),
    ("fr", "Selon l’état-major, un drone est tombé.", ["l’état-major"]),
    ("fr", "Un drone est tombé, d’après plusieurs témoins.", ["plusieurs témoins"]),
    ("fr", "Il précise que personne n’a été blessé.", ["+"]),
    ("fr", "Les recherches continuent, a-t-il ajouté.", ["+"]),
    ("fr", "Le capitaine, interrogé par une radio, a dit avoir vu le drone.", ["Le capitaine"]),
    ("fr", "Il rejette les affirmations selon lesquelles l’appareil est tombé.", ["+"]),
    ("fr", "L’armée dément toute violation.", ["L’armée"]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), ROWS)
def test_speakers(lang: str, text: str, expected: list[str]) -> None:
    (sentence,) = sentences(text, vocabulary(lang))
    found = attributions(sentence, vocabulary(lang))
    names = [text[slice(*one.name)] if one.name is not None else "+" for one in found]
    assert [name.split(", a spokesman")[0] for name in names] == expected


def test_each_speaker_governs_its_own_part() -> None:
    draft = extract(
        "The Malian army said a drone fell 5 km north of Kidal, while residents said it crashed 7 km south of Gao.",
        "en",
    )
    assert {(claim.by, claim.says) for claim in draft.claims} == {
        ("malian-army", ("5 km north of Kidal",)),
        ("residents", ("7 km south of Gao",)),
    }


def test_a_speaker_behind_has_the_last_clause() -> None:
    draft = extract(
        "L'armée soudanaise a démenti avoir bombardé un village à 5 km de Gao, où un obus est tombé à 2 km de Kidal, "
        "selon des témoins.",
        "fr",
    )
    assert {(claim.by, claim.says, claim.denies) for claim in draft.claims if claim.read != ("no position",)} <= {
        ("armee-soudanaise", ("5 km de Gao",), True),
        ("temoins", ("2 km de Kidal",), False),
    }
    assert ("temoins", ("2 km de Kidal",)) in {(claim.by, claim.says) for claim in draft.claims}


def test_words_carry_on_to_the_sentences_that_follow() -> None:
    draft = extract(
        "The Malian army said that a drone was lost. It added that it crashed 5 km north of Kidal. "
        "“We found it. The wreckage lies 3 km from Kidal,” a spokesman said.",
        "en",
    )
    assert [(claim.by, claim.says[0], claim.words) for claim in draft.claims] == [
        ("malian-army", "5 km north of Kidal", "reported"),
        ("spokesman", "3 km from Kidal", "quoted"),
    ]


def test_who_is_meant_by_its() -> None:
    text = "Algeria gave another account. Its Ministry of Defence said the drone crashed 5 km north of Kidal."
    (source,) = extract(text, "en").sources
    assert (source.name, source.party) == ("Ministry of Defence", "DZ")
    assert "whose it seems to be" in source.notes[0]


def test_the_same_speaker_in_full_and_in_short_is_one_source() -> None:
    text = (
        "The Malian Ministry of Defence said a drone crashed 5 km north of Kidal. "
        "The ministry said debris fell 2 km from Kidal."
    )
    (source,) = extract(text, "en").sources
    assert source.party == "ML"
    assert '"ministry" was taken to be this source' in source.notes


def test_a_country_in_a_name_is_no_party_unless_it_speaks_for_it() -> None:
    text = "The Syrian Observatory for Human Rights said a shell hit a house 5 km north of Kidal."
    (source,) = extract(text, "en").sources
    assert source.party is None
    assert source.notes == ("does it speak for SY? If so, add  party: SY",)


def test_a_denial_is_a_denial_and_puts_nothing_anywhere() -> None:
    (claim,) = extract("The Malian army denied that the drone crashed 2 km inside Algeria.", "en").claims
    assert (claim.by, claim.event, claim.denies, claim.read) == ("malian-army", "crash", True, ("no position",))
    assert claim.says == ("denied that the drone crashed 2 km inside Algeria",)


def test_rivals_who_share_an_office_do_not_share_a_country() -> None:
    text = (
        "The drone crashed 5 km north of Saravena, Colombian Defence Minister Diego Molano said. "
        "Venezuela's Defence Ministry said it crashed 2 km inside Venezuela. "
        "It had crossed the border by 800 metres, Defence Minister Vladimir Padrino said."
    )
    padrino = next(source for source in extract(text, "en").sources if "Padrino" in source.name)
    assert padrino.party is None
    assert padrino.notes == ("for which country does it speak? Add  party:",)


def test_a_denial_of_shells_is_kept_and_distances_in_words_are_listed() -> None:
    draft = extract(
        "Le ministère vénézuélien de la Défense a démenti mercredi que des obus soient tombés en Colombie, "
        "affirmant que ses forces n'avaient tiré qu'à cinq kilomètres au nord de la frontière colombienne.",
        "fr",
    )
    (claim,) = draft.claims
    assert (claim.denies, claim.read) == (True, ("no position",))
    assert claim.says == ("démenti mercredi que des obus soient tombés en Colombie",)
    assert [one.why for one in draft.unread] == ["a distance that was not understood"]
    assert "cinq kilomètres au nord" in draft.unread[0].text
