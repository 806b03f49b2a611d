"""The studio's names and layout for the weights of a starter network.

Convolution kernels are (height, width, in, out); the stem has three input
channels. BatchNorm is kept apart: the studio folds it when it loads a pack.
"""

import numpy as np
import torch

from model import STAGES, StarterResNet

LUMA = np.array([0.299, 0.587, 0.114])  # Rec. 601
BATCH_NORM = {"gamma": "weight", "beta": "bias", "mean": "running_mean", "variance": "running_var"}


def places() -> dict[str, str]:
    """Tensor name in a pack -> key in the state of the network."""
    out = {}

    def convolution(name: str, key: str) -> None:
        out[f"{name}.kernel"] = f"{key}.weight"

    def batch_norm(name: str) -> None:
        for part, key in BATCH_NORM.items():
            out[f"{name}.{part}"] = f"{name}.{key}"

    convolution("stem.conv", "stem.conv")
    batch_norm("stem.bn")
    for n, (_, stride) in enumerate(STAGES, start=1):
        for i in (1, 2):
            convolution(f"stage{n}.conv{i}", f"stage{n}.conv{i}")
            batch_norm(f"stage{n}.bn{i}")
        if stride != 1:
            convolution(f"stage{n}.shortcut.conv", f"stage{n}.shortcut.conv")
            batch_norm(f"stage{n}.shortcut.bn")
    return out


def shapes() -> dict[str, tuple[int, ...]]:
    """The shapes of the three-channel graph, by tensor name in sorted order."""
    state = StarterResNet(channels=3).state_dict()
    out = {}
    for name, key in sorted(places().items()):
        shape = tuple(state[key].shape)
        out[name] = (shape[2], shape[3], shape[1], shape[0]) if len(shape) == 4 else shape
    return out


def to_pack(net: StarterResNet) -> dict[str, np.ndarray]:
    """The float32 tensors of a trained one-channel network, stem widened to three channels."""
    state = net.state_dict()
    out = {}
    for name, key in sorted(places().items()):
        value = state[key].double().numpy()
        if value.ndim == 4:
            value = value.transpose(2, 3, 1, 0)
        if name == "stem.conv.kernel":
            value = value * LUMA[:, None]
        out[name] = np.ascontiguousarray(value, dtype=np.float32)
    return out


def from_pack(tensors: dict[str, np.ndarray]) -> StarterResNet:
    """The three-channel network of these tensors, ready to compute features."""
    net = StarterResNet(channels=3)
    state = net.state_dict()
    for name, key in places().items():
        value = torch.from_numpy(np.array(tensors[name], dtype=np.float32))
        state[key] = value.permute(3, 2, 0, 1).contiguous() if value.ndim == 4 else value
    net.load_state_dict(state)
    return net.eval()


def rounded(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The tensors as a pack stores them: kernels in float16, the short BatchNorm vectors in float32.

    The vectors are under 0.5 % of the weights. With them rounded too, the features of a black picture move by 2.2e-3
    (radiology, norm of difference over norm); like this by 1.6e-3, those of other pictures by less.
    """
    return {name: value.astype(np.float16) if value.ndim == 4 else value for name, value in tensors.items()}
