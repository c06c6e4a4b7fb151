"""The certificate that content credentials are signed with: self-made, offline, this user's own.

A certificate authority is made, signs one certificate, and its key is thrown away; so the pair can
never sign for anyone else. Others can trust it by its ``authority.pem``. It is kept in the user's
configuration folder and never goes into a session or an export.

The profile of the certificate is that of the C2PA specification 2.1, section 14.5.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import platformdirs
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from stemviewer.core.errors import SigningKeyError

ENVIRONMENT = "STEMVIEWER_CREDENTIALS_FOLDER"
"""Names another folder for certificate and key."""

VALID_DAYS = 3650
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key and its authority, all PEM."""

    chain: str
    key: str
    authority: str


def certificate_folder() -> Path:
    """Return where certificate and key are kept, whether it exists or not."""
    given = os.environ.get(ENVIRONMENT)
    return Path(given) if given else platformdirs.user_config_path("stemviewer") / "credentials"


def own_authority() -> str:
    """Return this user's authority (PEM), empty when there is none yet."""
    path = certificate_folder() / "authority.pem"
    return path.read_text("ascii") if path.is_file() else ""


def load_or_make_certificate() -> Certificate:
    """Return the user's certificate; at first use it is made.

    Raises
    ------
    SigningKeyError
        If it can neither be read nor kept.
    """
    folder = certificate_folder()
    names = ("chain.pem", "key.pem", "authority.pem")
    try:
        if not all((folder / name).is_file() for name in names):
            _keep(make_certificate(), folder)
        return Certificate(*((folder / name).read_text("ascii") for name in names))
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyError(
            f"The certificate for content credentials in {folder} cannot be used: {error}.",
            "Pictures can be exported without credentials.",
            f"Make the folder writeable, or name another in {ENVIRONMENT}.",
        ) from error


def _keep(certificate: Certificate, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "authority.pem").write_text(certificate.authority, "ascii")
    handle = os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(certificate.key)
    # last: while it is missing, the whole set is made again
    (folder / "chain.pem").write_text(certificate.chain, "ascii")


def make_certificate(now: datetime | None = None) -> Certificate:
    """Make an authority, a certificate signed by it, and forget the authority's key."""
    now = now or datetime.now(UTC)
    authority_key, key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    issuer = _name("stemviewer, this user's own authority")
    root = _builder(issuer, issuer, authority_key, now)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    leaf = _builder(_name("stemviewer exports"), issuer, key, now)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage("digital_signature"), critical=True)
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    leaf = leaf.add_extension(purposes, critical=False)
    known = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    leaf = leaf.add_extension(known, critical=False)
    authority = _pem(root.sign(authority_key, None))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = _pem(leaf.sign(authority_key, None)) + authority
    return Certificate(chain, private.decode("ascii"), authority)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "stemviewer"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Ed25519PrivateKey, now: datetime
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(identifier, critical=False)
    )


def _usage(*wanted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in wanted for name in _USAGES})


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")
