/** The widget's phase: it acts only in `ready`, when everything that it requests was approved. */
export type ToolkitPhase = "connecting" | "refused" | "ready";

/** What tests see of the widget, as `window.toolkit`. */
export interface ToolkitHandle {
  phase: ToolkitPhase;
  /**
   * Schedules an event that says `gone`. @param delay milliseconds
   * @returns the delay_id
   * @throws Error of the library's, also for an answer without a delay_id, and where not all was approved
   */
  schedule(kind: "state" | "message", delay: number): Promise<string>;
  /** The same without a look at what was approved. @throws Error of the library's */
  scheduleAnyway(kind: "state" | "message", delay: number): Promise<string>;
  /** @throws Error of the library's, and where not all was approved */
  update(delayId: string, action: "restart" | "cancel" | "send"): Promise<void>;
  /** The same without a look at what was approved. @throws Error of the library's */
  updateAnyway(delayId: string, action: "restart" | "cancel" | "send"): Promise<void>;
}

declare global {
  interface Window {
    toolkit: ToolkitHandle;
  }
}
