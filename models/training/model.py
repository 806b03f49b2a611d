"""The starter network: a residual net small enough for a browser.

One input channel while training (grey pictures); `export.py` turns the stem
into three channels. The features are the pooled outputs of stages 2, 3 and 4.
"""

import torch
import torch.nn.functional as F
from torch import nn

STAGES = [(32, 1), (64, 2), (128, 2), (256, 2)]  # width, stride of the first convolution
TAPS = (2, 3, 4)  # stages whose pooled maps are the features
FEATURES = sum(STAGES[n - 1][0] for n in TAPS)  # 448
INPUT_SIZE = 128  # side of the pictures at feature time; training uses 64


class Block(nn.Module):
    """conv-BN-ReLU-conv-BN, plus the shortcut, then ReLU."""

    def __init__(self, width_in: int, width: int, stride: int):
        super().__init__()
        # Padding is symmetric also where the stride is 2: "same" padding of
        # other frameworks would shift the map by a pixel.
        self.conv1 = nn.Conv2d(width_in, width, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.shortcut = None
        if stride != 1 or width_in != width:
            self.shortcut = nn.ModuleDict(
                {"conv": nn.Conv2d(width_in, width, 1, stride, bias=False), "bn": nn.BatchNorm2d(width)}
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kept = x if self.shortcut is None else self.shortcut["bn"](self.shortcut["conv"](x))
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)) + kept)


class StarterResNet(nn.Module):
    """Stem (conv 5x5 / 2, BN, ReLU, max-pool 3x3 / 2) and four one-block stages."""

    def __init__(self, channels: int = 1):
        super().__init__()
        width = STAGES[0][0]
        self.stem = nn.ModuleDict(
            {"conv": nn.Conv2d(channels, width, 5, 2, padding=2, bias=False), "bn": nn.BatchNorm2d(width)}
        )
        for n, (out, stride) in enumerate(STAGES, start=1):
            self.add_module(f"stage{n}", Block(width, out, stride))
            width = out
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def maps(self, x: torch.Tensor) -> list[torch.Tensor]:
        """The maps of stages 1 to 4 for pictures in -1..1."""
        x = F.relu(self.stem["bn"](self.stem["conv"](x)))
        x = F.max_pool2d(x, 3, 2, padding=1)
        out = []
        for n in range(1, len(STAGES) + 1):
            x = getattr(self, f"stage{n}")(x)
            out.append(x)
        return out

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """448 numbers a picture: global averages of stages 2, 3, 4 in that order."""
        maps = self.maps(x)
        return torch.cat([maps[n - 1].mean(dim=(2, 3)) for n in TAPS], dim=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The pooled last stage, which the training objective uses."""
        return self.maps(x)[-1].mean(dim=(2, 3))


class Projector(nn.Sequential):
    """The head of the contrastive objective; thrown away after training."""

    def __init__(self):
        super().__init__(
            nn.Linear(STAGES[-1][0], 512, bias=False),
            nn.BatchNorm1d(512),
            nn.ReLU(),
            nn.Linear(512, 128, bias=False),
        )
