import { constants } from "node:os";
import path from "node:path";
import { runChild } from "./child.mjs";
import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";

const root = path.dirname(import.meta.dirname);

try {
  await setUp({ log: console.log });
  const args = ["--import", "tsx", "demo/main.ts", ...process.argv.slice(2)];
  const { status, signal } = await runChild(process.execPath, args, { cwd: root });
  process.exitCode = signal ? 128 + constants.signals[signal] : status;
} catch (error) {
  console.error(error instanceof SetUpError ? error.message : error);
  process.exitCode = 1;
}
