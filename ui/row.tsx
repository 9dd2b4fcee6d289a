import { Component, type ComponentChildren } from "preact";
import { text } from "../src/browser/i18n.ts";

interface RowProps {
  children: ComponentChildren;
}

/** One row of a list. A row that cannot be shown says so, and leaves the others alone. */
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
