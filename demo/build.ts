import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const ROOT = path.dirname(import.meta.dirname);
const WEBPACK = path.join(ROOT, "node_modules/webpack/bin/webpack.js");
const CONFIGS = ["extension-test", "pages"].flatMap((name) => ["--config-name", name]);

const run = promisify(execFile);

/**
 * Builds the extension, with the loopback origins granted, and the pages of client and widget.
 * @throws Error with webpack's output when it does not compile
 */
export async function build(signal: AbortSignal): Promise<void> {
  try {
    await run(process.execPath, [WEBPACK, ...CONFIGS], { cwd: ROOT, signal });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`The build failed.\n${stdout}${stderr}`.trim(), { cause: error });
  }
}
