"""Many calls at once against an endpoint that fails in every way: what was really spent, what is counted, and the caps."""

import asyncio
import random
from collections import Counter

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_cellforge.tests.upstream import answer, cut, either, login_page, raw, refuse, silent, stream

RUN_TOKENS, USER_TOKENS, MAX_TOKENS = 12_000, 40_000, 120
RUNS = [f"r-{number}" for number in range(5)]
CALLS = 240


def any_fate(chance):
    """One of an endpoint's good or bad ways; each says truly what it took, whatever it tells."""
    words = ["word"] * chance.randint(1, MAX_TOKENS)
    return chance.choice(
        [
            either(answer("x", len(words)), stream(*words)),
            either(answer("x", len(words), with_usage=False), stream(*words, with_usage=False)),
            either(answer("x", len(words)), stream(*words, cut_after=chance.randrange(len(words)))),
            either(cut(len(words)), stream(*words, end=False)),
            either(answer("x", len(words)), stream(*words[:20], wait=0.01)),
            refuse(chance.choice([400, 401, 429, 503])),
            refuse(chance.choice([500, 502, 504]), cost=len(words)),
            login_page(),
            raw('{"choices": 3}'),
            silent(cost=len(words)),
        ]
    )


class TestCaps:
    @pytest.fixture
    def llm_config(self):
        return {
            "run_tokens": RUN_TOKENS, "user_tokens": USER_TOKENS, "max_tokens": MAX_TOKENS,
            "request_seconds": 0.5, "concurrent_requests": 6,
        }  # fmt: skip

    @pytest.mark.parametrize("seed", [1, 2])
    async def test_are_never_passed_and_the_count_is_never_below_the_truth(self, chat, usage, upstream, seed):
        chance = random.Random(seed)
        upstream.otherwise = lambda call: any_fate(chance)(call)
        outcomes = Counter()

        async def one():
            run = chance.choice(RUNS)
            content = f"{run} " + "é" * chance.randint(1, 200)
            # some browsers go, at any moment
            patience = chance.random() * 0.2 + 0.01 if chance.random() < 0.15 else 20
            try:
                answered = await chat(content, run=run, stream=chance.random() < 0.5, request_timeout=patience)
            except HTTPClientError as gone:
                assert gone.code == 599
                outcomes["gone"] += 1
                return
            outcomes[answered.status if answered.status != 429 else answered.error["code"]] += 1

        async def worker():
            for _ in range(CALLS // 12):
                await one()

        await asyncio.gather(*[worker() for _ in range(12)])
        # calls that a browser left may still be ending
        assert all([await asyncio.to_thread(call.ended.wait, 3) for call in upstream.asked])

        truth = Counter()
        for call in upstream.asked:
            truth[call.body["messages"][0]["content"].split()[0]] += call.prompt_tokens + call.completion_tokens
        counted = {run: (await usage(run))["run"] for run in RUNS}
        totals = {
            run: sum(spent[f"{kind}_tokens"] for kind in ("prompt", "completion", "reserved")) for run, spent in counted.items()
        }
        for run in RUNS:
            assert truth[run] <= totals[run] <= RUN_TOKENS
        assert sum(truth.values()) == upstream.tokens
        assert sum(totals.values()) <= USER_TOKENS
        assert len(upstream.asked) >= 50
        assert outcomes["llm/cap-run-tokens"] + outcomes["llm/cap-user-tokens"] > 0, "the caps were never reached"
        assert outcomes["gone"] > 0
        assert outcomes[500] == 0, "a fault of ours"
