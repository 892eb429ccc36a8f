"""The lexicon as an editor uses it: through calls, and by hand in its file."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidLexiconError, UnknownLexiconEntryError
from app.lexicon import Lexicons, Origin
from app.lexicon.entries import LARGEST_BYTES, MOST_ENTRIES, checked, edited, parse
from app.lexicon.lexicons import starter
from app.store.shelf import FileShelf
from app.text.spoken import speak


def said(lexicons: Lexicons, written: str, language: str) -> str:
    return " ".join(token.text for token in speak(written, language, lexicons.pronunciations(language)))


@pytest.fixture
def lexicons(tmp_path: Path) -> Lexicons:
    return Lexicons(FileShelf(tmp_path / "lexicon"))


def test_an_entry_is_heard_from_now_on_and_by_others_who_share_the_folder(tmp_path: Path, lexicons: Lexicons) -> None:
    another = Lexicons(FileShelf(tmp_path / "lexicon"))
    assert said(another, "Siobhan won.", "en") == "Siobhan won."
    lexicons.set("en-GB", "Siobhan", "shivawn")
    assert said(lexicons, "Siobhan won.", "en") == said(another, "Siobhan won.", "en") == "shivawn won."


def test_an_entry_of_one_language_is_not_heard_in_another(lexicons: Lexicons) -> None:
    lexicons.set("tr", "Siobhan", "şivon")
    assert said(lexicons, "Siobhan", "en") == "Siobhan"


@pytest.mark.parametrize(
    ("language", "entry", "text", "heard"),
    [
        ("tr", ("ChatGPT", "çet ci pi ti"), "ChatGPT'nin sürümü", "çet ci pi tinin sürümü"),
        ("tr", ("Qwen", "[[kuvˈen]]"), "Qwen’in sürümü", "[[kuvˈen]] in sürümü"),
        ("en", ("Qwen", "kwen"), "Qwen's model", "kwen's model"),
        ("en", ("Qwen", "[[kwˈɛn]]"), "Qwen’s model", "[[kwˈɛnz]] model"),
        ("en", ("Mintz", "[[mˈɪnts]]"), "Mintz's model", "[[mˈɪntsɪz]] model"),
        ("en", ("Watt", "[[wˈɒt]]"), "Watt's model", "[[wˈɒts]] model"),
        ("tr", ("istanbul", "istanbul"), "İSTANBUL", "istanbul"),
    ],
)
def test_what_follows_an_apostrophe_stays(
    lexicons: Lexicons, language: str, entry: tuple[str, str], text: str, heard: str
) -> None:
    lexicons.set(language, *entry)
    assert said(lexicons, text, language) == heard


def test_a_removed_entry_is_read_by_the_rules_again(lexicons: Lexicons) -> None:
    lexicons.set("en", "Siobhan", "shivawn")
    lexicons.remove("en", "Siobhan")
    assert said(lexicons, "Siobhan", "en") == "Siobhan"
    with pytest.raises(UnknownLexiconEntryError):
        lexicons.remove("en", "Siobhan")


def test_a_name_of_the_starter_list_is_said_in_capitals_too(lexicons: Lexicons) -> None:
    assert said(lexicons, "KYIV, Ukraine: Kyiv fell", "en") == "keev, Ukraine: keev fell"
    assert said(lexicons, "SAY IT: PARIS FELL", "en") == "say it: paris fell"
    lexicons.set("en", "Kyiv", "kee-eff")
    assert said(lexicons, "Kyiv fell", "en") == "kee-eff fell"


def test_an_entry_of_the_starter_list_can_be_replaced_and_set_aside(lexicons: Lexicons) -> None:
    assert lexicons.get("tr", "iPhone").origin is Origin.STARTER
    lexicons.set("tr", "iPhone", "ay fon")
    assert lexicons.get("tr", "iPhone").origin is Origin.NEWSROOM
    lexicons.remove("tr", "iPhone")
    assert "iPhone" not in {entry.written for entry in lexicons.entries("tr")}
    lexicons.set("tr", "iPhone", "ayfon")
    assert said(lexicons, "iPhone", "tr") == "ayfon"


def test_an_editors_own_comments_stay(tmp_path: Path, lexicons: Lexicons) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "en.toml").write_text('# People\nSiobhan = "shivawn" # the minister\n"New\\tYork" = "new york"\n')
    lexicons.set("en", "Aoife", "eefa")
    text = (folder / "en.toml").read_text()
    assert "# People" in text
    assert "# the minister" in text
    assert said(lexicons, "Siobhan and Aoife", "en") == "shivawn and eefa"


@pytest.mark.parametrize(
    "content", [b"Siobhan = ", b"Siobhan = 3\n", b"\xff = 'x'\n", b"[people]\nA = 'b'\n", b"A = ''\n"]
)
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, lexicons: Lexicons, content: bytes) -> None:
    path = tmp_path / "lexicon" / "en.toml"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(InvalidLexiconError, match=r"en\.toml|said"):
        lexicons.entries("en")
    assert set(lexicons.faults()) == {"en"}
    with pytest.raises(InvalidLexiconError):
        lexicons.set("en", "Aoife", "eefa")
    assert path.read_bytes() == content


def test_a_damaged_file_is_read_as_it_was(tmp_path: Path, lexicons: Lexicons) -> None:
    lexicons.set("en", "Siobhan", "shivawn")
    assert "shivawn" in said(lexicons, "Siobhan spoke.", "en")
    path = tmp_path / "lexicon" / "en.toml"
    path.write_bytes(b"Siobhan = ")
    assert "shivawn" in said(lexicons, "Siobhan spoke.", "en")
    assert set(lexicons.faults()) == {"en"}
    assert "Qwen" in {entry.written for entry in lexicons.entries("tr")}
    path.unlink()
    assert lexicons.faults() == {}


@pytest.mark.slow
def test_a_lexicon_has_a_size(tmp_path: Path, lexicons: Lexicons) -> None:
    path = tmp_path / "lexicon" / "en.toml"
    path.parent.mkdir()
    path.write_text("".join(f'word{n} = "x"\n' for n in range(MOST_ENTRIES)))
    lexicons.set("en", "word7", "y")
    with pytest.raises(InvalidLexiconError, match="full"):
        lexicons.set("en", "one more", "x")
    path.write_text('a = "b"\n#' + "x" * LARGEST_BYTES)
    assert "bytes" in lexicons.faults()["en"]


def test_what_a_killed_editor_left_goes(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / ".en.toml.0123abcd.tmp").write_text("half")
    Lexicons(FileShelf(folder))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "spoken"),
    [("", "x"), ("x", ""), ("!?", "x"), ("x", "..."), ("x" * 101, "x"), ("x", "y" * 201), ("x", "[[kw"), ("x", "a\0b")],
)
def test_an_entry_that_says_nothing_is_refused(lexicons: Lexicons, written: str, spoken: str) -> None:
    with pytest.raises(InvalidLexiconError):
        lexicons.set("en", written, spoken)


def test_editors_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)

    def edit(number: int) -> None:
        barrier.wait()
        Lexicons(FileShelf(tmp_path)).set("en", f"Name{number}", f"sound {number}")

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {entry.written for entry in Lexicons(FileShelf(tmp_path)).entries("en")}
    assert {f"Name{number}" for number in range(8)} <= kept


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_what_is_accepted_is_kept_exactly(written: str, spoken: str) -> None:
    try:
        written, spoken = checked(written, spoken)
    except InvalidLexiconError:
        return
    assert parse(edited(b"# names\n", {written: spoken}, "en.toml"), "en.toml") == {written: spoken}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_entry_of_the_starter_list_is_found_where_it_is_written(language: str) -> None:
    entries = starter(language)
    assert len(entries) >= 20
    for written, spoken in entries.items():
        heard = " ".join(token.text for token in speak(f"Bu {written} var", language, entries))
        assert heard == f"Bu {spoken} var"
