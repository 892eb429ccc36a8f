"""Which addresses are fetched, and which are refused before anything is connected to."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AddressRefusedError, FetchError
from app.ingest.address import NEVER, Limits, is_public, parse_url, resolve
from app.narration.identity import url_id


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "not an address",
    ],
)
def test_an_address_that_can_lead_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_no_more_public_for_being_written_as_ipv6(ip: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{ip}") == is_public(str(ip))
    assert not is_public(f"64:ff9b::{ip}")
    assert not is_public(f"::{ip}")


@given(st.sampled_from(NEVER), st.data())
def test_nothing_inside_a_tunnel_is_public(network: ipaddress.IPv6Network, data: st.DataObject) -> None:
    assert not is_public(str(data.draw(st.ip_addresses(network=network))))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org/",
        "example.org",
        "http://",
        "http:///path",
        "http://user:secret@example.org/",
        "http://user@example.org/",
        "http://example.org:22/",
        "https://example.org:8443/",
        "http://exa mple.org/",
        "http://[::1",
        "http://example.org/" + "a" * 2_000,
        "\x00http://example.org/",
        "http://\ud800/",
    ],
)
def test_an_address_of_the_wrong_form_is_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        parse_url(url, Limits())


def test_the_port_of_a_private_host_is_open_only_when_it_is_named() -> None:
    named = Limits(private_hosts=("cms.internal:8080", "wiki.internal"))
    assert str(parse_url("http://cms.internal:8080/a#part", named)) == "http://cms.internal:8080/a"
    assert parse_url("http://wiki.internal/", named).host == "wiki.internal"
    for address in ("http://cms.internal:8081/", "http://wiki.internal:8080/", "http://other:8080/"):
        with pytest.raises(AddressRefusedError):
            parse_url(address, named)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://localhost/",
        "http://localhost./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://0/",
    ],
)
async def test_a_host_that_leads_inside_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises((AddressRefusedError, FetchError)):
        await resolve(parse_url(url, Limits()), Limits())


async def test_a_private_host_that_is_named_may_be_fetched() -> None:
    limits = Limits(private_hosts=("127.0.0.1",))
    assert await resolve(parse_url("http://127.0.0.1/", limits), limits) == ["127.0.0.1"]


@pytest.mark.parametrize(
    "other",
    [
        "HTTPS://News.example/a?id=7",
        "https://news.example:443/a?id=7",
        "https://news.example/a?id=7#comments",
        "https://news.example/a?utm_source=mail&id=7&fbclid=x",
        " https://news.example/a?id=7 ",
    ],
)
def test_the_addresses_of_one_article_have_one_id(other: str) -> None:
    assert url_id(other) == url_id("https://news.example/a?id=7")
    assert url_id("https://news.example/a?id=8") != url_id(other)


@given(st.text(max_size=80))
def test_any_text_has_an_id_that_fits_an_address(text: str) -> None:
    assert url_id(text).removeprefix("url-").isalnum()


async def test_a_refusal_names_the_setting_that_opens_what_it_refuses() -> None:
    with pytest.raises(AddressRefusedError, match="ANNOUNCER_FETCH_PORTS"):
        parse_url("http://news.example:8123/a", Limits())
    with pytest.raises(AddressRefusedError, match="ANNOUNCER_PRIVATE_HOSTS"):
        await resolve(parse_url("http://127.0.0.1/a", Limits()), Limits())
