/** The widget's phase. It acts only in `ready`, when all requested capabilities were approved. */
export type ToolkitPhase = "connecting" | "refused" | "ready";

/** The widget's interface for tests, as `window.toolkit`. */
export interface ToolkitHandle {
  phase: ToolkitPhase;
  /**
   * Schedules an event with the status `gone`. @param delay milliseconds
   * @returns the delay_id
   * @throws the library's Error, also for an answer without a delay_id, or an Error if not all capabilities were
   *   approved
   */
  schedule(kind: "state" | "message", delay: number): Promise<string>;
  /** The same without a check of the approval. @throws the library's Error */
  scheduleAnyway(kind: "state" | "message", delay: number): Promise<string>;
  /** @throws the library's Error, or an Error if not all capabilities were approved */
  update(delayId: string, action: "restart" | "cancel" | "send"): Promise<void>;
  /** The same without a check of the approval. @throws the library's Error */
  updateAnyway(delayId: string, action: "restart" | "cancel" | "send"): Promise<void>;
}

declare global {
  interface Window {
    toolkit: ToolkitHandle;
  }
}
