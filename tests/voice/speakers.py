"""Synthetic people who speak French: espeak-ng's stock variants, and variants of our own.

Traps: `fr-fr+m1` silently ignores the variant where `fr+m1` does not, and an accent is no speaker.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Variants of espeak-ng 1.51, without those that are named after robots, whispers or monsters; some
# have echoes or odd rhythms all the same, and a few are nearly alike.
STOCK = """
    f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8 klatt klatt2 klatt3 klatt4 klatt6
    Alex Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario
    Michael Mike Mr Nguyen RicishayMax RicishayMax3 Storm adam anika antonio aunty belinda
    benjamin boris caleb david ed edward edward2 grandma grandpa gustave iven iven3 john
    kaukovalta linda marcelo max michel miguel norbert pablo paul pedro quincy rob robert sandro
    shelby steph steph3 travis victor zac
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Speaker:
    """A voice of espeak-ng, its speed (words per minute) and pitch (espeak's 0 to 99)."""

    name: str
    variant: str
    speed: int = 170
    pitch: int = 50


def stock(count: int, seed: int = 7) -> list[Speaker]:
    """Speakers from espeak-ng's own variants, shuffled."""
    names = [STOCK[0], *STOCK[1:]]
    np.random.default_rng(seed).shuffle(names)
    return [Speaker(name, name) for name in names[:count]]


def invented(count: int, folder: Path, seed: int = 11) -> list[Speaker]:
    """Speakers from variant files written into `folder` (espeak-ng's data, see `data_folder`)."""
    random = np.random.default_rng(seed)
    return [_invent(f"raq{number}", folder, random) for number in range(count)]


def _invent(name: str, folder: Path, random: np.random.Generator) -> Speaker:
    """Write one variant: a vocal tract's length, deviations from it, pitch, slope, noise."""
    woman = random.random() < 0.6
    tract = random.normal(1.10 if woman else 0.98, 0.045)
    base = int(np.clip(random.normal(185 if woman else 105, 22 if woman else 16), 70, 260))
    lines = [f"name {name}", f"gender {'female' if woman else 'male'}"]
    lines.append(f"pitch {base} {int(base * random.uniform(1.25, 1.6))}")
    for formant in range(1, 7):
        place = 100 * tract * random.normal(1, 0.028)
        height, width = random.normal(100, 9), random.normal(105, 11)
        lines.append(f"formant {formant} {place:.0f} {max(55, height):.0f} {max(60, width):.0f}")
    slope = [(h, int(np.clip(v, 20, 255))) for h, v in _slope(random)]
    lines.append("tone " + " ".join(f"{hertz} {level}" for hertz, level in slope))
    lines.append("breath " + " ".join(str(int(n)) for n in random.integers(0, 4, 8)))
    lines.append(f"roughness {random.integers(0, 4)}")
    lines.append(f"consonants {random.integers(80, 121)} {random.integers(80, 121)}")
    (folder / "voices/!v" / name).write_text("\n".join(lines) + "\n")
    return Speaker(name, name, int(random.normal(172, 9)), 50)


def _slope(random: np.random.Generator) -> list[tuple[int, float]]:
    places, levels = (600, 1200, 2000, 3000), (170, 135, 110, 110)
    return [
        (place, level * random.normal(1, 0.09)) for place, level in zip(places, levels, strict=True)
    ]


def data_folder(folder: Path) -> Path:
    """A copy of espeak-ng's data (links) to which variants can be added; returns it."""
    source = next(Path("/usr").glob("lib/*/espeak-ng-data"), None) or Path(
        "/usr/share/espeak-ng-data"
    )
    target = folder / "espeak-ng-data"
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target, copy_function=os.symlink)
    return target
