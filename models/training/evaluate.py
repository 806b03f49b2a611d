"""Compare the starters with random networks on frozen features.

    python evaluate.py --sets SETS --runs runs --scores scores --out results.json

RUNS holds radiology-1, natural-1, radiology-2 ... as left by train.py.
Out-of-fold scores are kept in --scores, one file a network, and reused.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from comparison import BESIDE, Bootstrap, compare, wins
from export import load
from model import StarterResNet
from scoring import SPLIT_SEEDS, histogram, network_features, scores_of, thumbnail
from sets import LabelledSet, load_sets
from tensors import from_pack, rounded, to_pack

PROTOCOL = (
    "Features of frozen networks, standardised on the training part; L2 logistic regression, C by inner 5-fold "
    "cross-validation (pooled log loss); outer 5-fold cross-validation, patients kept together; five split seeds; "
    "AUROC of the pooled out-of-fold scores, averaged over split seeds. Intervals: paired bootstrap over patients "
    "within sets, 2,000 draws, fitted models held fixed; the five random networks, and the training seeds where "
    "several are averaged, are drawn with replacement too."
)
RANDOM_SEEDS = range(101, 106)
TRAINING_SEEDS = (1, 2, 3)


def summary(networks: list[dict[str, np.ndarray]], sets: list[LabelledSet]) -> dict:
    """AUROC by set: mean, SD over split seeds (mean of the networks), SD over networks."""
    out = {}
    for data in sets:
        by = np.array(
            [[wins(s[data.name][[seed]], data.positive).mean() for seed in SPLIT_SEEDS] for s in networks]
        )
        out[data.name] = {
            "auroc": round(float(by.mean()), 4),
            "sdSplits": round(float(by.std(axis=1, ddof=1).mean()), 4),
            **({"sdNetworks": round(float(by.mean(axis=1).std(ddof=1)), 4)} if len(networks) > 1 else {}),
        }
    return out


def report(scores: dict[str, dict], records: dict[str, dict], sets: list[LabelledSet]) -> dict:
    boot = Bootstrap(sets)
    auroc = {name: boot.auroc(s) for name, s in scores.items()}
    randoms = [f"random-{s}" for s in RANDOM_SEEDS]
    random_mean = boot.mean_of([auroc[r] for r in randoms], resample=True)
    out = {
        "protocol": PROTOCOL,
        "sets": {
            d.name: {"images": len(d.positive), "positive": int(d.positive.sum()), "patients": int(d.group.max() + 1)}
            for d in sets
        },
        "training": records,
        "auroc": {name: summary([scores[name]], sets) for name in scores if name not in randoms},
        "differences": {},
    }
    out["auroc"]["random"] = summary([scores[r] for r in randoms], sets)
    differences = out["differences"]
    seeds = [s for s in TRAINING_SEEDS if {f"radiology-{s}", f"natural-{s}"} <= scores.keys()]
    arms = {}
    for arm in ("radiology", "natural"):
        trained = [f"{arm}-{s}" for s in seeds]
        if len(trained) > 1:
            out["auroc"][f"{arm}-mean"] = summary([scores[n] for n in trained], sets)
        for name in trained:
            differences[f"{name} - random"] = compare(auroc[name], random_mean)
            differences[f"{name} - thumbnail"] = compare(auroc[name], auroc["thumbnail"])
        arms[arm] = boot.mean_of([auroc[n] for n in trained], resample=True)
        differences[f"{arm} (mean of {len(seeds)}) - random"] = compare(arms[arm], random_mean)
    for s in seeds:
        differences[f"radiology-{s} - natural-{s}"] = compare(auroc[f"radiology-{s}"], auroc[f"natural-{s}"])
    differences[f"radiology - natural (mean of {len(seeds)})"] = compare(arms["radiology"], arms["natural"])
    out["packs"] = {arm: reached(out, arm) for arm in arms}
    return out


def reached(results: dict, arm: str) -> dict:
    """What a pack says about itself: the shipped network is training seed 1."""
    measured = results["differences"][f"{arm}-1 - random"]
    pair = results["differences"]["radiology-1 - natural-1"]["fiveSets"]
    return {
        "auroc": {name: v["auroc"] for name, v in results["auroc"][f"{arm}-1"].items()},
        "aurocRandomNetworks": {name: v["auroc"] for name, v in results["auroc"]["random"].items()},
        "minusRandomFiveSets": measured["fiveSets"],
        "minusRandomCtContrast": measured["bySet"][BESIDE],
        "note": "Frozen features, logistic regression, patients kept together in the folds; five sets without "
        "ct-contrast, which stands beside. In the mean over the five sets the two shipped starters "
        f"{'differ' if pair['low'] * pair['high'] > 0 else 'cannot be told apart'}: radiology minus natural "
        f"{pair['difference']:+.3f} [{pair['low']:+.3f}, {pair['high']:+.3f}].",
    }


def tables(results: dict) -> str:
    """The results as Markdown."""
    sets = list(results["sets"])

    def cell(d: dict) -> str:
        return f"{d['difference']:+.3f} [{d['low']:+.3f}, {d['high']:+.3f}]"

    lines = ["| AUROC | " + " | ".join(sets) + " |", "| --- " * (len(sets) + 1) + "|"]
    for name, row in results["auroc"].items():
        spread = [f" ({v['sdNetworks']:.3f})" if "sdNetworks" in v else "" for v in row.values()]
        lines.append(f"| {name} | " + " | ".join(f"{v['auroc']:.3f}{s}" for v, s in zip(row.values(), spread)) + " |")
    lines += ["", f"| difference | five sets | {BESIDE} | all six |", "| --- | --- | --- | --- |"]
    for name, row in results["differences"].items():
        lines.append(f"| {name} | {cell(row['fiveSets'])} | {cell(row['bySet'][BESIDE])} | {cell(row['sixSets'])} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", required=True, help="folder of the evaluation sets, see sets.py")
    parser.add_argument("--runs", required=True, help="folder of training runs")
    parser.add_argument("--scores", required=True, help="folder for out-of-fold scores")
    parser.add_argument("--out", required=True)
    parser.add_argument("--readme", help="Markdown file whose tables between <!-- results --> marks are replaced")
    args = parser.parse_args()

    torch.set_num_threads(1)
    sets, folder = load_sets(args.sets), Path(args.scores)
    scores, records = {}, {}
    for seed in RANDOM_SEEDS:
        torch.manual_seed(seed)
        net = StarterResNet().eval()  # BatchNorm statistics stay 0 and 1
        scores[f"random-{seed}"] = scores_of(f"random-{seed}", lambda p: network_features(net, p), sets, folder)
    scores["thumbnail"] = scores_of("thumbnail", thumbnail, sets, folder)
    scores["histogram"] = scores_of("histogram", histogram, sets, folder)
    for seed in TRAINING_SEEDS:
        for arm in ("radiology", "natural"):
            path = Path(args.runs) / f"{arm}-{seed}" / "checkpoint.pt"
            if not path.exists():
                continue
            net, state = load(path)
            net = from_pack(rounded(to_pack(net)))  # as the studio will see it
            name = f"{arm}-{seed}"
            scores[name] = scores_of(
                f"{name}-step{state['step']}", lambda p: network_features(net, p), sets, folder
            )
            records[name] = {
                "steps": state["step"],
                "seconds": round(state["seconds"]),
                "ntXentAtEnd": round(sum(state["losses"][-50:]) / 50, 3),
            }
    if not {"radiology-1", "natural-1"} <= scores.keys():
        raise SystemExit(f"no checkpoints of radiology-1 and natural-1 below {args.runs}")
    results = report(scores, records, sets)
    Path(args.out).write_text(json.dumps(results, indent=1) + "\n")
    print(tables(results))
    if args.readme:
        before, _, rest = Path(args.readme).read_text().partition("<!-- results -->\n")
        after = rest.partition("<!-- end of results -->")[2]
        new = f"{before}<!-- results -->\n{tables(results)}\n<!-- end of results -->{after}"
        Path(args.readme).write_text(new)


if __name__ == "__main__":
    main()
