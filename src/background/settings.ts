import type { ReportLanguage, Setting } from "../messaging/views/options.ts";
import { type Preset, PresetError, type PresetReader } from "./preset.ts";
import { remembered } from "./remembered.ts";
import type { Store } from "./store.ts";

/** The switches, by the names of their keys. Each is off until the user or an administrator switches it on. */
type Switch = keyof Pick<Preset, "unencrypted" | "notifications">;
const REPORT_LANGUAGE = "report-language";

/**
 * The user's settings for all clients, unless an administrator has decided them.
 * @param changed called after every change
 */
export function createSettings(store: Store, preset: PresetReader, changed: () => void) {
  function aSwitch(key: Switch) {
    /** Nobody else writes it. */
    const stored = remembered(() => store.get(key));

    async function setting(): Promise<Setting> {
      const { [key]: decided } = await preset.get();
      return decided === undefined
        ? { on: (await stored.get()) === true, preset: false }
        : { on: decided, preset: true };
    }

    /** @throws if an administrator has decided it */
    async function set(on: boolean): Promise<void> {
      if ((await setting()).preset) throw new PresetError();
      // Also after a failure: the value may have been stored.
      await store.set(key, on).finally(stored.forget);
      changed();
    }

    return { setting, set };
  }

  const unencrypted = aSwitch("unencrypted");
  const notifications = aSwitch("notifications");

  /** The language in which reports are written: the browser's, unless the user prefers English. */
  async function reportLanguage(): Promise<ReportLanguage> {
    return (await store.get(REPORT_LANGUAGE)) === "en" ? "en" : "browser";
  }

  async function setReportLanguage(language: ReportLanguage): Promise<void> {
    await store.set(REPORT_LANGUAGE, language);
    changed();
  }

  return {
    /**
     * Says whether messages may be scheduled in encrypted rooms, although the homeserver then holds and sends them
     * unencrypted.
     */
    unencrypted: async () => (await unencrypted.setting()).on,
    setUnencrypted: unencrypted.set,
    /** Says whether the user wants to be told when the homeserver has sent a last will for them. */
    notifications: async () => (await notifications.setting()).on,
    setNotifications: notifications.set,
    reportLanguage,
    setReportLanguage,
    /** All settings, and who has decided each. */
    async all() {
      return {
        unencrypted: await unencrypted.setting(),
        notifications: await notifications.setting(),
        reportLanguage: await reportLanguage(),
      };
    },
  };
}

export type Settings = ReturnType<typeof createSettings>;
