import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Option } from 'commander';
import type { Limits } from '../../lambda/account/find-findings.ts';
import { ENV } from '../../lambda/shared/contract.ts';
import type { Table } from '../../lambda/store/table.ts';
import { databasePathsOf } from '../local/database-paths.ts';
import { DEFAULT_FOLDER, storyFolderOf } from '../local/folders.ts';
import { toShortPath } from '../local/style.ts';
import { RefusedError } from './errors.ts';

/** The alias under which `npm start -- --nights` keeps its account, in a folder of its own. */
export const STORY_ACCOUNT = 'story';

/** Where an operator wants to read, as typed. */
export interface SourceOptions {
  local?: true;
  aws?: true;
  table?: string;
  folder?: string;
}

/** The options of every command that reads the table. */
export function sourceOptions(): Option[] {
  return [
    new Option('--local', 'read what npm start keeps on this machine').conflicts(['aws', 'table']),
    new Option('--aws', 'read the table on AWS').conflicts(['local', 'folder']),
    new Option(
      '--table <name>',
      `name of the table on AWS (default: ${ENV.tableName}, else the stack's own)`,
    ).conflicts(['local', 'folder']),
    new Option('--folder <path>', `where npm start keeps its data (default: ${DEFAULT_FOLDER})`),
  ];
}

/** A table that can be read, with the secrets that stand beside it. */
export interface Source {
  table: Table;
  secrets: SecretsManagerClient;
  /** Where the table is, as people know it. */
  place: string;
  isLocal: boolean;
  /** What the stack has told its functions; their defaults unless it is known. */
  limits?: Limits;
}

/** True when the table of this machine is meant: told so, or neither a table nor a region is named. */
export function isLocal(options: SourceOptions, env: NodeJS.ProcessEnv): boolean {
  if (options.local || options.folder !== undefined) return true;
  if (options.aws || options.table !== undefined) return false;
  return !env['AWS_REGION'] && !env['AWS_DEFAULT_REGION'];
}

/**
 * Opens the tables in which `account` can lie, or all of them without one, does `work` and closes them again. On AWS
 * there is one; on this machine the story has its own. Throws RefusedError when there is none.
 */
export async function withSources<T>(
  options: SourceOptions,
  account: string | undefined,
  work: (sources: Source[]) => Promise<T>,
): Promise<T> {
  if (!isLocal(options, process.env)) return await withAws(options, (source) => work([source]));
  const folders = findFolders(options.folder ?? DEFAULT_FOLDER, account);
  return await withFolders(folders, [], work);
}

/**
 * Opens the one place where `account` is kept, does `work` and closes it again; on this machine its folder is made if
 * need be. Throws RefusedError, and of the folder what `npm start` throws.
 */
export async function withOwnSource<T>(
  options: SourceOptions,
  account: string,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  if (!isLocal(options, process.env)) return await withAws(options, work);
  const folder = folderOf(resolve(options.folder ?? DEFAULT_FOLDER), account);
  const { claimFolder } = await import('../local/claim-folder.ts');
  await claimFolder(folder);
  return await withFolder(folder, work);
}

function findFolders(folder: string, account: string | undefined): string[] {
  const path = resolve(folder);
  const wanted = account === undefined ? [path, storyFolderOf(path)] : [folderOf(path, account)];
  const found = wanted.filter((one) => existsSync(databasePathsOf(one).data));
  if (found.length > 0) return found;
  const start = account === STORY_ACCOUNT ? 'npm start -- --nights 60' : 'npm start';
  throw new RefusedError(
    `There is no table in ${toShortPath(wanted[0] ?? path)}: run "${start}" first, or choose --aws.`,
  );
}

function folderOf(path: string, account: string): string {
  return account === STORY_ACCOUNT ? storyFolderOf(path) : path;
}

async function withFolders<T>(
  [folder, ...rest]: string[],
  opened: Source[],
  work: (sources: Source[]) => Promise<T>,
): Promise<T> {
  if (folder === undefined) return await work(opened);
  return await withFolder(folder, (source) => withFolders(rest, [...opened, source], work));
}

async function withFolder<T>(folder: string, work: (source: Source) => Promise<T>): Promise<T> {
  // The embedded parts are for this machine alone, so that AWS commands start without them.
  const { forgetAwsSettings } = await import('../local/function-environment.ts');
  forgetAwsSettings();
  const { withServices } = await import('../local/services.ts');
  return await withServices({ folder }, ({ table, secrets }) =>
    work({ table, secrets, place: toShortPath(folder), isLocal: true }),
  );
}

async function withAws<T>(
  options: SourceOptions,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const named = options.table ?? process.env[ENV.tableName];
  const { readParameter } = await import('./parameters.ts');
  const name = named || (await readParameter('tableName', '--table'));
  // A table that somebody names need not be the stack's, so neither need its limits be.
  const limits = named ? {} : { limits: await readLimits() };
  const client = new DynamoDBClient();
  const secrets = new SecretsManagerClient();
  try {
    const region = await readRegion(client);
    const place = `${region} on AWS`;
    const source = { table: { client, name }, secrets, place, isLocal: false };
    return await work({ ...source, ...limits });
  } finally {
    client.destroy();
    secrets.destroy();
  }
}

async function readLimits(): Promise<Limits> {
  const { readParameter } = await import('./parameters.ts');
  return {
    staleAfterHours: Number(await readParameter('staleAfterHours', '--table')),
    pendingTooLongDays: Number(await readParameter('pendingTooLongDays', '--table')),
  };
}

/** `table account-sync in .local and .local/story`; one name, because tables of this machine share theirs. */
export function describeSources(sources: readonly Source[]): string {
  const places = sources.map(({ place }) => place).join(' and ');
  return `table ${sources[0]?.table.name} in ${places}`;
}

/** The region of a client's settings; throws RefusedError when there is none. */
export async function readRegion(client: {
  config: { region(): Promise<string> };
}): Promise<string> {
  return await client.config.region().catch((cause: unknown) => {
    throw new RefusedError('No AWS region is set: set AWS_REGION to that of the stack.', { cause });
  });
}
