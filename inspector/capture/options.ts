import { storageArea } from "../../src/browser/storage.ts";

const SENDS = "inspector sends";

/** Says whether the user has allowed the inspector to send requests in a widget's name. Off by default. */
export async function maySendAgain(): Promise<boolean> {
  return (await storageArea("local").get(SENDS)) === true;
}

/** Allows the inspector to send requests in a widget's name, or forbids it. */
export async function setMaySendAgain(on: boolean): Promise<void> {
  await storageArea("local").set(SENDS, on);
}
