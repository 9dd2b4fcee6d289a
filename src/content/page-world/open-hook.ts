import { tellOpened } from "./signals.ts";

// Runs in the page's own world, before the page's scripts, in every frame that has a content script. A loader that
// fetches its page and writes it calls document.open(), or write(), which then opens the document itself. That removes
// all listeners of the window, and the scripts in the written text run within that very call. A content script that is
// told afterwards adds its listeners after the page's, and Chromium calls the window's listeners in the order in which
// they were added, whatever their phase (measured, 156). So it is told in between.

const { open, write, writeln } = Document.prototype;

/** A proxy looks like the original function: same name, length and text. */
Document.prototype.open = new Proxy(open, {
  apply(target, document, args) {
    const opened = Reflect.apply(target, document, args);
    tellOpened(document);
    return opened;
  },
});

/** Writing nothing opens exactly the documents that writing the text would open, and leaves all others unchanged. */
const opening: ProxyHandler<typeof write> = {
  apply(target, document, args) {
    Reflect.apply(write, document, []);
    tellOpened(document);
    return Reflect.apply(target, document, args);
  },
};
Document.prototype.write = new Proxy(write, opening);
Document.prototype.writeln = new Proxy(writeln, opening);
