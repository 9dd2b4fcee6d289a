/** An unknown or invalid option. The message is one sentence for the user. */
export declare class OptionError extends Error {}
