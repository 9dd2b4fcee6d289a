/**
 * esbuild, and so tsx, makes every named function inside another call this helper, which does not exist where the outer
 * one is sent to: https://github.com/evanw/esbuild/issues/2605. An expression, to be run there first.
 */
export const NAME_HELPER = "globalThis.__name = (named) => named";
