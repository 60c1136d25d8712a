"""Secrets that must be read again, and hashes that a stolen database does not give away (SEC-33).

The keys are derived from the secret key, which is not in the database. What an earlier key sealed
is still read while that key is in the settings.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE_BYTES = 12
KEY_ID_BYTES = 4


def seal(purpose: str, plain: bytes) -> bytes:
    """Encrypt for one purpose: key id, nonce, AES-GCM."""
    key = _keys(purpose)[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    key_id = _key_id(key)
    return key_id + nonce + AESGCM(key).encrypt(nonce, plain, key_id)


def unseal(purpose: str, sealed: bytes) -> bytes | None:
    """What was sealed for this purpose, or None when it is not ours."""
    key_id, nonce = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
    for key in _keys(purpose):
        if key_id == _key_id(key):
            try:
                return AESGCM(key).decrypt(nonce, sealed[KEY_ID_BYTES + NONCE_BYTES :], key_id)
            except (InvalidTag, ValueError):
                return None
    return None


def keyed_hash(purpose: str, text: str) -> str:
    """A hash of something short that nobody without the key can guess back."""
    return keyed_hashes(purpose, text)[0]


def keyed_hashes(purpose: str, text: str) -> list[str]:
    """The hash by the present key and by the one before, for looking up what was kept."""
    return [
        hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in _keys(f"hash:{purpose}")
    ]


def _keys(purpose: str) -> list[bytes]:
    config = current_app.config
    known: list[str] = [config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"]]
    return [_derived(secret, purpose) for secret in known]


def _derived(secret: str, purpose: str) -> bytes:
    info = f"schoollink:{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:KEY_ID_BYTES]
