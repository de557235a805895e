import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RestAllowance, type RestBounds } from "../../../src/workers/feed/rest-allowance.ts";
import { RestClient } from "../../../src/workers/feed/rest-client.ts";
import type { RestAnswer } from "../../../src/workers/feed/world.ts";
import { FakeTime } from "./fake-world.ts";

const MINUTE_MS = 60_000;

interface Request {
  readonly url: string;
  readonly askedMs: number;
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
  fail(message: string): void;
}

/** A client over a server that answers when the test says so. */
function client(bounds: Partial<RestBounds> = {}, within: RestAllowance | null = null) {
  const time = new FakeTime();
  const requests: Request[] = [];
  const request = (url: string): Promise<RestAnswer> =>
    new Promise((resolve, reject) => {
      requests.push({
        url,
        askedMs: time.nowMs,
        answer: (status, headers = {}) => resolve({ status, body: new Uint8Array(0), header: (name) => headers[name] ?? null }),
        fail: (message) => reject(new Error(message)),
      });
    });
  const allowance = new RestAllowance({ weightPerMinute: 1_000, mostInFlight: 10, usedWeightHeader: "x-used", ...bounds }, within);
  const rest = new RestClient({ clock: time.clock, schedule: time.schedule, random: () => 0.5, request }, allowance);
  const get = (url: string, weight = 1): Promise<number | string> =>
    rest.get(url, weight).then(
      ({ status }) => status,
      (error: unknown) => (error as Error).message,
    );
  return { time, requests, allowance, rest, get };
}

describe("the REST client", () => {
  test("has no more requests under way than may be, in the order of asking", async () => {
    const { time, requests, get } = client({ mostInFlight: 2 });
    const answers = ["a", "b", "c", "d"].map((url) => get(url));
    expect(requests.map(({ url }) => url)).toEqual(["a", "b"]);
    requests[1]?.answer(200);
    await time.advance(0);
    expect(requests.map(({ url }) => url)).toEqual(["a", "b", "c"]);
    requests[0]?.answer(200);
    requests[2]?.answer(404);
    await time.advance(0);
    requests[3]?.answer(200);
    expect(await Promise.all(answers)).toEqual([200, 200, 404, 200]);
  });

  test("spends no more weight in any minute than is allowed, whatever is asked (seeds are printed)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }), async (weights) => {
        const { time, requests, get } = client({ weightPerMinute: 100 });
        const answered = Promise.all(weights.map((weight, at) => get(String(at), weight)));
        for (let round = 0; requests.length < weights.length && round < 200; round++) {
          for (const request of requests) request.answer(200);
          await time.advance(MINUTE_MS / 4);
        }
        for (const request of requests) request.answer(200);
        await answered;
        const spent = requests.map(({ url, askedMs }) => ({ ms: askedMs, cost: weights[Number(url)] as number }));
        expect(spent).toHaveLength(weights.length);
        for (const { ms } of spent) {
          const inMinute = spent.filter((other) => other.ms > ms - MINUTE_MS && other.ms <= ms).reduce((sum, { cost }) => sum + cost, 0);
          expect(inMinute).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("asks nothing while the venue wants silence, and then asks again for what was refused", async () => {
    const { time, requests, get } = client({ mostInFlight: 2 });
    const answers = ["a", "b", "c"].map((url) => get(url));
    requests[0]?.answer(429, { "retry-after": "30" });
    requests[1]?.answer(200);
    await time.advance(29_999);
    expect(requests).toHaveLength(2);
    await time.advance(1);
    expect(
      requests
        .slice(2)
        .map(({ url }) => url)
        .sort(),
    ).toEqual(["a", "c"]);
    for (const request of requests) request.answer(200);
    expect(await Promise.all(answers)).toEqual([200, 200, 200]);
  });

  test("counts what the venue counts: weight that others on this machine have spent is spent", async () => {
    const { time, requests, get } = client({ weightPerMinute: 100 });
    const first = get("a");
    requests[0]?.answer(200, { "x-used": "100" });
    await first;
    void get("b");
    await time.advance(MINUTE_MS - 1);
    expect(requests).toHaveLength(1);
    await time.advance(1);
    expect(requests).toHaveLength(2);
  });

  test("tries again after no answer and after a fault of the venue's, and gives up after five attempts", async () => {
    const { time, requests, get } = client();
    const gone = get("gone");
    const faulty = get("faulty");
    for (let round = 0; round < 12; round++) {
      for (const request of requests) {
        if (request.url === "gone") request.fail("no route");
        else request.answer(503);
      }
      await time.advance(10_000);
    }
    expect(await gone).toBe("no route");
    expect(await faulty).toBe(503);
    expect(requests).toHaveLength(10);
  });

  test("which is a share of an allowance leaves the rest of it to others, and hears when they make room", async () => {
    const whole = new RestAllowance({ weightPerMinute: 100, mostInFlight: 2, usedWeightHeader: "" });
    const { time, requests, get } = client({ mostInFlight: 2 }, whole);
    whole.begin(time.nowMs, 1);
    whole.begin(time.nowMs, 1);
    void get("a");
    expect(requests).toHaveLength(0);
    whole.end(time.nowMs, null);
    expect(requests).toHaveLength(1);
    requests[0]?.answer(429, { "retry-after": "5" });
    await time.advance(0);
    expect(whole.waitMs(time.nowMs, 1)).toBe(5_000);
  });

  test("that is stopped asks nothing more, and says so to who waits", async () => {
    const { requests, rest, get } = client({ mostInFlight: 1 });
    const answers = [get("a"), get("b")];
    rest.stop();
    requests[0]?.answer(200);
    expect(await Promise.all([...answers, get("c")])).toEqual(Array.from({ length: 3 }, () => "nothing is asked any more"));
    expect(requests).toHaveLength(1);
  });
});
