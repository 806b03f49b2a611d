"""The public sets on which the starters are compared, as 128 x 128 grey pictures.

Each set is a folder or zip of that name with a manifest.csv (columns file,
label and, where known, patient). Pictures are squashed to the square, with an
antialiased bilinear filter.
"""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from model import INPUT_SIZE
from pictures import Source, grey


@dataclass
class LabelledSet:
    name: str
    pictures: np.ndarray  # uint8, (picture, y, x)
    positive: np.ndarray  # bool
    group: np.ndarray  # int; pictures of one patient share a number


def squash(image: Image.Image) -> np.ndarray:
    return np.asarray(grey(image).resize((INPUT_SIZE, INPUT_SIZE), Image.Resampling.BILINEAR))


def _source(folder: Path, stem: str) -> Source:
    path = folder / stem
    return Source(path if path.is_dir() else path.with_name(stem + ".zip"))


def _from_manifest(folder: Path, name: str, stem: str, negative: str, positive: str, opener=None, same=(), drop=()):
    """One set from its manifest. `same`: files of one patient though not marked so; `drop`: files left out."""
    source = _source(folder, stem)
    by_end = {n.split("/", 1)[1]: n for n in source.names if "/" in n} | {n: n for n in source.names}
    rows = [r for r in source.table("manifest.csv") if r["label"] in (negative, positive) and r["file"] not in drop]
    opener = opener or (lambda data: squash(Image.open(io.BytesIO(data))))
    keys = ["same" if r["file"] in same else r.get("patient") or r["file"] for r in rows]
    return LabelledSet(
        name,
        np.stack([opener(source.read(by_end[r["file"]])) for r in rows]),
        np.array([r["label"] == positive for r in rows]),
        np.unique(keys, return_inverse=True)[1],
    )


def _ct_window(data: bytes) -> np.ndarray:
    """-160..240 Hounsfield units as 8 bits."""
    import pydicom

    file = pydicom.dcmread(io.BytesIO(data))
    units = file.pixel_array * float(file.RescaleSlope) + float(file.RescaleIntercept)
    return squash(Image.fromarray(((units + 160) / 400 * 255).clip(0, 255).round().astype(np.uint8)))


def _pneumoniamnist(folder: Path) -> LabelledSet:
    """600 different training images, drawn with seed 0."""
    source = _source(folder, "pneumoniamnist-28")
    data = np.load(io.BytesIO(source.read(next(n for n in source.names if n.endswith(".npz")))))
    images, labels = data["train_images"], data["train_labels"].ravel()
    first = np.sort(np.unique(images.reshape(len(images), -1), axis=0, return_index=True)[1])
    chosen = np.sort(np.random.default_rng(0).choice(first, 600, replace=False))
    pictures = np.stack([squash(Image.fromarray(images[i])) for i in chosen])
    return LabelledSet("pneumoniamnist", pictures, labels[chosen] == 1, np.arange(600))


def load_sets(folder: str | Path) -> list[LabelledSet]:
    folder = Path(folder)
    return [
        # 188 and 189 are the same picture.
        _from_manifest(
            folder, "head-ct", "head-ct-hemorrhage", "normal", "hemorrhage",
            same=("head_ct/188.png", "head_ct/189.png"),
        ),
        _from_manifest(folder, "kermany", "cxr-pneumonia-kermany", "NORMAL", "PNEUMONIA"),
        # One picture occurs under both labels: both copies are left out.
        _from_manifest(
            folder, "busi", "busi-breast-ultrasound", "benign", "malignant",
            drop=("benign/benign (433).png", "malignant/malignant (145).png"),
        ),
        _from_manifest(folder, "hannover", "hannover-covid-cxr", "no-icu", "icu"),
        _pneumoniamnist(folder),
        _from_manifest(
            folder, "ct-contrast", "ct-contrast-dicom", "no-contrast", "contrast", opener=_ct_window
        ),
    ]
