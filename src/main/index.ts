import { join } from "node:path";
import { app, crashReporter, dialog, session } from "electron";
import { compose } from "./compose.ts";
import { DEMO } from "./desk/live-launch.ts";
import { ElectronHost } from "./host/electron.ts";
import { type Launch, readLaunch } from "./launch.ts";
import { OpenDesk } from "./open-desk.ts";
import { registerScheme, servePage } from "./windows/app-scheme.ts";
import { DeskWindow } from "./windows/desk-window.ts";
import { takeLaunches } from "./windows/launches.ts";
import { setMenu } from "./windows/menu.ts";
import { quitInOrder } from "./windows/quit.ts";
import { confineContents, denyPermissions } from "./windows/rules.ts";

const programs = import.meta.dirname;
const window = new DeskWindow({ preload: join(programs, "../preload/index.cjs"), devTools: !app.isPackaged, clock: () => performance.now() });
const desk = new OpenDesk((launch) => compose(new ElectronHost(programs, window), launch));

app.enableSandbox();
crashReporter.start({ uploadToServer: false });
registerScheme();
confineContents();

let wanted = readLaunch(process.argv.slice(1), process.env["INIT_CWD"] ?? process.cwd());
const first = takeLaunches(wanted, (launch) => {
  if (!app.isReady()) wanted = launch;
  else if (launch.tape === null) window.focus();
  else void open(launch);
});
if (first) app.whenReady().then(start, complain);
else app.quit();

function start(): void {
  servePage(session.defaultSession, join(programs, "../renderer"));
  denyPermissions(session.defaultSession);
  setMenu((tape) => void open({ tape, speed: 1, live: DEMO }));
  quitInOrder(() => desk.stop());
  app.on("activate", () => window.focus());
  app.on("child-process-gone", (_event, { name = "", type, reason, exitCode }) => {
    if (reason !== "clean-exit") process.stderr.write(`tapedeck: process gone: ${type} ${name} (${reason}, code ${exitCode})\n`);
  });
  void open(wanted);
}

async function open(launch: Launch): Promise<void> {
  try {
    const { failed } = await desk.open(launch);
    complain(await failed);
  } catch (error) {
    complain(error);
    dialog.showErrorBox("Tapedeck cannot open this session", error instanceof Error ? error.message : String(error));
    if (!desk.isOpen) app.exit(1);
  }
}

function complain(error: unknown): void {
  process.stderr.write(`tapedeck: ${error instanceof Error ? error.message : String(error)}\n`);
}
