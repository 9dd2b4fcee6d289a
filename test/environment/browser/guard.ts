import { spawn } from "node:child_process";

/**
 * Waits on its standard input, which closes when the process at the other end dies, however that happens.
 * A process that was just killed may still be in the middle of a write; hence the second attempt to remove the folder.
 */
const SCRIPT = `
while read -r word value; do
  case $word in
    kill) groups="$groups -$value" ;;
    dismiss) exit 0 ;;
  esac
done
for file in "$1"/*.pid; do
  [ -f "$file" ] && groups="$groups -$(cat "$file")"
done
[ -z "$groups" ] || kill -s KILL -- $groups
[ -z "$1" ] || rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
`;

export interface Guard {
  /** Adds a process group, if it was ever created, to those that must not outlive this process. */
  kills(processGroup: number | undefined): void;
  /** Stops the guard before it does anything. */
  dismiss(): void;
}

/**
 * Starts a small shell that cleans up after this process if this process does not: an `exit` listener would not run
 * after SIGKILL or an unhandled signal, and handling signals here would take them from their owner.
 * @param folder removed last, once the process groups named by its `*.pid` files have been killed
 */
export function startGuard(folder = ""): Guard {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "guard", folder], {
    // In its own session, because Ctrl+C in the terminal must not end the guard first.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  // Writing to a guard that was ended by something else must not end us.
  shell.stdin.on("error", () => {});
  return {
    kills: (processGroup) => void (processGroup && shell.stdin.write(`kill ${processGroup}\n`)),
    dismiss: () => void shell.stdin.end("dismiss\n"),
  };
}
