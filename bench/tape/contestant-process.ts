import { readMessages } from "./capture.ts";
import { CONTESTANTS } from "./contestants.ts";

/** Runs one contestant in a process of its own: one pass to warm up, then timed passes; prints the median rate and the answer. */
const TIMED_PASSES = 5;
const [name = "", tape = ""] = process.argv.slice(2);
const contestant = CONTESTANTS[name];
if (contestant === undefined) throw new Error(`there is no contestant ${name}`);

const messages = readMessages();
let answer = await contestant(messages, tape);
const rates: number[] = [];
for (let pass = 0; pass < TIMED_PASSES; pass++) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  answer = await contestant(messages, tape);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  rates.push(messages.starts.length / seconds);
  if (pass === TIMED_PASSES - 1) {
    const framesPerSecond = rates.toSorted((a, b) => a - b)[TIMED_PASSES >> 1];
    process.stdout.write(JSON.stringify({ framesPerSecond, cores: (user + system) / 1e6 / seconds, answer }));
  }
}
