// What the build tells the code.

/** Name of this build: pages of two builds never share a worker. */
declare const BUILD: string;
