"""Choose the pictures of one arm and write them as a zip of 64 x 64 grey PNGs.

    python prepare.py --source mednist.zip --list pictures-radiology.txt --out radiology.zip
    python prepare.py --source caltech101.zip --list pictures-natural.txt --out natural.zip

The source is a folder or zip, laid out as either

* class folders of pictures (the class is the name of the parent folder), or
* tile sheets with an `index.csv` (columns sheet, tile, label, split and,
  optionally, source_file): tiles of 64 x 64, row by row; rows whose split is
  not "train" are left out.

--list names the pictures, one "class/file" a line; the two lists beside this
script are the pictures that the shipped starters were trained on. Without it,
all are taken, or with --per-class N a random N of each class (--seed, default
0); --write-list keeps the choice.
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
    """Class name -> (file name, function that returns the tile), for the rows of the training part."""
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
            classes[row["label"]].append((row.get("source_file", row["tile"]), lambda row=row: cut(row)))
    return classes


def from_folders(source: Source) -> dict[str, list]:
    classes = defaultdict(list)
    for name in source.pictures():
        classes[Path(name).parent.name].append((Path(name).name, lambda name=name: tile(source.open(name))))
    return classes


def draw(classes: dict[str, list], count: int, seed: int) -> dict[str, list]:
    """A random choice of each class, in the order of the source."""
    rng = np.random.default_rng(seed)
    out = {}
    for label in sorted(classes):
        chosen = sorted(rng.choice(len(classes[label]), count, replace=False))
        out[label] = [classes[label][i] for i in chosen]
    return out


def pick(classes: dict[str, list], names: list[str]) -> dict[str, list]:
    """The named pictures, in the order of the names."""
    known = {f"{label}/{name}": read for label, items in classes.items() for name, read in items}
    out = defaultdict(list)
    for full in filter(None, names):
        if full not in known:
            raise SystemExit(f"the source has no picture {full}")
        label, name = full.split("/", 1)
        out[label].append((name, known[full]))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--list", help="take exactly the pictures named in this file")
    parser.add_argument("--per-class", type=int, help="draw so many a class; all if left out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write-list", help="write the names of the chosen pictures here")
    args = parser.parse_args()

    source = Source(args.source)
    rows = source.table("index.csv")
    classes = from_sheets(source, rows) if rows else from_folders(source)
    if args.list:
        classes = pick(classes, Path(args.list).read_text().split("\n"))
    elif args.per_class:
        classes = draw(classes, args.per_class, args.seed)
    names = []
    with zipfile.ZipFile(args.out, "w") as out:
        for label in sorted(classes):
            for i, (name, read) in enumerate(classes[label]):
                data = io.BytesIO()
                Image.fromarray(read()).save(data, "PNG")
                # Numbered, because the order of the pictures is part of a seeded run.
                out.writestr(zipfile.ZipInfo(f"{label}/{i:05d}.png", (2000, 1, 1, 0, 0, 0)), data.getvalue())
                names.append(f"{label}/{name}\n")
    if args.write_list:
        Path(args.write_list).write_text("".join(names))
    print(f"{args.out}: {len(names)} pictures of {len(classes)} classes")


if __name__ == "__main__":
    main()
