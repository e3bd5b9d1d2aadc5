"""What the table says of one parcel beside its figures, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gouhook_gis.domain.percent import percent
from gouhook_gis.domain.reconciliation import ReconciledParcel, Reconciliation, Sum, SurveyPair
from gouhook_gis.domain.units import round_half_up
from gouhook_gis.domain.words import Status
from gouhook_gis.report import figures
from gouhook_gis.report.figures import DASH
from gouhook_gis.report.reconciliation.table import Reconciled
from gouhook_gis.report.voice import Voice, clean

# Items told one by one in a cell; of more their number is.
_TOLD = 6


def outcome(status: Status, voice: Voice) -> str:
    """Return how a comparison came out: 一致, 不一致, 需核实, 未能比对."""
    return voice.word(status, "agreement")


def counts(table: Reconciled, voice: Voice) -> str:
    """Return how many parcels came out how, worst first."""
    return voice.joined(
        [
            voice.say("table.counted", outcome=outcome(status, voice), count=count)
            for status, count in table.counts
        ]
    )


def village(parcel: ReconciledParcel) -> str:
    """Return the village by name, else by code."""
    return clean(parcel.village_name or parcel.village_code or "")


def notes(parcel: ReconciledParcel, voice: Voice) -> list[str]:
    """Return why the parts came out as they did, each reason once, and what images hint at."""
    told = [voice.message(note) for part in parcel.parts for note in part.notes]
    told += [voice.message(note) for note in parcel.ground.notes]
    return list(dict.fromkeys(told))


def classes(pair: SurveyPair, voice: Voice) -> str:
    """Return the change of class of a piece: 0702→0103."""
    unknown = voice.say("table.unclassed")
    return clean(f"{pair.class_before or unknown}→{pair.class_after or unknown}")


def several(items: Iterable[str | None], voice: Voice, *, stacked: bool = False) -> str:
    """Return items in one line, or `stacked`, each once; of many the first and how many there
    are.
    """
    known = list(dict.fromkeys(clean(item) for item in items if item))
    told = known if len(known) <= _TOLD else known[: _TOLD - 1]
    line = "\n".join(told) if stacked else voice.joined(told)
    if told is known:
        return line
    return voice.say("table.and_more", items=line, count=len(known))


def unchanged(parcel: ReconciledParcel, voice: Voice) -> str:
    """Return the classes of the ground outside the change pieces, with m²."""
    return voice.joined(
        [f"{item.code} {figures.area(item.gross_m2).m2}" for item in parcel.map.unchanged]
    )


def cover(parcel: ReconciledParcel, legend: Mapping[str, str], voice: Voice) -> str:
    """Return the shares of land cover, largest first, each class by code and name."""
    shares = sorted(parcel.ground.cover.items(), key=lambda item: (-item[1], item[0]))
    named = ((" ".join((code, legend.get(code, ""))).strip(), part) for code, part in shares)
    return voice.joined([f"{name} {percent(part)}" for name, part in named])


def points(parcel: ReconciledParcel) -> str:
    """Return points as filed and as found: 12/11; "" where neither is known."""
    boundary = parcel.boundary
    found = boundary.points_text if boundary.points_text is not None else boundary.points_layer
    pair = (boundary.points_declared, found)
    if pair == (None, None):
        return ""
    return "/".join(DASH if count is None else str(count) for count in pair)


def limits(source: Reconciliation, voice: Voice) -> str:
    """Return what the profile takes to agree, in one line."""
    told = [
        voice.say(f"table.limit.{key}", value=value) for key, value in source.thresholds.items()
    ]
    return ("；" if voice.lang == "zh" else "; ").join(told)


def layers(source: Reconciliation, voice: Voice) -> list[str]:
    """Return the layers that the table rests on, each once."""
    return list(dict.fromkeys(voice.layer(item) for item in source.layers.values()))


def below(table: Reconciled, voice: Voice) -> list[str]:
    """Return what stands below the table: why there are dashes, layers, what is taken to agree."""
    source = table.source
    missing = [voice.message(item) for item in source.missing]
    said = [voice.say("table.dash") if missing else voice.say("table.dash_alone"), *missing]
    if source.layers:
        said.append(voice.say("table.layers", layers=[*layers(source, voice)]))
    if source.legend:
        named = [f"{clean(code)} {clean(name)}" for code, name in source.legend.items()]
        said.append(voice.say("table.legend", classes=[*named]))
    if source.thresholds:
        said.append(voice.say("table.thresholds", limits=limits(source, voice)))
    return said


def acceptance(source: Reconciliation, voice: Voice) -> str:
    """Return the acceptance that the table is about, "" where nothing is known of it."""
    document, day = source.acceptance_document, source.acceptance_date
    if not document and not day:
        return ""
    unknown = voice.say("table.not_filled")
    return voice.say("table.acceptance", document=document or unknown, date=day or unknown)


def total_name(item: Sum, voice: Voice) -> str:
    """Return what a declared total is of."""
    return voice.message(item.label) or voice.word(item.name)


def patch(name: str | None) -> str:
    """Return a patch as desks write it: its number, then the code of its village."""
    return clean(" ".join((name or "").split("@")))


def moment(taken: str | None) -> str:
    """Return when a photograph was taken, as a date and a time."""
    return clean((taken or "").replace("T", " "))


def parcel_id(key: str | None, voice: Voice) -> str:
    """Return the id of a parcel of the report, "" where the key is of none."""
    parcel = voice.parcels.get(key or "")
    return "" if parcel is None else clean(parcel.id)


def known(value: float | None, decimals: int) -> Decimal | str:
    """Return a number rounded half up, a dash where it could not be told."""
    # Adding zero takes the sign off what rounds to nothing.
    return DASH if value is None else round_half_up(value, decimals) + 0


def signed(value: float | None) -> str:
    """Return a difference in m² with its sign, a dash where it could not be told."""
    if value is None:
        return DASH
    shown = round_half_up(value, 2)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown)}"


def hectares(area_m2: float | None) -> str:
    """Return an area in 公顷, a dash where it could not be told."""
    return DASH if area_m2 is None else str(figures.area(area_m2).ha)


def share(value: float | None, *beside: float | None) -> str:
    """Return a share in %, a dash where it could not be told."""
    return DASH if value is None else percent(value, *(b for b in beside if b is not None))


def rough(share: float | None) -> Decimal | str:
    """Return a share in % with two decimals, where it is held against nothing."""
    return known(None if share is None else 100 * share, 2)


def percentage(share: float, *beside: float) -> Decimal:
    """Return a share in %, with as many decimals as tell it from `beside`, from none and all."""
    return Decimal(percent(share, *beside).removesuffix("%"))


def gap(item: Sum) -> Decimal | str:
    """Return in m² by how much a declared total exceeds what it totals."""
    if item.declared_m2 is None or item.computed_m2 is None:
        return DASH
    return known(item.declared_m2 - item.computed_m2, 2)
