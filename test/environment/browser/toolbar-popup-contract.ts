import type { Keyboard } from "./keyboard.ts";

/** The real popup below the extension's toolbar button, which alone may read the tab below it. */
export interface ToolbarPopup extends Keyboard {
  /** Waits until the popup contains a matching element. */
  shows(selector: string): Promise<void>;
  /** Clicks an element with the mouse. */
  click(selector: string): Promise<void>;
  /**
   * Answers the permission prompt after a click on *Switch on*. Chromium closes the popup when it prompts; Firefox
   * keeps it open.
   */
  answerPermissionPrompt(answer: "allow" | "deny"): Promise<void>;
  close(): Promise<void>;
}
