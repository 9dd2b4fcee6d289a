/**
 * esbuild, and so tsx, makes every named inner function call this helper, which does not exist where the outer function
 * is sent: https://github.com/evanw/esbuild/issues/2605. Run this expression there first.
 */
export const NAME_HELPER = "globalThis.__name = (named) => named";
