"""Features of frozen networks, and out-of-fold scores of a logistic regression on them."""

import warnings
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

from model import StarterResNet
from sets import LabelledSet

STRENGTHS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0]  # C of the logistic regression
SPLIT_SEEDS = range(5)


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
