import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DEFAULT_SYNAPSE, synapsePython } from "../../../tools/synapse-venv.mjs";
import { type ChildProcess, startProcess } from "../child-process.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { freePort, LOOPBACK } from "./loopback.ts";
import { type Account, registerUser } from "./register-user.ts";
import { SERVER_NAME, type SynapseConfig, writeSynapseConfig } from "./synapse-config.ts";

const START_MS = 60_000;
const LOG_LINES = 40;

/** A real homeserver on loopback for this process, with which it dies. */
export interface Synapse {
  /** Without a trailing slash, such as "http://127.0.0.1:34567". */
  baseUrl: string;
  /** The part of a user id after the colon. */
  serverName: string;
  version: string;
  /**
   * @param options.admin whether the account may use Synapse's admin API
   * @throws Error with Synapse's answer when it refuses
   */
  registerUser(localpart: string, options?: { admin?: boolean }): Promise<Account>;
  /** Stops it and removes its data, unless the folder was given. A second call does nothing. */
  stop(): Promise<void>;
  /** Restarts it with the same data on the same port; `meanwhile` runs while it is down. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** The last 40 lines of its log. */
  log(): string;
}

/**
 * Starts Synapse and waits until it answers (some 2 s, plus half a minute at the first use of a version).
 * @param options.version a release on PyPI
 * @param options.config merged over the configuration for tests (synapse-config.ts), which has no rate limits
 * @param options.dir an existing folder for its data, which is kept; by default, a new one that `stop` removes
 * @throws Error with the end of its log when it exits instead of answering, or does not answer for a minute
 */
export async function startSynapse(
  options: { version?: string; config?: SynapseConfig; dir?: string } = {},
): Promise<Synapse> {
  const { version = DEFAULT_SYNAPSE, config: wished = {} } = options;
  const python = await synapsePython(version, console.log);
  const folder = options.dir
    ? { path: options.dir, remove: async () => {} }
    : await temporaryFolder("synapse");
  const port = await freePort();
  const secret = randomBytes(16).toString("hex");
  const config = await writeSynapseConfig(folder.path, { port, secret, wished });
  const baseUrl = `http://${LOOPBACK}:${port}`;
  const logFile = path.join(folder.path, "homeserver.log");
  const log = () => readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n");

  const start = async () => {
    const script = path.join(import.meta.dirname, "run-synapse.py");
    const started = await startProcess(python, [script, "-c", config], logFile);
    try {
      await untilHealthy(baseUrl, started);
    } catch (error) {
      await started.stop();
      throw new Error(`Synapse ${version} did not start: ${(error as Error).message}\n${log()}`);
    }
    return started;
  };

  let running = await start().catch(async (error) => {
    await folder.remove();
    throw error;
  });
  return {
    baseUrl,
    serverName: SERVER_NAME,
    version,
    registerUser: (localpart, { admin } = {}) => registerUser(baseUrl, secret, localpart, admin),
    log,
    async stop() {
      await running.stop();
      await folder.remove();
    },
    async restart(meanwhile = async () => {}) {
      await running.stop();
      await meanwhile();
      running = await start();
    },
  };
}

/** Synapse does not announce that it is ready, so this polls it. */
async function untilHealthy(baseUrl: string, process: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  let ended: string | undefined;
  process.exited.then((how) => {
    ended = how;
  });
  while (!(await isHealthy(baseUrl))) {
    if (ended) throw new Error(`it ended with ${ended}`);
    if (Date.now() > deadline) throw new Error(`no answer for ${START_MS} ms`);
    await Promise.race([pause(50), process.exited]);
  }
}

async function isHealthy(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}
