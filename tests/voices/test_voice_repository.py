import hashlib
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UnknownVoiceError, VoiceInstallError
from app.voices import Recommendations, RecommendedVoice, VoiceCatalogue, install_voice
from app.voices.remote import pick_voice
from app.voices.repository import HttpRepository, InterruptedTransferError, open_repository
from app.voices.sources import source_of
from tests.speech.hibari.tiny_hibari import tiny_hibari
from tests.voices.offer import Offer, put_voice, serving, tiny_model

ADA = "tr_TR-ada-medium"
GOOD = {"size_bytes": 10, "md5_digest": "0" * 32}


def test_a_mirror_in_a_folder_works_like_an_address(tmp_path: Path) -> None:
    mirror = Offer().add(ADA).add("en_GB-bea-high").lay_out(tmp_path / "mirror")
    for place in (str(mirror), f"file://{mirror}"):
        done = install_voice(ADA, repository=place, voices_dir=tmp_path / "voices")
        assert done.voices[0].available
    assert [voice.key for voice in VoiceCatalogue(tmp_path / "voices").voices()] == [ADA]


def test_a_folder_with_just_the_two_files_is_enough(tmp_path: Path) -> None:
    put_voice(tmp_path / "stick", ADA)
    (tmp_path / "stick" / f"{ADA}.MODEL_CARD").write_text("License: ours")
    done = install_voice(ADA, repository=str(tmp_path / "stick"), voices_dir=tmp_path / "voices")
    assert done.voices[0].available
    assert (tmp_path / "voices" / f"{ADA}.MODEL_CARD").read_text() == "License: ours"


def test_a_truncated_model_on_a_stick_is_refused(tmp_path: Path) -> None:
    put_voice(tmp_path / "stick", ADA, model=tiny_model(b"w" * 500)[:300])
    with pytest.raises(VoiceInstallError, match="truncated"):
        install_voice(ADA, repository=str(tmp_path / "stick"), voices_dir=tmp_path / "voices")
    assert VoiceCatalogue(tmp_path / "voices").voices() == ()


def test_a_model_without_its_configuration_is_refused(tmp_path: Path) -> None:
    put_voice(tmp_path / "stick", ADA)
    (tmp_path / "stick" / f"{ADA}.onnx.json").unlink()
    with pytest.raises(VoiceInstallError, match=r"lists no tr_TR-ada-medium\.onnx\.json"):
        install_voice(ADA, repository=str(tmp_path / "stick"), voices_dir=tmp_path / "voices")


SIZELESS = {"make": "hibari", "locale": "en_GB", "model": "lark.onnx", "files": {"lark.onnx": {}}}


def test_sizes_that_the_catalogue_does_not_know_are_the_servers_to_tell(tmp_path: Path) -> None:
    model = tiny_hibari().SerializeToString()
    with serving(Offer(files={"lark.onnx": model})) as server:
        source = HttpRepository(server.address, index={"en_GB-lark-medium": SIZELESS})
        done = install_voice("en_GB-lark-medium", repository=source, voices_dir=tmp_path)
        assert server.asked_for("lark.onnx") == ["HEAD", ""]
    assert done.voices[0].size_bytes == len(model)


def test_a_digest_that_a_hub_tells_is_held_to(tmp_path: Path) -> None:
    with serving(Offer(files={"lark.onnx": tiny_hibari().SerializeToString()})) as server:
        server.headers_instead["lark.onnx"] = {"X-Linked-Etag": f'"{"0" * 64}"'}
        source = HttpRepository(server.address, index={"en_GB-lark-medium": SIZELESS})
        with pytest.raises(VoiceInstallError, match="does not match its sha256 digest"):
            install_voice("en_GB-lark-medium", repository=source, voices_dir=tmp_path)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [({"Content-Length": "many"}, "does not tell how long it is"), ({"Content-Length": "0"}, "no usable size")],
)
def test_a_server_that_tells_no_size_is_told_of(tmp_path: Path, answer: dict[str, str], reason: str) -> None:
    def head(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers=answer)

    index = {"en_GB-lark-medium": SIZELESS}
    source = HttpRepository("http://hub.test", httpx2.MockTransport(head), index=index)
    with pytest.raises(VoiceInstallError, match=reason):
        install_voice("en_GB-lark-medium", repository=source, voices_dir=tmp_path)


def test_a_server_that_is_busy_is_asked_for_sizes_again(tmp_path: Path) -> None:
    with serving(Offer(files={"lark.onnx": tiny_hibari().SerializeToString()})) as server:
        server.statuses["lark.onnx"] = [503]
        source = HttpRepository(server.address, index={"en_GB-lark-medium": SIZELESS})
        install_voice("en_GB-lark-medium", repository=source, voices_dir=tmp_path, pause=lambda _seconds: None)
        assert server.asked_for("lark.onnx") == ["HEAD", "HEAD", ""]


def test_a_voice_of_the_catalogue_comes_from_the_address_it_names(tmp_path: Path) -> None:
    model = tiny_hibari().SerializeToString()
    files = {"lark.onnx": {"size_bytes": len(model), "sha256_digest": hashlib.sha256(model).hexdigest()}}
    offer = {"make": "hibari", "locale": "en_GB", "model": "lark.onnx", "files": files}
    with serving(Offer(files={"voices/lark.onnx": model})) as server:
        entry = RecommendedVoice(
            "en_GB-lark-medium", "en", "medium", "ours", repository=f"{server.address}/voices", offer=offer
        )
        source = source_of(entry.key, Recommendations((entry,)), "nowhere")
        done = install_voice(entry.key, repository=source, voices_dir=tmp_path)
        assert [path for path, _ in server.asked] == ["voices/lark.onnx"]
    assert done.voices[0].locale == "en_GB"
    files["lark.onnx"]["sha256_digest"] = "0" * 64
    with serving(Offer(files={"voices/lark.onnx": model})) as server:
        source = HttpRepository(f"{server.address}/voices", index={entry.key: offer})
        with pytest.raises(VoiceInstallError, match="sha256"):
            install_voice(entry.key, repository=source, voices_dir=tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir() if path.name[0] != "."] == []


def test_links_inside_a_mirror_are_followed(tmp_path: Path) -> None:
    offer = Offer().add(ADA)
    mirror = offer.lay_out(tmp_path / "mirror")
    model = mirror / offer.path(ADA)
    blob = tmp_path / "blob"
    model.rename(blob)
    model.symlink_to(blob)
    assert install_voice(ADA, repository=str(mirror), voices_dir=tmp_path / "voices").voices[0].available


@pytest.mark.parametrize("place", ["ftp://example.org/voices", "no-such-folder", ""])
def test_a_place_that_is_neither_address_nor_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if place:
        with pytest.raises(VoiceInstallError, match="neither an http"):
            install_voice(ADA, repository=place, voices_dir=tmp_path / "voices")
    else:
        with pytest.raises((VoiceInstallError, UnknownVoiceError)):
            install_voice(ADA, repository=place, voices_dir=tmp_path / "voices")


@pytest.mark.parametrize("address", ["http://[::1", "https://exa mple:port/", "http://host:99999999/"])
def test_an_address_that_is_none_is_one_clear_sentence(tmp_path: Path, address: str) -> None:
    with pytest.raises(VoiceInstallError):
        install_voice(ADA, repository=address, voices_dir=tmp_path / "voices", pause=lambda _: None)


def test_messages_never_show_the_addresss_password() -> None:
    with serving(Offer()) as server:
        repository = HttpRepository(server.address.replace("//", "//desk:secret@"))
        with repository, pytest.raises(VoiceInstallError) as caught, repository.open("missing", 0):
            pass
    assert "secret" not in caught.value.detail
    assert caught.value.detail.endswith("/missing answered 404.")


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[]", b'"x"', b"[" * 100_000])
def test_an_index_that_is_none_is_said_to_be_none(tmp_path: Path, body: bytes) -> None:
    with serving(Offer()) as server:
        server.bodies["voices.json"] = body
        with pytest.raises(VoiceInstallError, match="is not a voice index"):
            install_voice(ADA, repository=server.address, voices_dir=tmp_path / "voices")


def test_an_endless_index_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.voices.repository.MAX_INDEX_BYTES", 1000)
    with serving(Offer()) as server, open_repository(server.address) as repository:
        server.bodies["voices.json"] = b" " * 100_000
        with pytest.raises(VoiceInstallError, match="too large"):
            repository.index()


def test_a_redirect_that_gives_up_the_encryption_is_refused() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.scheme == "https":
            return httpx2.Response(302, headers={"Location": "http://mirror.example/voices.json"})
        return httpx2.Response(200, json={})

    repository = HttpRepository("https://voices.example", httpx2.MockTransport(answer))
    with repository, pytest.raises(VoiceInstallError, match="without encryption; refused"):
        repository.index()


def test_redirects_in_a_circle_end(tmp_path: Path) -> None:
    with serving(Offer()) as server:
        server.statuses = {"voices.json": [302], "elsewhere": [302] * 20}
        with pytest.raises(VoiceInstallError, match="leads nowhere"):
            install_voice(ADA, repository=server.address, voices_dir=tmp_path / "voices")
        assert len(server.asked) <= 7


def test_a_redirect_to_another_file_is_followed(tmp_path: Path) -> None:
    offer = Offer().add(ADA)
    with serving(offer) as server:
        server.statuses = {offer.path(ADA): [302]}
        server.bodies["elsewhere"] = offer.files[offer.path(ADA)]
        assert install_voice(ADA, repository=server.address, voices_dir=tmp_path / "voices").voices[0].available


def test_a_broken_connection_is_told_apart_from_a_refusal() -> None:
    offer = Offer().add(ADA, tiny_model(bytes(300_000)))
    with serving(offer) as server, open_repository(server.address) as repository:
        server.cuts[offer.path(ADA)] = [100_000]
        with pytest.raises(InterruptedTransferError), repository.open(offer.path(ADA), 0) as content:
            for _ in content.blocks:
                pass


@pytest.mark.parametrize(
    "path",
    [
        f"../{ADA}.onnx",
        f"/etc/{ADA}.onnx",
        f"tr/../../{ADA}.onnx",
        f"tr//{ADA}.onnx",
        f"./{ADA}.onnx",
        f"tr\\..\\x/{ADA}.onnx",
        f"C:/x/{ADA}.onnx",
        f"tr\0/{ADA}.onnx",
        f"https://elsewhere.example/{ADA}.onnx",
    ],
)
def test_a_path_that_leads_out_of_the_repository_is_refused(path: str) -> None:
    index = {ADA: {"files": {path: GOOD, f"{ADA}.onnx.json": GOOD}}}
    with pytest.raises(VoiceInstallError, match="leads out of it"):
        pick_voice(index, ADA)


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "", "x\0", "a" * 101, "-rf", "tr TR", "x\n"])
def test_names_that_cannot_be_file_names_are_unknown_even_if_the_index_has_them(name: str) -> None:
    index = {name: {"files": {f"{name}.onnx": GOOD, f"{name}.onnx.json": GOOD}}}
    with pytest.raises(UnknownVoiceError) as caught:
        pick_voice(index, name)
    assert len(caught.value.detail) < 300


def test_names_beyond_ascii_are_names() -> None:
    key = "pt_PT-tugão-medium"
    assert pick_voice({key: {"files": {f"pt/{key}.onnx": GOOD, f"pt/{key}.onnx.json": GOOD}}}, key).key == key


def test_names_beyond_ascii_are_fetched_over_http(tmp_path: Path) -> None:
    with serving(Offer().add("pt_PT-tugão-medium")) as server:
        done = install_voice("pt_PT-tugão-medium", repository=server.address, voices_dir=tmp_path)
    assert done.voices[0].available


@pytest.mark.parametrize(
    "entry",
    [
        {"size_bytes": 0, "md5_digest": "0" * 32},
        {"size_bytes": -1, "md5_digest": "0" * 32},
        {"size_bytes": 10**12, "md5_digest": "0" * 32},
        {"size_bytes": True, "md5_digest": "0" * 32},
        {"size_bytes": "10", "md5_digest": "0" * 32},
        {"md5_digest": "0" * 32},
        {"size_bytes": 10, "md5_digest": "xyz"},
        {"size_bytes": 10, "md5_digest": 7},
        "text",
        None,
    ],
)
def test_unusable_promises_are_refused(entry: Any) -> None:
    index = {ADA: {"files": {f"{ADA}.onnx": entry, f"{ADA}.onnx.json": GOOD}}}
    with pytest.raises(VoiceInstallError, match="no usable"):
        pick_voice(index, ADA)


@pytest.mark.parametrize("entry", [None, [], "x", {}, {"files": []}, {"files": {}}])
def test_an_entry_without_files_is_refused(entry: Any) -> None:
    with pytest.raises(VoiceInstallError, match="lists no"):
        pick_voice({ADA: entry}, ADA)


def test_one_bad_entry_does_not_spoil_the_others(tmp_path: Path) -> None:
    offer = Offer().add(ADA)
    offer.index["broken"] = {"files": 3}
    mirror = offer.lay_out(tmp_path / "mirror")
    assert install_voice(ADA, repository=str(mirror), voices_dir=tmp_path / "voices").voices[0].available


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=10,
)


@given(entry=json_values | st.fixed_dictionaries({"files": st.dictionaries(st.text(), json_values, max_size=4)}))
def test_no_index_makes_the_check_fail_itself_or_names_a_file_outside(entry: Any) -> None:
    try:
        voice = pick_voice({ADA: entry}, ADA)
    except VoiceInstallError:
        return
    assert all(file.name.startswith(f"{ADA}.") and "/" not in file.name for file in voice.files)


def test_the_index_survives_a_round_trip_through_json(tmp_path: Path) -> None:
    offer = Offer().add(ADA)
    voice = pick_voice(json.loads(json.dumps(offer.index)), ADA)
    assert [file.name for file in voice.files] == [f"{ADA}.MODEL_CARD", f"{ADA}.onnx.json", f"{ADA}.onnx"]
    assert [file.size_bytes for file in voice.files] == [
        len(offer.files[offer.path(ADA, ending)]) for ending in ("MODEL_CARD", ".onnx.json", ".onnx")
    ]
