/** An option that does not exist or makes no sense. The message is one sentence for who typed it. */
export declare class OptionError extends Error {}
