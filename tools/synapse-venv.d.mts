/** The Synapse that tests and demo use unless they ask for another. */
export declare const DEFAULT_SYNAPSE: string;

/** One release of each generation of delayed events, the oldest first. */
export declare const SYNAPSES: string[];

/**
 * The Python that runs a given Synapse, in a venv that is created the first time (about half a minute, 240 MB).
 * @param version a release on PyPI, such as "1.116.0"
 * @param log gets a sentence before anything slow
 * @returns absolute path of the venv's python
 * @throws SetUpError if Python is missing or the packages cannot be installed
 */
export declare function synapsePython(version?: string, log?: (sentence: string) => void): Promise<string>;
