import type { Mutation } from './functions.ts';
import { MUTANTS_OF_HISTORY } from './mutants-of-history.ts';
import { MUTANTS_OF_WORDS } from './mutants-of-words.ts';
import { MUTANTS_OF_WORK } from './mutants-of-work.ts';

/** Mistakes that the functions could make, by what they do wrong: the model has to notice each of them. */
export const MUTANTS: Readonly<Record<string, Mutation>> = {
  ...MUTANTS_OF_HISTORY,
  ...MUTANTS_OF_WORK,
  ...MUTANTS_OF_WORDS,
};
