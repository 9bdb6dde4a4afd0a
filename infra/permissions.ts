import { readFileSync } from 'node:fs';
import { findCommands } from './find-commands.ts';
import { listGranted, type Permission } from './granted-permissions.ts';
import type { Resources } from './template.ts';
import { FUNCTION_FOLDERS, listUsed } from './used-permissions.ts';

/** Where `cdk synth` leaves the template. */
const TEMPLATE = 'cdk.out/ConstantContactAccountSync.template.json';

export interface Row extends Permission {
  isGranted: boolean;
  /** In whose work; empty for what nobody does. */
  usedBy: string;
}

/** Every permission of a template that is granted or used, each once, by role and action. */
export async function comparePermissions(resources: Resources): Promise<Row[]> {
  const folders = Object.values(FUNCTION_FOLDERS);
  const found = await Promise.all(folders.map((folder) => findCommands(folder)));
  const commands = Object.fromEntries(folders.map((folder, index) => [folder, found[index] ?? []]));
  const granted = new Map(listGranted(resources).map((one) => [keyOf(one), one]));
  const used = new Map(listUsed(resources, commands).map((one) => [keyOf(one), one]));
  const all = new Map<string, Permission>([...granted, ...used]);
  return [...all]
    .map(([key, { role, action, resource }]) => ({
      ...{ role, action, resource },
      isGranted: granted.has(key),
      usedBy: used.get(key)?.by ?? '',
    }))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** As a table in Markdown. */
export function presentPermissions(rows: readonly Row[]): string {
  return [
    '| Role | Action | Resource | Granted | Used by |',
    '|---|---|---|---|---|',
    ...rows.map(({ role, action, resource, isGranted, usedBy }) =>
      ['', role, action, `\`${resource}\``, isGranted ? 'yes' : 'NO', usedBy || 'NOBODY', '']
        .join(' | ')
        .trim(),
    ),
  ].join('\n');
}

function keyOf({ role, action, resource }: Permission): string {
  return `${role} ${action} ${resource}`;
}

if (import.meta.main) {
  const { Resources: resources } = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  const rows = await comparePermissions(resources);
  process.stdout.write(`${presentPermissions(rows)}\n`);
  if (rows.some(({ isGranted, usedBy }) => !isGranted || usedBy === '')) process.exitCode = 1;
}
