import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import type { BrowserName } from "./contract.ts";
import { findBrowser } from "./executable.ts";
import { startGuard } from "./guard.ts";

/** Chromium creates a socket whose path is 45 characters longer, and macOS limits socket paths to 103. */
const LONGEST_TMPDIR = 58;

/** What a browser is started with. */
export interface Workspace {
  executable: string;
  /** A folder that is removed with the browser. */
  folder: string;
  profile: string;
  env: Record<string, string | undefined>;
  /** Removes the folder. Call it once the browser has ended. */
  remove(): Promise<void>;
}

/**
 * Creates a folder for one run of a browser, with a new profile unless another is given. It also contains the home and
 * the temporary folder, because both browsers write outside their profile: crash reports, caches, `~/Downloads`.
 * @throws Error when the browser is not installed
 */
export async function createWorkspace(name: BrowserName, profile?: string): Promise<Workspace> {
  const browser = findBrowser(name);
  const root = await mkdtemp(path.join(tmpdir(), `postdate-${name}-`));
  const guard = startGuard(root);
  const inside = (part: string) => path.join(root, part);
  await Promise.all(["profile", "home", "tmp"].map((part) => mkdir(inside(part))));

  // puppeteer reports the process id only once the browser is up, but the guard needs it from the start.
  const script = `#!/bin/sh\necho $$ > ${quote(inside("browser.pid"))}\nexec ${quote(browser)} "$@"\n`;
  await writeFile(inside("browser"), script, { mode: 0o700 });

  const env: Workspace["env"] = { ...process.env, HOME: inside("home"), XAUTHORITY: xAuthority() };
  if (inside("tmp").length <= LONGEST_TMPDIR) env.TMPDIR = inside("tmp");
  for (const variable of Object.keys(env)) {
    if (/^XDG_(CONFIG|CACHE|DATA|STATE)_HOME$/.test(variable)) Reflect.deleteProperty(env, variable);
  }
  return {
    executable: inside("browser"),
    folder: root,
    profile: profile ?? inside("profile"),
    env,
    async remove() {
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      guard.dismiss();
    },
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The X cookie of the real home folder, which a display may require to show a window. */
function xAuthority(): string | undefined {
  const inHome = path.join(homedir(), ".Xauthority");
  return process.env.XAUTHORITY ?? (existsSync(inHome) ? inHome : undefined);
}
