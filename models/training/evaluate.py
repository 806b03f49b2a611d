"""Compare the starters with random networks on frozen features.

    python evaluate.py --sets SETS --runs runs --scores scores --out results.json

The protocol: features of frozen networks, standardised on the training part;
L2 logistic regression, C by inner 5-fold cross-validation (pooled log loss);
outer 5-fold cross-validation, patients kept together; five split seeds; AUROC
of the pooled out-of-fold scores. Then paired bootstrap over patients of the
difference in the mean over sets, fitted models held fixed.

RUNS holds radiology-1, natural-1, radiology-2 ... as left by train.py.
Out-of-fold scores are kept in --scores, one file a network, and reused.
"""

import argparse
import json
import warnings
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

from export import load
from model import StarterResNet
from sets import LabelledSet, load_sets
from tensors import from_pack, rounded, to_pack

MAIN_SETS = ["head-ct", "kermany", "busi", "hannover", "pneumoniamnist"]
BESIDE = "ct-contrast"
STRENGTHS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0]  # C of the logistic regression
SPLIT_SEEDS = range(5)
RANDOM_SEEDS = range(101, 106)
TRAINING_SEEDS = (1, 2, 3)
DRAWS = 2000


# --- features ---------------------------------------------------------------

def network_features(net: StarterResNet, pictures: np.ndarray) -> np.ndarray:
    channels = net.stem["conv"].in_channels
    out = []
    with torch.no_grad():
        for batch in torch.from_numpy(pictures).split(50):
            x = (batch.float() / 127.5 - 1)[:, None].expand(-1, channels, -1, -1)
            out.append(net.features(x.contiguous(memory_format=torch.channels_last)))
    return torch.cat(out).double().numpy()


def thumbnail(pictures: np.ndarray) -> np.ndarray:
    """12 x 12 numbers a picture, a baseline without any network."""
    x = torch.from_numpy(pictures).double()[:, None] / 255
    return torch.nn.functional.interpolate(x, (12, 12), mode="bilinear", antialias=True).flatten(1).numpy()


def histogram(pictures: np.ndarray) -> np.ndarray:
    """Square roots of a 32-bin grey histogram: intensity without place."""
    return np.stack([np.sqrt(np.histogram(p, 32, (0, 256))[0] / p.size) for p in pictures])


# --- out-of-fold scores -----------------------------------------------------

def _folds(positive: np.ndarray, group: np.ndarray, seed: int):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few patients of a class: some folds hold one class
        yield from StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(positive, positive, group)


def _fit(x: np.ndarray, positive: np.ndarray, strengths: list[float]):
    """Decision functions for rising C, each fit started at the one before."""
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(max_iter=2000, tol=1e-4, warm_start=True)
    x = scaler.transform(x)
    for strength in strengths:
        yield model.set_params(C=strength).fit(x, positive), scaler


def _log_loss(score: np.ndarray, positive: np.ndarray) -> float:
    return float(np.logaddexp(0, np.where(positive, -score, score)).sum())


def choose_strength(x: np.ndarray, positive: np.ndarray, group: np.ndarray, seed: int) -> float:
    loss = np.zeros(len(STRENGTHS))
    for train, test in _folds(positive, group, seed):
        if positive[train].all() or not positive[train].any():
            continue
        for i, (model, scaler) in enumerate(_fit(x[train], positive[train], STRENGTHS)):
            loss[i] += _log_loss(model.decision_function(scaler.transform(x[test])), positive[test])
    return STRENGTHS[int(loss.argmin())]


def out_of_fold(x: np.ndarray, data: LabelledSet) -> np.ndarray:
    """Scores by split seed: (5, picture)."""
    out = np.zeros((len(SPLIT_SEEDS), len(x)))
    for seed in SPLIT_SEEDS:
        for train, test in _folds(data.positive, data.group, seed):
            strength = choose_strength(x[train], data.positive[train], data.group[train], seed)
            model, scaler = next(_fit(x[train], data.positive[train], [strength]))
            # Probabilities, because scores of five models are pooled.
            out[seed, test] = model.predict_proba(scaler.transform(x[test]))[:, 1]
    return out


def scores_of(name: str, features, sets: list[LabelledSet], folder: Path) -> dict[str, np.ndarray]:
    path = folder / f"{name}.npz"
    if not path.exists():
        scores = {data.name: out_of_fold(features(data.pictures), data) for data in sets}
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(path, **scores)
        print(f"scored {name}", flush=True)
    return dict(np.load(path))


# --- AUROC and bootstrap ----------------------------------------------------

def wins(scores: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """(positive, negative): 1 where the positive scores higher, 1/2 for ties, averaged over split seeds."""
    p, n = scores[:, positive, None], scores[:, None, ~positive]
    return ((p > n) + 0.5 * (p == n)).mean(axis=0)


class Bootstrap:
    """Draws of patients within each set, the same for every network."""

    def __init__(self, sets: list[LabelledSet], seed: int = 0):
        rng = np.random.default_rng(seed)
        self.sets = sets
        self.weights = {}
        for data in sets:
            count = data.group.max() + 1
            draws = np.empty((DRAWS, len(data.group)))
            for d in range(DRAWS):
                while True:  # a draw without one of the classes has no AUROC
                    w = np.bincount(rng.integers(count, size=count), minlength=count)[data.group]
                    if w[data.positive].any() and w[~data.positive].any():
                        break
                draws[d] = w
            self.weights[data.name] = draws
        self.rng = rng

    def auroc(self, scores: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """By set: the AUROC as measured, then that of every draw."""
        out = {}
        for data in self.sets:
            m = wins(scores[data.name], data.positive)
            w = np.vstack([np.ones(len(data.positive)), self.weights[data.name]])
            p, n = w[:, data.positive], w[:, ~data.positive]
            out[data.name] = ((p @ m) * n).sum(axis=1) / (p.sum(axis=1) * n.sum(axis=1))
        return out

    def mean_of(self, networks: list[dict[str, np.ndarray]], resample: bool) -> dict[str, np.ndarray]:
        """Average over networks; with `resample`, each draw takes networks with replacement too."""
        count = len(networks)
        picks = np.ones((DRAWS + 1, count)) / count
        if resample:
            picks[1:] = self.rng.multinomial(count, np.ones(count) / count, DRAWS) / count
        return {
            data.name: sum(picks[:, i] * networks[i][data.name] for i in range(count)) for data in self.sets
        }


def interval(draws: np.ndarray) -> dict[str, float]:
    low, high = np.percentile(draws[1:], [2.5, 97.5])
    return {"difference": round(float(draws[0]), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def compare(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> dict:
    difference = {name: a[name] - b[name] for name in a}
    return {
        "fiveSets": interval(np.mean([difference[n] for n in MAIN_SETS], axis=0)),
        "sixSets": interval(np.mean([difference[n] for n in (*MAIN_SETS, BESIDE)], axis=0)),
        "bySet": {name: interval(d) for name, d in difference.items()},
    }


# --- report -----------------------------------------------------------------

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
        "protocol": " ".join(__doc__.split("The protocol: ")[1].split("\n\n")[0].split()),
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
    return {
        "auroc": {name: v["auroc"] for name, v in results["auroc"][f"{arm}-1"].items()},
        "aurocRandomNetworks": {name: v["auroc"] for name, v in results["auroc"]["random"].items()},
        "minusRandomFiveSets": measured["fiveSets"],
        "minusRandomCtContrast": measured["bySet"][BESIDE],
        "note": "Frozen features, logistic regression, patients kept together in the folds; five sets without "
        "ct-contrast, which stands beside. Nothing shows that one starter is better than the other.",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", required=True, help="folder of the evaluation sets, see sets.py")
    parser.add_argument("--runs", required=True, help="folder of training runs")
    parser.add_argument("--scores", required=True, help="folder for out-of-fold scores")
    parser.add_argument("--out", required=True)
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
    results = report(scores, records, sets)
    Path(args.out).write_text(json.dumps(results, indent=1) + "\n")
    for name, row in results["auroc"].items():
        print(f"{name:18}", *(f"{set_}={v['auroc']:.3f}" for set_, v in row.items()))
    for name, row in results["differences"].items():
        five, beside = row["fiveSets"], row["bySet"][BESIDE]
        print(
            f"{name:36} five sets {five['difference']:+.3f} [{five['low']:+.3f}, {five['high']:+.3f}]"
            f"  ct-contrast {beside['difference']:+.3f} [{beside['low']:+.3f}, {beside['high']:+.3f}]"
        )


if __name__ == "__main__":
    main()
