"""Step 4: the student learns. Goes on from WORK/student.pt, else begins with the embedded English voice.

python -m voices.recipe.train WORK STEPS [THREADS] [MINUTES]
"""

import copy
import math
import signal
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from voices.recipe.student import CEPSTRUM, OUTPUTS, Student, read_from

ENGLISH = Path(__file__).parents[2] / "app/voices/embedded/en_US-announcer-low.onnx"
SEED, HELD_OUT = 16, 12
FRAMES = 1_000
"""In one step."""
RATE, WARM_UP = 7e-4, 15
AVERAGED = 0.97
RIDGE, SURE, SHORTEST = 100.0, 3.0, 0.05
"""Of the first guess: its penalty, the logit of voicing, the shortest length in frames."""
Utterance = dict[str, np.ndarray]


def utterances(work: Path) -> list[Utterance]:
    """The features, in an order that stays as more come."""
    found = []
    for path in sorted((work / "features").glob("*.npz")):
        with np.load(path) as file:
            found.append({name: file[name] for name in file.files})
    return found


def batches(of: list[Utterance], chance: np.random.Generator) -> list[list[Utterance]]:
    """All in batches of FRAMES or fewer, of about the same length each."""
    order = sorted(of, key=lambda one: len(one["sound"]) + chance.integers(60))
    found: list[list[Utterance]] = [[]]
    for one in order:
        if found[-1] and len(one["sound"]) * (len(found[-1]) + 1) > FRAMES:
            found.append([])
        found[-1].append(one)
    chance.shuffle(found)
    return found


def collated(batch: list[Utterance]) -> dict[str, torch.Tensor]:
    """Padded tensors: ids, lengths and their mask; for each frame its id, distances to that id's edges, the target."""
    count, most, longest = len(batch), max(len(one["ids"]) for one in batch), max(len(one["sound"]) for one in batch)
    made = {
        "ids": np.zeros((count, most), np.int64),
        "known": np.zeros((count, most, 1), np.float32),
        "lengths": np.zeros((count, most), np.float32),
        "at": np.zeros((count, longest), np.int64),
        "since": np.zeros((count, longest), np.float32),
        "until": np.ones((count, longest), np.float32),
        "sound": np.zeros((count, longest, OUTPUTS), np.float32),
        "heard": np.zeros((count, longest, 1), np.float32),
    }
    for row, one in enumerate(batch):
        ids, frames = len(one["ids"]), len(one["sound"])
        made["ids"][row, :ids], made["known"][row, :ids], made["lengths"][row, :ids] = one["ids"], 1, one["lengths"]
        edges = np.concatenate([[0], np.cumsum(one["lengths"])]) + float(one["offset"])
        number = np.arange(frames)
        at = np.clip(np.searchsorted(np.floor(edges[1:] + 0.5), number, "right"), 0, ids - 1)
        made["at"][row, :frames] = at
        made["since"][row, :frames], made["until"][row, :frames] = number - edges[at], edges[at + 1] - number
        made["sound"][row, :frames], made["heard"][row, :frames] = one["sound"], 1
    return {name: torch.from_numpy(value) for name, value in made.items()}


def outputs_of(student: Student, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Outputs, normalised, of a batch's frames at their known lengths, and the lengths that the student gives."""
    encoded, lengths = student.encode(batch["ids"], batch["known"])
    frames = torch.gather(encoded, 1, batch["at"][..., None].expand(-1, -1, encoded.shape[-1]))
    return student.decode(frames, batch["since"], batch["until"], batch["heard"]), lengths


def losses(student: Student, batch: dict[str, torch.Tensor], weight: torch.Tensor) -> torch.Tensor:
    """Of the cepstrum, the pitch, the voicing, the crossover and the lengths; of the first two also how they move."""
    outputs, lengths = outputs_of(student, batch)
    heard = batch["heard"]
    count = heard.sum()
    off = (outputs - (batch["sound"] - student.mean) / student.std) * heard
    moves = (off[:, 1:] - off[:, :-1]) * heard[:, 1:]
    voiced = batch["sound"][..., CEPSTRUM + 1]
    spectrum = (
        ((off[..., :CEPSTRUM].abs() * weight).sum() + 0.5 * (moves[..., :CEPSTRUM].abs() * weight).sum())
        / count
        / CEPSTRUM
    )
    pitch = (
        (off[..., CEPSTRUM].abs() * (0.1 + voiced)).sum() + (moves[..., CEPSTRUM].abs() * voiced[:, 1:]).sum()
    ) / count
    logits = functional.binary_cross_entropy_with_logits(outputs[..., CEPSTRUM + 1], voiced, reduction="none")
    voicing = (logits * heard[..., 0]).sum() / count
    crossover = off[..., CEPSTRUM + 2].abs().sum() / count
    known = batch["known"][..., 0]
    apart = (torch.log1p(lengths) - torch.log1p(batch["lengths"])).abs() + 0.1 * (lengths - batch["lengths"]).abs()
    return torch.stack([spectrum, pitch, voicing, crossover, (apart * known).sum() / known.sum()])


def fresh(of: list[Utterance]) -> Student:
    """The English voice with the means and spreads of the new one."""
    student = Student()
    read_from(onnx.load(ENGLISH), student)
    sound = np.concatenate([one["sound"] for one in of])
    voiced = sound[:, CEPSTRUM + 1] > 0.5
    mean, spread = sound.mean(0), sound.std(0) + 1e-4
    mean[CEPSTRUM], spread[CEPSTRUM] = sound[voiced, CEPSTRUM].mean(), sound[voiced, CEPSTRUM].std()
    mean[CEPSTRUM + 1], spread[CEPSTRUM + 1] = 0, 1
    student.mean.copy_(torch.from_numpy(mean))
    student.std.copy_(torch.from_numpy(spread))
    fitted(student, of[HELD_OUT::3])
    return student


@torch.no_grad()
def fitted(student: Student, of: list[Utterance]) -> None:
    """Solve for the last layers, by ridge regression: the new voice on what the English one knows of sounds."""
    seen: dict[nn.Module, list[torch.Tensor]] = {student.dn: [], student.durn: []}
    hooks = [layer.register_forward_hook(lambda layer, _, made: seen[layer].append(made[0])) for layer in seen]
    student.eval()
    sounds, lengths = [], []
    for one in of:
        batch = collated([one])
        losses(student, batch, torch.ones(CEPSTRUM))
        sound = ((batch["sound"] - student.mean) / student.std)[0]
        sound[:, CEPSTRUM + 1] = (2 * batch["sound"][0, :, CEPSTRUM + 1] - 1) * SURE
        sounds.append(sound)
        lengths.append(torch.log(torch.expm1(batch["lengths"][0].clamp(min=SHORTEST) / 4))[:, None])
    for hook in hooks:
        hook.remove()
    student.train()
    for layer, known, wanted in ((student.out, student.dn, sounds), (student.durp, student.durn, lengths)):
        rows = torch.cat(seen[known])
        rows = torch.cat([rows, torch.ones(len(rows), 1)], 1).double()
        squares = rows.T @ rows + RIDGE * torch.eye(rows.shape[1])
        solved = torch.linalg.solve(squares, rows.T @ torch.cat(wanted).double())
        layer.weight.copy_(solved[:-1].T)
        layer.bias.copy_(solved[-1])


def main() -> None:
    """Train up to STEPS in all, or for so many minutes; stopped by a signal it saves, and goes on next time."""
    work, steps = Path(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    minutes = float(sys.argv[4]) if len(sys.argv) > 4 else 1e9
    target = work / "student.pt"
    everything = utterances(work)
    student = fresh(everything)
    saved = torch.load(target) if target.exists() else {"step": 0}
    step = saved["step"]
    torch.manual_seed(SEED + step)
    chance = np.random.default_rng(SEED + step)
    if step:
        student.load_state_dict(saved["student"])
    mean = copy.deepcopy(student).eval()
    optimizer = torch.optim.AdamW(student.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    if step:
        mean.load_state_dict(saved["mean"])
        optimizer.load_state_dict(saved["optimizer"])
    weight = (student.std[:CEPSTRUM] / student.std[:CEPSTRUM].mean()).sqrt()
    shares = torch.tensor([2.0, 1.0, 1.0, 0.3, 1.0])
    started, told, queue, stopped = time.monotonic(), [], [], []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    while step < steps and not stopped and time.monotonic() - started < 60 * minutes:
        queue = queue or batches(everything[HELD_OUT:], chance)
        for group in optimizer.param_groups:
            group["lr"] = 1e-6 + RATE * min(1, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        found = losses(student, collated(queue.pop()), weight)
        optimizer.zero_grad()
        (found * shares).sum().backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        step += 1
        keep = min(AVERAGED, step / (step + 10))
        with torch.no_grad():
            for average, value in zip(mean.parameters(), student.parameters(), strict=True):
                average.lerp_(value, 1 - keep)
        told.append(found.detach())
    if not told:
        return
    with torch.no_grad():
        held = losses(mean, collated(everything[:HELD_OUT]), weight)
    figures = "  ".join(" ".join(f"{value:.3f}" for value in row.tolist()) for row in (torch.stack(told).mean(0), held))
    print(
        f"{step} steps, {len(everything)} utterances, {(time.monotonic() - started) / 60:.1f} min: {figures}",
        flush=True,
    )
    state = {
        "student": student.state_dict(),
        "mean": mean.state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": step,
    }
    torch.save(state, target.with_suffix(".part"))
    target.with_suffix(".part").rename(target)


if __name__ == "__main__":
    main()
