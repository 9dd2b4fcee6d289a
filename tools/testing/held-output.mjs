/** Holds back a process's output while another process uses the terminal. Once shown, the rest appears as it comes. */
export class HeldOutput {
  #held = [];
  #shown = false;

  /** @param {import("node:child_process").ChildProcess} child whose stdout and stderr are pipes to this process */
  take({ stdout, stderr }) {
    for (const stream of [stdout, stderr]) stream?.on("data", (chunk) => this.#write(chunk));
  }

  show() {
    this.#shown = true;
    for (const chunk of this.#held.splice(0)) process.stdout.write(chunk);
  }

  #write(chunk) {
    if (this.#shown) process.stdout.write(chunk);
    else this.#held.push(chunk);
  }
}
