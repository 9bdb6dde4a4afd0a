/** Another process holds the folder's lock. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  constructor(folder: string) {
    super(`Another "npm start" is running on ${folder}: wait for it to end, or stop it.`);
  }
}

/** The folder is somebody else's: a file of theirs could have the name of one of ours. */
export class ForeignFolderError extends Error {
  override readonly name = 'ForeignFolderError';

  constructor(folder: string) {
    super(
      `The folder ${folder} holds files that are not of a local run, so nothing was changed in it: give a new or empty one with --folder.`,
    );
  }
}

/** What lies in the folder is not what was written there. Thrown before anything of it is changed. */
export class DamagedDataError extends Error {
  override readonly name = 'DamagedDataError';

  constructor(folder: string, what: string, options?: ErrorOptions) {
    super(
      `The data in ${folder} is damaged (${what}); nothing was changed, and "npm start -- --reset" starts afresh after asking.`,
      options,
    );
  }
}

/** The folder cannot be made, read or written, whatever lies in it. */
export class FolderUnusableError extends Error {
  override readonly name = 'FolderUnusableError';

  constructor(folder: string, options: { cause: unknown }) {
    const { cause } = options;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The folder ${folder} cannot be used: ${reason}.`, options);
  }
}
