import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * A path inside the project.
 * @param {string[]} names
 */
export function inProject(...names) {
  return join(root, ...names);
}
