import { sha256 } from '../../../lambda/shared/sha256.ts';

/** What a simulation came to. */
export interface Figures {
  /** Of all accounts together. */
  accountNights: number;
  invocations: number;
  /** Crashes are not among them. */
  faults: number;
  crashes: number;
  /** What people changed at the vendor. */
  edits: number;
  updates: number;
  snapshots: number;
  changes: number;
  /** Confirmed senders that were lost, each of them announced. */
  losses: number;
  /** Events that came again before their snapshot was settled. */
  repeats: number;
  rotations: number;
  /** Tokens that died, each of them announced. */
  deaths: number;
  /** Two runs of the same seeds have the same. */
  fingerprint: string;
}

/** Of two worlds together. */
export function addFigures(a: Figures, b: Figures): Figures {
  const sums = Object.entries(a).map(([name, value]) => {
    const other = b[name as keyof Figures];
    return [name, typeof value === 'number' ? value + Number(other) : sha256(`${value}${other}`)];
  });
  return Object.fromEntries(sums) as Figures;
}

/** For a person. What was missing, false or silent would have been thrown. */
export function describeFigures(figures: Figures): string {
  const count = (value: number) => value.toLocaleString('en-US');
  return [
    `${count(figures.accountNights)} nights of an account in ${count(figures.invocations)} invocations`,
    `${count(figures.faults)} faults of the outside, ${count(figures.crashes)} crashes`,
    `${count(figures.edits)} edits at the vendor and ${count(figures.updates)} updates through us`,
    `${count(figures.changes)} changes found in ${count(figures.snapshots)} snapshots: 0 missing, 0 false`,
    `${count(figures.losses)} confirmed senders lost, all announced; ${count(figures.repeats)} events told again before they were settled`,
    `${count(figures.rotations)} rotations, ${count(figures.deaths)} tokens dead, all announced`,
    `fingerprint ${figures.fingerprint}`,
  ].join('\n');
}
