import { spawn } from "node:child_process";

/** Opens the address where somebody is there to see it: in a terminal, on a desktop, outside CI. The address is printed in any case. */
export function openBrowser(address: string): void {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const desktop = process.platform !== "linux" || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
  if (CI !== undefined || !process.stdout.isTTY || !desktop) return;
  const [command, args] = opener(address);
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  // No opener on this machine: the printed address is what the user has then.
  child.once("error", () => process.stderr.write("Open the address above in a browser.\n"));
  child.unref();
}

function opener(address: string): [string, string[]] {
  switch (process.platform) {
    case "darwin":
      return ["open", [address]];
    case "win32":
      return ["cmd", ["/c", "start", "", address]];
    default:
      return ["xdg-open", [address]];
  }
}
