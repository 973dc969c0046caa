"""Simulated scores: an ordered logit on each slip's latent level, item by item."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa

from data import demo_effect as effect
from data.demo_base import Reference, insert
from data.demo_survey import CHANNELS, Responses

CHUNK_SLIPS = 65_536  # bounds memory: a chunk holds some 20 MB whatever the number of slips
MISSING_SHARE = {"feedback": 0.055}  # most people never needed to complain
OTHER_MISSING_SHARE = 0.022


def _chunks(ref: Reference, responses: Responses, rng: np.random.Generator) -> Iterator[pa.RecordBatch]:
    """Batches of (response_id, item_code, score), in order of slip and item."""
    items_n = len(ref.items)
    factors = ref.items["factor_code"].to_numpy()
    item_effect = effect.item_logits(ref, CHANNELS, rng) * effect.STRETCH
    item_effect = item_effect.reshape(-1, items_n).astype(np.float32)
    inspected = np.where(factors == effect.INSPECTION_FACTOR, effect.INSPECTION_EFFECT_LOGIT * effect.STRETCH, 0)
    cuts = [np.float32(cut * effect.STRETCH) for cut in effect.CUTS]
    missing = np.array([MISSING_SHARE.get(factor, OTHER_MISSING_SHARE) for factor in factors])
    missing_below = np.rint(missing * 256).astype(np.uint8)
    item_codes = pa.array(ref.items["item_code"].tolist(), pa.string())
    group = responses.channel * len(ref.fields) + responses.field
    latent = responses.latent.astype(np.float32)
    for start in range(0, len(latent), CHUNK_SLIPS):
        here = slice(start, start + CHUNK_SLIPS)
        level = item_effect[group[here]]
        level += latent[here, None]
        level += responses.exposure[here, None] * inspected.astype(np.float32)
        chance = rng.random(level.shape, dtype=np.float32)
        with np.errstate(divide="ignore"):  # a draw of exactly 0 is the lowest score
            level += np.log(chance / (1 - chance))
        score = np.ones(level.shape, dtype=np.int8)
        for cut in cuts:
            score += level >= cut
        is_given = np.frombuffer(rng.bytes(score.size), dtype=np.uint8).reshape(score.shape) >= missing_below
        is_fives = responses.is_fives[here]
        score[is_fives] = 5
        is_given |= is_fives[:, None]
        cell = np.flatnonzero(is_given)
        slip, item = np.divmod(cell, items_n)
        yield pa.RecordBatch.from_arrays(
            [
                pa.array(slip + (start + 1)),
                pa.DictionaryArray.from_arrays(pa.array(item.astype(np.int8)), item_codes),
                pa.array(score.ravel()[cell]),
            ],
            names=["response_id", "item_code", "score"],
        )


def simulate_answers(
    con: duckdb.DuckDBPyConnection, ref: Reference, responses: Responses, rng: np.random.Generator
) -> None:
    """Draws and stores survey_answer chunk by chunk."""
    schema = pa.schema(
        [
            ("response_id", pa.int64()),
            ("item_code", pa.dictionary(pa.int8(), pa.string())),
            ("score", pa.int8()),
        ]
    )
    insert(con, "survey_answer", pa.RecordBatchReader.from_batches(schema, _chunks(ref, responses, rng)))
