"""The two hashes of the tree (RFC 6962 2.1): of a leaf and of an inner node, told apart by their first byte."""

from hashlib import sha256


def leaf_hash(body: bytes) -> bytes:
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
