"""The real nginx with deploy/nginx.conf in front of the real `hub serve`: what a technician puts together by hand."""

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.cli.conftest import HUB, PRODUCTION, serving, wait_until

HOST: Final = "ingangen.example.se"
MEBIBYTE: Final = 1024 * 1024
SITE: Final = Path(__file__).parents[1] / "deploy" / "nginx.conf"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
# Debian's own main file compresses pages unless the site says otherwise.
MAIN: Final = """
daemon off; pid {0}/pid; error_log {0}/error.log;
events {{}}
http {{
    gzip on; access_log off;
    client_body_temp_path {0}/bodies; proxy_temp_path {0}/answers;
    include {0}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    folder: Path
    hub: subprocess.Popen[str]
    http: int
    https: int

    def ask(self, method: str, path: str, *, host: str = HOST, **given: object) -> httpx.Response:
        trust = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        with httpx.Client(verify=trust, timeout=60) as client:
            request = client.build_request(
                method,
                f"https://127.0.0.1:{self.https}{path}",
                extensions={"sni_hostname": HOST},
                **given,  # type: ignore[arg-type]
            )
            request.headers["Host"] = host
            return client.send(request)

    def send_slowly(self) -> ssl.SSLSocket:
        trust = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        sender = trust.wrap_socket(socket.create_connection(("127.0.0.1", self.https)), server_hostname=HOST)
        head = f"POST /logga-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {FORM['Content-Type']}\r\n"
        sender.sendall(f"{head}Content-Length: 900000\r\n\r\na=".encode())
        return sender


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    home = tmp_path_factory.mktemp("hub")
    settings = {**PRODUCTION, "HUB_HOME": str(home), "HUB_BASE_URL": f"https://{HOST}", "HUB_PROXIES": "1"}
    subprocess.run([HUB, "init"], env={**os.environ, **settings}, check=True, capture_output=True)
    with serving(settings, "serve", "--i-accept-file-keys") as (process, address):
        assert process.poll() is None, process.communicate()
        ports = _free_port(), _free_port()
        _write_site(folder, address.removeprefix("http://"), *ports)
        with _nginx(folder):
            wait_until(lambda: _listens(ports[1]))
            yield Front(folder, process, *ports)


def test_http_and_other_hosts_are_sent_to_the_one_address(front: Front) -> None:
    sent = httpx.get(f"http://127.0.0.1:{front.http}/hjalp?a=b", headers={"Host": HOST})
    assert (sent.status_code, sent.headers["Location"]) == (301, f"https://{HOST}/hjalp?a=b")
    other = front.ask("GET", "/hjalp", host="elsewhere.example")
    assert (other.status_code, other.headers["Location"]) == (301, f"https://{HOST}/hjalp")


def test_a_page_comes_plain_kept_nowhere_and_with_its_cookie(front: Front) -> None:
    page = front.ask("GET", "/logga-in", headers={"Accept-Encoding": "gzip"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert page.headers["Set-Cookie"].startswith("__Host-form=")
    assert "Secure" in page.headers["Set-Cookie"]
    assert "Content-Encoding" not in page.headers


def test_a_forged_address_changes_no_waiting(front: Front) -> None:
    typed = {"username": "nobody@ex.example", "password": "fel fel fel fel", "code": "000000"}
    forged = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in range(12)]
    found = [front.ask("POST", "/api/v1/sessions", json=typed, headers=one).status_code for one in forged]
    assert found[:5] == [401] * 5
    assert 429 in found  # the waits double, so that a slow machine comes into one too


@pytest.mark.parametrize("size", [2 * MEBIBYTE, 11 * MEBIBYTE, 23 * MEBIBYTE])
def test_what_is_too_large_is_told_so_each_time(front: Front, size: int) -> None:
    def send(_: int) -> tuple[int, bool]:
        told = front.ask("POST", "/logga-in", content=bytes(size), headers=FORM)
        return told.status_code, "Det är för stort." in told.text

    with ThreadPoolExecutor(6) as senders:
        assert set(senders.map(send, range(24))) == {(413, True)}
    assert not [path for path in front.folder.rglob("bodies/**/*") if path.is_file()]


def test_slow_senders_hold_nobody_up(front: Front) -> None:
    with ExitStack() as held:
        for _ in range(24):
            held.enter_context(front.send_slowly())
        assert front.ask("GET", "/healthz").status_code == 200


def test_a_stopped_hub_is_told_in_swedish_and_not_kept(front: Front) -> None:
    front.hub.terminate()
    front.hub.wait()
    told = front.ask("GET", "/arenden")
    assert (told.status_code, told.headers["Cache-Control"]) == (502, "no-store")
    assert "Tjänsten kan inte svara just nu." in told.text


def _write_site(folder: Path, hub: str, http: int, https: int) -> None:
    text = SITE.read_text(encoding="utf-8")
    for found, put in {
        "/etc/ssl/ingangen": str(folder),
        "/var/log/nginx/ingangen": f"{folder}/site",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl": f"listen 127.0.0.1:{https} ssl",
        "127.0.0.1:8000": hub,
    }.items():
        assert found in text, found
        text = text.replace(found, put)
    kept = [line for line in text.splitlines() if "listen [::]" not in line]
    (folder / "site.conf").write_text("\n".join(kept), encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder))
    _write_certificate(folder)


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = x509.SubjectAlternativeName([x509.DNSName(HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)


@contextmanager
def _nginx(folder: Path) -> Iterator[None]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is missing; mend it with: sudo apt-get install nginx")
    whole = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    tried = subprocess.run([*whole, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    running = subprocess.Popen(whole, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
