"""Reading pictures: from a folder, a zip, or a zip of tile sheets."""

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

EXTENSIONS = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"}
TILE = 64


class Source:
    """Files of a folder or of a zip, by the same two calls."""

    def __init__(self, path: str | Path):
        path = Path(path)
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        if self._zip:
            self.names = sorted(n for n in self._zip.namelist() if not n.endswith("/"))
        else:
            self.names = sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())
        self._folder = path

    def read(self, name: str) -> bytes:
        return self._zip.read(name) if self._zip else (self._folder / name).read_bytes()

    def pictures(self) -> list[str]:
        return [n for n in self.names if Path(n).suffix.lower() in EXTENSIONS]

    def table(self, ending: str) -> list[dict[str, str]]:
        """The rows of the one CSV file whose name ends so; none if there is no such file."""
        found = [n for n in self.names if Path(n).name == ending]
        if not found:
            return []
        return list(csv.DictReader(io.StringIO(self.read(found[0]).decode("utf-8-sig")), skipinitialspace=True))

    def open(self, name: str) -> Image.Image:
        return Image.open(io.BytesIO(self.read(name)))


def grey(image: Image.Image) -> Image.Image:
    """Rec. 601 luma, 8 bits."""
    return image if image.mode == "L" else image.convert("RGB").convert("L")


def tile(image: Image.Image) -> np.ndarray:
    """The centre square as a grey tile of 64 x 64."""
    image = grey(image)
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    if image.size != (TILE, TILE):
        image = image.resize((TILE, TILE), Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    return np.asarray(image)


def load_tiles(path: str | Path) -> np.ndarray:
    """Every picture below a folder or in a zip, ordered by name; class folders mean nothing here."""
    source = Source(path)
    return np.stack([tile(source.open(name)) for name in source.pictures()])
