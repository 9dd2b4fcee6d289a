import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

// mocha 12 tries require() before import(). tsx then turns the test and all its imports into CommonJS, and a module that is
// also reached by import() exists twice, with two versions of each class. mocha has no option for this.
const loader = createRequire(import.meta.url)("mocha/lib/nodejs/esm-utils.cjs");
const { requireOrImport } = loader;
if (typeof requireOrImport !== "function")
  throw new Error("This version of mocha loads tests in another way: adapt this file");

loader.requireOrImport = (file, ...rest) =>
  path.isAbsolute(file) ? import(pathToFileURL(file).href) : requireOrImport(file, ...rest);
