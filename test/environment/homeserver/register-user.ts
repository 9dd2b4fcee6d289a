import { createHmac, randomBytes } from "node:crypto";

/** An account and its password. */
export interface Account {
  userId: string;
  password: string;
}

/**
 * Creates an account with Synapse's shared secret.
 * @param admin whether it may use Synapse's admin API
 * https://element-hq.github.io/synapse/latest/admin_api/register_api.html
 * @throws Error with Synapse's answer, for instance when the name is taken
 */
export async function registerUser(
  baseUrl: string,
  secret: string,
  localpart: string,
  admin = false,
): Promise<Account> {
  const url = `${baseUrl}/_synapse/admin/v1/register`;
  const { nonce } = await answer<{ nonce: string }>(await fetch(url));
  const password = randomBytes(12).toString("hex");
  const mac = createHmac("sha1", secret)
    .update([nonce, localpart, password, admin ? "admin" : "notadmin"].join("\0"))
    .digest("hex");
  const body = { nonce, username: localpart, password, mac, admin, inhibit_login: true };
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const { user_id: userId } = await answer<{ user_id: string }>(response);
  return { userId, password };
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Synapse refused to register: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
