"""The checkpoint against C2SP's form, the Go note package's published example, and forgeries."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.access_log import checkpoint
from hub.access_log.checkpoint import Checkpoint, sign_checkpoint
from hub.access_log.reader.notes import ForgedCheckpoint, read_checkpoint, verifier_key
from keys.providers import LOG_SIGNING, Provider

KNOWN = Checkpoint(7, bytes(range(32)))


class Signer(Provider):
    """Signs and nothing else."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, key_name: str, data: bytes) -> bytes:
        assert key_name == LOG_SIGNING
        return self._key.sign(data)

    def public_key(self, key_name: str) -> bytes:
        assert key_name == LOG_SIGNING
        return self._key.public_key().public_bytes_raw()


SIGNER = Signer(bytes(range(32)))  # type: ignore[abstract] # the log asks for two of the calls
PUBLIC = SIGNER.public_key(LOG_SIGNING)
NOTE = sign_checkpoint(SIGNER, "test", KNOWN)


def read(note: str, *, public_key: bytes = PUBLIC, installation: str = "test") -> Checkpoint:
    return read_checkpoint(note, public_key=public_key, installation=installation)


def test_form() -> None:
    origin, size, root, blank, signature, end = NOTE.split("\n")
    assert (origin, size, b64decode(root), blank, end) == ("test/accesslog", "7", KNOWN.root, "", "")
    assert signature.startswith("— test/accesslog ")
    assert read(NOTE) == KNOWN


def test_key_id_and_signature_of_the_published_example() -> None:
    name, key_id, key = ["PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
    public = b64decode(key)[1:]
    signed = b64decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=")
    told = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    assert checkpoint.key_id(name, public).hex() == key_id == signed[:4].hex()
    Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], told)


def test_verifier_key_is_what_the_note_names() -> None:
    name, key_id, key = verifier_key(SIGNER, "test").split("+", 2)
    assert (name, b64decode(key)) == ("test/accesslog", b"\x01" + PUBLIC)
    assert b64decode(NOTE.split(" ")[-1])[:4].hex() == key_id


@pytest.mark.parametrize(
    "forged",
    [
        NOTE.replace("\n7\n", "\n8\n"),
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n\uff17\n"),
        NOTE.replace("test/accesslog", "other/accesslog", 1),
        NOTE.replace("— test/accesslog", "— other/accesslog"),
        NOTE.replace(b64encode(KNOWN.root).decode(), b64encode(bytes(32)).decode()),
        NOTE.replace("\n\n", "\nextension\n\n"),
        NOTE.rstrip("\n"),
        NOTE + NOTE,
        NOTE.rsplit(" ", 1)[0] + " !!!!\n",
        NOTE.rsplit(" ", 1)[0] + " " + b64encode(b64decode(NOTE.split(" ")[-1])[:4] + bytes(64)).decode() + "\n",
        NOTE.rsplit(" ", 1)[0] + " AAAA\n",
        "",
    ],
)
def test_forgeries(forged: str) -> None:
    assert forged != NOTE
    with pytest.raises(ForgedCheckpoint):
        read(forged)


def test_another_key_or_another_installation() -> None:
    other = Signer(bytes(32))  # type: ignore[abstract] # as above
    with pytest.raises(ForgedCheckpoint, match="another key"):
        read(NOTE, public_key=other.public_key(LOG_SIGNING))
    with pytest.raises(ForgedCheckpoint, match="not a checkpoint of this log"):
        read(NOTE, installation="elsewhere")
