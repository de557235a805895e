/** All that a worker sees of the environment: no secrets of the shell that started the program, and nothing that changes how Node runs. */
const NAMES = "HOME LANG LC_ALL PATH SystemRoot TEMP TMP TMPDIR TZ USERPROFILE".split(" ");

/** The environment of a worker, from that of the shell. */
export function workerEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
