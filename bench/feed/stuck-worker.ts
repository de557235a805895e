import { inProject } from "../../scripts/project.mjs";
import { AnalyticsPart } from "../../src/core/desk/analytics-part.ts";
import { serveLiveShare } from "../../src/workers/fold/serve-live-share.ts";

/** Longer than any supervisor waits. */
const STUCK_MS = 10_000;

/**
 * An analytics worker as it is, but for one thing: told by SIGUSR2, it is stuck in the midst of the next message, as in an indicator
 * that does not end. Benches and tests alone start it.
 */
type Take = (this: AnalyticsPart, ...message: Parameters<AnalyticsPart["take"]>) => ReturnType<AnalyticsPart["take"]>;
const take = Object.getOwnPropertyDescriptor(AnalyticsPart.prototype, "take")?.value as Take;
let armed = false;
process.on("SIGUSR2", () => void (armed = true));
AnalyticsPart.prototype.take = function (message) {
  if (armed) {
    armed = false;
    const endMs = performance.now() + STUCK_MS;
    while (performance.now() < endMs);
  }
  return take.call(this, message);
};
serveLiveShare("analytics", inProject("out", "main"), process.argv.slice(2));
