import random
import threading

import pytest

from jupyterlab_cellforge.llm.caps import Caps
from jupyterlab_cellforge.llm.ledger import DAY, Call, Ledger
from jupyterlab_cellforge.llm.prices import NANO, Prices
from jupyterlab_cellforge.llm.problem import LlmProblem
from jupyterlab_cellforge.llm.usage import Usage, usage_of


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cellforge" / "llm-usage.sqlite3"


def call(tokens, run="r-1", money=None):
    return Call(run=run, model="small", tokens=tokens, money=money)


def test_a_call_that_fits_to_the_token_is_let_through_and_the_next_is_not(path):
    ledger = Ledger(path, Caps(run_tokens=100))
    ledger.reserve(call(100))

    with pytest.raises(LlmProblem) as refused:
        ledger.reserve(call(1))

    assert (refused.value.code, refused.value.status) == ("llm/cap-run-tokens", 429)
    assert "100 tokens used or reserved" in refused.value.found


def test_settling_gives_back_what_was_not_used(path):
    ledger = Ledger(path, Caps(run_tokens=100))
    ledger.settle(ledger.reserve(call(100)), Usage(prompt=10, completion=5), None)

    ledger.reserve(call(85))

    with pytest.raises(LlmProblem):
        ledger.reserve(call(1))


def test_a_users_cap_holds_over_all_runs(path):
    ledger = Ledger(path, Caps(user_tokens=100))
    ledger.reserve(call(60, "r-1"))

    with pytest.raises(LlmProblem) as refused:
        ledger.reserve(call(60, "r-2"))

    assert refused.value.code == "llm/cap-user-tokens"


def test_a_new_server_knows_what_was_spent_before_and_what_a_dead_one_had_reserved(path):
    first = Ledger(path, Caps())
    first.settle(first.reserve(call(50)), Usage(prompt=10, completion=5), None)
    first.reserve(call(30))

    of_run, _ = Ledger(path, Caps(run_tokens=45)).spent("r-1")

    assert (of_run.tokens, of_run.reserved_tokens) == (45, 30)
    with pytest.raises(LlmProblem):
        Ledger(path, Caps(run_tokens=45)).reserve(call(1))


def test_days_that_are_over_no_longer_count_for_the_user(path):
    clock = [0.0]
    ledger = Ledger(path, Caps(user_tokens=100, user_days=2), now=lambda: clock[0])
    ledger.reserve(call(100, "r-1"))
    clock[0] = 1.9 * DAY
    with pytest.raises(LlmProblem):
        ledger.reserve(call(1, "r-2"))

    clock[0] = 2.1 * DAY

    ledger.reserve(call(100, "r-2"))


class TestMoney:
    prices = Prices({"small": {"prompt": 2.5, "cached": 0.5, "completion": 10}})

    def test_cached_tokens_have_their_own_price(self):
        assert self.prices.cost("small", 1_000, 400, 100) == round((600 * 2.5 + 400 * 0.5 + 100 * 10) / 1e6 * NANO)

    def test_the_reserve_is_never_less_than_the_cost(self):
        chance = random.Random(42)
        for _ in range(500):
            prompt, completion = chance.randrange(10_000), chance.randrange(10_000)
            most = self.prices.at_most("small", prompt, completion)
            assert most >= self.prices.cost("small", prompt, chance.randint(0, prompt), chance.randint(0, completion))

    def test_a_model_without_an_entry_has_no_price_rather_than_none_to_pay(self):
        assert self.prices.cost("large", 1, 0, 1) is None

    def test_a_cap_in_money_holds_before_the_call(self, path):
        ledger = Ledger(path, Caps(run_money=NANO))
        ledger.reserve(call(1, money=NANO // 2))

        with pytest.raises(LlmProblem) as refused:
            ledger.reserve(call(1, money=NANO // 2 + 1))

        assert refused.value.code == "llm/cap-run-money"

    def test_under_a_cap_in_money_a_call_of_unknown_price_is_refused(self, path):
        with pytest.raises(LlmProblem) as refused:
            Ledger(path, Caps(user_money=NANO)).reserve(call(1))

        assert refused.value.code == "llm/price-unknown"

    def test_a_sum_with_one_unpriced_call_is_unknown(self, path):
        ledger = Ledger(path, Caps())
        ledger.settle(ledger.reserve(call(1, money=5)), Usage(1, 0), 5)
        assert ledger.spent("r-1")[0].as_json(True)["money"] == 5 / NANO

        ledger.settle(ledger.reserve(call(1)), Usage(1, 0), None)

        assert ledger.spent("r-1")[0].as_json(True)["money"] is None


def test_many_servers_of_one_user_at_once_never_pass_the_cap(path):
    greatest, refused = 10_000, []

    def work(number):
        chance, ledger = random.Random(number), Ledger(path, Caps(user_tokens=greatest))
        for _ in range(40):
            asked = chance.randint(1, 300)
            try:
                row = ledger.reserve(call(asked, run=f"r-{number}"))
            except LlmProblem as problem:
                refused.append(problem.code)
                continue
            fate = chance.random()
            if fate < 0.5:
                ledger.settle(row, Usage(chance.randint(0, asked), 0), None)
            elif fate < 0.6:
                ledger.release(row)
            assert ledger.spent("r-1")[1].tokens <= greatest

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(refused) == {"llm/cap-user-tokens"}
    assert greatest - 300 < Ledger(path, Caps()).spent("r-1")[1].tokens <= greatest


def test_a_file_that_cannot_be_used_stops_calls_instead_of_the_caps(path):
    path.parent.mkdir()
    path.write_text("no database, but long enough to be taken for one " * 40)

    with pytest.raises(LlmProblem) as refused:
        Ledger(path, Caps()).reserve(call(1))

    assert (refused.value.code, refused.value.status) == ("llm/ledger", 503)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param({"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}, Usage(5, 2), id="plain"),
        pytest.param(
            {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 57}, Usage(5, 52), id="thinking only in the total"
        ),
        pytest.param({"prompt_tokens": 5, "total_tokens": 5}, Usage(5, 0), id="embeddings"),
        pytest.param(
            {"prompt_tokens": 5, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}},
            Usage(5, 2, 4),
            id="cached",
        ),
        pytest.param(
            {"prompt_tokens": 5, "completion_tokens": 2, "prompt_cache_hit_tokens": 9}, Usage(5, 2, 5), id="too many cached"
        ),
        pytest.param({"prompt_tokens": 5, "prompt_tokens_details": None}, Usage(5, 0), id="no details"),
        pytest.param({"prompt_tokens": -5, "completion_tokens": 2}, None, id="negative"),
        pytest.param({"prompt_tokens": "5", "completion_tokens": 2}, None, id="words"),
        pytest.param({"prompt_tokens": 0, "completion_tokens": 0}, None, id="zeros"),
        pytest.param({"prompt_tokens": True}, None, id="a truth"),
        pytest.param(None, None, id="null"),
    ],
)
def test_usage_is_read_as_endpoints_write_it(told, expected):
    assert usage_of({"usage": told}) == expected
