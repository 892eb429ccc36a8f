"""`/lexicon`: an editor fixes a name once."""

from pathlib import Path

import pytest

from tests.serving import Service, service

pytestmark = pytest.mark.slow

NAMED = "Siobhan spoke first.\n\nThe vote was close."
OTHER = "The vote was close. Nobody left."
KEY = "a-key-of-enough-characters"


def test_an_edit_changes_what_it_touches_and_nothing_else(here: Service) -> None:
    named, other = here.narrate(NAMED)["id"], here.narrate(OTHER)["id"]
    answer = here.client.put("/lexicon/en/Siobhan", json={"spoken": "shivawn"})
    assert answer.status_code == 200
    assert answer.json()["uses"] == 1
    assert [use["id"] for use in answer.json()["narrations"]] == [named]
    here.tones.forget()
    assert here.narrate(OTHER)["id"] == other
    assert here.narrate(NAMED)["id"] != named
    assert here.tones.calls == ["shivawn spoke first."]
    assert here.client.get(f"/narrations/{named}").json()["status"] == "ready"


def test_uses_come_in_parts(here: Service) -> None:
    ids = {here.narrate(f"Siobhan spoke {number} times in New York.")["id"] for number in (2, 3, 4)}
    for word in ("Siobhan", "New York"):
        address, found = f"/lexicon/en/{word}?limit=2", []
        assert here.client.put(address, json={"spoken": "x"}).json()["uses"] == 3
        while address:
            answer = here.client.get(address)
            assert (answer.json()["uses"], answer.json()["uses_exact"]) == (3, True)
            found += [use["id"] for use in answer.json()["narrations"]]
            address = answer.links.get("next", {}).get("url", "")
        assert set(found) == ids
        assert len(found) == 3


def test_an_entry_is_shown_listed_and_removed(here: Service) -> None:
    here.client.put("/lexicon/tr/Hugging Face/CEO", json={"spoken": "haging feys siio"})
    entry = here.client.get("/lexicon/tr/Hugging Face/CEO").json()
    assert (entry["spoken"], entry["origin"], entry["uses"]) == ("haging feys siio", "newsroom", 0)
    listed = here.client.get("/lexicon/tr-TR").json()
    assert {"newsroom", "starter"} == {each["origin"] for each in listed}
    assert here.client.delete("/lexicon/tr/Hugging Face/CEO").status_code == 204
    assert here.client.get("/lexicon/tr/Hugging Face/CEO").json()["code"] == "unknown-lexicon-entry"


def test_an_articles_own_lexicon_comes_first(here: Service) -> None:
    here.client.put("/lexicon/en/Siobhan", json={"spoken": "shivawn"})
    here.narrate(NAMED, lexicon={"Siobhan": "the minister"})
    assert "the minister spoke first." in here.tones.calls


def test_nonsense_is_refused(here: Service) -> None:
    for address, body in [
        ("/lexicon/en/Siobhan", {"spoken": "[[kw"}),
        ("/lexicon/en/!", {"spoken": "x"}),
        ("/lexicon/..%2f..%2fetc/Siobhan", {"spoken": "x"}),
        ("/lexicon/en/Siobhan", {"spoken": 3}),
        ("/lexicon/en/Siobhan", {"said": "x"}),
    ]:
        answer = here.client.put(address, json=body)
        assert answer.status_code in (404, 405, 422), (address, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_only_a_key_may_edit(tmp_path: Path) -> None:
    with service(tmp_path, api_keys=(KEY,)) as here:
        assert here.client.put("/lexicon/en/Siobhan", json={"spoken": "shivawn"}).status_code == 401
        answer = here.client.put(
            "/lexicon/en/Siobhan", json={"spoken": "shivawn"}, headers={"Authorization": f"Bearer {KEY}"}
        )
        assert answer.status_code == 200


def test_a_damaged_file_is_told_to_editors_and_keeps_nobody_from_hearing(tmp_path: Path, here: Service) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir(exist_ok=True)
    (folder / "en.toml").write_text("Siobhan = ")
    refused = here.client.put("/lexicon/en/Siobhan", json={"spoken": "shivawn"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-lexicon")
    assert "en.toml" in refused.json()["detail"]
    assert here.narrate(NAMED, language="en")["status"] == "ready"
