import { Component, type ComponentChildren } from "preact";
import { text } from "../src/browser/i18n.ts";

interface RowProps {
  children: ComponentChildren;
}

/** One row of a list. If drawing it throws, a note replaces it, and the other rows stay. */
export class Row extends Component<RowProps, { failed: boolean }> {
  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override state = { failed: false };

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <li class="unshowable" data-testid="unshowable">
        {text("unshowable")}
      </li>
    );
  }
}
