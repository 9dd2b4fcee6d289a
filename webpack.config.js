import { readFileSync } from "node:fs";
import path from "node:path";
import CopyPlugin from "copy-webpack-plugin";
import { EsbuildPlugin } from "esbuild-loader";
import { helpPages } from "./tools/help-page.mjs";

const root = import.meta.dirname;

/** Origins that the test build is granted from the start; all are loopback. */
const LOOPBACK = ["http://localhost/*", "http://127.0.0.1/*"];

const typescript = {
  test: /\.tsx?$/,
  loader: "esbuild-loader",
  options: { target: "es2022", jsx: "automatic", jsxImportSource: "preact" },
};

/** Store reviewers and our own readers read what is shipped: unused code goes, names and lines stay. */
const READABLE = {
  target: "es2022",
  minifySyntax: false,
  minifyWhitespace: false,
  minifyIdentifiers: false,
  treeShaking: true,
};

const common = {
  mode: "production",
  optimization: { splitChunks: false, minimizer: [new EsbuildPlugin(READABLE)] },
  devtool: false,
  performance: { hints: false },
  module: { rules: [typescript] },
  stats: "errors-warnings",
};

/**
 * The extension: one folder serves both browsers.
 * @param {"extension" | "extension-test"} name the folder in `dist/`; the test build differs only in its manifest
 */
function extension(name) {
  return {
    ...common,
    name,
    entry: {
      background: "./src/background/main.ts",
      "host-script": "./src/content/host-script.ts",
      "widget-script": "./src/content/widget-script.ts",
      "open-hook": "./src/content/page-world/open-hook.ts",
      "late-host": "./src/content/late-host.ts",
      inspected: "./src/content/inspected.ts",
      "late-gate": "./src/content/page-world/late-gate.ts",
      "consent/consent": "./consent/consent.tsx",
      "options/options": "./options/options.tsx",
      "popup/popup": "./popup/popup.tsx",
      "inspector/inspector": "./inspector/inspector.tsx",
      "welcome/welcome": "./welcome/welcome.tsx",
    },
    // esbuild drops unused code only at the top level, and only an ES module has its code there. esbuild then turns
    // the module into a classic script.
    experiments: { outputModule: true },
    output: { path: path.join(root, "dist", name), filename: "[name].js", clean: true, module: true },
    optimization: { splitChunks: false, minimizer: [new EsbuildPlugin({ ...READABLE, format: "iife" })] },
    resolve: {
      // A 117 kB table of look-alike letters that only js-sdk's display-name code reads, which we never call.
      alias: { unhomoglyph: false },
    },
    plugins: [
      new CopyPlugin({
        patterns: [
          {
            from: "manifest.json",
            transform: (source) => manifestFor(name, JSON.parse(source.toString())),
          },
          { from: "_locales", to: "_locales" },
          { from: "icons/*.png" },
          { from: "{popup,options,consent,inspector,welcome,ui}/*.{html,css}" },
          ...helpPages(root),
          { from: "managed-schema.json" },
        ],
      }),
    ],
  };
}

/** @returns {string} the manifest as shipped, or with the loopback origins granted for the test build */
function manifestFor(name, manifest) {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const granted = name === "extension-test" ? { host_permissions: LOOPBACK } : {};
  return JSON.stringify({ ...manifest, version, ...granted }, null, 2);
}

/**
 * The pages of the tests and the demo: clients that host widgets, and widgets. They are not part of the extension.
 */
const pages = {
  ...common,
  name: "pages",
  entry: {
    "client/client": "./test/pages/client/main.ts",
    "client/shared-worker": "./test/pages/client/shared-worker.ts",
    "client/service-worker": "./test/pages/client/service-worker.ts",
    "widget/widget": "./test/pages/heartbeat-widget/main.ts",
    "toolkit/toolkit": "./test/pages/toolkit-widget/main.ts",
    "loader/loader": "./test/pages/loader/loader.ts",
  },
  output: {
    path: path.join(root, "dist", "pages"),
    filename: "[name].js",
    chunkFilename: "[name].js",
    clean: true,
  },
  resolve: {
    // js-sdk's end-to-end encryption: 8 MB that no page here uses.
    alias: { "@matrix-org/matrix-sdk-crypto-wasm": false },
  },
  plugins: [
    new CopyPlugin({
      patterns: [
        { from: "test/pages/client/*.{html,css,svg}", to: "client/[name][ext]" },
        { from: "test/pages/heartbeat-widget/*.{html,css}", to: "widget/[name][ext]" },
        { from: "test/pages/toolkit-widget/*.html", to: "toolkit/[name][ext]" },
        { from: "test/pages/hasty-page/*.html", to: "hasty/[name][ext]" },
        { from: "test/pages/loader/*.html", to: "client/[name][ext]" },
        { from: "test/pages/loader/*.html", to: "widget/[name][ext]" },
      ],
    }),
  ],
};

export default [extension("extension"), extension("extension-test"), pages];
