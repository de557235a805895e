import { app, dialog, Menu, type MenuItemConstructorOptions } from "electron";

/** The standard menu, and how to open a session. Developer tools only where the program is not packaged. */
export function setMenu(open: (tape: string) => void): void {
  const choose = async (): Promise<void> => {
    const filters = [{ name: "Session", extensions: ["tape"] }];
    const { filePaths } = await dialog.showOpenDialog({ properties: ["openFile"], filters });
    if (filePaths[0] !== undefined) open(filePaths[0]);
  };
  const file: MenuItemConstructorOptions[] = [
    { label: "Open Session…", accelerator: "CmdOrCtrl+O", click: () => void choose() },
    { type: "separator" },
    { role: process.platform === "darwin" ? "close" : "quit" },
  ];
  const view: MenuItemConstructorOptions[] = [
    { role: "reload" },
    ...(app.isPackaged ? [] : [{ role: "toggleDevTools" } as const]),
    { type: "separator" },
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === "darwin" ? [{ role: "appMenu" } as const] : []),
      { label: "File", submenu: file },
      { role: "editMenu" },
      { label: "View", submenu: view },
      { role: "windowMenu" },
    ]),
  );
}
