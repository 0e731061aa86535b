"""How well triage reads labelled contacts: `python -m bench.evaluate_triage [FILE …]`.

Without files it cross-validates on the corpus: every contact is read by a model that was trained without it. The
rules were written beside `contacts.jsonl`, so only the files in `training` say how they read what is new to them;
those in `held_out` were written after the rules, and nothing was trained or tuned on them.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.train_triage import CORPUS, HELD_OUT, UNTUNED, Row, Trainer, contact_of, examples, held_out, read
from dial2.profile import Profile, load
from dial2.vocabulary import SEVERITIES, Severity
from triage.assessment import Assessment, Contact, assess

FOLDS = 5
FIELDS = ("severity", "category", "is_request", "marker", "language", "missing")

Pair = tuple[Row, Assessment]


def judge(rows: Sequence[Row], profile: Profile) -> list[Pair]:
    return [(row, assess(contact_of(row, profile), profile=profile)) for row in rows]


def cross_validate(profile: Profile) -> tuple[list[Pair], list[Pair]]:
    """Return the contacts that are new to the rules and those beside which they were written."""
    given = examples(profile)
    new: list[Pair] = []
    known: list[Pair] = []
    for part, model in held_out(Trainer(given), len(given), FOLDS):
        for index in part:
            row, _, untuned = given[index]
            (new if untuned else known).append(
                (row, assess(contact_of(row, profile), profile=profile, model=model))
            )
    return new, known


def agree(row: Row, given: Assessment, field: str) -> bool:
    """Whether a field was read as labelled; the missing items in whatever order."""
    labelled, read_as = row[field], getattr(given, field)
    return set(labelled) == set(read_as) if field == "missing" else bool(labelled == read_as)


def accuracy(pairs: Sequence[Pair], field: str) -> float:
    return sum(agree(row, given, field) for row, given in pairs) / len(pairs)


def confusion(pairs: Sequence[Pair]) -> dict[tuple[Severity, Severity], int]:
    """Count (labelled, given) severities."""
    counts = {(labelled, given): 0 for labelled in SEVERITIES for given in SEVERITIES}
    for row, given in pairs:
        counts[row["severity"], given.severity] += 1
    return counts


def weighted_kappa(pairs: Sequence[Pair]) -> float:
    """Cohen's kappa with quadratic weights: agreement beyond chance, a far miss counting more than a near one."""
    counts = confusion(pairs)
    labelled = {a: sum(counts[a, b] for b in SEVERITIES) for a in SEVERITIES}
    given = {b: sum(counts[a, b] for a in SEVERITIES) for b in SEVERITIES}
    weight = {(a, b): (SEVERITIES.index(a) - SEVERITIES.index(b)) ** 2 for a in SEVERITIES for b in SEVERITIES}
    observed = sum(weight[pair] * count for pair, count in counts.items())
    expected = sum(weight[a, b] * labelled[a] * given[b] for a in SEVERITIES for b in SEVERITIES) / len(pairs)
    return 1 - observed / expected if expected else 1.0


def missed(pairs: Sequence[Pair]) -> list[str]:
    """Return the critical contacts that were taken for low or no."""
    return [row["id"] for row, given in pairs if row["severity"] == "critical" and given.severity in ("low", "no")]


def item_f1(pairs: Sequence[Pair], item: str) -> float:
    both = sum(item in row["missing"] and item in given.missing for row, given in pairs)
    either = sum((item in row["missing"]) + (item in given.missing) for row, given in pairs)
    return 2 * both / either if either else 1.0


def sent(pairs: Sequence[Pair]) -> str:
    return f"{sum(given.needs_person for _, given in pairs)} of {len(pairs)}"


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def report(title: str, pairs: Sequence[Pair], *, errors: bool) -> None:
    rows = [row for row, _ in pairs]
    print(f"\n{title}: {len(rows)} contacts")
    print(f"  {'labelled':10}" + "".join(f"{given:>10}" for given in SEVERITIES))
    counts = confusion(pairs)
    for labelled in SEVERITIES:
        print(f"  {labelled:10}" + "".join(f"{counts[labelled, given]:10}" for given in SEVERITIES))
    print(f"  critical seen as low or no: {len(missed(pairs))} {' '.join(missed(pairs))}")
    print(f"  weighted kappa              {weighted_kappa(pairs):.3f}")
    for field in FIELDS:
        print(f"  {field + ' exact':27} {accuracy(pairs, field):.1%}")
    for item in sorted({item for row in rows for item in row["missing"]}):
        print(f"  missing F1 {item:16} {item_f1(pairs, item):.3f}")
    for language in sorted({row["language"] for row in rows}):
        said = [(row, given) for row, given in pairs if row["language"] == language]
        print(f"  severity exact, {language:11} {accuracy(said, 'severity'):.1%} of {len(said)}")
    misread = [pair for pair in pairs if pair[0]["severity"] != pair[1].severity]
    critical = [pair for pair in misread if pair[0]["severity"] == "critical"]
    trifles = [pair for pair in pairs if pair[0]["severity"] == "no"]
    print(f"  sent to a person            {sent(pairs)}; of those misread {sent(misread)}")
    print(f"    of critical ones misread  {sent(critical)}; of those of no impact {sent(trifles)}")
    if errors:
        for row, given in pairs:
            for field in FIELDS:
                if not agree(row, given, field):
                    print(f"  {row['id']} {field}: {row[field]} read as {getattr(given, field)} ({given.rule})")


def speed(profile: Profile) -> None:
    rows = read(CORPUS / "contacts.jsonl")
    text = " ".join(row["body"] for row in rows)[:2048]
    contact = Contact(channel="email", subject="Service Issue", text=text)
    best = min(milliseconds(lambda: assess(contact, profile=profile)) for _ in range(20))
    print(f"\nA text of {len(text)} characters takes {best:.2f} ms of CPU.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled contacts, JSON lines")
    parser.add_argument("--profile", default="tracktik")
    parser.add_argument("--errors", action="store_true", help="list every field that was read otherwise")
    arguments = parser.parse_args()
    profile = load(arguments.profile)
    for path in arguments.files:
        report(path.name, judge(read(path), profile), errors=arguments.errors)
    if not arguments.files:
        new, known = cross_validate(profile)
        report(f"{UNTUNED.name}, held out", new, errors=arguments.errors)
        for path in sorted(HELD_OUT.glob("*.jsonl")):
            rows = judge(read(path), profile)
            report(f"{HELD_OUT.name}/{path.name}, with the committed weights", rows, errors=arguments.errors)
        report("contacts.jsonl, held out from the model but not from the rules", known, errors=arguments.errors)
    speed(profile)


if __name__ == "__main__":
    main()
