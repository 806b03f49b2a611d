"""Random views of grey 64 x 64 pictures for contrastive training.

Every picture of a batch gets its own draw. All randomness comes from the
generator passed in, so that a resumed run continues the same sequence.
"""

import math

import torch
import torch.nn.functional as F

# The luminance table of the JPEG standard (ITU-T T.81, table K.1).
LUMINANCE = torch.tensor(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    dtype=torch.float32,
)


def _dct_matrix() -> torch.Tensor:
    k, n = torch.arange(8.0)[:, None], torch.arange(8.0)[None, :]
    matrix = torch.cos((2 * n + 1) * k * math.pi / 16) / 2
    matrix[0] /= math.sqrt(2)
    return matrix


DCT = _dct_matrix()


def _uniform(count: int, low: float, high: float, rng: torch.Generator) -> torch.Tensor:
    return torch.rand(count, generator=rng) * (high - low) + low


def _chosen(count: int, chance: float, rng: torch.Generator) -> torch.Tensor:
    """The indices of the pictures to which a step applies."""
    return (torch.rand(count, generator=rng) < chance).nonzero()[:, 0]


def jpeg(x: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
    """Quantise 8x8 DCT blocks as a JPEG file of this quality would."""
    count, _, height, width = x.shape
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality)
    table = ((LUMINANCE * scale[:, None, None] + 50) / 100).floor().clamp(1, 255)[:, None, None]
    blocks = (x * 255 - 128).reshape(count, height // 8, 8, width // 8, 8).transpose(2, 3)
    coded = (DCT @ blocks @ DCT.T / table).round() * table
    blocks = DCT.T @ coded @ DCT
    out = (blocks.transpose(2, 3).reshape(count, 1, height, width) + 128) / 255
    return out.clamp(0, 1)


def crop(x: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """A random part, turned by up to 15 degrees and perhaps mirrored, at the size of the input."""
    count = len(x)
    area = _uniform(count, 0.25, 1, rng)
    aspect = torch.exp(_uniform(count, -0.288, 0.288, rng))
    wide = torch.sqrt(area * aspect).clamp(max=1)
    high = torch.sqrt(area / aspect).clamp(max=1)
    turn = _uniform(count, -math.pi / 12, math.pi / 12, rng)
    mirror = torch.where(torch.rand(count, generator=rng) < 0.5, -1.0, 1.0)
    shift_x = _uniform(count, -1, 1, rng) * (1 - wide)
    shift_y = _uniform(count, -1, 1, rng) * (1 - high)
    cos, sin = torch.cos(turn), torch.sin(turn)
    theta = torch.stack(
        [
            torch.stack([cos * wide * mirror, -sin * high, shift_x], dim=1),
            torch.stack([sin * wide * mirror, cos * high, shift_y], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)


def tones(x: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Gamma, contrast about the mean of the picture, brightness."""
    count = len(x)

    def draw(low: float, high: float) -> torch.Tensor:
        return _uniform(count, low, high, rng)[:, None, None, None]

    x = x.clamp(0, 1) ** torch.exp(draw(-0.6, 0.6))
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    x = (x - mean) * draw(0.5, 1.5) + mean + draw(-0.2, 0.2)
    return x.clamp(0, 1)


def blur(x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """Gaussian blur of seven taps; one sigma a picture."""
    taps = torch.exp(-(torch.arange(-3.0, 4.0) ** 2) / (2 * sigma[:, None] ** 2))
    taps = taps / taps.sum(dim=1, keepdim=True)
    size = x.shape[-1]
    for axis in (2, 3):
        padded = F.pad(x, (0, 0, 3, 3) if axis == 2 else (3, 3, 0, 0), mode="replicate")
        x = sum(taps[:, i, None, None, None] * padded.narrow(axis, i, size) for i in range(7))
    return x


def view(x: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """One random view of pictures in 0..1, mapped to -1..1."""
    count = len(x)
    x = x.clone()
    picked = _chosen(count, 0.5, rng)
    x[picked] = jpeg(x[picked], _uniform(len(picked), 30, 95, rng))
    x = tones(crop(x, rng), rng)
    picked = _chosen(count, 0.5, rng)
    x[picked] = blur(x[picked], _uniform(len(picked), 0.3, 1.5, rng))
    picked = _chosen(count, 0.3, rng)
    noise = torch.randn((len(picked), *x.shape[1:]), generator=rng)
    x[picked] += noise * _uniform(len(picked), 0, 0.06, rng)[:, None, None, None]
    return 2 * x - 1
