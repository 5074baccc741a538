"""Names, codes and demonyms of all countries, in both languages."""

from zoneinfo import ZoneInfo

import pytest

from geoevents.errors import UnknownCountryError
from geoevents.gazetteer.countries import (
    LANGUAGES,
    adjective_of,
    code_of,
    countries,
    name_of,
    words,
    zone_of,
)

AMBIGUOUS = {"Congolese", "Dominican", "Dominicans", "Congo", "Korea", "Virgin Islands"}
AMBIGUOUS |= {"congolais", "congolaise", "congolaises", "Corée", "Îles Vierges"}
AMBIGUOUS |= {"congoleño", "congoleña", "congoleños", "congoleñas", "congolés", "congolesa", "congoleses", "congolesas"}
AMBIGUOUS |= {"Corea", "Islas Vírgenes", "islas Vírgenes", "كوريا", "الكونغو"}
AMBIGUOUS |= {the + "كونغولي" + end for the in ("", "ال") for end in ("", "ة", "ون", "ين", "ات")}


def test_the_table_has_every_iso_country_and_kosovo():
    codes = {country.code for country in countries()}
    assert len(codes) == 250
    assert {"XK", "NA", "NO", "EH", "SS", "TL", "BV", "AQ"} <= codes
    assert len({country.alpha3 for country in countries()}) == 250


#: Beginnings of what two countries share in languages with cases.
_SHARED = ("Конго", "Коре", "корейск", "корейськ", "конголез", "Виргинск", "Віргінськ")


def is_shared(word):
    return word in AMBIGUOUS or word.startswith(_SHARED)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_leads_back_to_its_code(lang):
    for country in countries():
        assert code_of(name_of(country.code, lang), lang) == country.code
        assert code_of(name_of(country.code, lang)) == country.code


def test_every_code_leads_back_to_itself():
    for country in countries():
        assert code_of(country.code) == code_of(country.alpha3) == code_of(country.code.lower()) == country.code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_adjective_leads_back_to_its_code_or_is_shared(lang):
    for country in countries():
        adjective = adjective_of(country.code, lang)
        assert adjective.strip() == adjective != ""
        if is_shared(adjective):
            with pytest.raises(UnknownCountryError, match=country.code):
                code_of(adjective, lang)
        else:
            assert code_of(adjective, lang) == country.code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_stands_for_two_countries_unless_it_really_does(lang):
    assert [form for form, word in words(lang).items() if len(word.codes) > 1 and not is_shared(form)] == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("NA", "NA"), ("Namibia", "NA"), ("NO", "NO"), ("no", "NO"),  # read as text, not as "missing" and "false"
        ("Niger", "NE"), ("Nigeria", "NG"), ("nigérien", "NE"), ("nigérian", "NG"),
        ("Nigerien", "NE"), ("Nigerian", "NG"),
        ("DR Congo", "CD"), ("Congo-Brazzaville", "CG"), ("RDC", "CD"), ("Republic of the Congo", "CG"),
        ("Guinea", "GN"), ("Guinea-Bissau", "GW"), ("Equatorial Guinea", "GQ"), ("Guinée équatoriale", "GQ"),
        ("Papua New Guinea", "PG"), ("Georgia", "GE"), ("South Georgia", "GS"),
        ("Ivory Coast", "CI"), ("Côte d'Ivoire", "CI"), ("Côte d’Ivoire", "CI"), ("COTE D IVOIRE", "CI"),
        ("Türkiye", "TR"), ("Turkey", "TR"), ("Turquie", "TR"), ("Burma", "MM"), ("Myanmar", "MM"), ("Birmanie", "MM"),
        ("Russian Federation", "RU"), ("RU", "RU"), ("R.-U.", "GB"), ("UK", "GB"), ("the Netherlands", "NL"),
        ("l'Algérie", "DZ"), ("la France", "FR"), ("the Gambia", "GM"), ("Saint Lucia", "LC"), ("St. Lucia", "LC"),
        ("Bosnia and Herzegovina", "BA"), ("Bosnia & Herzegovina", "BA"), ("Kosovo", "XK"), ("XK", "XK"),
        ("dominicain", "DO"), ("dominiquais", "DM"), ("maliennes", "ML"), ("ALGERIAN", "DZ"), ("Sudan", "SD"),
        ("South Sudanese", "SS"), ("sud-soudanaise", "SS"), ("Saint-Martin", "MF"), ("Sint Maarten", "SX"),
    ],
)  # fmt: skip
def test_names_that_are_easily_confused(word, code):
    assert code_of(word) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Алжир", "DZ"), ("Алжира", "DZ"), ("Алжиром", "DZ"), ("алжирской", "DZ"), ("алжирцев", "DZ"), ("Мали", "ML"),
        ("Республики Мали", "ML"), ("Нигера", "NE"), ("Нигерии", "NG"), ("нигерской", "NE"), ("нигерийской", "NG"),
        ("Кот-д'Ивуара", "CI"), ("Гвинеи-Бисау", "GW"), ("Саудовской Аравией", "SA"), ("США", "US"),
        ("Белоруссии", "BY"),
        ("Беларусью", "BY"), ("Южном Судане", "SS"), ("ДР Конго", "CD"), ("ЮАР", "ZA"), ("Северной Корее", "KP"),
        ("Соединённых Штатов Америки", "US"), ("россиян", "RU"), ("українського", "UA"), ("Польщею", "PL"),
        ("Коста-Риці", "CR"), ("В'єтнаму", "VN"), ("В’єтнамі", "VN"), ("Вʼєтнамом", "VN"), ("Туреччиною", "TR"),
        ("Нігеру", "NE"), ("Нігерії", "NG"), ("Республіці Малі", "ML"), ("Угорщиною", "HU"),
        ("Об'єднаних Арабських Еміратів", "AE"),
    ],
)  # fmt: skip
def test_russian_and_ukrainian_names_in_their_cases(word, code):
    assert code_of(word) == code


@pytest.mark.parametrize("word", ["Congo", "Dominican", "Korea", "congolaise", "Кореи", "конголезской"])
def test_a_word_of_two_countries_is_refused_with_both(word):
    with pytest.raises(UnknownCountryError, match=r"may be .. \(.+\) or .. \(.+\)\. Write the code\."):
        code_of(word)


@pytest.mark.parametrize("word", ["", "  ", "Atlantis", "ZZ", "XX", "x" * 10_000, "\0", "Mali Mali"])
def test_what_is_no_country_is_refused(word):
    with pytest.raises(UnknownCountryError) as caught:
        code_of(word)
    assert len(str(caught.value)) < 300


def test_a_slip_gets_a_suggestion():
    with pytest.raises(UnknownCountryError, match=r"Did you mean .*Algeria \(DZ\)"):
        code_of("Algeira")


def test_unknown_codes_and_languages_are_refused():
    with pytest.raises(UnknownCountryError, match="'ZZ'"):
        name_of("ZZ")
    with pytest.raises(ValueError, match="en, fr, es"):
        name_of("ML", "tlh")
    with pytest.raises(ValueError, match="en, fr, es"):
        words("")


def test_french_adjectives_are_inflected():
    forms = [adjective_of("ML", "fr", feminine=f, plural=p) for p in (False, True) for f in (False, True)]
    assert forms == ["malien", "malienne", "maliens", "maliennes"]
    assert adjective_of("GR", "fr", feminine=True) == "grecque"
    assert adjective_of("FR", "fr", plural=True) == "français"
    assert adjective_of("AS", "fr", feminine=True, plural=True) == "samoanes américaines"


def test_words_for_the_grammar_have_names_and_inflected_demonyms():
    assert {
        form: words("fr")[form].code for form in ("malien", "malienne", "maliens", "maliennes", "Mali")
    } == dict.fromkeys(("malien", "malienne", "maliens", "maliennes", "Mali"), "ML")
    assert words("en")["Malians"].kind == "demonym"
    assert words("en")["Côte d'Ivoire"].code == words("en")["Côte d’Ivoire"].code == "CI"
    assert "NO" not in words("en")  # a word of every text
    with pytest.raises(UnknownCountryError):
        _ = words("en")["Congolese"].code


def test_zones_exist_and_are_none_where_offsets_differ():
    assert all(ZoneInfo(country.zone) for country in countries() if country.zone)
    assert zone_of("DZ") == "Africa/Algiers"
    assert zone_of("ML") == "Africa/Bamako"
    assert zone_of("XK") == "Europe/Belgrade"
    assert zone_of("DE") == "Europe/Berlin"  # Büsingen keeps the same time
    assert zone_of("AR") == "America/Argentina/Buenos_Aires"  # twelve zones, one offset
    assert [code for code in ("RU", "US", "CD", "ES", "CN", "BV") if zone_of(code)] == []


@pytest.mark.parametrize(
    ("code", "lang", "forms"),
    [
        ("DZ", "es", ["argelino", "argelina", "argelinos", "argelinas"]),
        ("FR", "es", ["francés", "francesa", "franceses", "francesas"]),
        ("DE", "es", ["alemán", "alemana", "alemanes", "alemanas"]),
        ("ES", "es", ["español", "española", "españoles", "españolas"]),
        ("IQ", "es", ["iraquí", "iraquí", "iraquíes", "iraquíes"]),
        ("ML", "es", ["maliense", "maliense", "malienses", "malienses"]),
        ("DZ", "ar", ["جزائري", "جزائرية", "جزائريون", "جزائريات"]),
        ("KP", "ar", ["كوري شمالي", "كورية شمالية", "كوريون شماليون", "كوريات شماليات"]),
    ],
)
def test_spanish_and_arabic_adjectives_are_inflected(code, lang, forms):
    found = [adjective_of(code, lang, feminine=f, plural=p) for p in (False, True) for f in (False, True)]
    assert found == forms


def test_arabic_adjectives_have_their_article():
    assert words("ar")["الجزائرية"].codes == ("DZ",)
    assert words("ar")["الكورية الشمالية"].codes == ("KP",)
    assert words("ar")["الجزائر"].kind == "name"


def test_other_languages_are_looked_into_last():
    assert code_of("Argelia") == code_of("الجزائر") == code_of("argelina") == "DZ"
    assert code_of("Francia") == "FR"
    with pytest.raises(UnknownCountryError):
        code_of("Argelia", "en")
