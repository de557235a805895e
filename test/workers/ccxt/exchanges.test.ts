import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { CCXT_EXCHANGES, CCXT_PRIVATE } from "../../../src/core/venues/ccxt/exchanges.ts";
import { ccxtModule, type ExchangeClient } from "../../../src/workers/ccxt/exchange-client.ts";

const folder = join(dirname(createRequire(import.meta.url).resolve("ccxt")), "../js/src/pro");

test("the exchanges that are offered are those that ccxt streams trades and books of, less those that want an account first", () => {
  const clients = readdirSync(folder)
    .filter((file) => file.endsWith(".js"))
    .map((file) => new (ccxtModule(`pro/${file.slice(0, -3)}`)["default"] as new () => ExchangeClient & { name: string })())
    .filter(({ has }) => has["watchTrades"] === true && has["watchOrderBook"] === true)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const open = clients.filter(({ id }) => !CCXT_PRIVATE.includes(id));
  expect([...CCXT_EXCHANGES]).toEqual(open.map(({ id, name }) => [id, name]));
  expect(CCXT_PRIVATE.filter((id) => clients.every((client) => client.id !== id))).toEqual([]);
});
