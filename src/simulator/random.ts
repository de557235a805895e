/**
 * A seeded source of chance (sfc32, by Chris Doty-Humphrey: 128 bits of state, period at least 2^32).
 * The same seed gives the same draws; nothing here is fit for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** Any text is a seed: `"7/BTCUSDT/orders"` is a stream of its own, whatever the other streams draw. */
  constructor(seed: string) {
    [this.a, this.b, this.c] = [hash(seed, 0x811c9dc5), hash(seed, 0x9e3779b9), hash(seed, 0x85ebca6b)];
    // The first outputs still show how alike two seeds are.
    for (let n = 0; n < 15; n++) this.uint32();
  }

  /** An integer of 0 to 2^32 - 1. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 up to, never including, 1. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** An integer of 0 to `below` - 1. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** The wait for the next event of a Poisson process whose events come every `mean`. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Mean 0, variance 1 (Box and Muller; the second of the pair is not kept, so that each draw stands alone). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Heavy tail to the right: the logarithm is normal around that of `median`. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** A power law: at least `least`, and above `x` with probability `(least / x) ^ exponent`. */
  pareto(least: number, exponent: number): number {
    return least * (1 - this.uniform()) ** (-1 / exponent);
  }
}

/** FNV-1a over UTF-16 code units, then MurmurHash3's finaliser. */
function hash(text: string, basis: number): number {
  let h = basis;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
