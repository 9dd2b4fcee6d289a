/** An option that does not exist or makes no sense. The message is one sentence for whoever typed it. */
export declare class OptionError extends Error {}
