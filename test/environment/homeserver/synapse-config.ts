import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { LOOPBACK } from "./loopback.ts";

/** Synapse's server name: the part of a user id after the colon. */
export const SERVER_NAME = "localhost";

/**
 * Parts of Synapse's configuration, by name. `undefined` replaces one of ours by Synapse's default.
 */
export type SynapseConfig = Record<string, unknown>;

const UNLIMITED = { per_second: 9999, burst_count: 9999 };

/**
 * Writes the files that Synapse needs to start into a folder. Existing ones (database, signing key) stay.
 * @param wished merged over the configuration for tests, object by object
 * @returns the path of the configuration
 */
export async function writeSynapseConfig(
  folder: string,
  { port, secret, wished }: { port: number; secret: string; wished: SynapseConfig },
): Promise<string> {
  const file = path.join(folder, "homeserver.json");
  // JSON is valid YAML, and needs no library.
  await writeFile(file, JSON.stringify(merged(testConfig(folder, port, secret), wished), null, 2));
  await writeFile(path.join(folder, "log.json"), JSON.stringify(LOG_CONFIG));
  await writeOnce(path.join(folder, "signing.key"), `ed25519 a_test ${unpaddedBase64(randomBytes(32))}\n`);
  return file;
}

function testConfig(folder: string, port: number, secret: string): SynapseConfig {
  return {
    server_name: SERVER_NAME,
    report_stats: false,
    registration_shared_secret: secret,
    macaroon_secret_key: secret,
    form_secret: secret,
    signing_key_path: path.join(folder, "signing.key"),
    media_store_path: path.join(folder, "media"),
    log_config: path.join(folder, "log.json"),
    pid_file: path.join(folder, "homeserver.pid"),
    database: { name: "sqlite3", args: { database: path.join(folder, "homeserver.db") } },
    listeners: [
      {
        port,
        tls: false,
        type: "http",
        bind_addresses: [LOOPBACK],
        resources: [{ names: ["client", "openid"], compress: false }],
      },
    ],
    max_event_delay_duration: "24h",
    experimental_features: { msc4354_enabled: true },
    trusted_key_servers: [],
    presence: { enabled: false },
    // Otherwise a /sync omits events when more than 100 arrive at once.
    filter_timeline_limit: -1,
    // Otherwise a first /sync gets the same answer for two minutes, and a mark taken from it is out of date.
    caches: { sync_response_cache_duration: "0s" },
    // bcrypt's minimum: passwords in tests protect nothing, and the default would cost a quarter of a second each.
    bcrypt_rounds: 4,
    rc_message: UNLIMITED,
    rc_delayed_event_mgmt: UNLIMITED,
    rc_room_creation: UNLIMITED,
    rc_joins: { local: UNLIMITED, remote: UNLIMITED },
    rc_invites: { per_room: UNLIMITED, per_user: UNLIMITED, per_issuer: UNLIMITED },
    rc_login: { address: UNLIMITED, account: UNLIMITED, failed_attempts: UNLIMITED },
  };
}

/** Logs everything to standard error, which is a file. */
const LOG_CONFIG = {
  version: 1,
  formatters: { line: { format: "%(asctime)s %(levelname)s %(name)s: %(message)s" } },
  handlers: { stderr: { class: "logging.StreamHandler", formatter: "line" } },
  root: { level: "INFO", handlers: ["stderr"] },
  disable_existing_loggers: false,
};

function merged(base: SynapseConfig, wished: SynapseConfig): SynapseConfig {
  const result = { ...base };
  for (const [name, value] of Object.entries(wished)) {
    const before = result[name];
    result[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is SynapseConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function writeOnce(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function unpaddedBase64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
