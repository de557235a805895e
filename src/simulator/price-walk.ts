import type { Random } from "./random.ts";

const STEP_MS = 50;
const STEP_MINUTES = STEP_MS / 60_000;

/** Prices stand still between pieces of news: so likely is one in a step. */
const NEWS_CHANCE = 0.12;
/** A trend lasts so long on average, and is so strong a minute, beside the walk's own deviation of 1. */
const TREND_MINUTES = 0.4;
const TREND_DEVIATION = 1.2;
/** A burst of interest comes so often on average, adds this much heat on average (and at most so much in all), and cools to 1/e in 2 s. */
const BURST_EVERY_STEPS = 15_000 / STEP_MS;
const BURST_HEAT = 2;
const MOST_HEAT = 3.5;
const COOLING_PER_STEP = Math.exp(-STEP_MS / 2_000);

/**
 * Where a price drifts, in deviations: it spreads by about 1 in a minute, moves in jumps rather than smoothly, follows trends that
 * come and go, and is more restless while it is hot. The walk at a time depends on its seed alone, not on who asks or how often.
 */
export class PriceWalk {
  private readonly random: Random;
  /** The share of its distance from 0 that the walk loses in a minute. */
  private readonly pull: number;
  private steps: number;
  private level = 0;
  private warmth = 0;
  private trend = 0;
  private trendEnds = 0;

  constructor(random: Random, startMs: number, pull: number) {
    this.random = random;
    this.steps = Math.floor(startMs / STEP_MS);
    this.pull = pull;
  }

  /** Goes on to this time (Unix ms), which must not lie before the one asked for last. */
  advance(nowMs: number): void {
    const until = Math.floor(nowMs / STEP_MS);
    while (this.steps < until) {
      this.steps++;
      this.step();
    }
  }

  get position(): number {
    return this.level;
  }

  /** 0 in a lull, up to 3.5 in a burst. */
  get heat(): number {
    return this.warmth;
  }

  private step(): void {
    const { random } = this;
    this.warmth *= COOLING_PER_STEP;
    if (random.chance(1 / BURST_EVERY_STEPS)) this.warmth = Math.min(MOST_HEAT, this.warmth + random.exponential(BURST_HEAT));
    if (this.steps >= this.trendEnds) {
      this.trend = random.normal() * TREND_DEVIATION;
      this.trendEnds = this.steps + random.exponential(TREND_MINUTES / STEP_MINUTES);
    }
    if (!random.chance(NEWS_CHANCE * (0.6 + this.warmth / 2))) return;
    const minutes = STEP_MINUTES / NEWS_CHANCE;
    this.level += random.normal() * Math.sqrt(minutes) + (this.trend - this.pull * this.level) * minutes;
  }
}
