"""imagecodecs loads each codec by name, on first use; contents.py says which are kept."""

from __future__ import annotations

from bundle import contents

hiddenimports = [f"imagecodecs.{name}" for name in contents.IMAGE_CODECS]
hiddenimports.append("imagecodecs._imagecodecs")
