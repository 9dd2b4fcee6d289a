import { render } from "preact";

/** The facts in the page's header. `failure` is a sentence for the user. */
export interface HeaderFacts {
  room?: string;
  user?: string;
  homeserver?: string;
  sync: string;
  failure?: string;
}

const SYNC_WORDS: Record<string, string> = {
  PREPARED: "in sync",
  SYNCING: "in sync",
  RECONNECTING: "reconnecting",
  CATCHUP: "catching up",
  ERROR: "offline",
  STOPPED: "stopped",
};

/** Redraws the header. */
export function showHeader(element: Element, facts: HeaderFacts): void {
  render(<Header {...facts} />, element);
}

function Header({ room, user, homeserver, sync, failure }: HeaderFacts) {
  return (
    <>
      <div class="bar">
        <h1>{room ?? "Test client"}</h1>
        <dl>
          <dt>User</dt>
          <dd>{user ?? "not logged in"}</dd>
          <dt>Homeserver</dt>
          <dd>{homeserver}</dd>
        </dl>
        <output class="sync" data-state={sync}>
          {SYNC_WORDS[sync] ?? sync}
        </output>
      </div>
      {failure && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </>
  );
}
