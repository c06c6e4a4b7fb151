"""Reading back what an exported picture says of itself."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import tifffile
from PIL import Image, UnidentifiedImageError

from stemviewer.core.errors import ImageFileError
from stemviewer.session.format.chain import pixels_sha256

MAX_TEXT = 1 << 22
"""Longest description that is read [characters]."""


def read_description(path: Path) -> dict[str, Any]:
    """Return the description in a PNG, JPEG or TIFF of ours, empty when there is none.

    Raises
    ------
    ImageFileError
        If the file cannot be read as a picture.
    """
    try:
        text = _READERS.get(path.suffix.lower(), _from_tiff)(path)
        content = json.loads(text) if text and len(text) < MAX_TEXT else {}
    except json.JSONDecodeError:
        return {}
    except (OSError, ValueError, UnidentifiedImageError, SyntaxError) as error:
        raise ImageFileError(
            f"{path.name} cannot be read: {error}", "It is damaged, or no PNG, JPEG or TIFF."
        ) from error
    is_ours = isinstance(content, dict) and str(content.get("software", "")).startswith("stemv")
    return content if is_ours else {}


def _from_png(path: Path) -> str:
    with Image.open(path) as image:
        image.load()
        return str(image.info.get("stemviewer", ""))


def _from_jpeg(path: Path) -> str:
    with Image.open(path, formats=("JPEG",)) as image:
        image.load()
        comment = image.info.get("comment", b"")
        return comment.decode("ascii", "replace") if isinstance(comment, bytes) else ""


def _from_tiff(path: Path) -> str:
    with tifffile.TiffFile(path) as file:
        if file.is_imagej and file.imagej_metadata:
            return str(file.imagej_metadata.get("Info", ""))
        text = str(getattr(file.pages[0], "description", ""))
        return _from_ome(text) if file.is_ome else text


def _from_ome(text: str) -> str:
    """Return the description in OME-XML; without a parser, which could be made to expand it."""
    found = re.search(r"<Description>(.*?)</Description>", text, re.DOTALL)
    return "" if found is None else html.unescape(found[1])


_READERS = {".png": _from_png, ".jpg": _from_jpeg, ".jpeg": _from_jpeg}


def pixels_agree(path: Path, description: dict[str, Any]) -> bool | None:
    """Whether the pixels of a raw TIFF are those that its description names.

    Returns
    -------
    bool or None
        ``None`` where a picture was rendered, and its pixels are not the recorded values.
    """
    rendering = description.get("rendering", {})
    unchanged = rendering.get("values") == "as the feed sent them" and not rendering.get("burnt_in")
    if path.suffix.lower() in _READERS or not unchanged:
        return None
    values = tifffile.imread(path)
    wanted = description.get("pixels_sha256")
    forms = [values, values.astype("u1")] if values.dtype == "u2" else [values]
    return any(pixels_sha256(form).decode() == wanted for form in forms)
