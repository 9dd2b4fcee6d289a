import { spawn } from "node:child_process";

/**
 * Waits on its standard input, which closes when the process at the other end dies, however that happens. A killed
 * process may still be writing, so there is a second attempt to remove the folder.
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
  /** Adds a process group that must not outlive this process, if it was created. */
  kills(processGroup: number | undefined): void;
  /** Stops the guard, which then does nothing. */
  dismiss(): void;
}

/**
 * Starts a small shell that cleans up if this process does not. An `exit` listener would not run after SIGKILL or an
 * unhandled signal, and signal handlers here would replace their owner's.
 * @param folder removed last, once the process groups named by its `*.pid` files have been killed
 */
export function startGuard(folder = ""): Guard {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "guard", folder], {
    // In a session of its own, because Ctrl+C in the terminal must not end the guard first.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  // A write to a dead guard must not end this process.
  shell.stdin.on("error", () => {});
  return {
    kills: (processGroup) => void (processGroup && shell.stdin.write(`kill ${processGroup}\n`)),
    dismiss: () => void shell.stdin.end("dismiss\n"),
  };
}
