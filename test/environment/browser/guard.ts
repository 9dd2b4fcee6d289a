import { spawn } from "node:child_process";

/**
 * Waits on its standard input, which ends with the process that holds the other end, however that comes to its end.
 * A process that was just killed may still be in the midst of a write; hence the second try to remove the folder.
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
  /** Adds a process group, if it ever came to be, to those that must not outlive this process. */
  kills(processGroup: number | undefined): void;
  /** Ends the guard without its doing anything. */
  dismiss(): void;
}

/**
 * Starts a small shell that cleans up after this process if this process does not: an `exit` listener would not run
 * after SIGKILL or a signal nobody handles, and handling signals here would take them from their owner.
 * @param folder removed in the end, after the process groups were killed that its files `*.pid` name
 */
export function startGuard(folder = ""): Guard {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "guard", folder], {
    // A session of its own: Ctrl+C in the terminal must not end the guard first.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  // Writing to a guard that something else ended must not end us.
  shell.stdin.on("error", () => {});
  return {
    kills: (processGroup) => void (processGroup && shell.stdin.write(`kill ${processGroup}\n`)),
    dismiss: () => void shell.stdin.end("dismiss\n"),
  };
}
