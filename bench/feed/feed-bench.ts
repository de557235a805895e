import { dropWhenFull } from "./drop-when-full.ts";
import { type FeedCase, liveCase } from "./live-case.ts";

/** A live desk at 1,000 messages/s for `seconds` and at 20,000/s for a sixth of that, with 1, 2 and 4 book workers; and a design that drops. */
export async function feedBench(seconds: number): Promise<{ data: object; text: string }> {
  const cases: FeedCase[] = [];
  for (const workers of [1, 2, 4]) cases.push(...(await liveCase(workers, seconds)));
  const dropping = await dropWhenFull(Math.max(1, Math.round(seconds / 6)));
  const text = cases.map(
    ({ rate, workers, frames, dropped, queueHighWater, cpuPercent, rssMb, appliedMs: { p50, p99, p999 }, medianSecondMs, idleThreadLateMs }) =>
      `${rate}/s, ${workers} book workers: ${frames} frames, ${dropped} dropped, applied ${p50} ms p50, ${p99} p99, ${p999} p99.9, in the median second ${medianSecondMs.p99} p99 (an idle thread woke ${idleThreadLateMs.p99} ms late at p99); queue ${queueHighWater} bytes, cpu ${cpuPercent} %, ${rssMb} MB\n`,
  );
  const { rate, received, dropped } = dropping;
  return {
    data: { cases, dropWhenFull: dropping },
    text: `${text.join("")}one consumer of 1 ms behind a queue of 1,000 at ${rate}/s: ${dropped} of ${received} dropped\n`,
  };
}
