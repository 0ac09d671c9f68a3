import pytest

from jupyterlab_cellforge.tests.upstream import answer, stream


class TestTokensOfARun:
    @pytest.fixture
    def llm_config(self):
        return {"run_tokens": 1_100, "max_tokens": 400}

    async def test_the_cap_holds_before_the_call(self, chat, upstream, usage):
        upstream.plan(stream(*"abc", with_usage=False))
        assert (await chat(stream=True)).status == 200

        second, third = await chat(), await chat(max_tokens=800)

        assert second.status == 200
        assert third.status == 400, "more than the server's limit of an answer"
        fourth = await chat("x" * 500)
        assert (fourth.status, fourth.error["code"]) == (429, "llm/cap-run-tokens")
        assert "Retry-After" not in fourth.headers
        assert fourth.headers["x-should-retry"] == "false"
        assert len(upstream.asked) == 2
        answered = await usage()
        assert answered["caps"]["run_tokens"] == 1_100
        assert answered["run"]["calls"] == answered["user"]["calls"] == 2

    async def test_another_run_has_its_own(self, chat, upstream):
        upstream.plan(stream("a", with_usage=False))
        await chat("x" * 400, stream=True)
        assert (await chat("x" * 400)).status == 429

        assert (await chat("x" * 400, run="r-2")).status == 200

    async def test_a_token_is_reserved_for_each_byte_whatever_the_script(self, chat, upstream, usage):
        upstream.plan(stream("a", with_usage=False))

        await chat("遺" * 100, max_tokens=1, stream=True)

        assert (await usage())["run"]["reserved_tokens"] > 301

    async def test_several_answers_are_reserved_for(self, chat, upstream, usage):
        upstream.plan(answer(with_usage=False))

        await chat(n=2, max_tokens=300)

        assert (await usage())["run"]["reserved_tokens"] > 600


class TestMoney:
    @pytest.fixture
    def llm_config(self):
        return {
            "models": ["small", "large"], "prices": {"small": {"prompt": 1, "completion": 10}}, "run_money": 0.005,
            "max_tokens": 400, "default_model": "small",
        }  # fmt: skip

    async def test_is_counted_by_the_price_table(self, chat, upstream, usage):
        upstream.plan(answer(completion=100))

        await chat("x" * 96)

        spent = (await usage())["run"]
        assert spent["money"] == pytest.approx((100 * 1 + 100 * 10) / 1e6, rel=1e-12)
        assert spent["reserved_money"] == 0

    async def test_the_cap_holds_before_the_call(self, chat, upstream):
        upstream.plan(answer(with_usage=False))
        assert (await chat()).status == 200

        refused = await chat()

        assert (refused.status, refused.error["code"]) == (429, "llm/cap-run-money")
        assert len(upstream.asked) == 1

    async def test_a_model_without_a_price_is_refused(self, chat, upstream):
        refused = await chat(model="large")

        assert (refused.status, refused.error["code"]) == (403, "llm/price-unknown")
        assert upstream.asked == []

    async def test_nothing_spent_is_nothing_where_the_price_is_known_for_all(self, usage):
        # "large" has no price, so even an empty sum is not called free
        assert (await usage())["run"]["money"] is None


async def test_a_call_that_names_no_run_is_refused(ask, upstream):
    body = {"model": "small", "messages": [{"role": "user", "content": "hi"}]}
    for run in (None, "run 1", "r-" + "x" * 200):
        answered = await ask("v1", "chat", "completions", body=body, run=run)
        assert (answered.status, answered.error["code"]) == (400, "llm/no-run")
    assert upstream.asked == []


class TestWithoutAnEndpoint:
    @pytest.fixture
    def llm_config(self, monkeypatch):
        return {"upstream_url": "", "api_key_env": "NO_SUCH_VARIABLE"}

    async def test_calls_are_refused_and_the_config_says_so(self, chat, jp_fetch):
        answered = await chat()

        assert (answered.status, answered.error["code"]) == (503, "llm/not-configured")
        assert b'"available": false' in (await jp_fetch("cellforge", "config")).body


class TestWithoutPermission:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["CellForge"] = {"allowed_experts": ["built-in"]}
        return jp_server_config

    async def test_calls_are_refused_and_the_config_says_so(self, chat, jp_fetch, upstream):
        answered = await chat()

        assert (answered.status, answered.error["code"]) == (403, "llm/not-allowed")
        assert b'"available": false' in (await jp_fetch("cellforge", "config")).body
        assert upstream.calls == []
