import { tellOpened } from "./signals.ts";

// In the page's own world, before the page's scripts, in every frame in which there is a content script.
//
// A loader that fetches its page and writes it calls document.open(), or write() which then does so itself. That takes all
// listeners of the window, and the scripts that are written run within the very call: a content script that hears of it
// afterwards comes after the page's listeners, and Chromium calls those of a window in the order in which they were added,
// whatever their phase (measured, 156). So it is told in between.

const { open, write, writeln } = Document.prototype;

/** A proxy is a function of the same name, length and text. */
Document.prototype.open = new Proxy(open, {
  apply(target, document, args) {
    const opened = Reflect.apply(target, document, args);
    tellOpened(document);
    return opened;
  },
});

/** To write nothing opens a document that writing would open, and leaves any other as it is. */
const opening: ProxyHandler<typeof write> = {
  apply(target, document, args) {
    Reflect.apply(write, document, []);
    tellOpened(document);
    return Reflect.apply(target, document, args);
  },
};
Document.prototype.write = new Proxy(write, opening);
Document.prototype.writeln = new Proxy(writeln, opening);
