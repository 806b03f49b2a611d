"""Choose the pictures of one arm and write them as a zip of 64 x 64 grey PNGs.

    python prepare.py --source mednist.zip --per-class 1023 --out mednist-6138.zip
    python prepare.py --source caltech101.zip --out caltech-6138.zip

The source is a folder or zip, laid out as either

* class folders of pictures (the class is the name of the parent folder), or
* tile sheets with an `index.csv` (columns sheet, tile, label, split and,
  optionally, source_file): tiles of 64 x 64, row by row; rows whose split is
  not "train" are left out.

With --per-class N, N pictures a class are drawn at random (--seed, default 0).
"""

import argparse
import io
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from pictures import TILE, Source, grey, tile


def from_sheets(source: Source, rows: list[dict[str, str]]) -> dict[str, list]:
    """Class name -> functions that return the tile, for the rows of the training part."""
    sheets: dict[str, np.ndarray] = {}
    paths = {Path(n).name: n for n in source.pictures()} | {Path(n).stem: n for n in source.pictures()}

    def cut(row: dict[str, str]) -> np.ndarray:
        sheet = row["sheet"]
        if sheet not in sheets:
            sheets[sheet] = np.asarray(grey(source.open(paths[sheet])))
        across = sheets[sheet].shape[1] // TILE
        y, x = divmod(int(row["tile"]), across)
        return sheets[sheet][y * TILE : (y + 1) * TILE, x * TILE : (x + 1) * TILE]

    classes = defaultdict(list)
    for row in rows:
        if row.get("split", "train") == "train":
            classes[row["label"]].append(lambda row=row: cut(row))
    return classes


def from_folders(source: Source) -> dict[str, list]:
    classes = defaultdict(list)
    for name in source.pictures():
        classes[Path(name).parent.name].append(lambda name=name: tile(source.open(name)))
    return classes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--per-class", type=int, help="draw so many a class; all if left out")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    source = Source(args.source)
    rows = source.table("index.csv")
    classes = from_sheets(source, rows) if rows else from_folders(source)
    rng = np.random.default_rng(args.seed)
    count = 0
    with zipfile.ZipFile(args.out, "w") as out:
        for label in sorted(classes):
            chosen = range(len(classes[label]))
            if args.per_class:
                chosen = sorted(rng.choice(len(classes[label]), args.per_class, replace=False))
            for i in chosen:
                data = io.BytesIO()
                Image.fromarray(classes[label][i]()).save(data, "PNG")
                out.writestr(zipfile.ZipInfo(f"{label}/{i:05d}.png", (2000, 1, 1, 0, 0, 0)), data.getvalue())
                count += 1
    print(f"{args.out}: {count} pictures of {len(classes)} classes")


if __name__ == "__main__":
    main()
