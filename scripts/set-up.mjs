import { installDependencies } from "./dependencies.mjs";
import { findNode24 } from "./node-24.mjs";
import { run } from "./run.mjs";

/** @typedef {(args: readonly string[], options?: { keepOutput?: boolean, timeoutMs?: number }) => Promise<import("./run.mjs").Finished>} RunNode runs a script on Node 24 */

/**
 * Everything a bare clone needs before something of it can run: the locked packages, and the Node 24 among them. Uses Node's built-ins alone.
 * @returns {Promise<RunNode>}
 */
export async function setUp() {
  await installDependencies();
  const node = findNode24();
  return (args, options) => run(node, args, options);
}
