"""A plain PDF of text and pictures: nothing but what a report of a few pages needs.

PDF 1.4 (ISO 32000-1), the standard font Helvetica in WinAnsi encoding, pictures deflated.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageFont

from stemviewer.core.resources import resource_path

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 48.0
"""A4 [points]."""

_FONT = ("fonts", "DejaVuSans.ttf")
_OTHER = str.maketrans({"⁻": "-", "−": "-", " ": " ", "σ": "sigma", "≥": ">=", "≤": "<=", "✓": "+"})


@dataclass(slots=True)
class Pdf:
    """Pages that fill from top to bottom; a new one is begun where there is no room.

    Parameters
    ----------
    title : str
        Of the document.
    """

    title: str
    _pages: list[list[bytes]] = field(default_factory=list)
    _images: list[Image.Image] = field(default_factory=list)
    _y: float = 0.0

    def heading(self, text: str) -> None:
        """Write a heading."""
        self._room(40.0)
        self._y -= 12.0
        self._line(text, 14.0, bold=True)
        self._y -= 4.0

    def text(self, text: str, size: float = 9.5) -> None:
        """Write paragraphs, broken into lines that fit."""
        for paragraph in text.split("\n"):
            for line in _wrapped(paragraph, size, WIDTH - 2 * MARGIN):
                self._line(line, size)
        self._y -= 4.0

    def pictures(self, images: list[tuple[str, Image.Image]]) -> None:
        """Place pictures side by side, each with its words below."""
        gap = 12.0
        wide = (WIDTH - 2 * MARGIN - gap * (len(images) - 1)) / len(images)
        wide = min(wide, 300.0)
        high = max(wide * image.height / image.width for _, image in images)
        self._room(high + 30.0)
        top = self._y
        for at, (words, image) in enumerate(images):
            left = MARGIN + at * (wide + gap)
            tall = wide * image.height / image.width
            self._images.append(image.convert("RGB"))
            name = len(self._images)
            placed = f"q {wide:.2f} 0 0 {tall:.2f} {left:.2f} {top - tall:.2f} cm /I{name} Do Q"
            self._pages[-1].append(placed.encode("ascii"))
            self._put(words, 8.0, left, top - high - 11.0)
        self._y = top - high - 24.0

    def save(self, path: Path) -> Path:
        """Write the file."""
        path.write_bytes(self._bytes())
        return path

    def _room(self, needed: float) -> None:
        if not self._pages or self._y - needed < MARGIN:
            self._pages.append([])
            self._y = HEIGHT - MARGIN

    def _line(self, text: str, size: float, *, bold: bool = False) -> None:
        self._room(size * 1.35)
        self._y -= size * 1.35
        self._put(text, size, MARGIN, self._y, bold=bold)

    def _put(self, text: str, size: float, x: float, y: float, *, bold: bool = False) -> None:
        data = text.translate(_OTHER).encode("cp1252", "replace")
        for sign in (b"\\", b"(", b")"):
            data = data.replace(sign, b"\\" + sign)
        font = "F2" if bold else "F1"
        head = f"BT /{font} {size} Tf {x:.2f} {y:.2f} Td (".encode("ascii")
        self._pages[-1].append(head + data + b") Tj ET")

    def _bytes(self) -> bytes:
        objects: list[bytes] = []

        def add(content: bytes) -> int:
            objects.append(content)
            return len(objects)

        for name in ("Helvetica", "Helvetica-Bold"):
            add(
                f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} "
                "/Encoding /WinAnsiEncoding >>".encode("ascii")
            )
        pictures = [add(_picture(image)) for image in self._images]
        named = " ".join(f"/I{at} {number} 0 R" for at, number in enumerate(pictures, 1))
        resources = f"<< /Font << /F1 1 0 R /F2 2 0 R >> /XObject << {named} >> >>"
        contents = [add(_stream(b"\n".join(page))) for page in self._pages]
        tree = len(objects) + len(contents) + 1
        pages = [
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] "
                f"/Resources {resources} /Contents {content} 0 R >>".encode("ascii")
            )
            for content in contents
        ]
        kids = " ".join(f"{number} 0 R" for number in pages)
        add(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode("ascii"))
        catalogue = add(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode("ascii"))
        title = self.title.encode("utf-16-be").hex()
        info = add(f"<< /Title <feff{title}> /Producer (stemviewer) >>".encode("ascii"))
        return _file(objects, catalogue, info)


def _file(objects: list[bytes], catalogue: int, info: int) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode("ascii") + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places)
    out += (
        f"trailer << /Size {len(objects) + 1} /Root {catalogue} 0 R /Info {info} 0 R >>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode("ascii")
    return bytes(out)


def _stream(data: bytes, more: str = "") -> bytes:
    packed = zlib.compress(data)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {more}>>\nstream\n"
    return head.encode("ascii") + packed + b"\nendstream"


def _picture(image: Image.Image) -> bytes:
    return _stream(
        image.tobytes(),
        f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} "
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 ",
    )


def _wrapped(text: str, size: float, width: float) -> list[str]:
    # DejaVu is wider than Helvetica: what fits in it, fits
    font = ImageFont.truetype(resource_path(*_FONT), 100)
    scale = size / 100 * 0.92
    lines, line = [], ""
    for word in _pieces(text):
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) * scale > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _pieces(text: str, most: int = 80) -> list[str]:
    """Return words; those too long for any line, such as hashes, in pieces."""
    return [word[at : at + most] for word in text.split() for at in range(0, len(word), most)]
