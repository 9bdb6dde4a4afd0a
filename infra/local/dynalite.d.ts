/** The part of dynalite that is used here; the package brings no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store; in memory without it. */
    path?: string;
    /** Milliseconds that a table stays in each passing state; 500 by default. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** Closing the server closes the store, after the operations under way. */
  function dynalite(options?: DynaliteOptions): Server;

  export = dynalite;
}
