import { app } from "electron";
import { DEMO } from "../desk/live-launch.ts";
import { isLaunch, type Launch } from "../launch.ts";

/**
 * Whether this is the only Tapedeck of its user; else the one that runs already is told what was wanted. From then on `onLaunch` is
 * called for what a later start wants, and for a file that the desktop opens.
 */
export function takeLaunches(first: Launch, onLaunch: (launch: Launch) => void): boolean {
  if (!app.requestSingleInstanceLock(first)) return false;
  app.on("second-instance", (_event, _args, _cwd, data) => onLaunch(isLaunch(data) ? data : { tape: null, speed: 1, live: DEMO }));
  app.on("open-file", (event, path) => {
    event.preventDefault();
    onLaunch({ tape: path, speed: 1, live: DEMO });
  });
  return true;
}
