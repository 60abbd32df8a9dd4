"""Frames of latent numbers to columns of codes and back: a residual quantizer with small, factorised codebooks.

Each level looks at what the levels before it left over, through a window of 8 dimensions, and picks the nearest code.
Any number of levels decodes: training hides the finer ones at random.

By default codes are running means of what they stood for, not weights of the optimizer: with batches of a few seconds
gradients follow the encoder too slowly (the error of every level grew from 0.5 to 0.8 of its signal within 200 steps).
And the nearest code wins, not the one of nearest direction: on the same frames 8 levels then leave 2.7 % instead of
3.7 %. Both are there to be chosen otherwise.

Source: residual quantization, its dropout, running means and replaced codes after Zeghidour et al. 2021,
arXiv:2107.03312; codebooks of few dimensions after Kumar et al. 2023, arXiv:2306.06546.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

CODES_BY = ("means", "gradient")
LIKELY_LEVELS = (1, 2, 4, 8, 8, 16, 16)  # how many levels a training clip keeps, most often: rewritten frames have 8


@dataclass(frozen=True, slots=True)
class Quantized:
    """What quantizing a batch gave while training."""

    latent: Tensor  # [B, F, latent], straight-through, levels beyond `kept` hidden
    codes: Tensor  # int64 [B, levels, F]
    commitment_loss: Tensor  # scalar, moves the encoder towards the codes: the kept levels' errors, mean over levels
    codebook_loss: Tensor  # scalar, moves codes towards the encodings; 0 where codes are running means
    encodings: Tensor  # [levels, B * F, code_dim], what each level looked at


class ResidualQuantizer(nn.Module):
    """`levels` codebooks of `codes` entries with `code_dim` numbers each, one after the other."""

    codebook: Tensor
    share: Tensor
    sums: Tensor
    idle: Tensor

    def __init__(
        self, latent: int, levels: int, codes: int, code_dim: int, codes_by: str = "means", normalised: bool = False
    ) -> None:
        super().__init__()
        self.levels, self.codes = levels, codes
        self.by_gradient, self.normalised = codes_by == "gradient", normalised
        self.look = nn.ModuleList(nn.Linear(latent, code_dim) for _ in range(levels))
        self.speak = nn.ModuleList(nn.Linear(code_dim, latent) for _ in range(levels))
        book = torch.randn(levels, codes, code_dim)
        if self.by_gradient:
            self.codebook = nn.Parameter(book)
        else:
            self.register_buffer("codebook", book)
        self.register_buffer("share", torch.full((levels, codes), 1.0 / codes))  # of encodings, running mean
        self.register_buffer("sums", book / codes)  # of encodings per code, running mean
        self.register_buffer("idle", torch.zeros(levels, codes, dtype=torch.int64))  # steps since last used

    def _projections(self, level: int) -> tuple[nn.Linear, nn.Linear]:
        look, speak = self.look[level], self.speak[level]
        assert isinstance(look, nn.Linear) and isinstance(speak, nn.Linear)
        return look, speak

    def nearest(self, encoding: Tensor, level: int) -> Tensor:
        """Return int64 [...], for each encoding [..., code_dim] the nearest code of a level."""
        book = self.codebook[level].detach()
        if self.normalised:
            return (encoding @ nn.functional.normalize(book, dim=-1).T).argmax(dim=-1)
        # |e - c|^2 without the part that is the same for every code.
        return (encoding @ book.T - 0.5 * book.square().sum(dim=-1)).argmax(dim=-1)

    def encode(self, latent: Tensor) -> Tensor:
        """Turn latent frames [B, F, latent] into int64 codes [B, levels, F], coarse first."""
        chosen = []
        left = latent
        for level, (look, speak) in enumerate(zip(self.look, self.speak, strict=True)):
            index = self.nearest(look(left), level)
            left = left - speak(self.codebook[level][index])
            chosen.append(index)
        return torch.stack(chosen, dim=1)

    def decode(self, codes: Tensor, levels: Tensor | int) -> Tensor:
        """Turn int64 codes [B, K, F] back into latent frames [B, F, latent].

        Args:
            codes: K rows, 1 <= K <= levels of the model; each 0..codes - 1. Rows that are not to be heard may hold
                any valid code.
            levels: how many rows are heard, the coarse ones first; a number, or an int64 tensor of shape [], [B],
                or [B or 1, F]: a frame that was rewritten has fewer levels than one that was kept.
        """
        heard = torch.as_tensor(levels, device=codes.device)
        heard = (heard if heard.dim() == 2 else heard.reshape(-1, 1))[..., None]
        said = [
            self.speak[level](self.codebook[level][codes[:, level]]) * (heard > level)
            for level in range(codes.shape[1])
        ]
        return torch.stack(said).sum(dim=0)

    def forward(self, latent: Tensor, kept: Tensor) -> Quantized:
        """Quantize while training; gradients pass straight through the choice of code.

        Args:
            latent: [B, F, latent].
            kept: int64 [B], how many levels each clip keeps.
        """
        left, total = latent, torch.zeros_like(latent)
        chosen, seen = [], []
        commitment_loss, codebook_loss = latent.new_zeros(()), latent.new_zeros(())
        for level in range(self.levels):
            mask = (kept > level).to(latent.dtype).reshape(-1, 1, 1)
            encoding = self.look[level](left)
            index = self.nearest(encoding.detach(), level)
            code = self.codebook[level][index]
            # Relative to the level's own size in this clip: fine levels would otherwise count for nothing.
            share = mask / self.levels / (encoding.detach().square().mean(dim=(1, 2), keepdim=True) + 1e-6)
            commitment_loss = commitment_loss + (share * (code.detach() - encoding).square()).mean()
            if self.by_gradient:
                codebook_loss = codebook_loss + (share * (code - encoding.detach()).square()).mean()
            said = self.speak[level](encoding + (code - encoding).detach())
            total = total + said * mask
            left = left - said
            chosen.append(index)
            seen.append(encoding.detach().reshape(-1, encoding.shape[-1]))
        return Quantized(total, torch.stack(chosen, dim=1), commitment_loss, codebook_loss, torch.stack(seen))

    def sample_kept(self, batch: int, dice: torch.Generator) -> Tensor:
        """Draw how many levels each clip of a training batch keeps, [batch]: often a usual number, sometimes any."""
        usual = torch.tensor([n for n in LIKELY_LEVELS if n <= self.levels] + [self.levels])
        any_number = torch.randint(1, self.levels + 1, (batch,), generator=dice)
        often = usual[torch.randint(0, len(usual), (batch,), generator=dice)]
        return torch.where(torch.rand(batch, generator=dice) < 0.2, any_number, often)

    @torch.no_grad()
    def seed(self, latent: Tensor, dice: torch.Generator, rounds: int = 8) -> None:
        """Put every level where the data is: principal directions for the projections, k-means for the codes.

        Args:
            latent: [N, latent] encodings of real sound, N at least `codes`; level after level sees what is left.

        Raises:
            ValueError: N is below the number of codes.
        """
        if latent.shape[0] < self.codes:
            raise ValueError(f"{latent.shape[0]} encodings cannot seed {self.codes} codes: give at least as many")
        left = latent.float()
        for level in range(self.levels):
            look, speak = self._projections(level)
            mean = left.mean(dim=0)
            _, vectors = torch.linalg.eigh(torch.cov((left - mean).T))
            axes = vectors[:, -look.out_features :].flip(1)  # [latent, code_dim], strongest first
            look.weight.copy_(axes.T)
            look.bias.copy_(-mean @ axes)
            speak.weight.copy_(axes)
            speak.bias.copy_(mean)
            points = look(left)
            book = points[torch.randperm(len(points), generator=dice)[: self.codes].to(points.device)]
            if self.normalised:
                book = nn.functional.normalize(book, dim=-1) * points.norm(dim=-1).mean()
            self.codebook[level] = book
            for _ in range(rounds):
                index = self.nearest(points, level)
                count = torch.bincount(index, minlength=self.codes).to(points.dtype)[:, None]
                sums = torch.zeros_like(book).index_add_(0, index, points)
                fresh = points[torch.randint(len(points), (self.codes,), generator=dice).to(points.device)]
                book = torch.where(count > 0, sums / count.clamp(min=1), fresh)
                self.codebook[level] = book
            index = self.nearest(points, level)
            self.share[level] = torch.bincount(index, minlength=self.codes) / len(points) + 1e-6
            self.sums[level] = book * self.share[level][:, None]
            left = left - speak(book[index])
        self.idle.zero_()

    @torch.no_grad()
    def follow(self, codes: Tensor, encodings: Tensor, keep: float, patience: int, dice: torch.Generator) -> int:
        """Move every code towards what it stood for in this step, and give unused codes a new life.

        Args:
            codes: int64 [B, levels, F] of this step.
            encodings: [levels, B * F, code_dim] of this step.
            keep: share of the old running mean that stays, below 1.
            patience: steps without use after which a code becomes one of the current encodings.
            dice: the same on every process, which then keep the same codes.

        Returns:
            How many codes were replaced, over all levels.
        """
        rows = codes.transpose(0, 1).reshape(self.levels, -1)
        each = torch.full_like(encodings[..., 0], 1.0 / rows.shape[1])
        used = torch.zeros_like(self.share).scatter_add_(1, rows, each)
        where = rows[..., None].expand_as(encodings)
        stood_for = torch.zeros_like(self.sums).scatter_add_(1, where, encodings * each[..., None])
        self.share.lerp_(used, 1.0 - keep)
        self.sums.lerp_(stood_for, 1.0 - keep)
        if not self.by_gradient:
            means = self.sums / self.share.clamp(min=1e-12)[..., None]
            self.codebook.copy_(torch.where(used[..., None] > 0, means, self.codebook))
        self.idle.copy_(torch.where(used > 0, 0, self.idle + 1))
        levels, entries = (self.idle > patience).nonzero(as_tuple=True)
        if len(levels):
            which = torch.randint(encodings.shape[1], (len(levels),), generator=dice)
            fresh = encodings[levels, which.to(levels.device)]
            share = 1.0 / self.codes
            self.codebook[levels, entries] = fresh
            self.share[levels, entries] = share
            self.sums[levels, entries] = fresh * share
            self.idle[levels, entries] = 0
        return len(levels)
