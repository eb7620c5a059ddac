"""No webhook reaches what only this machine can reach, however the destination is written."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from application.webhooks import DestinationForbidden
from infrastructure.webhooks.addresses import may_reach, networks
from infrastructure.webhooks.destinations import Rules, addresses, destination
from infrastructure.webhooks.sending import Post

FORBIDDEN_ADDRESSES = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3 168.63.129.16 169.254.169.254
169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
64:ff9b::169.254.169.254 64:ff9b::10.1.2.3 64:ff9b:1::1 64:ff9b:1::8.8.8.8 100::1 100:0:0:1::1 2001::1
2001:0:4136:e378::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:808:808::1
3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 ff0e::1
2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1 4000::1 e000::1
"""
PUBLIC_ADDRESSES = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 172.15.0.1 172.32.0.1 192.167.255.255
198.17.255.255 223.255.255.254 2606:4700:4700::1111 2a01:e0a::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8
"""


@pytest.mark.parametrize("text", FORBIDDEN_ADDRESSES.split())
def test_no_address_of_a_private_place_may_be_reached(text: str) -> None:
    assert not may_reach(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC_ADDRESSES.split())
def test_public_addresses_may_be_reached(text: str) -> None:
    assert may_reach(ip_address(text))


def test_an_operator_may_allow_a_network_of_their_own_and_no_other() -> None:
    allowed = networks("10.1.0.0/16, fd00::/8")
    assert may_reach(ip_address("10.1.2.3"), allowed)
    assert may_reach(ip_address("::ffff:10.1.2.3"), allowed)
    assert may_reach(ip_address("fd00::7"), allowed)
    assert not may_reach(ip_address("10.2.0.1"), allowed)
    assert not may_reach(ip_address("169.254.169.254"), allowed)


REFUSED_URLS = {
    "http://example.org/": "scheme",
    "ftp://example.org/": "scheme",
    "file:///etc/passwd": "scheme",
    "gopher://example.org/": "scheme",
    "unix:/var/run/docker.sock": "scheme",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/": "scheme",
    "//example.org/": "scheme",
    "example.org": "scheme",
    "": "scheme",
    "https://": "name",
    "https:///path": "name",
    "https://user@example.org/": "credentials",
    "https://user:pass@example.org/": "credentials",
    "https://example.org@127.0.0.1/": "credentials",
    "https://@example.org/": "credentials",
    "https://example.org/#there": "fragment",
    "https://example.org/#": "fragment",
    "https://example.org:22/": "port",
    "https://example.org:0/": "port",
    "https://example.org:8443/": "port",
    "https://example.org:65536/": "malformed",
    "https://example.org:x/": "malformed",
    "https://example.org\\@127.0.0.1/": "malformed",
    "https://exa mple.org/": "malformed",
    "https://example.org/\r\nX: 1": "malformed",
    "https://[::1/": "malformed",
    "https://example.org/é": "malformed",
    "https://example.org/" + "a" * 2_000: "malformed",
    "https://127.0.0.1/": "address",
    "https://127.0.0.1./": "address",
    "https://2130706433/": "address",
    "https://0x7f000001/": "address",
    "https://0x7f.0.0.1/": "address",
    "https://017700000001/": "address",
    "https://0177.0.0.1/": "address",
    "https://127.1/": "address",
    "https://127.0.1/": "address",
    "https://0/": "address",
    "https://0x/": "address",
    "https://8.8.8.08/": "address",
    "https://134744072/": "address",
    "https://256.1.1.1/": "address",
    "https://1.2.3.4.5/": "address",
    "https://１２７.０.０.１/": "address",
    "https://①②⑦.⓪.⓪.①/": "address",
    "https://127。0。0。1/": "address",
    "https://169.254.169.254/latest/meta-data/": "address",
    "https://[::1]/": "address",
    "https://[::]/": "address",
    "https://[::ffff:127.0.0.1]/": "address",
    "https://[::ffff:7f00:1]/": "address",
    "https://[64:ff9b::a9fe:a9fe]/": "address",
    "https://[2002:7f00:1::]/": "address",
    "https://[fe80::1%25eth0]/": "address",
    "https://[fe80::1%eth0]/": "address",
    "https://localhost/": "local-name",
    "https://LOCALHOST/": "local-name",
    "https://localhost./": "local-name",
    "https://ⓛocalhost/": "local-name",
    "https://app.localhost/": "local-name",
    "https://localhost.localdomain/": "local-name",
    "https://database/": "local-name",
    "https://printer.local/": "local-name",
    "https://metadata.google.internal/": "local-name",
    "https://router.home.arpa/": "local-name",
    "https://1.0.0.127.in-addr.arpa/": "local-name",
    "https://example..org/": "name",
    "https://example.org../": "name",
    "https://.example.org/": "name",
    "https://-a.example.org/": "name",
    "https://a_b.example.org/": "name",
    "https://%6cocalhost/": "name",
    "https://" + "a" * 64 + ".example.org/": "name",
    "https://" + "a." * 130 + "org/": "name",
}


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_is_refused_as_it_is_written(url: str) -> None:
    with pytest.raises(DestinationForbidden) as refusal:
        destination(url, Rules())
    assert refusal.value.args[0] == REFUSED_URLS[url]


ACCEPTED_URLS = {
    "https://example.org": ("example.org", 443, "/"),
    "HTTPS://Example.ORG.:443/in?x=1": ("example.org", 443, "/in?x=1"),
    "https://bücher.example.org/": ("xn--bcher-kva.example.org", 443, "/"),
    "https://xn--bcher-kva.example.org/": ("xn--bcher-kva.example.org", 443, "/"),
    "https://8.8.8.8/": ("8.8.8.8", 443, "/"),
    "https://[2606:4700:4700::1111]/": ("2606:4700:4700::1111", 443, "/"),
}


@pytest.mark.parametrize("url", ACCEPTED_URLS)
def test_a_public_url_is_taken_apart_once(url: str) -> None:
    place = destination(url, Rules())
    assert (place.host, place.port, place.target) == ACCEPTED_URLS[url]


def test_one_forbidden_address_among_several_forbids_the_name() -> None:
    place = destination("https://example.org/", Rules())
    with pytest.raises(DestinationForbidden):
        addresses(place, Rules(), lambda *_: ["8.8.8.8", "169.254.169.254"])


def test_a_name_that_stands_for_nothing_is_an_error_and_no_permission() -> None:
    with pytest.raises(OSError, match="no address"):
        addresses(destination("https://example.org/", Rules()), Rules(), lambda *_: [])


HERE = Rules(http=True, networks=networks("127.0.0.1/32"), ports=None)


@contextmanager
def receiver(answer: bytes, drip: float | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A plain server on loopback: every connection gets the same bytes, all at once or one after the other."""
    seen: list[bytes] = []
    stop = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                seen.append(connection.recv(65_536))
                for piece in [answer] if drip is None else [bytes([one]) for one in answer]:
                    try:
                        connection.sendall(piece)
                    except OSError:
                        break
                    if drip is not None and stop.wait(drip):
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], seen
    finally:
        stop.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_a_name_that_changes_its_mind_between_the_look_and_the_connection_is_asked_only_once() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with receiver(OK) as (port, seen):
        answer = Post(HERE, rebinding)(f"http://hooks.example.org:{port}/in", {}, b"{}")
    assert (answer.status, answer.body) == (200, "ok")
    assert asked == ["hooks.example.org"]
    assert f"Host: hooks.example.org:{port}".encode() in seen[0]


def test_a_name_that_stands_for_a_private_address_is_never_connected_to() -> None:
    with receiver(OK) as (port, seen), pytest.raises(DestinationForbidden):
        Post(Rules(http=True, ports=None), lambda *_: ["127.0.0.1"])(f"http://hooks.example.org:{port}/", {}, b"{}")
    assert seen == []


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with receiver(OK) as (elsewhere, never):
        moved = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % elsewhere
        with receiver(moved) as (port, seen):
            answer = Post(HERE)(f"http://127.0.0.1:{port}/", {}, b"{}")
    assert (answer.status, answer.taken, len(seen), never) == (307, False, 1, [])


def test_an_answer_without_end_is_cut() -> None:
    with receiver(b"HTTP/1.1 500 No\r\n\r\n" + b"x" * 1_000_000) as (port, _):
        answer = Post(HERE)(f"http://127.0.0.1:{port}/", {}, b"{}")
    assert (answer.status, len(answer.body)) == (500, 1_024)


def test_an_answer_that_drips_is_given_up_when_the_whole_time_is_up() -> None:
    with receiver(OK * 50, drip=0.05) as (port, _):
        answer = Post(HERE, whole=0.4)(f"http://127.0.0.1:{port}/", {}, b"{}")
    assert answer.status is None


def test_what_is_no_http_is_a_failure_with_words() -> None:
    with receiver(b"220 mail.example.org ESMTP\r\n") as (port, _):
        answer = Post(HERE)(f"http://127.0.0.1:{port}/", {}, b"{}")
    assert answer.status is None
    assert "BadStatusLine" in answer.words


def test_tls_is_spoken_under_the_name_and_a_server_without_it_is_a_failure() -> None:
    with receiver(OK) as (port, seen):
        answer = Post(HERE, lambda *_: ["127.0.0.1"])(f"https://hooks.example.org:{port}/", {}, b"{}")
    assert answer.status is None
    assert b"hooks.example.org" in seen[0]  # the server name of the handshake
